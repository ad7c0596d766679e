/* What would come of a referral, line by line, before it is sent: who answers by when, what is
 * missing, and, where nothing allows it to be told, what could. */
#ifndef SCREEN_REFERRAL_OUTLOOK_H
#define SCREEN_REFERRAL_OUTLOOK_H

#include "holdfast/console/form.h"
#include "holdfast/console/screen.h"

#include <jansson.h>

struct referral_outlook {
    const json_t *preview;        /* api.refer_preview; NULL until there is one */
    const char *why;              /* why there is none; NULL */
    const struct field *services; /* whose choices name the types */
};

void referral_outlook_draw(struct screen *screen, struct area area,
                           const struct referral_outlook *outlook);

/* Nothing allows that type to be told, as things stand. */
bool referral_bars(const json_t *preview, const char *type);
/* The same of any of them. */
bool referral_is_barred(const json_t *preview);
/* A serious threat would allow what nothing else does. */
bool referral_may_threat(const json_t *preview);

#endif
