/* What is half-entered in a form. It comes back, within a day, when a lock ended the session, the
 * terminal was lost or the program was killed; whoever leaves the form or sends it has done with
 * it, unless half_wait keeps it for them. (Texts that wait wherever they were left are drafts of
 * their own: draft.h.) */
#ifndef HOLDFAST_SCREEN_HALF_H
#define HOLDFAST_SCREEN_HALF_H

#include "holdfast/console/form.h"
#include "holdfast/screen/draft.h"

/* A part of a screen's state, whose draft_ops call half_body and half_found. */
struct half {
    struct draft draft;
    struct form *form; /* NULL until half_ready */
    int person;        /* the FIELD_FIND of a person; -1: none */
    json_t *early;     /* was found before the form was there */
    bool waits;        /* half_wait */
};

/* ref: what the form was opened with; NULL: nothing. */
void half_open(struct half *half, struct screen *screen, const char *ref,
               const struct draft_ops *ops);
/* The form is open, and shows what it begins with. */
void half_ready(struct half *half, struct form *form, int person);
void half_touch(struct half *half);
/* It was sent. */
void half_sent(struct half *half);
/* The form is about to be left for something that it needs: it waits where it is opened with ref.
 */
void half_wait(struct half *half, const char *ref);
/* Before the screen's desk_forget, and while the form is open still. */
void half_close(struct half *half);

json_t *half_body(const struct half *half);
void half_found(struct half *half, const json_t *body);

#endif
