/* Reading a stretch of a list again without moving anything under the person's eyes. */
#include "console/list_page.h"

#include <stddef.h>
#include <string.h>

/* An open interval of keyset order at its start, closed at its end. */
struct stretch {
    const struct list_row *behind; /* NULL: from the start */
    const struct list_row *last;   /* NULL: to the end */
};

static bool is_within(const struct stretch *stretch, const struct list_row *row)
{
    return (stretch->behind == NULL || list_compare(row, stretch->behind) > 0) &&
           (stretch->last == NULL || list_compare(row, stretch->last) <= 0);
}

static const struct list_row *fresh_row(const struct list_page *page, int64_t id)
{
    for (int i = 0; i < page->count; i++)
        if (page->rows[i].id == id)
            return &page->rows[i];
    return NULL;
}

static void update(struct list_row *row, const struct list_row *fresh)
{
    list_page_hold(fresh->page);
    list_page_release(row->page);
    row->page = fresh->page;
    row->data = fresh->data;
    row->flags &= ~(unsigned)LIST_GHOST;
}

static void update_known(struct list *list, const struct stretch *stretch,
                         const struct list_page *page)
{
    for (int i = 0; i < list->count; i++) {
        struct list_row *row = &list->rows[i];
        const struct list_row *fresh = fresh_row(page, row->id);
        if (fresh != NULL)
            update(row, fresh);
        else if (is_within(stretch, row) && !(row->flags & (LIST_KEEP | LIST_HEADING)))
            row->flags |= LIST_GHOST;
    }
}

/* Where a row belongs that was not there before. */
static int place_of(const struct list *list, const struct list_row *fresh)
{
    int at = 0;
    while (at < list->count && list_compare(&list->rows[at], fresh) < 0)
        at++;
    return at;
}

static void insert_new(struct list *list, const struct list_page *page)
{
    for (int i = 0; i < page->count; i++) {
        const struct list_row *fresh = &page->rows[i];
        if (list_index(list, fresh->id) >= 0)
            continue;
        int at = place_of(list, fresh);
        bool above = at <= list_index(list, list->selected);
        list_insert(list, at, fresh);
        list->top += above;
    }
}

void list_refresh(struct list *list, const struct list_row *behind, struct list_page *page,
                  bool more)
{
    struct list_row start;
    struct stretch stretch = {NULL, NULL};
    if (behind != NULL) {
        start = *behind; /* it may lie in the list, which is about to move */
        stretch.behind = &start;
    }
    if (more && page->count > 0)
        stretch.last = &page->rows[page->count - 1];
    if (!more || page->count > 0) {
        update_known(list, &stretch, page);
        insert_new(list, page);
    }
    list_page_release(page);
    if (list->selected == 0)
        list_select_edge(list);
    list_show_selected(list);
}
