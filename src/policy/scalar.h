/* The kinds of text a value can be. Every kind reads the text as written and gives its canonical
 * form, or says why not. Private to the policy reader. */
#ifndef POLICY_SCALAR_H
#define POLICY_SCALAR_H

#include "holdfast/util/arena.h"

#include <stdbool.h>

enum scalar_json { SCALAR_TEXT, SCALAR_NUMBER, SCALAR_TRUTH };

struct scalar_input {
    struct arena *arena;
    const char *text;
    long low, high;   /* of numbers; of lengths, in characters or seconds; both 0: no limit */
    const char *mend; /* out, may be left: what would mend this very fault */
};

struct scalar {
    const char *name; /* "a length of time": what it must be */
    const char *mend; /* how to write it */
    enum scalar_json json;
    /* The canonical text (of arena, or the text itself); NULL with *why set when it is none. */
    const char *(*read)(struct scalar_input *in, const char **why);
};

extern const struct scalar scalar_id, scalar_login, scalar_word, scalar_name, scalar_text,
    scalar_email, scalar_phone, scalar_timezone, scalar_truth, scalar_number, scalar_duration,
    scalar_elapsed, scalar_rung_at, scalar_range, scalar_date, scalar_holiday, scalar_weekdays,
    scalar_area, scalar_code, scalar_time;

/* Characters, not bytes. */
long scalar_characters(const char *text);

#endif
