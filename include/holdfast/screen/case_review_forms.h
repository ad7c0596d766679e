/* The forms of a case review: the day it is on, and one decision of it. */
#ifndef HOLDFAST_SCREEN_CASE_REVIEW_FORMS_H
#define HOLDFAST_SCREEN_CASE_REVIEW_FORMS_H

#include "holdfast/console/screen.h"

#include <jansson.h>

/* Argument: the person's reference; NULL: it is asked for. One that is open already is moved. */
extern const struct screen_ops case_review_day_screen;

/* Argument of decision_screen. Gives the screen below 1 when a decision was added. */
struct decision_view {
    const char *ref;      /* of the review */
    const json_t *review; /* api.case_review() */
    json_t *decisions;    /* an array that outlives the form: the decision is added to it */
};

extern const struct screen_ops decision_screen;

#endif
