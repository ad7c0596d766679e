/* A calendar of the policy, parsed: when an office is open. */
#ifndef HOLDFAST_POLICY_CALENDAR_H
#define HOLDFAST_POLICY_CALENDAR_H

#include "holdfast/policy/days.h"
#include "holdfast/policy/tree.h"

#include <stddef.h>

/* The ranges that start on one day, sorted. */
struct day_hours {
    size_t count;
    struct range *ranges;
};

struct calendar_date {
    struct date date; /* year 0: every year; only among the holidays */
    struct day_hours hours;
};

struct calendar {
    const char *id, *timezone;
    struct day_hours week[7];
    size_t holiday_count, date_count;
    struct calendar_date *holidays; /* hours empty */
    struct calendar_date *dates;    /* these decide before holidays, and those before the week */
};

/* From an entry of "calendars" that has the right shape (what is not so is left out); root gives
 * the time zone of the network. Owned by arena, texts by the tree. */
struct calendar *calendar_read(struct arena *arena, const struct yaml_node *root,
                               const struct yaml_entry *entry);
/* The calendar called id, NULL when there is none. */
struct calendar *calendar_find(struct arena *arena, const struct yaml_node *root, const char *id);
/* The hours that start on a day (see date_number), were it no holiday: its own, or the week's. */
const struct day_hours *calendar_day(const struct calendar *c, long day);
/* The days of the week that one text or a list of them names, mon-fri: bit n is day n. */
unsigned calendar_weekdays(const struct yaml_node *days);
/* A holiday without hours of its own. */
bool calendar_is_holiday(const struct calendar *c, long day);

#endif
