#include "holdfast/console/list.h"

#include "console/list_page.h"
#include "holdfast/console/action.h"
#include "holdfast/util/memory.h"

#include <stdlib.h>
#include <string.h>

void list_open(struct list *list, const struct list_source *source, void *context,
               const struct list_column *columns, size_t column_count)
{
    *list = (struct list){.source = source,
                          .context = context,
                          .columns = columns,
                          .column_count = column_count,
                          .lines = 1,
                          .visible = 20};
}

static void drop_rows(struct list *list, int from, int count)
{
    for (int i = from; i < from + count; i++)
        list_page_release(list->rows[i].page);
    memmove(&list->rows[from], &list->rows[from + count],
            (size_t)(list->count - from - count) * sizeof *list->rows);
    list->count -= count;
}

void list_reset(struct list *list)
{
    if (list->count > 0)
        drop_rows(list, 0, list->count);
    list->selected = 0;
    list->top = 0;
    list->wish = 0;
    list->replace = false;
    memset(list->more, 0, sizeof list->more);
    memset(list->asked, 0, sizeof list->asked);
}

void list_close(struct list *list)
{
    list_reset(list);
    free(list->rows);
    free(list->tags);
    free(list->sought);
    *list = (struct list){0};
}

int list_compare(const struct list_row *a, const struct list_row *b)
{
    if (a->sort != b->sort)
        return a->sort < b->sort ? -1 : 1;
    return (a->id > b->id) - (a->id < b->id);
}

int list_index(const struct list *list, int64_t id)
{
    for (int i = 0; i < list->count && id != 0; i++)
        if (list->rows[i].id == id)
            return i;
    return -1;
}

const struct list_row *list_find(const struct list *list, int64_t id)
{
    int i = list_index(list, id);
    return i < 0 ? NULL : &list->rows[i];
}

const struct list_row *list_selected(const struct list *list)
{
    return list_find(list, list->selected);
}

bool list_is_selectable(const struct list_row *row)
{
    return !(row->flags & LIST_HEADING);
}

bool list_is_tagged(const struct list *list, int64_t id)
{
    for (int i = 0; i < list->tag_count; i++)
        if (list->tags[i] == id)
            return true;
    return false;
}

void list_insert(struct list *list, int at, const struct list_row *row)
{
    if (list->count == list->size) {
        list->size = list->size > 0 ? list->size * 2 : LIST_HELD_MAX;
        list->rows = memory_grow(list->rows, (size_t)list->size, sizeof *list->rows);
    }
    memmove(&list->rows[at + 1], &list->rows[at], (size_t)(list->count - at) * sizeof *list->rows);
    list->rows[at] = *row;
    if (list_is_tagged(list, row->id))
        list->rows[at].flags |= LIST_TAGGED;
    list_page_hold(row->page);
    list->count++;
}

/* Adds the rows that are not held yet, from index at on; gives how many. */
static int insert_page(struct list *list, int at, const struct list_page *page)
{
    int before = list->count;
    for (int i = 0; i < page->count; i++)
        if (list_index(list, page->rows[i].id) < 0)
            list_insert(list, at + list->count - before, &page->rows[i]);
    return list->count - before;
}

/* Lets go of rows far from what is visible. */
static void trim(struct list *list)
{
    int over = list->count - LIST_HELD_MAX;
    int first = list->top - LIST_PAGE;
    if (over > 0 && first > 0) {
        int count = over < first ? over : first;
        drop_rows(list, 0, count);
        list->top -= count;
        list->more[LIST_BEFORE] = true;
    }
    over = list->count - LIST_HELD_MAX;
    int last = list->top + list->visible + LIST_PAGE;
    if (over > 0 && last < list->count) {
        int count = over < list->count - last ? over : list->count - last;
        drop_rows(list, list->count - count, count);
        list->more[LIST_AFTER] = true;
    }
}

static int64_t edge_id(const struct list *list, enum list_side side)
{
    for (int i = 0; i < list->count; i++) {
        const struct list_row *row = &list->rows[side == LIST_BEFORE ? list->count - 1 - i : i];
        if (list_is_selectable(row))
            return row->id;
    }
    return 0;
}

void list_show_selected(struct list *list)
{
    int at = list_index(list, list->selected);
    int lowest = list->count - list->visible;
    if (at >= 0 && at < list->top)
        list->top = at;
    if (at >= list->top + list->visible)
        list->top = at - list->visible + 1;
    if (list->top > lowest)
        list->top = lowest;
    if (list->top < 0)
        list->top = 0;
    /* A heading right above the first row belongs to it. */
    if (list->top > 0 && list->top == at && !list_is_selectable(&list->rows[at - 1]))
        list->top--;
}

