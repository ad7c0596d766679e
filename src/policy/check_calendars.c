#include "check.h"
#include "holdfast/util/say.h"

#include <stdlib.h>
#include <string.h>

/* No day of the week twice: "mon-fri" and "fri" leave open which of them counts. */
void check_calendar_days(const struct check *c)
{
    const struct yaml_node *all = check_section(c, "calendars");
    for (size_t i = 0; i < all->count; i++) {
        const struct yaml_node *week = tree_find(all->entries[i].value, "hours");
        unsigned given = 0;
        for (size_t k = 0; k < week->count; k++) {
            unsigned days = 0;
            (void)weekdays_read(week->entries[k].key, &days);
            if ((days & given) != 0)
                CHECK_ERROR(c, week->entries[k].key_at, say("name every day once"),
                            say("\"%s\" names a day that has its hours already"),
                            week->entries[k].key);
            given |= days;
        }
    }
}

/* Do these ranges, told at node, run into each other? */
static bool ranges_overlap(const struct day_hours *day, const struct day_hours *next)
{
    for (size_t i = 0; i < day->count; i++) {
        int closes = day->ranges[i].opens + range_length(day->ranges[i]);
        if (i + 1 < day->count && closes > day->ranges[i + 1].opens)
            return true;
        if (next != NULL && next->count > 0 && closes > MINUTES_OF_DAY + next->ranges[0].opens)
            return true;
    }
    return false;
}

static struct place place_of_day(const struct yaml_node *week, int day)
{
    for (size_t i = 0; i < week->count; i++) {
        unsigned days = 0;
        if (weekdays_read(week->entries[i].key, &days) && (days & (1u << day)) != 0)
            return week->entries[i].value->at;
    }
    return week->at;
}

static void check_one_calendar(const struct check *c, const struct yaml_entry *entry)
{
    const struct calendar *calendar = calendar_read(c->arena, c->root, entry);
    const struct yaml_node *week = tree_find(entry->value, "hours");
    for (int day = 0; day < 7; day++) {
        if (ranges_overlap(&calendar->week[day], &calendar->week[(day + 1) % 7]))
            CHECK_ERROR(c, place_of_day(week, day), say("let one end before the next begins"),
                        say("hours of \"%s\" run into each other"), entry->key);
    }
    const struct yaml_node *dates = tree_find(entry->value, "dates");
    for (size_t i = 0; i < calendar->date_count; i++) {
        char text[16];
        struct date d = calendar->dates[i].date;
        (void)snprintf(text, sizeof text, "%04d-%02d-%02d", d.year, d.month, d.day);
        const struct yaml_node *at = tree_find(dates, text);
        if (at != NULL && ranges_overlap(&calendar->dates[i].hours, NULL))
            CHECK_ERROR(c, at->at, say("let one end before the next begins"),
                        say("hours of %s run into each other"), text);
    }
}

void check_calendar_overlaps(const struct check *c)
{
    const struct yaml_node *all = check_section(c, "calendars");
    for (size_t i = 0; i < all->count; i++)
        check_one_calendar(c, &all->entries[i]);
}

/* On a calendar that never opens no business time passes: nothing on it is ever due. */
void check_calendar_opens(const struct check *c)
{
    const struct yaml_node *all = check_section(c, "calendars");
    for (size_t i = 0; i < all->count; i++) {
        if (week_is_empty(check_calendar_week(c, all->entries[i].key)))
            CHECK_ERROR(c, check_place(&all->entries[i], "hours"),
                        say("give it hours on at least one day"),
                        say("calendar \"%s\" is never open"), all->entries[i].key);
    }
}

static bool is_used(const struct check *c, const char *calendar, const char *section,
                    const char *key)
{
    const struct yaml_node *all = check_section(c, section);
    for (size_t i = 0; i < all->count; i++) {
        const char *used = tree_text(all->entries[i].value, key);
        if (used != NULL && strcmp(used, calendar) == 0)
            return true;
    }
    return false;
}

void check_calendar_used(const struct check *c)
{
    const struct yaml_node *all = check_section(c, "calendars");
    for (size_t i = 0; i < all->count; i++) {
        const char *id = all->entries[i].key;
        if (!is_used(c, id, "organizations", "calendar") && !is_used(c, id, "roles", "hours"))
            CHECK_WARNING(c, all->entries[i].key_at, say("remove it, or give it to somebody"),
                          say("no organization and no role uses calendar \"%s\""), id);
    }
}
