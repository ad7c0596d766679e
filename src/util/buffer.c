#include "holdfast/util/buffer.h"

#include "holdfast/util/memory.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

static void make_room(struct buffer *b, size_t more)
{
    if (b->data != NULL && b->size - b->len > more)
        return;
    size_t size = b->size > 0 ? b->size : 256;
    while (size - b->len <= more)
        size *= 2;
    b->data = memory_grow(b->data, size, 1);
    b->size = size;
}

void buffer_add(struct buffer *b, const char *bytes, size_t len)
{
    make_room(b, len);
    memcpy(b->data + b->len, bytes, len);
    b->len += len;
    b->data[b->len] = '\0';
}

void buffer_text(struct buffer *b, const char *text)
{
    buffer_add(b, text, strlen(text));
}

void buffer_print(struct buffer *b, const char *format, ...)
{
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    int len = vsnprintf(NULL, 0, format, args);
    va_end(args);
    if (len > 0) {
        make_room(b, (size_t)len);
        (void)vsnprintf(b->data + b->len, (size_t)len + 1, format, again);
        b->len += (size_t)len;
    }
    va_end(again);
}

bool buffer_read(struct buffer *b, FILE *file)
{
    char chunk[8192];
    size_t got;
    while ((got = fread(chunk, 1, sizeof chunk, file)) > 0)
        buffer_add(b, chunk, got);
    if (b->data == NULL)
        buffer_add(b, "", 0);
    return ferror(file) == 0;
}

void buffer_clear(struct buffer *b)
{
    b->len = 0;
    if (b->data != NULL)
        b->data[0] = '\0';
}

void buffer_free(struct buffer *b)
{
    free(b->data);
    *b = (struct buffer){0};
}
