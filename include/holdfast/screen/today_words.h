/* What Today says, in the words that the console and the plain lines share. The answer is that of
 * api.today(). */
#ifndef HOLDFAST_SCREEN_TODAY_WORDS_H
#define HOLDFAST_SCREEN_TODAY_WORDS_H

#include "holdfast/util/buffer.h"

#include <jansson.h>
#include <stddef.h>
#include <stdint.h>

/* By what DO FIRST is ordered: the steps of engine.urgency, so that why one stands above another is
 * no riddle. */
const char *today_order(void);
/* "Messages: 2 unread, 1 to answer; about Rivera, Ana, from Sam Okoro"; nothing where there are
 * none. */
void today_add_messages(struct buffer *b, const json_t *today);
/* Of a row of "away": "You act for Sam Okoro until Mon 08:00; 2 messages wait for them". */
void today_add_away(struct buffer *b, const json_t *row, int64_t now);
/* Of a row of "leaving": "Sam Okoro from Mon, no cover named"; "you from Mon, Sam Okoro covers". */
void today_add_leaving(struct buffer *b, const json_t *row, int64_t now);
/* "Thu 26 Nov: 19 of 27 offices shut", of several days "Shut Thu: 19 of 27 offices,
 * Fri 3"; in at most 38 cells. "" where none is. Gives out. */
const char *today_closures(char *out, size_t size, const json_t *today);

#endif
