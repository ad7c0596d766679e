/* How a review is told, on screens, in lines and on paper: from the {review} and the summary of
 * api. */
#ifndef HOLDFAST_SCREEN_REVIEW_WORDS_H
#define HOLDFAST_SCREEN_REVIEW_WORDS_H

#include "holdfast/util/buffer.h"

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* "9 s" "4 min" "1 h 20 min". Gives out. */
const char *review_duration(char *out, size_t size, int64_t seconds);
/* "Lena Ortiz, Tomas Reyes". Gives out. */
const char *review_people(char *out, size_t size, const json_t *review);
/* "24 min, 16 s for each decision"; of several people whose time it was. */
void review_took_words(struct buffer *out, const json_t *review);
/* "Fri 20 Nov 08:31: 129 items in 24 min, Lena Ortiz"; how many were left where any were. */
void review_held_words(struct buffer *out, const json_t *review, int64_t now);
/* "12 of 37 decided (3 put off)" */
void review_counted_words(struct buffer *out, const json_t *review);
/* The same with ", 9 s each, about 4 min left" */
void review_pace_words(struct buffer *out, const json_t *review);
/* " (3 put off)", or "". Gives out. */
const char *review_put_off(char *out, size_t size, const json_t *review);
/* A count that the database makes to ten thousand, of Today to one: "128" "999+". Gives out. */
const char *review_count(char *out, size_t size, int64_t count);
/* "Acknowledge all 103 as a list", to be asked before that is done, and what it means. */
const char *review_list_question(char *out, size_t size, int64_t count);
const char *review_list_meaning(void);
/* A column of that many cells, and a blank. */
void review_add_cell(struct buffer *line, const char *text, int cells);

/* Why an item of a summary was to be decided; "" where its own words say it. */
const char *review_reason_words(const char *code);
/* Of a summary: what became of all that was looked at, [{"words", "count"}], each item once. The
 * caller's. */
json_t *review_outcomes(const json_t *summary);
/* "left undecided", or "still to decide" while it goes on. */
const char *review_left_words(const json_t *review);
/* Of a summary's proof: whether what is stored is still what its end says. */
const char *review_proof_words(const json_t *proof);
/* A decision of a summary, in words, and what became of it where that is not what the review came
 * to: "cancelled it; taken back 08:41, Lena Ortiz". back_at: when it was taken back. */
void review_decision_words(struct buffer *out, const json_t *decision, const char *back_at);

#endif
