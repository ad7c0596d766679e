/* What is asked of the person for a step, and how it is told once it was done. */
#ifndef HOLDFAST_SCREEN_STEP_TABLE_H
#define HOLDFAST_SCREEN_STEP_TABLE_H

#include <jansson.h>
#include <stdbool.h>

struct step_words {
    const char *step;
    const char *row;  /* on the acted row, in place of its deadline; NULL: the row stays live */
    const char *past; /* in the confirmation */
};

/* NULL for a step that is not known here. */
const struct step_words *step_words_of(const char *step);

enum need_kind { NEED_TEXT, NEED_MOMENT_PAST, NEED_MOMENT_AHEAD, NEED_YES };

struct step_need {
    enum need_kind kind;
    const char *question;
    const char *prefilled; /* "" where nothing suggests itself */
};

/* How a key of a step's detail is asked for; NULL when people are not asked for it. */
const struct step_need *step_need_of(const char *step, const char *key);

/* The needs of api.choices. Of "reason|note" either will do; what is typed rather than chosen
 * stands last, and is the key that is asked for. */
const char *step_need_key(const char *need);
bool step_need_given(const json_t *detail, const char *need);
/* The list of what can be chosen is asked first, whatever its place among the needs. */
void step_needs_order(json_t *choices);
/* Of one item, whoever has it already is no choice; of many, somebody may have only some. */
void step_without_owner(json_t *choices);

#endif
