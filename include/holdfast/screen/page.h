/* A screen that shows one answer of the database as a sheet: read when it opens, when something
 * changed, when the terminal has another size. What may no longer be shown leaves it. The page is
 * the first member of such a screen's state; page_open, page_close and the rest serve as, or in,
 * the screen's ops. */
#ifndef HOLDFAST_SCREEN_PAGE_H
#define HOLDFAST_SCREEN_PAGE_H

#include "holdfast/screen/sheet.h"

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

struct page;

struct page_ops {
    const char *what; /* for messages: "reading the item" */
    const char *sql;  /* one jsonb; $1 is the reference where ref is used */
    bool polled;      /* read again every few seconds too, not only when told of a change */
    bool slow;        /* reading takes its time: whoever leaves meanwhile ends it */
    /* Writes json into the sheet, between sheet_begin and sheet_end. */
    void (*write)(struct page *page, int64_t now);
    /* After the first answer was written; NULL: nothing to do. */
    void (*first)(struct page *page);
};

struct page {
    const struct page_ops *ops;
    struct screen *screen;
    struct sheet sheet;
    json_t *json; /* NULL until the first answer */
    char *ref;    /* what it is about; NULL: the call takes no argument, or none was given yet */
    char *sought; /* page_seek: the page has no such line yet; NULL: nothing */
    bool asked;
    bool stale; /* the answer on its way is to what is not asked any more */
    bool lost;  /* was shown, and may not be now: a consent was taken back, a rung withdrawn */
    bool over;  /* likewise, and it was shown by an emergency look, which has ended */
};

/* ref is copied; NULL for none. */
void page_open(struct screen *screen, const struct page_ops *ops, const char *ref);
/* The same for a page about somebody: false, with what to do, where the cursor was on nobody. */
bool page_open_about(struct screen *screen, const struct page_ops *ops, const char *ref,
                     struct failure *f);
/* About something else from now on, and read; an answer that is on its way is not waited for. */
void page_turn(struct screen *screen, const char *ref);
void page_load(struct screen *screen);
/* Writes what was read once more: the screen shows it in another way. */
void page_write(struct screen *screen);
/* The cursor goes to the line that leads there, as soon as the page has one. */
void page_seek(struct screen *screen, const char *target);
void page_close(struct screen *screen);
void page_draw(struct screen *screen, struct area area);
unsigned page_event(struct screen *screen, const struct screen_event *event);
/* The line under the cursor; NULL before the first answer, and where there is none. */
const struct sheet_line *page_selected(const struct screen *screen);
/* Read by an emergency look and nothing else: what a look does not open is not to be offered. */
bool page_only_looked(const struct page *page);
/* Where nothing is to be read any more, or never was, gives only what would still work, and true.
 */
bool page_hint_gone(const struct page *page, struct hints *hints);
/* For a page about a person: whatever is opened from it is about them too. */
const char *page_about(const struct screen *screen);

#endif
