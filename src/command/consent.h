/* What `holdfast consent` and the line mode say of consents. */
#ifndef COMMAND_CONSENT_H
#define COMMAND_CONSENT_H

#include "holdfast/command/plain.h"

#define CONSENT_RECORDED "is recorded."
#define CONSENT_OVER     "is over: nothing new is told on it."

/* Reads out what a person has allowed; the answer of api.consents, to be ended, or NULL. */
json_t *consent_list(struct plain *p, const char *ref, struct failure *f);
/* What came of recording one, or of taking it back. done passes say(). */
void consent_say(const struct plain *p, const char *done, const json_t *answer);

#endif
