/* The page of one item of a review, and the line above it that says how far it is. */
#ifndef SCREEN_REVIEW_SHEET_H
#define SCREEN_REVIEW_SHEET_H

#include "holdfast/screen/sheet.h"

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* All of api.review_next, or kept by the screen; none is owned. */
struct review_view {
    const json_t *review; /* {review} */
    const json_t *others; /* who else is at it, on whom */
    const json_t *items;  /* still to decide by this person, in order */
    const json_t *done;   /* decided meanwhile, of the person in view; "result": in one word */
    const json_t *item;   /* the present one, of items; NULL: there is none */
    size_t sent;          /* how many decisions are on their way */
    const char *keys;     /* what each key would do to it */
};

/* What comes together: one person's, but for what was put off. */
const char *review_group(const json_t *item);
/* Whether it is here for that reason: late, declined, … */
bool review_has_reason(const json_t *item, const char *code);
/* A row: result NULL: when it is due; else what was done to it, in one word. named: with whose. */
void review_row_write(struct sheet *sheet, const json_t *item, const char *result, bool named,
                      int64_t now);
void review_sheet_write(struct sheet *sheet, const struct review_view *view, int64_t now);
/* "█████▍     12 of 37 decided, 9 s each, about 4 min left   Tomas Reyes on Webb, Terrence" */
void review_progress_draw(struct console *console, struct area row, const struct review_view *view);

#endif
