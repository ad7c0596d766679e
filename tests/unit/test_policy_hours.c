/* Business time of the policy, at the edges: closing times, nights, holidays, daylight saving. */
#include "holdfast/policy/hours.h"
#include "holdfast/policy/zone.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const char text[] =
    "network: {timezone: America/New_York}\n"
    "calendars:\n"
    "  office: {hours: {mon-fri: \"08:00-17:00\"}, holidays: [2026-11-26, 12-25],\n"
    "           dates: {2026-12-24: \"08:00-12:00\"}}\n"
    "  night: {hours: {mon-fri: \"22:00-06:00\"}, holidays: [2026-11-26]}\n"
    "  sunday: {hours: {sun: \"01:30-03:30\"}}\n"
    "  always: {hours: {mon-sun: \"00:00-24:00\"}}\n"
    "  never: {hours: {mon: closed}}\n";

struct due {
    const char *calendar, *start, *within, *due; /* local times; "" never */
};

static const struct due dues[] = {
    {"office", "2026-11-20 16:45", "8bh", "2026-11-23 15:45"},
    {"office", "2026-11-20 16:45", "15bm", "2026-11-20 17:00"}, /* at closing, not at opening */
    {"office", "2026-11-20 17:00", "9bh", "2026-11-23 17:00"},
    {"office", "2026-11-21 03:00", "1bm", "2026-11-23 08:01"},
    {"office", "2026-11-20 16:45", "2bd", "2026-11-24 17:00"},
    {"office", "2026-11-25 09:00", "1bd", "2026-11-27 17:00"}, /* over Thanksgiving */
    {"office", "2026-11-21 09:00", "1bd", "2026-11-23 17:00"},
    {"office", "2026-12-23 16:00", "5bh", "2026-12-24 12:00"}, /* half-day */
    {"office", "2026-12-23 16:00", "6bh", "2026-12-28 09:00"}, /* and Christmas */
    {"office", "2027-12-24 16:00", "2bh", "2027-12-27 09:00"}, /* of every year */
    {"office", "2026-11-20 16:45", "1000bd", "2030-09-26 17:00"},
    {"night", "2026-11-24 23:00", "7bh", "2026-11-25 06:00"},
    {"night", "2026-11-24 23:00", "8bh", "2026-11-25 23:00"},
    {"night", "2026-11-25 22:00", "2bh", "2026-11-26 00:00"}, /* the holiday takes its morning */
    {"night", "2026-11-25 22:00", "3bh", "2026-11-27 01:00"}, /* and leaves the next day's */
    {"night", "2026-11-23 12:00", "1bd", "2026-11-25 06:00"},
    {"sunday", "2026-03-07 12:00", "1bh", "2026-03-08 03:30"}, /* 01:30-02:00 and 03:00-03:30 */
    {"sunday", "2026-10-31 12:00", "3bh", "2026-11-01 03:30"}, /* 01:00-02:00 happens twice */
    {"always", "2026-11-20 16:45", "24bh", "2026-11-21 16:45"},
    {"never", "2026-11-20 16:45", "1bh", ""},
    {"never", "2026-11-20 16:45", "1bd", ""},
    {"never", "2026-11-20 16:45", "1h", "2026-11-20 17:45"},
    {"office", "2026-03-07 12:00", "24h", "2026-03-08 13:00"}, /* a day of 23 hours */
    {"office", "2026-10-31 12:00", "1d", "2026-11-01 11:00"},  /* and one of 25 */
};

struct fixture {
    struct arena arena;
    struct yaml_node *root;
};

static int open_fixture(void **state)
{
    struct fixture *f = calloc(1, sizeof *f);
    struct finding_list findings = {.arena = &f->arena, .file = "hours"};
    assert_true(tree_read(&f->arena, text, sizeof text - 1, &f->root, &findings));
    *state = f;
    return 0;
}

static int close_fixture(void **state)
{
    struct fixture *f = *state;
    arena_free(&f->arena);
    free(f);
    return 0;
}

static int64_t instant(const char *local)
{
    int year, month, day, hour, minute;
    assert_int_equal(sscanf(local, "%d-%d-%d %d:%d", &year, &month, &day, &hour, &minute), 5);
    struct zone zone;
    zone_enter(&zone, "America/New_York");
    int64_t at = zone_instant(date_number((struct date){year, month, day}), hour * 60 + minute,
                              ZONE_EARLIER);
    zone_leave(&zone);
    return at;
}

static struct hours *hours_of(struct fixture *f, const char *calendar, int64_t from)
{
    return hours_open(&f->arena, calendar_find(&f->arena, f->root, calendar), from);
}

