/* What Today says about being there: who acts for whom, who will be away, which offices are
 * closed. */
#ifndef SCREEN_TODAY_COVER_H
#define SCREEN_TODAY_COVER_H

#include "holdfast/screen/sheet.h"

#include <jansson.h>
#include <stdint.h>

/* How many lines today_write_away writes. */
int today_away_lines(const json_t *today);
/* "You act for Sam Okoro until Mon 08:00"; each line's detail leads there by today_open_cover. */
void today_write_away(struct sheet *sheet, const json_t *today, int64_t now);
/* How many lines today_write_leaving writes: one where rows are few. */
int today_leaving_lines(const struct sheet *sheet, const json_t *today);
/* "AWAY     Sam Okoro from Mon, no cover named"; of more people than there are lines as many as fit
 * in the last one. */
void today_write_leaving(struct sheet *sheet, const json_t *today, int64_t now);
/* The detail of the line that tells which offices are closed. */
#define TODAY_CLOSED "closed"
/* What Enter does on a line of that detail; NULL when it is another's. */
const char *today_cover_hint(const char *detail);
/* Opens where such a detail leads; false when it is another's. */
bool today_open_cover(struct screen *screen, const json_t *today, const char *detail);
/* Whoever sits here says that they are away. */
void today_open_own(struct screen *screen);

#endif
