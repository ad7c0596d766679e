/* What closing an office for a day does to deadlines, in the words of the console and of the
 * command. The answer is that of api.close_calendar. */
#ifndef HOLDFAST_SCREEN_CLOSURE_WORDS_H
#define HOLDFAST_SCREEN_CLOSURE_WORDS_H

#include "holdfast/util/buffer.h"

#include <jansson.h>

/* "14 deadlines: Bright Home Care 9, Legal Aid 5" */
void closure_add_moved(struct buffer *b, const json_t *answer);
/* Those who go by the calendar, comma between; nothing where there are none. */
void closure_add_offices(struct buffer *b, const json_t *answer);

enum { CLOSURE_STAYS = 3 };
/* What stays, of kind i below CLOSURE_STAYS, and why; false: nothing does. */
bool closure_add_stay(struct buffer *b, const json_t *answer, size_t i);

#endif
