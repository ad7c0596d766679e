/* The words of the page that a person takes home, in their language; and the dates in them. */
#ifndef HOLDFAST_COMMAND_SHEET_WORDS_H
#define HOLDFAST_COMMAND_SHEET_WORDS_H

#include "holdfast/util/buffer.h"

#include <stdint.h>

/* Sentences with {organization} {who} {by} {phone} {name} {ref} {place} in them. */
enum sheet_word {
    SHEET_TITLE,
    SHEET_MADE,
    SHEET_NOTHING,
    SHEET_PART,
    SHEET_ASKED,
    SHEET_ASKED_LATE,
    SHEET_ASKS,
    SHEET_ACCEPTED,
    SHEET_ACCEPTED_LATE,
    SHEET_CALLS,
    SHEET_RUNNING,
    SHEET_WAITS,
    SHEET_SEARCH,
    SHEET_SEARCH_LATE,
    SHEET_NEEDED,
    SHEET_APPOINTMENT,
    SHEET_RIDE,
    SHEET_RING,
    SHEET_NOBODY,
    SHEET_SAY,
    SHEET_INTERPRETER,
    SHEET_EMERGENCY,
    SHEET_WORDS
};

struct sheet_language;

/* By its tag ("es", "es-MX"); NULL where the sheet is not written in that language. */
const struct sheet_language *sheet_language_find(const char *tag);
const char *sheet_language_code(const struct sheet_language *language);
const char *sheet_say(const struct sheet_language *language, enum sheet_word word);
/* "Friday, November 20, 3:10 pm"; "el viernes 20 de noviembre a las 3:10 de la tarde". In the
 * process's time zone; microseconds. */
void sheet_add_moment(struct buffer *b, const struct sheet_language *language, int64_t instant);

#endif
