/* A page that says what something would do before it is done, and one Enter that does it. The
 * answer of its call has "refused": {"why", "mend"} where it cannot be done. The deed is the first
 * member of such a screen's state; its page is read once and stands as it was looked at. */
#ifndef HOLDFAST_SCREEN_DEED_H
#define HOLDFAST_SCREEN_DEED_H

#include "holdfast/gateway/gateway.h"
#include "holdfast/screen/desk.h"
#include "holdfast/screen/page.h"

struct deed {
    struct page page;
    bool sending;
};

struct deed_call {
    const char *what; /* for messages: "closing it" */
    const char *sql;
    struct gateway_values values;
    void (*said)(struct desk *desk, const json_t *answer); /* says in the notice what was done */
    const struct screen_ops *form; /* what it was entered in: it is left too; NULL: nothing */
};

/* with is what the page's call takes, as one object; it is the deed's from here on. */
void deed_open(struct screen *screen, const struct page_ops *ops, json_t *with);
/* Why it cannot be done, under that heading. False: it can. */
bool deed_write_refused(struct page *page, const char *heading);
/* It was read, can be done, and is not under way. */
bool deed_may(const struct screen *screen);
/* Does it; then the screen is left. Gives what to redraw. */
unsigned deed_do(struct screen *screen, const struct deed_call *call);
/* The event op of such a screen: to look again would do it, and take it back, each time. */
unsigned deed_event(struct screen *screen, const struct screen_event *event);

#endif
