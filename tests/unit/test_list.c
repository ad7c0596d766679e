#include "holdfast/console/action.h"
#include "holdfast/console/list.h"
#include "holdfast/console/screen.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

/* A table of 1000 rows, ids 1 to 1000, sorted by id; some can be away. */
struct source {
    struct list list;
    bool away[1002];
    int64_t edge[2]; /* by list_side: what was asked for and not answered yet */
    bool pending[2];
    int selections;
};

enum { LAST = 1000 };

static enum style cell(void *context, const struct list_row *row, int column, int cells, char *out,
                       size_t size)
{
    (void)cells;
    (void)context;
    (void)column;
    (void)snprintf(out, size, "row %lld", (long long)row->id);
    return STYLE_TEXT;
}

static void need(void *context, enum list_side side, const struct list_row *edge)
{
    struct source *source = context;
    assert_false(source->pending[LIST_BEFORE] || source->pending[LIST_AFTER]);
    source->pending[side] = true;
    source->edge[side] = edge != NULL ? edge->id : side == LIST_AFTER ? 0 : LAST + 1;
}

static void selected(void *context, const struct list_row *row)
{
    struct source *source = context;
    assert_non_null(row);
    source->selections++;
}

static const struct list_source calls = {.cell = cell, .need = need, .selected = selected};
static const struct list_column columns[] = {{"ROW", 8, 10, 0, 0, LIST_LEFT}};

static struct list_page *page_of(struct source *source, enum list_side side, int64_t edge,
                                 int count, bool *more)
{
    struct list_page *page = list_page_new();
    int64_t ids[256];
    int found = 0, by = side == LIST_AFTER ? 1 : -1;
    int64_t id = edge + by;
    for (; id >= 1 && id <= LAST && found < count; id += by)
        if (!source->away[id])
            ids[found++] = id;
    for (int i = 0; i < found; i++) {
        int64_t one = ids[side == LIST_AFTER ? i : found - 1 - i];
        list_page_add(page, one, one, arena_print(list_page_arena(page), "%lld", (long long)one),
                      0);
    }
    *more = id >= 1 && id <= LAST;
    return page;
}

static void answer_side(struct source *source, enum list_side side)
{
    bool more;
    if (!source->pending[side])
        return;
    source->pending[side] = false;
    struct list_page *page = page_of(source, side, source->edge[side], LIST_PAGE, &more);
    list_put(&source->list, side, page, more);
}

static void answer(struct source *source)
{
    while (source->pending[LIST_BEFORE] || source->pending[LIST_AFTER]) {
        answer_side(source, LIST_BEFORE);
        answer_side(source, LIST_AFTER);
    }
}

static void assert_whole(const struct source *source)
{
    const struct list *list = &source->list;
    assert_true(list->count <= LIST_HELD_MAX + LIST_PAGE);
    for (int i = 1; i < list->count; i++)
        assert_true(list->rows[i - 1].sort < list->rows[i].sort);
    const struct list_row *row = list_selected(list);
    assert_non_null(row);
    int at = (int)(row - list->rows);
    assert_in_range(at, list->top, list->top + list->visible - 1);
}

static int set_up(void **state)
{
    struct source *source = calloc(1, sizeof *source);
    list_open(&source->list, &calls, source, columns, 1);
    need(source, LIST_AFTER, NULL);
    answer(source);
    *state = source;
    return 0;
}

static int tear_down(void **state)
{
    struct source *source = *state;
    list_close(&source->list);
    free(source);
    return 0;
}

static void starts_on_the_first_row(void **state)
{
    struct source *source = *state;
    assert_int_equal(source->list.selected, 1);
    assert_int_equal(source->selections, 0);
    assert_whole(source);
}

static void walks_through_everything_without_gaps(void **state)
{
    struct source *source = *state;
    for (int64_t id = 2; id <= LAST; id++) {
        (void)list_act(&source->list, ACTION_DOWN);
        answer(source);
        assert_int_equal(source->list.selected, id);
        assert_whole(source);
    }
    assert_int_equal(list_act(&source->list, ACTION_DOWN), SCREEN_NOTHING);
    for (int64_t id = LAST - 1; id >= 1; id--) {
        (void)list_act(&source->list, ACTION_UP);
        answer(source);
        assert_int_equal(source->list.selected, id);
        assert_whole(source);
    }
    assert_int_equal(source->selections, 2 * (LAST - 1));
}

