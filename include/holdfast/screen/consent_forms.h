/* The forms of a consent: recording one that was signed, renewing it, taking it back. */
#ifndef HOLDFAST_SCREEN_CONSENT_FORMS_H
#define HOLDFAST_SCREEN_CONSENT_FORMS_H

#include "holdfast/console/screen.h"
#include "holdfast/screen/entry.h"

#include <jansson.h>

/* The argument of all of them; good while they are opened. */
struct consent_view {
    const char *individual_ref, *name;
    const json_t *consent; /* a row of api.consents; NULL for a new one */
};

extern const struct screen_ops consent_grant_screen, consent_renew_screen, consent_revoke_screen;
/* The same in lines, with the same argument. */
extern const struct entry_dialogue consent_grant_dialogue, consent_renew_dialogue,
    consent_revoke_dialogue;

/* What stops when it is taken back, in sentences. */
const char *consent_stops_words(struct arena *arena, const struct consent_view *view);

#endif
