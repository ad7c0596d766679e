#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "holdfast/command/arguments.h"
#include "holdfast/command/command.h"
#include "holdfast/util/nearest.h"

#define PARSE(o, f, ...)                                                                           \
    char *argv[] = {(char[]){"holdfast"}, __VA_ARGS__, NULL};                                      \
    int argc = (int)(sizeof argv / sizeof argv[0]) - 1;                                            \
    bool good = options_parse(&(o), &argc, argv, &(f))

#define WORD(text) ((char[]){text})

static void shared_options_stand_before_and_after_the_command(void **state)
{
    (void)state;
    struct options o = {0};
    struct failure f;
    PARSE(o, f, WORD("--lean"), WORD("queue"), WORD("mine"), WORD("--as=maria"), WORD("--filter"),
          WORD("x"), WORD("-d"), WORD("dbname=a"));
    assert_true(good);
    assert_true(o.lean);
    assert_string_equal(o.as, "maria");
    assert_string_equal(o.db, "dbname=a");
    assert_int_equal(argc, 5);
    assert_string_equal(argv[1], "queue");
    assert_string_equal(argv[3], "--filter");
    assert_null(argv[5]);
}

static void the_place_of_the_private_server_is_optional(void **state)
{
    (void)state;
    struct options o = {0};
    struct failure f;
    PARSE(o, f, WORD("--local"), WORD("local"), WORD("start"));
    assert_true(good);
    assert_true(o.local);
    assert_null(o.local_dir);
    assert_string_equal(argv[1], "local");
}

static void what_follows_two_dashes_is_left_alone(void **state)
{
    (void)state;
    struct options o = {0};
    struct failure f;
    PARSE(o, f, WORD("act"), WORD("--"), WORD("--lean"));
    assert_true(good);
    assert_false(o.lean);
    assert_int_equal(argc, 4);
}

static void a_mistyped_option_is_answered_with_the_nearest(void **state)
{
    (void)state;
    struct options o = {0};
    struct failure f;
    PARSE(o, f, WORD("--loacl"));
    assert_false(good);
    assert_int_equal(f.status, EX_USAGE);
    assert_non_null(strstr(f.why, "--local"));
}

static void two_servers_at_once_are_refused(void **state)
{
    (void)state;
    struct options o = {0};
    struct failure f;
    PARSE(o, f, WORD("--local"), WORD("--db=x"));
    assert_false(good);
    assert_int_equal(f.status, EX_USAGE);
}

static void an_option_without_its_value_is_refused(void **state)
{
    (void)state;
    struct options o = {0};
    struct failure f;
    PARSE(o, f, WORD("queue"), WORD("--as"));
    assert_false(good);
    assert_non_null(strstr(f.why, "--as"));
}

static void a_command_reads_its_own_options_from_a_table(void **state)
{
    (void)state;
    bool yes = false;
    const char *format = "text";
    const struct argument table[] = {{"--yes", &yes, NULL}, {"--format", NULL, &format}};
    char *argv[] = {WORD("report"), WORD("--format"), WORD("csv"),    WORD("risks"), WORD("-"),
                    WORD("--yes"),  WORD("--"),       WORD("--last"), NULL};
    int argc = 8;
    struct failure f;
    assert_true(arguments_parse(table, 2, &argc, argv, &f));
    assert_true(yes);
    assert_string_equal(format, "csv");
    assert_int_equal(argc, 4);
    assert_string_equal(argv[1], "risks");
    assert_string_equal(argv[2], "-");
    assert_string_equal(argv[3], "--last");
}

static void a_command_names_the_nearest_of_its_options(void **state)
{
    (void)state;
    const char *format = "text";
    const struct argument table[] = {{"--format", NULL, &format}};
    char *argv[] = {WORD("report"), WORD("--fromat=csv"), NULL};
    int argc = 2;
    struct failure f;
    assert_false(arguments_parse(table, 1, &argc, argv, &f));
    assert_int_equal(f.status, EX_USAGE);
    assert_non_null(strstr(f.why, "--format"));
}

static void commands_are_sorted_and_complete(void **state)
{
    (void)state;
    for (size_t i = 0; i < command_count; i++) {
        assert_non_null(commands[i].run);
        assert_true(commands[i].summary[0] != '\0');
        assert_true(i == 0 || strcmp(commands[i - 1].name, commands[i].name) < 0);
    }
}

static void distance_counts_swapped_neighbours_once(void **state)
{
    (void)state;
    assert_int_equal(nearest_distance("", ""), 0);
    assert_int_equal(nearest_distance("queue", "queue"), 0);
    assert_int_equal(nearest_distance("qeuue", "queue"), 1);
    assert_int_equal(nearest_distance("", "abc"), 3);
    assert_int_equal(nearest_distance("kitten", "sitting"), 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(shared_options_stand_before_and_after_the_command),
        cmocka_unit_test(the_place_of_the_private_server_is_optional),
        cmocka_unit_test(what_follows_two_dashes_is_left_alone),
        cmocka_unit_test(a_mistyped_option_is_answered_with_the_nearest),
        cmocka_unit_test(two_servers_at_once_are_refused),
        cmocka_unit_test(an_option_without_its_value_is_refused),
        cmocka_unit_test(a_command_reads_its_own_options_from_a_table),
        cmocka_unit_test(a_command_names_the_nearest_of_its_options),
        cmocka_unit_test(commands_are_sorted_and_complete),
        cmocka_unit_test(distance_counts_swapped_neighbours_once),
    };
    (void)unsetenv("NO_COLOR");
    return cmocka_run_group_tests(tests, NULL, NULL);
}
