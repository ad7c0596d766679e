/* What Today says about being there: who acts for whom, which offices are closed. */
#ifndef SCREEN_TODAY_COVER_H
#define SCREEN_TODAY_COVER_H

#include "holdfast/screen/sheet.h"

#include <jansson.h>
#include <stdint.h>

/* How many lines today_write_away writes. */
int today_away_lines(const json_t *today);
/* "You act for Sam Okoro until Mon 08:00"; each line's detail leads there by today_open_cover. */
void today_write_away(struct sheet *sheet, const json_t *today, int64_t now);
/* "Thu 26 Nov: 19 of 27 offices shut", of several days "Shut Thu: 19 of 27 offices, Fri 3"; in at
 * most 38 cells. "" where none is. Gives out. */
const char *today_closures(char *out, size_t size, const json_t *today);
/* The detail of the line that tells it. */
#define TODAY_CLOSED "closed"
/* Opens where such a detail leads; false when it is another's. */
bool today_open_cover(struct screen *screen, const json_t *today, const char *detail);
/* Whoever sits here says that they are away. */
void today_open_own(struct screen *screen);

#endif
