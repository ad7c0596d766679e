#include "holdfast/console/theme.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static const char *const shipped[] = {"default", "monochrome", "light", "high-contrast"};

static int set_up(void **state)
{
    (void)state;
    (void)setenv("XDG_CONFIG_HOME", "/nonexistent", 1);
    return 0;
}

static void shipped_themes_load(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof shipped / sizeof shipped[0]; i++) {
        struct theme theme;
        struct failure f = {0};
        if (!theme_load(&theme, shipped[i], &f))
            fail_msg("%s: %s", shipped[i], f.why);
    }
}

static void dark_blue_never_stands_on_the_unknown(void **state)
{
    (void)state;
    static const int depths[] = {8, 16, 256};
    for (size_t i = 0; i < sizeof shipped / sizeof shipped[0]; i++)
        for (size_t d = 0; d < 3; d++) {
            struct theme theme;
            assert_true(theme_load(&theme, shipped[i], NULL));
            for (int style = 0; style < STYLE_COUNT; style++) {
                struct theme_style left = theme_reduce(theme.styles[style], depths[d]);
                bool unknown = left.background == THEME_DEFAULT_COLOUR;
                assert_false(unknown && (left.foreground == 4 || left.foreground == 11 ||
                                         left.foreground == 15));
                assert_false(left.foreground >= 0 && left.foreground == left.background);
                assert_true(left.foreground < depths[d] && left.background < depths[d]);
            }
        }
}

static void attributes_survive_without_colour(void **state)
{
    (void)state;
    struct theme_style style = {160, 16, THEME_BOLD | THEME_REVERSE};
    struct theme_style left = theme_reduce(style, 0);
    assert_int_equal(left.foreground, THEME_DEFAULT_COLOUR);
    assert_int_equal(left.background, THEME_DEFAULT_COLOUR);
    assert_int_equal(left.attributes, THEME_BOLD | THEME_REVERSE);
}

static void monochrome_tells_selection_apart(void **state)
{
    (void)state;
    struct theme theme;
    assert_true(theme_load(&theme, "monochrome", NULL));
    assert_true(theme.styles[STYLE_SELECTED].attributes & THEME_REVERSE);
    for (int style = 0; style < STYLE_COUNT; style++)
        assert_int_equal(theme.styles[style].foreground, THEME_DEFAULT_COLOUR);
}

static void assert_fault(const char *text, const char *where, const char *what)
{
    struct theme theme;
    struct failure f = {0};
    assert_false(theme_parse(&theme, "my.theme", text, &f));
    assert_non_null(strstr(f.why, where));
    assert_non_null(strstr(f.why, what));
    assert_int_equal(f.status, EX_CONFIG);
}

static void faults_say_where(void **state)
{
    (void)state;
    assert_fault("# x\n\nnothing red red\n", "my.theme:3:", "nothing");
    assert_fault("alarm purple default\n", "my.theme:1:", "purple");
    assert_fault("alarm red 256\n", "my.theme:1:", "256");
    assert_fault("alarm red\n", "my.theme:1:", "two colours");
    assert_fault("text default default\nalarm red default blink\n", "my.theme:2:", "blink");
}

static void reads_names_numbers_and_comments(void **state)
{
    (void)state;
    struct theme theme;
    assert_true(theme_parse(&theme, "x", "alarm bright_red 17 bold underline # late\n", NULL));
    assert_int_equal(theme.styles[STYLE_ALARM].foreground, 9);
    assert_int_equal(theme.styles[STYLE_ALARM].background, 17);
    assert_int_equal(theme.styles[STYLE_ALARM].attributes, THEME_BOLD | THEME_UNDERLINE);
    assert_int_equal(theme.styles[STYLE_TEXT].foreground, THEME_DEFAULT_COLOUR);
}

static void finds_by_path_and_says_when_not(void **state)
{
    (void)state;
    struct theme theme;
    struct failure f = {0};
    char path[] = "/tmp/theme-XXXXXX";
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    static const char text[] = "title 1 2\n";
    assert_int_equal(write(fd, text, sizeof text - 1), sizeof text - 1);
    (void)close(fd);
    assert_true(theme_load(&theme, path, &f));
    assert_int_equal(theme.styles[STYLE_TITLE].foreground, 1);
    (void)unlink(path);
    assert_false(theme_load(&theme, path, &f));
    assert_false(theme_load(&theme, "nowhere", &f));
    assert_int_equal(f.status, EX_NOINPUT);
    assert_non_null(strstr(f.why, "nowhere"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(shipped_themes_load),
        cmocka_unit_test(dark_blue_never_stands_on_the_unknown),
        cmocka_unit_test(attributes_survive_without_colour),
        cmocka_unit_test(monochrome_tells_selection_apart),
        cmocka_unit_test(faults_say_where),
        cmocka_unit_test(reads_names_numbers_and_comments),
        cmocka_unit_test(finds_by_path_and_says_when_not),
    };
    return cmocka_run_group_tests(tests, set_up, NULL);
}
