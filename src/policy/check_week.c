/* The week as a row of minutes: when calendars are open and roles on duty, in the network's time.
 */
#include "check.h"
#include "holdfast/policy/zone.h"
#include "holdfast/util/say.h"

#include <string.h>

/* In step with the entries of the section "calendars". */
struct check_calendars {
    size_t count;
    struct week *weeks;
};

static void set_minute(struct week *w, int minute)
{
    minute = (minute % MINUTES_OF_WEEK + MINUTES_OF_WEEK) % MINUTES_OF_WEEK;
    w->bits[minute / 64] |= UINT64_C(1) << (minute % 64);
}

static bool has_minute(const struct week *w, int minute)
{
    return (w->bits[minute / 64] >> (minute % 64) & 1) != 0;
}

/* A Monday in January: local time of the zone minus universal time, in minutes. */
static int winter_offset(const char *timezone)
{
    const int64_t monday = INT64_C(1768219200); /* 2026-01-12 12:00 UTC */
    struct zone zone;
    long day;
    int second;
    char letters[8];
    zone_enter(&zone, timezone);
    zone_local(monday, &day, &second, letters);
    zone_leave(&zone);
    return (int)((day * 86400 + second - monday) / 60);
}

static void fill_week(struct week *w, const struct calendar *calendar, int shift)
{
    for (int day = 0; day < 7; day++) {
        for (size_t i = 0; i < calendar->week[day].count; i++) {
            struct range r = calendar->week[day].ranges[i];
            int start = day * MINUTES_OF_DAY + r.opens + shift;
            for (int minute = 0; minute < range_length(r); minute++)
                set_minute(w, start + minute);
        }
    }
}

struct check_calendars *check_read_calendars(struct check *c)
{
    const struct yaml_node *section = check_section(c, "calendars");
    struct check_calendars *all = arena_take(c->arena, 1, sizeof *all);
    all->count = section->count;
    all->weeks = arena_take(c->arena, section->count + 1, sizeof *all->weeks);
    const char *home = check_network(c, "timezone");
    for (size_t i = 0; i < section->count; i++) {
        const struct calendar *calendar = calendar_read(c->arena, c->root, &section->entries[i]);
        bool same = strcmp(calendar->timezone, home) == 0;
        int shift = same ? 0 : winter_offset(home) - winter_offset(calendar->timezone);
        fill_week(&all->weeks[i], calendar, shift);
    }
    return all;
}

const struct week *check_calendar_week(const struct check *c, const char *calendar)
{
    const struct yaml_node *section = check_section(c, "calendars");
    const struct yaml_entry *entry = calendar == NULL ? NULL : tree_entry(section, calendar);
    return entry == NULL ? NULL : &c->calendars->weeks[entry - section->entries];
}

const char *check_role_calendar(const struct check *c, const char *role)
{
    const char *hours = tree_text(check_role(c, role), "hours");
    if (hours != NULL)
        return hours;
    const char *organization = tree_text(check_role(c, role), "organization");
    const struct yaml_entry *entry = check_entry(c, "organizations", organization);
    return entry == NULL ? NULL : tree_text(entry->value, "calendar");
}

const struct week *check_role_week(const struct check *c, const char *role)
{
    return check_calendar_week(c, check_role_calendar(c, role));
}

void week_add(struct week *w, const struct week *more)
{
    for (size_t i = 0; more != NULL && i < WEEK_WORDS; i++)
        w->bits[i] |= more->bits[i];
}

int week_gap(const struct week *need, const struct week *have)
{
    for (size_t i = 0; i < WEEK_WORDS; i++) {
        uint64_t missing = need->bits[i] & ~have->bits[i];
        if (missing != 0)
            return (int)i * 64 + __builtin_ctzll(missing);
    }
    return -1;
}

bool week_is_empty(const struct week *w)
{
    static const struct week none;
    return memcmp(w, &none, sizeof none) == 0;
}

int week_longest_gap(const struct week *w)
{
    int longest = 0, run = 0;
    /* Twice around, so that a gap over the end of the week is seen whole. */
    for (int minute = 0; minute < 2 * MINUTES_OF_WEEK; minute++) {
        run = has_minute(w, minute % MINUTES_OF_WEEK) ? 0 : run + 1;
        if (run > longest)
            longest = run;
    }
    return longest < MINUTES_OF_WEEK ? longest : MINUTES_OF_WEEK;
}

void week_fill(struct week *w)
{
    for (int minute = 0; minute < MINUTES_OF_WEEK; minute++)
        set_minute(w, minute);
}

const char *week_minute_text(const struct check *c, int minute)
{
    const char *const days[7] = {say("Monday"), say("Tuesday"),  say("Wednesday"), say("Thursday"),
                                 say("Friday"), say("Saturday"), say("Sunday")};
    return arena_print(c->arena, "%s %02d:%02d", days[minute / MINUTES_OF_DAY],
                       minute % MINUTES_OF_DAY / 60, minute % 60);
}