/* The first rows of a list, or of one that was read anew from an end: gives whether the selection
 * is one that the person asked for. */
static bool start_with(struct list *list, enum list_side side, struct list_page *page)
{
    bool asked = list->replace;
    if (list->count > 0)
        drop_rows(list, 0, list->count);
    list->replace = false;
    list->top = 0;
    if (asked)
        list->more[side == LIST_AFTER ? LIST_BEFORE : LIST_AFTER] = false;
    (void)insert_page(list, 0, page);
    if (asked || list_index(list, list->selected) < 0)
        list->selected = edge_id(list, side);
    return asked;
}

void list_grant_wish(struct list *list)
{
    if (list->wish == 0 || list->asked[LIST_BEFORE] || list->asked[LIST_AFTER])
        return;
    enum list_side side = list->wish == ACTION_FIRST ? LIST_AFTER : LIST_BEFORE;
    list->wish = 0;
    list->replace = list->asked[side] = true;
    list->source->need(list->context, side, NULL);
}

void list_put(struct list *list, enum list_side side, struct list_page *page, bool more)
{
    bool moved = false;
    list->asked[side] = false;
    list->more[side] = more;
    if (list->replace || list->count == 0)
        moved = start_with(list, side, page);
    else if (side == LIST_AFTER)
        (void)insert_page(list, list->count, page);
    else
        list->top += insert_page(list, 0, page);
    list_page_release(page);
    trim(list);
    list_show_selected(list);
    if (moved && list->source->selected != NULL && list_selected(list) != NULL)
        list->source->selected(list->context, list_selected(list));
    list_grant_wish(list);
    list_want(list);
}

void list_need_failed(struct list *list, enum list_side side)
{
    list->asked[side] = false;
    list->replace = false;
    list_grant_wish(list);
}

void list_put_all(struct list *list, struct list_page *page)
{
    int at = list_index(list, list->selected);
    struct list_row ghost = {0};
    if (at >= 0) {
        ghost = list->rows[at];
        list_page_hold(ghost.page);
    }
    if (list->count > 0)
        drop_rows(list, 0, list->count);
    (void)insert_page(list, 0, page);
    if (at >= 0 && list_index(list, ghost.id) < 0) {
        ghost.flags |= ghost.flags & LIST_KEEP ? 0 : LIST_GHOST;
        list_insert(list, at < list->count ? at : list->count, &ghost);
    }
    list_page_release(ghost.page);
    list_page_release(page);
    memset(list->more, 0, sizeof list->more);
    memset(list->asked, 0, sizeof list->asked);
    if (list_index(list, list->selected) < 0)
        list->selected = edge_id(list, LIST_AFTER);
    list_show_selected(list);
}

/* One read at a time: so the rows that are let go when it is answered are never those that another
 * answer has to join. */
static bool may_ask(const struct list *list, enum list_side side)
{
    return list->more[side] && !list->asked[LIST_BEFORE] && !list->asked[LIST_AFTER];
}

void list_want(struct list *list)
{
    if (list->source->need == NULL || list->count == 0 || list->replace)
        return;
    if (may_ask(list, LIST_AFTER) && list->top + list->visible + LIST_PAGE / 2 > list->count) {
        list->asked[LIST_AFTER] = true;
        list->source->need(list->context, LIST_AFTER, &list->rows[list->count - 1]);
    }
    if (may_ask(list, LIST_BEFORE) && list->top < LIST_PAGE / 2) {
        list->asked[LIST_BEFORE] = true;
        list->source->need(list->context, LIST_BEFORE, &list->rows[0]);
    }
}

void list_visible(const struct list *list, int *first, int *count)
{
    *first = list->top;
    *count = list->count - list->top < list->visible ? list->count - list->top : list->visible;
}

void list_select_edge(struct list *list)
{
    list->selected = edge_id(list, LIST_AFTER);
}

bool list_select(struct list *list, int64_t id)
{
    const struct list_row *row = list_find(list, id);
    if (row == NULL || !list_is_selectable(row))
        return false;
    list->selected = id;
    list_show_selected(list);
    return true;
}

bool list_change(struct list *list, int64_t id, const void *data, unsigned set, unsigned clear)
{
    int at = list_index(list, id);
    if (at < 0)
        return false;
    if (data != NULL)
        list->rows[at].data = data;
    list->rows[at].flags = (list->rows[at].flags & ~clear) | set;
    return true;
}
