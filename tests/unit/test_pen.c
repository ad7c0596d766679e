#include "holdfast/console/pen.h"
#include "holdfast/util/buffer.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static struct pen pen;
static struct buffer out;

static const char *sent(const char *text)
{
    buffer_clear(&out);
    buffer_text(&out, "");
    pen_write(&pen, text, strlen(text), &out);
    return out.data;
}

static int begin(void **state)
{
    (void)state;
    pen_forget(&pen);
    return 0;
}

static int begin_known(void **state)
{
    (void)begin(state);
    (void)sent("\033(B\033[m");
    return 0;
}

static void nothing_is_left_out_before_the_first_reset(void **state)
{
    (void)state;
    assert_string_equal(sent("\033[7ma\033[1mb"), "\033[7ma\033[1mb");
    assert_string_equal(sent("\033(B\033[mc"), "\033(B\033[mc");
    assert_string_equal(sent("\033(B\033[0;7md"), "\033[7md");
}

static void changes_are_said_in_one_go(void **state)
{
    (void)state;
    assert_string_equal(sent("\033(B\033[0;1m\033[38;5;160mlate\033(B\033[0m 3h"),
                        "\033[1;38;5;160mlate\033[m 3h");
    assert_string_equal(sent("\033[0;1ma\033[31mb\033[0;7mc"), "\033[1ma\033[31mb\033[0;7mc");
    assert_string_equal(sent("\033[0;38;5;0ma"), "\033[0;38;5;0ma");
}

static void what_is_no_attribute_passes(void **state)
{
    (void)state;
    assert_string_equal(sent("\033[5;1H\033[K\033[?25h\xe2\x96\x88"),
                        "\033[5;1H\033[K\033[?25h\xe2\x96\x88");
    assert_string_equal(sent("\033(0q\033(Ba"), "\033(0q\033(Ba");
    assert_string_equal(sent("\033(Ba"), "a");
}

/* More than can be remembered: said as it stands, and what follows too until the next reset. */
static void a_long_tale_is_told_as_it_is(void **state)
{
    (void)state;
    const char *text =
        "\033[38;2;100;100;100;48;2;100;100;100;4;7;38;2;200;200;200;48;2;200;200;200ma";
    assert_string_equal(sent(text), text);
    assert_string_equal(sent("\033[1mb"), "\033[1mb");
    assert_string_equal(sent("\033[mc\033[md"), "\033[mcd");
}

static void what_does_not_differ_is_not_said(void **state)
{
    (void)state;
    assert_string_equal(sent("a\033(B\033[m\033[5db\033[0m"), "a\033[5db");
    assert_string_equal(sent("\033[0;7m\033[m"), "");
    assert_string_equal(sent("\033[0;7ma\033[0;7mb"), "\033[7mab");
    assert_string_equal(sent("c"), "c");
    assert_string_equal(sent("\033[md"), "\033[md");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(nothing_is_left_out_before_the_first_reset, begin),
        cmocka_unit_test_setup(changes_are_said_in_one_go, begin_known),
        cmocka_unit_test_setup(what_is_no_attribute_passes, begin_known),
        cmocka_unit_test_setup(a_long_tale_is_told_as_it_is, begin_known),
        cmocka_unit_test_setup(what_does_not_differ_is_not_said, begin_known),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    buffer_free(&out);
    return failed;
}
