/* The kinds of text that speak of time. */
#include "holdfast/policy/days.h"
#include "holdfast/policy/duration.h"
#include "holdfast/util/say.h"
#include "scalar.h"

#include <stdio.h>
#include <string.h>

static const char *refuse(const char **why, const char *text)
{
    *why = text;
    return NULL;
}

static bool duration_fits(struct scalar_input *in, enum duration_fault fault, const char **why)
{
    switch (fault) {
    case DURATION_SOUND:
        return true;
    case DURATION_UNREADABLE:
        *why = say("is not a length of time");
        return false;
    case DURATION_ZERO:
        in->mend = say("give at least one minute");
        *why = say("is no time at all");
        return false;
    case DURATION_TOO_LONG:
        in->mend = say("use a shorter time; four years are the limit");
        *why = say("is too long");
        return false;
    }
    return false;
}

static const char *short_text(struct scalar_input *in, struct duration d)
{
    char text[32];
    duration_short(d, text, sizeof text);
    return arena_text(in->arena, text);
}

static const char *read_duration(struct scalar_input *in, const char **why)
{
    struct duration d;
    if (!duration_fits(in, duration_read(in->text, &d), why))
        return NULL;
    return short_text(in, d);
}

static const char *read_elapsed(struct scalar_input *in, const char **why)
{
    struct duration d;
    if (!duration_fits(in, duration_read(in->text, &d), why))
        return NULL;
    if (duration_is_business(d))
        return refuse(why, say("counts business time, which has no meaning here"));
    if (in->high == 0 || (duration_seconds(d) >= in->low && duration_seconds(d) <= in->high))
        return short_text(in, d);
    in->mend = arena_print(in->arena, say("use %ld to %ld minutes"), in->low / 60, in->high / 60);
    return refuse(why, say("is out of range"));
}

static const char *read_rung_at(struct scalar_input *in, const char **why)
{
    struct rung_at at;
    enum duration_fault fault = rung_at_read(in->text, &at);
    if (fault == DURATION_UNREADABLE)
        return refuse(why, say("is not a moment of the clock"));
    if (fault == DURATION_TOO_LONG && !at.after_due) {
        in->mend = say("use 0% to 1000%");
        return refuse(why, say("is out of range"));
    }
    if (!duration_fits(in, fault, why))
        return NULL;
    if (!at.after_due)
        return arena_print(in->arena, "%ld%%", at.percent);
    return arena_print(in->arena, "+%s", short_text(in, at.after));
}

static const char *read_range(struct scalar_input *in, const char **why)
{
    struct range r;
    if (strcmp(in->text, "closed") == 0)
        return in->text;
    if (!range_read(in->text, &r))
        return refuse(why, say("is not a range of hours"));
    return arena_print(in->arena, "%02d:%02d-%02d:%02d", r.opens / 60, r.opens % 60, r.closes / 60,
                       r.closes % 60);
}

static const char *read_time(struct scalar_input *in, const char **why)
{
    struct range r;
    const char *range = arena_print(in->arena, "%s-24:00", in->text);
    if (strlen(in->text) != 5 || !range_read(range, &r))
        return refuse(why, say("is not a time of day"));
    return in->text;
}

static const char *read_date(struct scalar_input *in, const char **why)
{
    struct date d;
    return date_read(in->text, &d) ? in->text : refuse(why, say("is not a date"));
}

static const char *read_holiday(struct scalar_input *in, const char **why)
{
    struct date d;
    if (date_read(in->text, &d) || month_day_read(in->text, &d))
        return in->text;
    return refuse(why, say("is not a date"));
}

static const char *read_weekdays(struct scalar_input *in, const char **why)
{
    unsigned days;
    return weekdays_read(in->text, &days) ? in->text : refuse(why, say("is not a day of the week"));
}

const struct scalar scalar_duration = {"a length of time", "write it like 30m, 4h, 2d, 8bh or 2bd",
                                       SCALAR_TEXT, read_duration},
                    scalar_elapsed = {"a length of time", "write it like 10m or 2h", SCALAR_TEXT,
                                      read_elapsed},
                    scalar_rung_at = {"a moment of the clock",
                                      "write it like 75%, 100% or +1h (after it ran out)",
                                      SCALAR_TEXT, read_rung_at},
                    scalar_range = {"a range of hours", "write it like \"08:00-17:00\", or closed",
                                    SCALAR_TEXT, read_range},
                    scalar_time = {"a time of day", "write it like \"10:00\"", SCALAR_TEXT,
                                   read_time},
                    scalar_date = {"a date", "write it like 2026-12-24", SCALAR_TEXT, read_date},
                    scalar_holiday = {"a date", "write it like 2026-11-26, or 12-25 for every year",
                                      SCALAR_TEXT, read_holiday},
                    scalar_weekdays = {"days of the week",
                                       "write them like mon, mon-fri or sat,sun", SCALAR_TEXT,
                                       read_weekdays};
