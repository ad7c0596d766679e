/* The line of items that wait for this person's decision: read ahead, so that the next one is there
 * when one is decided. The present item stays the present one whatever arrives; one that was sent
 * is out of the line until the database has said what came of it. */
#ifndef SCREEN_REVIEW_LINE_H
#define SCREEN_REVIEW_LINE_H

#include "holdfast/screen/sheet.h"
#include "holdfast/screen/step.h"

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

/* How many are asked for at a time: a person's, and whoever is next. */
#define REVIEW_READ_AHEAD 6

struct review_line {
    json_t *items;  /* to decide, the present person's first */
    json_t *done;   /* of that person, decided; "result": the word for it */
    json_t *sent;   /* ref → item, on its way */
    json_t *review; /* the newest {review}; NULL: none yet */
    char *current;  /* the present item's reference; NULL: none */
    char *wanted;   /* what was taken back: it is the present one as soon as it is there again */
    bool moved;     /* since the cursor was put on it */
    char gone[32];
};

void review_line_open(struct review_line *line);
void review_line_close(struct review_line *line);
/* NULL: nothing to decide. */
const json_t *review_line_present(const struct review_line *line);
/* An answer of api.review_next. Gives the reference of the item that was the present one and is not
 * to decide any more, or NULL. */
const char *review_line_take(struct review_line *line, const json_t *answer);
/* A step was sent, or answered; gives whether it was a decision in the review. */
bool review_line_follow(struct review_line *line, const struct step_result *result);
/* NULL: it is not to decide. */
const json_t *review_line_find(const struct review_line *line, const char *ref);
/* Another item of the same person is the present one; false when it is already, or none of them. */
bool review_line_turn(struct review_line *line, const char *ref);
/* The cursor to the present item's row, if another item has become the present one. */
void review_line_point(struct review_line *line, struct sheet *sheet);
/* A number of its own for an item: the database's where it tells it. */
int64_t review_item_id(const json_t *item);

#endif
