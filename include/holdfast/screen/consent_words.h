/* A consent in plain words, as api.consents gives it; for screens and plain commands alike. */
#ifndef HOLDFAST_SCREEN_CONSENT_WORDS_H
#define HOLDFAST_SCREEN_CONSENT_WORDS_H

#include "holdfast/util/buffer.h"

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

/* Every function adds to line. */

/* "in force until 30 Apr 2027", "taken back Fri 14:10: moved away" */
void consent_add_state(struct buffer *line, const json_t *consent, int64_t now);
/* Who may be told: "Bright Home Care; All of health" */
void consent_add_to(struct buffer *line, const json_t *consent);
/* What: "substance-use content, counseling notes" */
void consent_add_what(struct buffer *line, const json_t *consent);
/* "12 Nov 2026 by Ana Rivera, herself; signature on file: locked cabinet" */
void consent_add_signed(struct buffer *line, const json_t *consent);
/* "Fri 10:20 by Bea Lindqvist; renews C-12" */
void consent_add_recorded(struct buffer *line, const json_t *consent, int64_t now);

const char *consent_kind_words(const json_t *consent);
/* Whether whoever gets it may pass it on. */
const char *consent_passing_on(const json_t *consent);
/* It stands, or will. */
bool consent_stands(const json_t *consent);
/* The reader may do that to it: "renew", "revoke". */
bool consent_offers(const json_t *consent, const char *action);

#endif
