/* How the screens of a review say how far it is, from the {review} of api. */
#ifndef SCREEN_REVIEW_WORDS_H
#define SCREEN_REVIEW_WORDS_H

#include "holdfast/util/buffer.h"

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* "9 s" "4 min" "1 h 20 min". Gives out. */
const char *review_duration(char *out, size_t size, int64_t seconds);
/* "Lena Ortiz, Tomas Reyes". Gives out. */
const char *review_people(char *out, size_t size, const json_t *review);
/* "Fri 20 Nov 08:31: 129 items in 24 min, Lena Ortiz" */
void review_held_words(struct buffer *out, const json_t *review, int64_t now);
/* "12 of 37 decided, 9 s each, about 4 min left" */
void review_pace_words(struct buffer *out, const json_t *review);
/* A column of that many cells, and a blank. */
void review_add_cell(struct buffer *line, const char *text, int cells);

/* Why an item of a summary was to be decided; "" where its own words say it. */
const char *review_reason_words(const char *code);

#endif
