#include "holdfast/console/layout.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

static int sum(const int *sizes, size_t count, int gap)
{
    int total = 0, kept = 0;
    for (size_t i = 0; i < count; i++) {
        total += sizes[i];
        kept += sizes[i] > 0;
    }
    return kept > 1 ? total + gap * (kept - 1) : total;
}

static void gives_ideal_then_shares_the_rest(void **state)
{
    (void)state;
    const struct layout_part parts[] = {{8, 10, 0, 0}, {10, 20, 1, 0}, {5, 10, 3, 0}};
    int sizes[3];
    layout_split(parts, 3, 62, 1, sizes);
    assert_int_equal(sizes[0], 10);
    assert_int_equal(sizes[1], 25);
    assert_int_equal(sizes[2], 25);
    assert_int_equal(sum(sizes, 3, 1), 62);
}

static void drops_the_least_needed_first(void **state)
{
    (void)state;
    const struct layout_part parts[] = {{10, 10, 0, 0}, {10, 10, 0, 1}, {10, 10, 0, 2}};
    int sizes[3];
    layout_split(parts, 3, 25, 1, sizes);
    assert_int_equal(sizes[1], 10);
    assert_int_equal(sizes[2], 0);
    layout_split(parts, 3, 15, 1, sizes);
    assert_int_equal(sizes[1], 0);
    assert_int_equal(sizes[0], 10);
    layout_split(parts, 3, 4, 1, sizes);
    assert_int_equal(sizes[0], 4);
}

static void never_takes_more_than_there_is(void **state)
{
    (void)state;
    srand(7);
    for (int round = 0; round < 20000; round++) {
        struct layout_part parts[8];
        int sizes[8], total = rand() % 150, gap = rand() % 3;
        size_t count = (size_t)(rand() % 8) + 1;
        for (size_t i = 0; i < count; i++) {
            parts[i].min = rand() % 20;
            parts[i].ideal = parts[i].min + rand() % 20;
            parts[i].weight = rand() % 3;
            parts[i].drop = rand() % 4;
        }
        layout_split(parts, count, total, gap, sizes);
        for (size_t i = 0; i < count; i++)
            assert_true(sizes[i] >= 0);
        assert_true(sum(sizes, count, gap) <= total || sum(sizes, count, 0) == 0);
    }
}

static void arranges_a_tree(void **state)
{
    (void)state;
    struct layout panes[] = {{.part = {60, 80, 1, 0}}, {.part = {30, 40, 0, 1}}};
    struct layout rows[] = {{.part = {1, 1, 0, 0}},
                            {.part = {5, 5, 1, 0},
                             .direction = LAYOUT_COLS,
                             .gap = 1,
                             .children = panes,
                             .child_count = 2}};
    struct layout root = {.children = rows, .child_count = 2};
    layout_arrange(&root, (struct area){0, 0, 24, 121});
    assert_int_equal(rows[1].area.row, 1);
    assert_int_equal(rows[1].area.rows, 23);
    assert_int_equal(panes[0].area.cols, 80);
    assert_int_equal(panes[1].area.col, 81);
    assert_int_equal(panes[1].area.cols, 40);
    layout_arrange(&root, (struct area){0, 0, 24, 80});
    assert_int_equal(panes[0].area.cols, 80);
    assert_int_equal(panes[1].area.cols, 0);
}

static void frames_a_screen(void **state)
{
    (void)state;
    struct layout_frame frame = layout_frame(24, 80);
    assert_int_equal(frame.title.row, 0);
    assert_int_equal(frame.body.row, 1);
    assert_int_equal(frame.body.rows, 21);
    assert_int_equal(frame.notice.row, 22);
    assert_int_equal(frame.hint.row, 23);
    assert_false(frame.too_small);
    assert_true(layout_frame(24, 59).too_small);
    assert_true(layout_frame(9, 80).too_small);
    frame = layout_frame(1, 1);
    assert_int_equal(frame.body.rows, 0);
}

static void cuts_pieces_off(void **state)
{
    (void)state;
    struct area area = {1, 0, 10, 80};
    struct area top = area_take_top(&area, 3), bottom = area_take_bottom(&area, 2);
    struct area right = area_take_right(&area, 30);
    assert_int_equal(top.rows, 3);
    assert_int_equal(bottom.row, 9);
    assert_int_equal(right.col, 50);
    assert_int_equal(area.row, 4);
    assert_int_equal(area.rows, 5);
    assert_int_equal(area.cols, 50);
    assert_int_equal(area_take_top(&area, 99).rows, 5);
    assert_int_equal(area.rows, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(gives_ideal_then_shares_the_rest),
        cmocka_unit_test(drops_the_least_needed_first),
        cmocka_unit_test(never_takes_more_than_there_is),
        cmocka_unit_test(arranges_a_tree),
        cmocka_unit_test(frames_a_screen),
        cmocka_unit_test(cuts_pieces_off),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
