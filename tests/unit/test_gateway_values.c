#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "gateway/parts.h"
#include "gateway/reply.h"

static void instants(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int64_t instant;
    } cases[] = {
        {"1970-01-01 00:00:00+00", 0},
        {"1970-01-01 00:00:01.5+00", 1500000},
        {"2026-11-20 17:05:00-05", 1795212300000000},
        {"2026-11-20T22:05:00+00:00", 1795212300000000},
        {"2026-11-20T22:05:00.000001Z", 1795212300000001},
        {"2000-02-29 23:59:59+05:30", 951848999000000},
        {"1969-12-31 23:59:59.999999+00", -1},
        {"0001-12-31 00:00:00+00 BC", -62135683200000000},
        {"infinity", INT64_MAX},
        {"-infinity", INT64_MIN},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        int64_t instant = 42;
        assert_true(reply_instant(cases[i].text, &instant));
        assert_int_equal(instant, cases[i].instant);
    }
}

static void what_is_no_instant(void **state)
{
    (void)state;
    static const char *const bad[] = {"",
                                      "today",
                                      "2026-11-20",
                                      "2026-11-20 17:05:00",
                                      "2026-13-20 17:05:00+00",
                                      "20/11/2026 17:05:00+00"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        int64_t instant = 42;
        assert_false(reply_instant(bad[i], &instant));
        assert_int_equal(instant, 0);
    }
}

/* A reply of one row and one column, as a server would send it. */
static struct reply *make_reply(const char *value)
{
    PGresult *result = PQmakeEmptyPGresult(NULL, PGRES_TUPLES_OK);
    PGresAttDesc column = {.name = (char[]){"value"}};
    assert_int_not_equal(PQsetResultAttrs(result, 1, &column), 0);
    char text[200];
    (void)snprintf(text, sizeof text, "%s", value != NULL ? value : "");
    assert_int_not_equal(PQsetvalue(result, 0, 0, text, value != NULL ? (int)strlen(value) : -1),
                         0);
    return reply_make(result);
}

static void text_arrays(void **state)
{
    (void)state;
    struct arena arena = {0};
    const char *const *items;
    struct reply *r = make_reply("{accept,\"send back\",\"say \\\"no\\\", {then}\",NULL,\"NULL\"}");
    assert_int_equal(reply_texts(r, 0, 0, &arena, &items), 5);
    assert_string_equal(items[0], "accept");
    assert_string_equal(items[1], "send back");
    assert_string_equal(items[2], "say \"no\", {then}");
    assert_string_equal(items[3], "");
    assert_string_equal(items[4], "NULL");
    reply_free(r);
    r = make_reply("{}");
    assert_int_equal(reply_texts(r, 0, 0, &arena, &items), 0);
    reply_free(r);
    arena_free(&arena);
}

static void what_is_not_there_reads_as_null(void **state)
{
    (void)state;
    int64_t instant;
    struct reply *r = make_reply(NULL);
    for (int column = -1; column < 2; column++) {
        assert_true(reply_null(r, 0, column));
        assert_string_equal(reply_text(r, 0, column), "");
        assert_int_equal(reply_bigint(r, 5, column), 0);
        assert_false(reply_bool(r, 0, column));
        assert_false(reply_time(r, 0, column, &instant));
        assert_null(reply_json(r, 0, column));
    }
    assert_int_equal(reply_column(r, "value"), 0);
    assert_int_equal(reply_column(r, "other"), -1);
    assert_string_equal(reply_named(r, 0, "other"), "");
    reply_free(r);
}

static void a_kept_reply_outlives_its_first_owner(void **state)
{
    (void)state;
    struct reply *r = make_reply("7");
    struct reply *kept = reply_keep(r);
    reply_free(r);
    assert_int_equal(reply_int(kept, 0, 0), 7);
    reply_free(kept);
}

static void request_ids_are_random_uuids(void **state)
{
    (void)state;
    char a[37], b[37];
    gateway_request_id(a);
    gateway_request_id(b);
    assert_int_equal(strlen(a), 36);
    assert_string_not_equal(a, b);
    assert_int_equal(a[14], '4');
    assert_non_null(strchr("89ab", a[19]));
    assert_int_equal(strspn(a, "0123456789abcdef-"), 36);
}

static void servers_without_the_fixes_are_named(void **state)
{
    (void)state;
    static const int lacking[] = {150019, 160015, 170011, 180006, 190000};
    static const int good[] = {150020, 150021, 160016, 170012, 180007, 190001, 200000};
    for (size_t i = 0; i < sizeof lacking / sizeof lacking[0]; i++)
        assert_non_null(greeting_warning(lacking[i]));
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++)
        assert_null(greeting_warning(good[i]));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(instants),
        cmocka_unit_test(what_is_no_instant),
        cmocka_unit_test(text_arrays),
        cmocka_unit_test(what_is_not_there_reads_as_null),
        cmocka_unit_test(a_kept_reply_outlives_its_first_owner),
        cmocka_unit_test(request_ids_are_random_uuids),
        cmocka_unit_test(servers_without_the_fixes_are_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
