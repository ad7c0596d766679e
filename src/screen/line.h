/* Lines that are put together from sentences. */
#ifndef SCREEN_LINE_H
#define SCREEN_LINE_H

#include "holdfast/screen/sheet.h"
#include "holdfast/util/buffer.h"

#include <jansson.h>
#include <stdint.h>

/* Adds a sentence, with the separator before it unless it is the first; nothing when it is empty.
 */
void line_also(struct buffer *line, const char *separator, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* Writes the line under its label and empties it; nothing when it is empty. */
void line_put(struct sheet *sheet, enum style style, const char *label, struct buffer *line);
/* That instant of the object in words, "" where there is none. Gives out. */
const char *line_when(char *out, size_t size, int64_t now, const json_t *object, const char *key);

/* Who it is about, and how to reach them: the keys person, withheld and call of an answer. */
void line_person(struct sheet *sheet, const json_t *answer);
void line_call(struct sheet *sheet, const json_t *answer, int64_t now);

#endif
