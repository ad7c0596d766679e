/* What one step does, or did, to how many items, in words; what several calls of the database said
 * of parts of them is added up. refused: an array of {"ref", "why", "short", …}. */
#ifndef HOLDFAST_SCREEN_MANY_WORDS_H
#define HOLDFAST_SCREEN_MANY_WORDS_H

#include "holdfast/util/buffer.h"

#include <jansson.h>
#include <stddef.h>

/* "2 already accepted, 1 not yours": the most frequent first. */
void many_add_reasons(struct buffer *b, const json_t *refused);
/* "Accept 12 as you; 3 cannot: 2 already accepted, 1 not yours." does: as the preview has it, with
 * {n} for how many; NULL where will is 0. */
void many_add_words(struct buffer *b, const char *does, size_t will, const json_t *refused);
/* A refused one of the results of api.act_many, or of the preview, as one of refused. New
 * reference. */
json_t *many_refusal(const json_t *result);

#endif
