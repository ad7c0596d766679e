/* Moving, searching and tagging in a list. */
#include "console/list_page.h"
#include "holdfast/console/action.h"
#include "holdfast/console/screen.h"
#include "holdfast/console/text.h"
#include "holdfast/util/memory.h"

#include <stdlib.h>
#include <string.h>

/* The row `steps` selectable rows away, or the last one on the way. */
static int walk(const struct list *list, int from, int steps)
{
    int by = steps < 0 ? -1 : 1, reached = from;
    for (int at = from + by; at >= 0 && at < list->count && steps != 0; at += by)
        if (list_is_selectable(&list->rows[at])) {
            reached = at;
            steps -= by;
        }
    return reached;
}

static unsigned move_to(struct list *list, int at)
{
    if (at < 0 || at >= list->count || !list_is_selectable(&list->rows[at]))
        return SCREEN_NOTHING;
    bool same = list->rows[at].id == list->selected;
    list->selected = list->rows[at].id;
    list_show_selected(list);
    if (!same && list->source->selected != NULL)
        list->source->selected(list->context, &list->rows[at]);
    list_want(list);
    return same ? SCREEN_NOTHING : DRAW_BODY | DRAW_HINT;
}

static unsigned move_by(struct list *list, int steps)
{
    int from = list_index(list, list->selected);
    list_want(list);
    return from < 0 ? SCREEN_NOTHING : move_to(list, walk(list, from, steps));
}

/* A page turns the picture too, so that the row under the cursor stays near its line. */
static unsigned turn_page(struct list *list, int pages)
{
    int step = list->visible > 1 ? list->visible - 1 : 1;
    int before = list->top;
    list->top += pages * step;
    if (list->top > list->count - list->visible)
        list->top = list->count - list->visible;
    if (list->top < 0)
        list->top = 0;
    unsigned answer = move_by(list, pages * step);
    return list->top != before ? answer | DRAW_BODY : answer;
}

/* To an end of the whole list: of the held rows when they reach it, else by reading it anew. */
static unsigned go_to_end(struct list *list, int action)
{
    enum list_side side = action == ACTION_FIRST ? LIST_BEFORE : LIST_AFTER;
    if (!list->more[side])
        return move_to(list,
                       action == ACTION_FIRST ? walk(list, -1, 1) : walk(list, list->count, -1));
    list->wish = action;
    list_grant_wish(list);
    return SCREEN_NOTHING;
}

void list_untag_all(struct list *list)
{
    list->tag_count = 0;
    for (int i = 0; i < list->count; i++)
        list->rows[i].flags &= ~(unsigned)LIST_TAGGED;
}

static void forget_tag(struct list *list, int64_t id)
{
    int kept = 0;
    for (int i = 0; i < list->tag_count; i++)
        if (list->tags[i] != id)
            list->tags[kept++] = list->tags[i];
    list->tag_count = kept;
}

static void remember_tag(struct list *list, int64_t id)
{
    if (list->tag_count == list->tag_size) {
        list->tag_size += 16;
        list->tags = memory_grow(list->tags, (size_t)list->tag_size, sizeof *list->tags);
    }
    list->tags[list->tag_count++] = id;
}

void list_tag(struct list *list, int64_t id, bool tagged)
{
    int at = list_index(list, id);
    forget_tag(list, id);
    if (tagged)
        remember_tag(list, id);
    if (at >= 0 && tagged)
        list->rows[at].flags |= LIST_TAGGED;
    else if (at >= 0)
        list->rows[at].flags &= ~(unsigned)LIST_TAGGED;
}

static unsigned toggle_tag(struct list *list)
{
    if (list_index(list, list->selected) < 0)
        return SCREEN_NOTHING;
    list_tag(list, list->selected, !list_is_tagged(list, list->selected));
    return DRAW_BODY | DRAW_HINT;
}

unsigned list_act(struct list *list, int action)
{
    switch (action) {
    case ACTION_DOWN:
        return move_by(list, 1);
    case ACTION_UP:
        return move_by(list, -1);
    case ACTION_PAGE_DOWN:
        return turn_page(list, 1);
    case ACTION_PAGE_UP:
        return turn_page(list, -1);
    case ACTION_FIRST:
    case ACTION_LAST:
        return go_to_end(list, action);
    case ACTION_TAG:
        return toggle_tag(list);
    default:
        return SCREEN_PASS;
    }
}

/* ---- search ---- */

static bool row_contains(const struct list *list, const struct list_row *row, const char *text)
{
    char cell[1024] = "";
    enum style style;
    for (int line = 0; line < list->lines && list->source->line != NULL; line++)
        if (list->source->line(list->context, row, line, cell, sizeof cell, &style) &&
            text_contains(cell, text))
            return true;
    for (int column = 0; column < (int)list->column_count; column++) {
        cell[0] = '\0';
        (void)list->source->cell(list->context, row, column, (int)sizeof cell, cell, sizeof cell);
        if (text_contains(cell, text))
            return true;
    }
    return false;
}

static int match_from(const struct list *list, int at, int by, const char *text)
{
    for (at += by; at >= 0 && at < list->count; at += by)
        if (list_is_selectable(&list->rows[at]) && row_contains(list, &list->rows[at], text))
            return at;
    return -1;
}

bool list_search(struct list *list, const char *text, bool backward)
{
    int by = backward ? -1 : 1, from = list_index(list, list->selected);
    if (text != list->sought) {
        char *copy = memory_text(text);
        free(list->sought);
        list->sought = copy;
    }
    int at = match_from(list, from, by, list->sought);
    /* Round the end, but only where the list is held whole: else the owner looks further. */
    if (at < 0 && !list->more[LIST_BEFORE] && !list->more[LIST_AFTER])
        at = match_from(list, backward ? list->count : -1, by, list->sought);
    if (at < 0)
        return false;
    (void)move_to(list, at);
    return true;
}
