/* How a step that was done is told. */
#ifndef HOLDFAST_SCREEN_STEP_TABLE_H
#define HOLDFAST_SCREEN_STEP_TABLE_H

struct step_words {
    const char *step;
    const char *row;  /* on the acted row, in place of its deadline; NULL: the row stays live */
    const char *past; /* in the confirmation */
};

/* NULL for a step that is not known here. */
const struct step_words *step_words_of(const char *step);

#endif
