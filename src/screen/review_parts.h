/* One by one in its parts: review_items.c reads, shows and keeps the line, review_decide.c is what
 * a key does to an item. */
#ifndef SCREEN_REVIEW_PARTS_H
#define SCREEN_REVIEW_PARTS_H

#include "holdfast/console/screen.h"
#include "holdfast/screen/sheet.h"
#include "holdfast/util/buffer.h"
#include "screen/review_line.h"
#include "screen/review_rest.h"

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* With so many left or fewer more are asked for: what is decided while that travels, to and fro on
 * a slow line, is fewer. */
enum { REVIEW_AHEAD = 4 };

struct review_items {
    struct sheet sheet;
    char *ref;      /* of the review */
    json_t *answer; /* the last of api.review_next; NULL: none yet */
    struct review_line line;
    char *asked_about;       /* for which item a reason or a text is asked; NULL: none yet */
    struct review_rest rest; /* of the item on the screen */
    int64_t busy_at;         /* when the person last did something here */
    bool asked;
};

/* review_items.c */

struct review_items *review_items_of(const struct screen *screen);
/* NULL: there is nothing to decide. */
const json_t *review_items_present(const struct review_items *items);
/* A review of performance is about organisations: there is nothing to open. */
bool review_is_organization(const json_t *item);
/* "R-20418@3": an item as it was shown. Gives out. */
const char *review_identity(const json_t *item, char *out, size_t size);
void review_items_load(struct screen *screen);
/* Writes the page anew, or opens what comes behind the last item. */
void review_items_show(struct screen *screen);

/* review_decide.c */

/* What the keys would do to the present item. */
void review_decide_hint(const json_t *item, struct hints *hints);
/* All of them, as one text for the page. */
void review_decide_keys(struct console *console, const json_t *item, struct buffer *keys);
/* SCREEN_PASS where the key decides nothing. */
unsigned review_decide(struct screen *screen, const struct invocation *invocation);

#endif
