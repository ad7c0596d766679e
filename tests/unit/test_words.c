/* Days as people type them: the day that stands on their calendar, not the one in Greenwich. */
#include "holdfast/screen/words.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <time.h>

#include <cmocka.h>

/* Fri 20 Nov 2026 22:05 UTC: afternoon in New York and Los Angeles. */
static const int64_t NOW = 1795212300LL * 1000000;

static void read_in(const char *zone, const char *typed, bool past, const char *expected)
{
    char iso[16] = "";
    (void)setenv("TZ", zone, 1);
    tzset();
    assert_true(words_read_day(typed, NOW, past, iso, sizeof iso));
    assert_string_equal(iso, expected);
}

static void a_day_is_that_of_the_place(void **state)
{
    (void)state;
    static const char *const zones[] = {"America/New_York", "America/Los_Angeles",
                                        "Pacific/Honolulu", "Asia/Tokyo", "UTC"};
    for (size_t i = 0; i < sizeof zones / sizeof zones[0]; i++) {
        read_in(zones[i], "14 Mar 1951", true, "1951-03-14");
        read_in(zones[i], "1951-03-14", true, "1951-03-14");
        read_in(zones[i], "2 Dec", false, "2026-12-02");
    }
}

static void today_is_the_day_it_is_there(void **state)
{
    (void)state;
    read_in("America/Los_Angeles", "today", true, "2026-11-20");
    read_in("Asia/Tokyo", "today", true, "2026-11-21");
}

static void what_is_no_day_is_refused(void **state)
{
    (void)state;
    char iso[16];
    assert_false(words_read_day("soon", NOW, false, iso, sizeof iso));
    assert_false(words_read_day("31 Feb 2026", NOW, true, iso, sizeof iso));
}

/* A day alone counts whole; a time is that time, to the second. */
static void the_edges_of_an_absence(void **state)
{
    (void)state;
    static const struct {
        const char *typed;
        bool end;
        const char *iso;
    } cases[] = {{"Tue", false, "2026-11-24T05:00:00Z"},
                 {"Tue", true, "2026-11-25T05:00:00Z"},
                 {"Tue 12:00", false, "2026-11-24T17:00:00Z"},
                 {"Tue 12:00", true, "2026-11-24T17:00:00Z"}};
    (void)setenv("TZ", "America/New_York", 1);
    tzset();
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char iso[32];
        int64_t instant = 0;
        assert_true(words_read_edge(cases[i].typed, NOW + 31000000, cases[i].end, &instant));
        assert_string_equal(words_iso(iso, sizeof iso, instant), cases[i].iso);
    }
}

/* Nobody has to ask whether "Wed 16:30" is to come or has been. */
static void a_weekday_alone_lies_ahead(void **state)
{
    (void)state;
    static const int64_t hour = INT64_C(3600) * 1000000;
    static const struct {
        int hours;
        const char *words;
    } cases[] = {{-24 * 400, "16 Oct 25 18:05"},
                 {-24 * 9, "11 Nov 17:05"},
                 {-24 * 6, "14 Nov 17:05"},
                 {-18, "19 Nov 23:05"},
                 {-1, "16:05"},
                 {1, "18:05"},
                 {7, "Sat 00:05"},
                 {24 * 6, "Thu 17:05"},
                 {24 * 7, "27 Nov 17:05"}};
    (void)setenv("TZ", "America/New_York", 1);
    tzset();
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char out[32];
        assert_string_equal(words_moment(out, sizeof out, NOW, NOW + cases[i].hours * hour),
                            cases[i].words);
    }
}

/* What waits is back now only once its time is there; later today it says how long that is. */
static void when_a_wait_ends(void **state)
{
    (void)state;
    static const int64_t minute = 60LL * 1000000;
    const struct {
        int64_t minutes;
        const char *words;
    } cases[] = {{-20, "back now"}, {0, "back now"},       {20, "back 20m"},
                 {330, "back 5h"},  {24 * 60, "back Sat"}, {7 * 24 * 60, "27 Nov"}};
    (void)setenv("TZ", "America/New_York", 1);
    tzset();
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char out[32];
        assert_string_equal(
            words_due(out, sizeof out, "hold", NOW, NOW + cases[i].minutes * minute),
            cases[i].words);
    }
}

/* "17 Dec 10:50, 17 Dec" says the day twice. */
static void a_day_is_said_once(void **state)
{
    (void)state;
    assert_true(words_repeats("17 Dec", "17 Dec 10:50"));
    assert_true(words_repeats("Thu 17:05", "Thu 17:05"));
    assert_false(words_repeats("late 2h", "10:50"));
    assert_false(words_repeats("in 3h", "10:50"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_day_is_that_of_the_place),
        cmocka_unit_test(a_day_is_said_once),
        cmocka_unit_test(today_is_the_day_it_is_there),
        cmocka_unit_test(what_is_no_day_is_refused),
        cmocka_unit_test(the_edges_of_an_absence),
        cmocka_unit_test(a_weekday_alone_lies_ahead),
        cmocka_unit_test(when_a_wait_ends),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
