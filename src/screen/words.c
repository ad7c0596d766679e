#include "holdfast/screen/words.h"

#include "holdfast/util/say.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <time.h>

enum { MINUTE = 60, HOUR = 3600, DAY = 86400 };

static const char *const weekdays[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

static struct tm local_time(int64_t instant)
{
    /* Rounded down, also before 1970. */
    int64_t seconds = instant / MICROSECONDS - (instant % MICROSECONDS < 0);
    time_t t = (time_t)seconds;
    struct tm tm = {0};
    (void)localtime_r(&t, &tm);
    return tm;
}

/* Local calendar days from now to instant: 0 is today. */
static int days_ahead(int64_t now, int64_t instant)
{
    struct tm a = local_time(now), b = local_time(instant);
    struct tm noon_a = {
        .tm_year = a.tm_year, .tm_mon = a.tm_mon, .tm_mday = a.tm_mday, .tm_hour = 12};
    struct tm noon_b = {
        .tm_year = b.tm_year, .tm_mon = b.tm_mon, .tm_mday = b.tm_mday, .tm_hour = 12};
    return (int)((timegm(&noon_b) - timegm(&noon_a)) / DAY);
}

const char *words_span(char *out, size_t size, int64_t microseconds)
{
    static const struct {
        int64_t below, unit;
        const char *format;
    } steps[] = {{HOUR, MINUTE, "%dm"},
                 {2 * DAY, HOUR, "%dh"},
                 {21 * DAY, DAY, "%dd"},
                 {100 * DAY, 7 * DAY, "%dw"},
                 {INT64_MAX, 30 * DAY, "%dmo"}};
    int64_t seconds = microseconds / MICROSECONDS;
    if (seconds < 0)
        seconds = 0;
    size_t i = 0;
    while (seconds >= steps[i].below)
        i++;
    (void)snprintf(out, size, say(steps[i].format), (int)(seconds / steps[i].unit));
    return out;
}

const char *words_wait(char *out, size_t size, int64_t now, int64_t need_since, int64_t stage_since)
{
    int64_t since = need_since != 0 ? need_since : stage_since;
    out[0] = '\0';
    return since != 0 ? words_span(out, size, now - since) : out;
}

static const char *date_of(char *out, size_t size, int64_t now, int64_t instant)
{
    struct tm then = local_time(instant), today = local_time(now);
    if (then.tm_year == today.tm_year ||
        (instant > now && instant - now < 180 * DAY * MICROSECONDS))
        (void)snprintf(out, size, "%d %s", then.tm_mday, say(months[then.tm_mon]));
    else
        (void)snprintf(out, size, "%d %s %02d", then.tm_mday, say(months[then.tm_mon]),
                       then.tm_year % 100);
    return out;
}

static const char *ahead(char *out, size_t size, int64_t now, int64_t instant)
{
    /* Rounded to the minute, so that "in 55m" does not flicker with the seconds. */
    int64_t minutes = (instant - now + 30 * MICROSECONDS) / (MINUTE * MICROSECONDS);
    struct tm then = local_time(instant);
    int days = days_ahead(now, instant);
    if (minutes < 60)
        (void)snprintf(out, size, say("in %dm"), (int)(minutes < 0 ? 0 : minutes));
    else if (days == 0 && minutes % 60 != 0)
        (void)snprintf(out, size, say("in %dh%02d"), (int)(minutes / 60), (int)(minutes % 60));
    else if (days == 0)
        (void)snprintf(out, size, say("in %dh"), (int)(minutes / 60));
    else if (days < 7)
        (void)snprintf(out, size, "%s %02d:%02d", say(weekdays[then.tm_wday]), then.tm_hour,
                       then.tm_min);
    else
        (void)date_of(out, size, now, instant);
    return out;
}

static const char *coming_back(char *out, size_t size, int64_t now, int64_t instant)
{
    int days = days_ahead(now, instant);
    char span[16];
    if (instant <= now)
        (void)snprintf(out, size, "%s", say("back now"));
    else if (days == 0) /* later today: in so long; the hour itself has no room in the column */
        (void)snprintf(out, size, say("back %s"), words_span(span, sizeof span, instant - now));
    else if (days < 7)
        (void)snprintf(out, size, say("back %s"), say(weekdays[local_time(instant).tm_wday]));
    else
        (void)date_of(out, size, now, instant);
    return out;
}

const char *words_due(char *out, size_t size, const char *state, int64_t now, int64_t instant)
{
    char span[16];
    if (strcmp(state, "undated") == 0)
        (void)snprintf(out, size, "%s", say("no date"));
    else if (strcmp(state, "hold") == 0)
        (void)coming_back(out, size, now, instant);
    else if (strcmp(state, "late") == 0)
        (void)snprintf(out, size, say("late %s"), words_span(span, sizeof span, now - instant));
    else
        (void)ahead(out, size, now, instant);
    return out;
}

bool words_repeats(const char *due, const char *moment)
{
    return strncmp(moment, due, strlen(due)) == 0;
}

const char *words_moment(char *out, size_t size, int64_t now, int64_t instant)
{
    struct tm then = local_time(instant);
    char date[24];
    int days = days_ahead(now, instant);
    if (days == 0)
        (void)snprintf(out, size, "%02d:%02d", then.tm_hour, then.tm_min);
    else if (days > 0 &&
             days < 7) /* "Mon 17:05" is read as the next one: what is past has its date */
        (void)snprintf(out, size, "%s %02d:%02d", say(weekdays[then.tm_wday]), then.tm_hour,
                       then.tm_min);
    else
        (void)snprintf(out, size, "%s %02d:%02d", date_of(date, sizeof date, now, instant),
                       then.tm_hour, then.tm_min);
    return out;
}

const char *words_edge(char *out, size_t size, int64_t now, int64_t instant)
{
    struct tm then = local_time(instant);
    char *hour = strrchr(words_moment(out, size, now, instant), ' ');
    if (then.tm_hour == 0 && then.tm_min == 0 && hour != NULL)
        *hour = '\0';
    return out;
}

const char *words_day(char *out, size_t size, const char *iso, const char *format)
{
    struct tm tm = {.tm_isdst = -1, .tm_hour = 12};
    bool good = sscanf(iso, "%d-%d-%d", &tm.tm_year, &tm.tm_mon, &tm.tm_mday) == 3;
    tm.tm_year -= 1900;
    tm.tm_mon -= 1;
    (void)mktime(&tm);
    if (!good || strftime(out, size, format, &tm) == 0)
        out[0] = '\0';
    return out[0] == ' ' ? memmove(out, out + 1, strlen(out)) : out;
}

const char *words_clock(char *out, size_t size, int64_t instant)
{
    struct tm then = local_time(instant);
    (void)snprintf(out, size, "%s %d %s %02d:%02d %s", say(weekdays[then.tm_wday]), then.tm_mday,
                   say(months[then.tm_mon]), then.tm_hour, then.tm_min, then.tm_zone);
    return out;
}

const char *words_date(char *out, size_t size, const char *iso_date)
{
    int year, month, day;
    out[0] = '\0';
    if (iso_date != NULL && sscanf(iso_date, "%d-%d-%d", &year, &month, &day) == 3 && month >= 1 &&
        month <= 12)
        (void)snprintf(out, size, "%02d %s %d", day, say(months[month - 1]), year);
    return out;
}

const char *words_given(char *out, size_t size, const char *text, int64_t instant)
{
    struct tm day = local_time(instant);
    bool timed = strpbrk(text, ":+") != NULL || strcasecmp(text, "now") == 0;
    if (timed || strftime(out, size, "%Y-%m-%d", &day) == 0)
        return words_iso(out, size, instant);
    return out;
}

const char *words_iso(char *out, size_t size, int64_t instant)
{
    time_t t = (time_t)(instant / MICROSECONDS);
    struct tm tm = {0};
    (void)gmtime_r(&t, &tm);
    if (strftime(out, size, "%Y-%m-%dT%H:%M:%SZ", &tm) == 0)
        out[0] = '\0';
    return out;
}
