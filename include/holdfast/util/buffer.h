/* Text that grows. Zero-initialise to use; buffer_free ends it. data is NUL-terminated once
 * anything was added, NULL before. */
#ifndef HOLDFAST_UTIL_BUFFER_H
#define HOLDFAST_UTIL_BUFFER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

struct buffer {
    char *data;
    size_t len, size;
};

void buffer_add(struct buffer *b, const char *bytes, size_t len);
void buffer_text(struct buffer *b, const char *text);
void buffer_print(struct buffer *b, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Reads file to its end; false when reading failed (errno tells). */
bool buffer_read(struct buffer *b, FILE *file);
void buffer_clear(struct buffer *b);
void buffer_free(struct buffer *b);

#endif