static void what_is_due_when(void **state)
{
    for (size_t i = 0; i < sizeof dues / sizeof dues[0]; i++) {
        const struct due *d = &dues[i];
        struct duration within;
        int64_t start = instant(d->start), due = 0;
        assert_int_equal(duration_read(d->within, &within), DURATION_SOUND);
        bool found = hours_due(hours_of(*state, d->calendar, start), start, within, &due);
        bool good = d->due[0] == '\0' ? !found : found && due == instant(d->due);
        if (!good)
            fail_msg("%s: %s after %s: expected %s, missed by %ld s", d->calendar, d->within,
                     d->start, d->due, d->due[0] == '\0' ? 0 : (long)(due - instant(d->due)));
    }
}

static void rungs_share_the_target_in_its_own_time(void **state)
{
    static const struct {
        const char *within, *rung, *at;
    } rungs[] = {
        {"8bh", "0%", "2026-11-20 16:45"},   {"8bh", "75%", "2026-11-23 13:45"},
        {"8bh", "100%", "2026-11-23 15:45"}, {"8bh", "150%", "2026-11-24 10:45"},
        {"8bh", "+1h", "2026-11-23 16:45"},  {"8bh", "+2bh", "2026-11-24 08:45"},
        {"4h", "75%", "2026-11-20 19:45"},   {"4h", "150%", "2026-11-20 22:45"},
        {"2bd", "100%", "2026-11-24 17:00"}, {"2bd", "+1bd", "2026-11-25 17:00"},
    };
    int64_t start = instant("2026-11-20 16:45");
    struct hours *hours = hours_of(*state, "office", start);
    for (size_t i = 0; i < sizeof rungs / sizeof rungs[0]; i++) {
        struct duration within;
        struct rung_at rung;
        int64_t due, at;
        assert_int_equal(duration_read(rungs[i].within, &within), DURATION_SOUND);
        assert_int_equal(rung_at_read(rungs[i].rung, &rung), DURATION_SOUND);
        assert_true(hours_due(hours, start, within, &due));
        assert_true(hours_rung(hours, start, within, due, rung, &at));
        if (at != instant(rungs[i].at))
            fail_msg("%s of %s: expected %s", rungs[i].rung, rungs[i].within, rungs[i].at);
    }
}

static void the_time_zone_is_put_back(void **state)
{
    (void)state;
    struct zone zone;
    assert_int_equal(setenv("TZ", "Asia/Tokyo", 1), 0);
    zone_enter(&zone, "America/New_York");
    zone_leave(&zone);
    assert_string_equal(getenv("TZ"), "Asia/Tokyo");
    assert_int_equal(unsetenv("TZ"), 0);
    zone_enter(&zone, "America/New_York");
    zone_leave(&zone);
    assert_null(getenv("TZ"));
    assert_true(zone_exists("America/New_York"));
    assert_false(zone_exists("America/Boston"));
    assert_false(zone_exists("../../etc/passwd"));
}

static void days_are_counted_both_ways(void **state)
{
    (void)state;
    assert_int_equal(date_number((struct date){1970, 1, 1}), 0);
    assert_int_equal(date_weekday(0), 3);
    for (long day = -1000; day < 90000; day += 7) {
        assert_int_equal(date_number(date_of_number(day)), day);
    }
    unsigned days;
    assert_true(weekdays_read("fri-mon", &days));
    assert_int_equal(days, 0x71);
    assert_true(weekdays_read("sat, sun", &days));
    assert_int_equal(days, 0x60);
    assert_false(weekdays_read("mon-", &days));
}

static void long_forms_are_the_same_lengths(void **state)
{
    (void)state;
    static const char *const forms[][2] = {{"8 business hours", "8bh"},
                                           {"1 business day", "1bd"},
                                           {"45 business minutes", "45bm"},
                                           {"30 minutes", "30m"},
                                           {"1 hour", "1h"},
                                           {"2 days", "2d"},
                                           {"2bd", "2bd"}};
    for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
        struct duration d;
        char brief[24];
        assert_int_equal(duration_read(forms[i][0], &d), DURATION_SOUND);
        duration_short(d, brief, sizeof brief);
        assert_string_equal(brief, forms[i][1]);
    }
    static const char *const none[] = {"", "h", "1", "1 fortnight", "-1h", "1h30m", "1.5h", " 1h"};
    for (size_t i = 0; i < sizeof none / sizeof none[0]; i++) {
        struct duration d;
        assert_int_equal(duration_read(none[i], &d), DURATION_UNREADABLE);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_due_when),
        cmocka_unit_test(rungs_share_the_target_in_its_own_time),
        cmocka_unit_test(the_time_zone_is_put_back),
        cmocka_unit_test(days_are_counted_both_ways),
        cmocka_unit_test(long_forms_are_the_same_lengths),
    };
    return cmocka_run_group_tests(tests, open_fixture, close_fixture);
}
