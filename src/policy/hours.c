#include "holdfast/policy/hours.h"

#include "holdfast/policy/zone.h"

#include <string.h>

enum { FIVE_YEARS = 5 * 366, DAYS_AT_ONCE = 64 };

struct span {
    int64_t opens, closes; /* instants */
    int64_t before;        /* open seconds from the first span to this one */
    long day;              /* the one it is of */
};

struct hours {
    struct arena *arena;
    const struct calendar *calendar;
    long next_day, last_day; /* laid out up to next_day, which is not in it */
    size_t count, room;
    struct span *spans;
};

static void add_span(struct hours *h, long day, int opens, int closes)
{
    struct span span = {.opens = zone_instant(day, opens, ZONE_EARLIER),
                        .closes = zone_instant(day, closes, ZONE_LATER),
                        .day = day};
    if (h->count > 0) {
        const struct span *last = &h->spans[h->count - 1];
        span.before = last->before + last->closes - last->opens;
        if (span.opens < last->closes)
            span.opens = last->closes;
    }
    if (span.opens >= span.closes)
        return;
    if (h->count == h->room) {
        size_t room = h->room == 0 ? 128 : h->room * 2;
        struct span *grown = arena_take(h->arena, room, sizeof *grown);
        if (h->count > 0)
            memcpy(grown, h->spans, h->count * sizeof *grown);
        h->spans = grown;
        h->room = room;
    }
    h->spans[h->count++] = span;
}

/* A holiday removes its own local date only: the evening of a night shift, or its morning. */
static void lay_day(struct hours *h, long day)
{
    const struct calendar *c = h->calendar;
    if (calendar_is_holiday(c, day))
        return;
    if (calendar_is_holiday(c, day - 1)) {
        const struct day_hours *before = calendar_day(c, day - 1);
        for (size_t i = 0; i < before->count; i++) {
            int closes = before->ranges[i].opens + range_length(before->ranges[i]);
            if (closes > MINUTES_OF_DAY)
                add_span(h, day, 0, closes - MINUTES_OF_DAY);
        }
    }
    bool cut = calendar_is_holiday(c, day + 1);
    const struct day_hours *own = calendar_day(c, day);
    for (size_t i = 0; i < own->count; i++) {
        int closes = own->ranges[i].opens + range_length(own->ranges[i]);
        if (cut && closes > MINUTES_OF_DAY)
            closes = MINUTES_OF_DAY;
        add_span(h, day, own->ranges[i].opens, closes);
    }
}

/* Lays out some more days; false at the end of the five years. */
static bool lay_more(struct hours *h)
{
    if (h->next_day > h->last_day)
        return false;
    struct zone zone;
    zone_enter(&zone, h->calendar->timezone);
    for (int i = 0; i < DAYS_AT_ONCE && h->next_day <= h->last_day; i++)
        lay_day(h, h->next_day++);
    zone_leave(&zone);
    return true;
}

static long local_day(const struct hours *h, int64_t instant)
{
    struct zone zone;
    long day;
    int second;
    char letters[8];
    zone_enter(&zone, h->calendar->timezone);
    zone_local(instant, &day, &second, letters);
    zone_leave(&zone);
    return day;
}

struct hours *hours_open(struct arena *arena, const struct calendar *calendar, int64_t from)
{
    struct hours *h = arena_take(arena, 1, sizeof *h);
    h->arena = arena;
    h->calendar = calendar;
    h->next_day = local_day(h, from) - 2;
    h->last_day = h->next_day + FIVE_YEARS;
    return h;
}

/* Open seconds up to an instant. */
static int64_t position(struct hours *h, int64_t at)
{
    while ((h->count == 0 || h->spans[h->count - 1].closes <= at) && lay_more(h))
        ;
    int64_t open = 0;
    for (size_t i = h->count; i > 0; i--) {
        const struct span *span = &h->spans[i - 1];
        if (span->opens > at)
            continue;
        open = span->before + (at < span->closes ? at : span->closes) - span->opens;
        break;
    }
    return open;
}

/* The first instant by which it has been open that long: at closing, not at the next opening. */
static bool at_position(struct hours *h, int64_t open, int64_t *at)
{
    for (size_t i = 0; i < h->count || lay_more(h);) {
        if (i == h->count)
            continue;
        const struct span *span = &h->spans[i++];
        if (open > span->before + span->closes - span->opens)
            continue;
        *at = span->opens + open - span->before;
        return true;
    }
    return false;
}

/* The close of the Nth open day after the local day of start. */
static bool close_of_day(struct hours *h, int64_t start, long days, int64_t *due)
{
    long today = local_day(h, start), seen = today;
    for (size_t i = 0; i < h->count || lay_more(h);) {
        if (i == h->count)
            continue;
        const struct span *span = &h->spans[i++];
        if (span->day <= today)
            continue;
        if (span->day != seen && days-- == 0)
            return true;
        seen = span->day;
        if (days == 0)
            *due = span->closes;
    }
    return false;
}

bool hours_due(struct hours *h, int64_t start, struct duration within, int64_t *due)
{
    if (!duration_is_business(within)) {
        *due = start + duration_seconds(within);
        return true;
    }
    if (within.unit == DURATION_BUSINESS_DAYS)
        return close_of_day(h, start, within.count, due);
    return at_position(h, position(h, start) + duration_seconds(within), due);
}

/* An instant moved by a share of the target, in the target's own kind of time. */
static bool shift(struct hours *h, struct duration within, int64_t from, int64_t seconds,
                  int64_t *at)
{
    if (seconds == 0 || !duration_is_business(within)) {
        *at = from + seconds;
        return true;
    }
    return at_position(h, position(h, from) + seconds, at);
}

bool hours_rung(struct hours *h, int64_t start, struct duration within, int64_t due,
                struct rung_at rung, int64_t *at)
{
    if (rung.after_due)
        return hours_due(h, due, rung.after, at);
    int64_t whole = due - start;
    if (duration_is_business(within))
        whole = position(h, due) - position(h, start);
    if (rung.percent < 100)
        return shift(h, within, start, whole * rung.percent / 100, at);
    return shift(h, within, due, whole * (rung.percent - 100) / 100, at);
}
