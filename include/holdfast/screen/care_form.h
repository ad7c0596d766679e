/* What belongs to a referral beside its course, as forms: an appointment booked or moved, what a
 * payer was asked or has answered, a report that came back. */
#ifndef HOLDFAST_SCREEN_CARE_FORM_H
#define HOLDFAST_SCREEN_CARE_FORM_H

#include "holdfast/console/screen.h"

#include <stdint.h>

enum care_kind { CARE_BOOK, CARE_MOVE, CARE_AUTHORIZATION, CARE_REPORT };

struct care_view {
    enum care_kind kind;
    const char *ref;     /* of the item */
    int64_t appointment; /* CARE_MOVE: which one */
};

extern const struct screen_ops care_form_screen;

#endif
