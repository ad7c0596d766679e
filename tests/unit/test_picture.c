#include "holdfast/console/picker.h"
#include "holdfast/console/picture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void bars_are_in_proportion(void **state)
{
    (void)state;
    char out[256];
    assert_string_equal(picture_bar(out, sizeof out, 18, 52, 26, false), "#########");
    assert_string_equal(picture_bar(out, sizeof out, 52, 52, 10, false), "##########");
    assert_string_equal(picture_bar(out, sizeof out, 99, 52, 4, false), "####");
    assert_string_equal(picture_bar(out, sizeof out, 1, 1000, 10, false), "#");
    assert_string_equal(picture_bar(out, sizeof out, 0, 10, 10, false), "");
    assert_string_equal(picture_bar(out, sizeof out, 5, 0, 10, false), "");
    assert_string_equal(picture_bar(out, sizeof out, 5, 10, 0, false), "");
    assert_string_equal(picture_bar(out, sizeof out, 3, 16, 8, true), "\u2588\u258C");
    assert_string_equal(picture_bar(out, 4, 10, 10, 10, false), "###");
}

static void sparks_start_at_nothing(void **state)
{
    (void)state;
    char out[64];
    const double values[] = {0, 5, 10};
    assert_string_equal(picture_spark(out, sizeof out, values, 3, false), "059");
    assert_string_equal(picture_spark(out, sizeof out, values, 3, true), " \u2584\u2588");
    assert_string_equal(picture_spark(out, sizeof out, values, 0, false), "");
}

static void every_choice_gets_a_key(void **state)
{
    (void)state;
    const struct choice choices[] = {
        {"a", "No staff", 0}, {"b", "Not ours", 0}, {"c", "no", 0}, {"d", "On hold", 'n'}};
    uint32_t keys[4];
    picker_keys(choices, 4, keys);
    assert_int_equal(keys[3], 'n');
    assert_int_equal(keys[0], 'o');
    assert_int_equal(keys[1], 't');
    assert_int_equal(keys[2], 'a');
}

/* Whoever moves through a list with j must not hand somebody's work to Judith. */
static void keys_that_move_never_choose(void **state)
{
    (void)state;
    const struct choice choices[] = {{"a", "Judith Klein", 0}, {"b", "jkq", 0}, {"c", "Kim", 0}};
    uint32_t keys[3];
    picker_keys(choices, 3, keys);
    assert_int_equal(keys[0], 'u');
    assert_int_equal(keys[1], 'a');
    assert_int_equal(keys[2], 'i');
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bars_are_in_proportion),
        cmocka_unit_test(sparks_start_at_nothing),
        cmocka_unit_test(every_choice_gets_a_key),
        cmocka_unit_test(keys_that_move_never_choose),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
