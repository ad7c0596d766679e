/* Rows that came together share an arena, which goes when the last of them does. */
#ifndef CONSOLE_LIST_PAGE_H
#define CONSOLE_LIST_PAGE_H

#include "holdfast/console/list.h"

struct list_page {
    struct arena arena;
    struct list_row *rows;
    int count, size;
    int held; /* rows of lists that point here, and one while somebody fills it */
};

void list_page_hold(struct list_page *page);
void list_page_release(struct list_page *page);

/* <0, 0, >0 by (sort, id). */
int list_compare(const struct list_row *a, const struct list_row *b);
/* -1 when it is not held. */
int list_index(const struct list *list, int64_t id);
bool list_is_selectable(const struct list_row *row);
/* Opens a gap of one row and puts the row there. */
void list_insert(struct list *list, int at, const struct list_row *row);
/* Selects the first row that can be. */
void list_select_edge(struct list *list);
/* Scrolls so that the selected row shows, by no more than is needed. */
void list_show_selected(struct list *list);
/* Goes to the wished end of the list once nothing else is being asked for. */
void list_grant_wish(struct list *list);
/* Asks for rows beyond the held ones where the visible part comes near an end. */
void list_want(struct list *list);

#endif
