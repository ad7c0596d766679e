/* The notice that 42 CFR 2.32 wants with every disclosure of substance-use content: short where the
 * content stands, whole at the end of the page. An answer carries it as "notice" where it holds
 * such content, and does not where it holds none. */
#ifndef HOLDFAST_SCREEN_REDISCLOSURE_H
#define HOLDFAST_SCREEN_REDISCLOSURE_H

#include "holdfast/screen/sheet.h"

#include <jansson.h>

/* The statement of 42 CFR 2.32(a)(2), which fits 80 columns. */
const char *redisclosure_words(void);
/* Both write nothing for an answer without the notice. */
void redisclosure_short(struct sheet *sheet, const json_t *answer);
void redisclosure_whole(struct sheet *sheet, const json_t *answer);

#endif