static void assert_no_gaps(const struct source *source)
{
    assert_whole(source);
    for (int row = 1; row < source->list.count; row++)
        assert_int_equal(source->list.rows[row].id, source->list.rows[row - 1].id + 1);
}

/* Long runs one way and the other, answered when it pleases: rows are let go of on one side while
 * the person has long turned round. need() fails should two reads ever be under way at once. */
static void late_answers_make_no_gaps(void **state)
{
    struct source *source = *state;
    int turned = 0, action = ACTION_PAGE_DOWN;
    srand(5);
    for (int i = 0; i < 40000; i++) {
        if (rand() % 12 == 0)
            action = rand() % 2 == 0 ? ACTION_PAGE_DOWN : ACTION_PAGE_UP;
        if (rand() % 400 == 0)
            (void)list_act(&source->list, rand() % 2 == 0 ? ACTION_FIRST : ACTION_LAST);
        (void)list_act(&source->list, action);
        turned += action == ACTION_PAGE_UP && source->pending[LIST_AFTER];
        if (rand() % 6 == 0)
            answer_side(source, LIST_BEFORE);
        if (rand() % 3 == 0)
            answer_side(source, LIST_AFTER);
        assert_no_gaps(source);
    }
    assert_true(turned > 100);
}

static void goes_to_both_ends(void **state)
{
    struct source *source = *state;
    (void)list_act(&source->list, ACTION_LAST);
    answer(source);
    assert_int_equal(source->list.selected, LAST);
    assert_whole(source);
    (void)list_act(&source->list, ACTION_FIRST);
    answer(source);
    assert_int_equal(source->list.selected, 1);
    assert_whole(source);
}

static void failed_need_is_asked_again(void **state)
{
    struct source *source = *state;
    for (int i = 0; i < 60; i++)
        (void)list_act(&source->list, ACTION_DOWN);
    assert_true(source->pending[LIST_AFTER]);
    source->pending[LIST_AFTER] = false;
    list_need_failed(&source->list, LIST_AFTER);
    (void)list_act(&source->list, ACTION_DOWN);
    assert_true(source->pending[LIST_AFTER]);
}

static void refresh_what_shows(struct source *source)
{
    int first, count;
    bool more;
    list_visible(&source->list, &first, &count);
    const struct list_row *behind = first > 0 ? &source->list.rows[first - 1] : NULL;
    struct list_page *page =
        page_of(source, LIST_AFTER, behind != NULL ? behind->id : 0, count, &more);
    list_refresh(&source->list, behind, page, more);
}

static void vanished_rows_stay_as_ghosts(void **state)
{
    struct source *source = *state;
    (void)list_select(&source->list, 5);
    source->away[5] = source->away[7] = true;
    refresh_what_shows(source);
    assert_int_equal(source->list.selected, 5);
    assert_true(list_find(&source->list, 5)->flags & LIST_GHOST);
    assert_true(list_find(&source->list, 7)->flags & LIST_GHOST);
    assert_false(list_find(&source->list, 6)->flags & LIST_GHOST);
    source->away[5] = false;
    refresh_what_shows(source);
    assert_false(list_find(&source->list, 5)->flags & LIST_GHOST);
}

static void acted_rows_are_kept(void **state)
{
    struct source *source = *state;
    assert_true(list_change(&source->list, 3, "done", LIST_KEEP, 0));
    source->away[3] = true;
    refresh_what_shows(source);
    const struct list_row *row = list_find(&source->list, 3);
    assert_false(row->flags & LIST_GHOST);
    assert_string_equal(row->data, "done");
}

