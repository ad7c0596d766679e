#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "gateway/script.h"

static void assert_statement(struct script *s, int line, const char *text)
{
    struct script_statement found;
    assert_true(script_next(s, &found));
    assert_int_equal(found.line, line);
    assert_int_equal(found.len, strlen(text));
    assert_memory_equal(found.text, text, found.len);
}

static void assert_end(struct script *s)
{
    struct script_statement found;
    assert_false(script_next(s, &found));
}

static void statements_come_with_their_lines(void **state)
{
    (void)state;
    struct script s = {"-- a comment; with a semicolon\n\nSELECT 1;\n/* one\n /* two */ */\n"
                       "  SELECT\n 2 ; SELECT 3",
                       1};
    assert_statement(&s, 3, "SELECT 1");
    assert_statement(&s, 6, "SELECT\n 2 ");
    assert_statement(&s, 7, "SELECT 3");
    assert_end(&s);
}

static void semicolons_inside_do_not_end(void **state)
{
    (void)state;
    static const char *const whole[] = {
        "SELECT 'a;b''c;'",
        "SELECT E'it\\'s;'",
        "SELECT \"a;\"\"b\"",
        "DO $$ BEGIN; END; $$",
        "DO $body$ x; $$ y; $body$",
        "CREATE RULE r AS ON INSERT TO t DO (SELECT 1; SELECT 2)",
        "SELECT 1 -- not here; nor here\n + 1",
        "SELECT a$b$ FROM t",
        "SELECT name'x;y'",
    };
    for (size_t i = 0; i < sizeof whole / sizeof whole[0]; i++) {
        char text[200];
        (void)snprintf(text, sizeof text, "%s;", whole[i]);
        struct script s = {text, 1};
        assert_statement(&s, 1, whole[i]);
        assert_end(&s);
    }
}

static void unended_parts_end_with_the_file(void **state)
{
    (void)state;
    static const char *const broken[] = {"SELECT 'a", "DO $$ x", "SELECT E'a\\", "SELECT (1"};
    for (size_t i = 0; i < sizeof broken / sizeof broken[0]; i++) {
        struct script s = {broken[i], 1};
        assert_statement(&s, 1, broken[i]);
        assert_end(&s);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(statements_come_with_their_lines),
        cmocka_unit_test(semicolons_inside_do_not_end),
        cmocka_unit_test(unended_parts_end_with_the_file),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
