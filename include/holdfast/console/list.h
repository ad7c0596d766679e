/* A virtual list: rows in keyset order (sort, id), of which only a few pages are held; the rest is
 * asked for as the cursor comes near. The selection is an id: it stays with its row whatever
 * arrives, and no arrival moves it to another one. Rows that vanish stay as ghosts until the list
 * is read anew. Knows nothing of where rows come from. */
#ifndef HOLDFAST_CONSOLE_LIST_H
#define HOLDFAST_CONSOLE_LIST_H

#include "holdfast/console/draw.h"
#include "holdfast/util/arena.h"

#include <stdint.h>

enum list_align { LIST_LEFT, LIST_RIGHT };

struct list_column {
    const char *title;
    int min, ideal; /* cells */
    int weight;     /* share of spare width; 0: none */
    int drop;       /* 0: never; else the highest goes first when it is narrow */
    enum list_align align;
};

enum list_row_flags {
    LIST_GHOST = 1 << 0,  /* gone from its place; drawn dim; set by list_refresh */
    LIST_KEEP = 1 << 1,   /* acted upon: list_refresh leaves flags and place alone (not data) */
    LIST_TAGGED = 1 << 2, /* by the person */
    LIST_HEADING = 1 << 3 /* cannot be selected; drawn whole by line() */
};

struct list_row {
    int64_t sort, id; /* the keyset: ascending sort, then id; ids are unique and not 0 */
    const void *data; /* the owner's; lives in the page's arena */
    unsigned flags;
    struct list_page *page; /* the list's */
};

/* Rows on their way into a list. The arena lives as long as any of the rows is held. */
struct list_page;
struct list_page *list_page_new(void);
struct arena *list_page_arena(struct list_page *page);
/* In keyset order. */
void list_page_add(struct list_page *page, int64_t sort, int64_t id, const void *data,
                   unsigned flags);
int list_page_count(const struct list_page *page);
/* Only for a page that was not given to a list. */
void list_page_free(struct list_page *page);

enum list_side { LIST_BEFORE, LIST_AFTER };

/* Who supplies and reads the rows. All but cell may be NULL. */
struct list_source {
    /* Writes a cell's text, choosing words that fit in that many cells where there is a choice:
     * what is longer is cut. Gives its style. Ghosts are drawn in STYLE_GHOST whatever it gives,
     * but their words ("gone", "with Tomas now") are the cell's business. */
    enum style (*cell)(void *context, const struct list_row *row, int column, int cells, char *out,
                       size_t size);
    /* Writes line number `line` (0, or 1 where lines is 2) of a row as one text over the whole
     * width; false: draw it by columns. */
    bool (*line)(void *context, const struct list_row *row, int line, char *out, size_t size,
                 enum style *style);
    /* More rows are wanted beyond the edge row, whose keyset is in it. edge NULL: from the very
     * start (LIST_AFTER) or the very end (LIST_BEFORE, the last page): the page that is then put
     * on that side replaces what is held. Asked for one side at a time, until list_put or
     * list_need_failed answers. Must not block. */
    void (*need)(void *context, enum list_side side, const struct list_row *edge);
    /* The selected row is another one now, by the person's move. */
    void (*selected)(void *context, const struct list_row *row);
    /* Search found nothing (more) among the held rows; the owner may look further. True when
     * it took that upon itself (and will say so), else the list says "not found". */
    bool (*search)(void *context, const char *text, bool backward);
};

/* Zero-initialise, then list_open; list_close ends it. Fields are for reading, but for lines,
 * titles and empty, which may be set after list_open. */
struct list {
    const struct list_source *source;
    void *context;
    const struct list_column *columns;
    size_t column_count;
    int lines;         /* of the terminal per row: 1 or 2 */
    bool titles;       /* a first line with the column titles */
    const char *empty; /* what an empty list says; NULL: nothing */

    struct list_row *rows; /* held, in display order */
    int count, size;
    int64_t selected; /* id; 0: none */
    int top;          /* index of the first visible row */
    int visible;      /* rows that fit, from the last draw */
    bool more[2];     /* by list_side: there are rows beyond the held ones */
    bool asked[2];    /* need was called and not answered */
    bool replace;     /* the next page put replaces what is held: first, last */
    int wish;         /* ACTION_FIRST or ACTION_LAST, as soon as nothing is asked; 0: none */
    int64_t *tags;
    int tag_count, tag_size;
    char *sought; /* last search text, or NULL */
};

enum {
    LIST_PAGE = 50,          /* rows to ask for at a time */
    LIST_HELD_MAX = 200,     /* rows held, but for a page; farther ones are let go */
    LIST_SELECTED_CELLS = 30 /* of the selected row in reverse video, at most */
};

void list_open(struct list *list, const struct list_source *source, void *context,
               const struct list_column *columns, size_t column_count);
void list_close(struct list *list);
/* Forgets all rows and the selection (tags and search stay): the list is being read anew. */
void list_reset(struct list *list);

/* Adds the page on that side and answers the need; takes the page. more: there is more beyond.
 * The first rows to come select the first row. */
void list_put(struct list *list, enum list_side side, struct list_page *page, bool more);
/* The whole list at once, for short ones: replaces all rows; a selected row that is not in it
 * stays as a ghost where it was. Takes the page. */
void list_put_all(struct list *list, struct list_page *page);
/* The need could not be met; it is asked again on the next move. */
void list_need_failed(struct list *list, enum list_side side);

/* What is on the screen, for reading it again: rows [*first, *first + *count) of the held ones.
 * To refresh, read count rows behind the row before first (or from the start). */
void list_visible(const struct list *list, int *first, int *count);
/* The truth about a stretch of keyset order: everything behind row `behind` (NULL: the start) up
 * to the page's last row, or to the end when !more. Known rows get their new data in place, new
 * ones are put in their place, missing ones become ghosts; the selected row stays on its line.
 * Takes the page. behind may point into the list. */
void list_refresh(struct list *list, const struct list_row *behind, struct list_page *page,
                  bool more);

/* NULL when there is none. Pointers to rows are good until rows are put, refreshed or reset. */
const struct list_row *list_selected(const struct list *list);
const struct list_row *list_find(const struct list *list, int64_t id);
/* Selects a held row; false when it is not held. Does not call selected(). */
bool list_select(struct list *list, int64_t id);
/* Gives one row new data (in any arena that lives long enough) or NULL to keep it, sets and
 * clears flags; false when it is not held. */
bool list_change(struct list *list, int64_t id, const void *data, unsigned set, unsigned clear);

/* The kit's actions down, up, page_down, page_up, first, last, tag. Gives what to redraw (see
 * screen.h), or SCREEN_PASS. */
unsigned list_act(struct list *list, int action);
/* Moves to the next row whose cells contain text; false: none among the held rows. */
bool list_search(struct list *list, const char *text, bool backward);
/* Tags a row, or takes its tag away; it need not be held. */
void list_tag(struct list *list, int64_t id, bool tagged);
bool list_is_tagged(const struct list *list, int64_t id);
void list_untag_all(struct list *list);

/* Draws into area; puts the hardware cursor on the selected row when focused. */
void list_draw(struct list *list, struct console *console, struct area area, bool focused);

#endif