static void new_rows_do_not_move_the_cursor(void **state)
{
    struct source *source = *state;
    list_reset(&source->list);
    for (int64_t id = 1; id <= LAST; id += 2)
        source->away[id] = true;
    need(source, LIST_AFTER, NULL);
    answer(source);
    for (int i = 0; i < 40; i++) {
        (void)list_act(&source->list, ACTION_DOWN);
        answer(source);
    }
    /* In the middle of the picture: at its edge, scrolling would hide a move. */
    for (int i = 0; i < 8; i++)
        (void)list_act(&source->list, ACTION_UP);
    int64_t id = source->list.selected;
    int line = (int)(list_selected(&source->list) - source->list.rows) - source->list.top;
    for (int64_t back = 1; back <= LAST; back += 2)
        source->away[back] = false;
    refresh_what_shows(source);
    assert_int_equal(source->list.selected, id);
    assert_int_equal((int)(list_selected(&source->list) - source->list.rows) - source->list.top,
                     line);
    for (int i = 1; i < source->list.count; i++)
        assert_true(source->list.rows[i - 1].sort < source->list.rows[i].sort);
}

static struct list_page *short_page(const int64_t *ids, const unsigned *flags, int count)
{
    struct list_page *page = list_page_new();
    for (int i = 0; i < count; i++)
        list_page_add(page, i, ids[i], "", flags != NULL ? flags[i] : 0);
    return page;
}

static void whole_lists_keep_a_vanished_selection(void **state)
{
    struct source *source = *state;
    const int64_t before[] = {1, 2, 3}, after[] = {1, 3};
    list_reset(&source->list);
    list_put_all(&source->list, short_page(before, NULL, 3));
    assert_true(list_select(&source->list, 2));
    list_put_all(&source->list, short_page(after, NULL, 2));
    assert_int_equal(source->list.selected, 2);
    assert_int_equal(source->list.rows[1].id, 2);
    assert_true(source->list.rows[1].flags & LIST_GHOST);
}

static void headings_are_stepped_over(void **state)
{
    struct source *source = *state;
    const int64_t ids[] = {1, 2, 3, 4};
    const unsigned flags[] = {LIST_HEADING, 0, LIST_HEADING, 0};
    list_reset(&source->list);
    list_put_all(&source->list, short_page(ids, flags, 4));
    assert_int_equal(source->list.selected, 2);
    (void)list_act(&source->list, ACTION_DOWN);
    assert_int_equal(source->list.selected, 4);
    (void)list_act(&source->list, ACTION_FIRST);
    assert_int_equal(source->list.selected, 2);
    assert_int_equal(list_act(&source->list, ACTION_UP), SCREEN_NOTHING);
    assert_false(list_select(&source->list, 1));
}

static void tags_outlive_paging(void **state)
{
    struct source *source = *state;
    (void)list_act(&source->list, ACTION_TAG);
    for (int i = 0; i < 30; i++) {
        (void)list_act(&source->list, ACTION_PAGE_DOWN);
        answer(source);
    }
    assert_null(list_find(&source->list, 1));
    assert_int_equal(source->list.tag_count, 1);
    (void)list_act(&source->list, ACTION_FIRST);
    answer(source);
    assert_true(list_find(&source->list, 1)->flags & LIST_TAGGED);
    list_untag_all(&source->list);
    assert_false(list_find(&source->list, 1)->flags & LIST_TAGGED);
}

static void searches_among_held_rows(void **state)
{
    struct source *source = *state;
    assert_true(list_search(&source->list, "ROW 4", false));
    assert_int_equal(source->list.selected, 4);
    assert_true(list_search(&source->list, source->list.sought, false));
    assert_int_equal(source->list.selected, 40);
    assert_true(list_search(&source->list, source->list.sought, true));
    assert_int_equal(source->list.selected, 4);
    assert_false(list_search(&source->list, "row 999", false));
    assert_int_equal(source->list.selected, 4);
}

int main(void)
{
#define WITH_LIST(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        WITH_LIST(starts_on_the_first_row),
        WITH_LIST(walks_through_everything_without_gaps),
        WITH_LIST(late_answers_make_no_gaps),
        WITH_LIST(goes_to_both_ends),
        WITH_LIST(failed_need_is_asked_again),
        WITH_LIST(vanished_rows_stay_as_ghosts),
        WITH_LIST(acted_rows_are_kept),
        WITH_LIST(new_rows_do_not_move_the_cursor),
        WITH_LIST(whole_lists_keep_a_vanished_selection),
        WITH_LIST(headings_are_stepped_over),
        WITH_LIST(tags_outlive_paging),
        WITH_LIST(searches_among_held_rows),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
