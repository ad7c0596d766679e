/* Instants as people type them. One reader per form, tried in turn. */
#include "holdfast/screen/words.h"
#include "holdfast/util/say.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

enum { CLOSE_OF_DAY = 17 };

struct reading {
    int64_t now;
    bool past;
    struct tm day; /* today, local, at midnight; readers move it */
    bool has_time, named_month;
    int hour, minute;
};

static bool read_figures(const char **text, int least, int most, int *value)
{
    char *end = NULL;
    if (!isdigit((unsigned char)**text))
        return false;
    long n = strtol(*text, &end, 10);
    if (n < least || n > most)
        return false;
    *value = (int)n;
    *text = end;
    return true;
}

static bool read_time(struct reading *r, const char *text)
{
    if (!read_figures(&text, 0, 23, &r->hour) || *text++ != ':' ||
        !read_figures(&text, 0, 59, &r->minute))
        return false;
    while (*text == ' ')
        text++;
    r->has_time = true;
    return *text == '\0';
}

/* What stands behind a day: nothing, or a time. */
static bool read_rest(struct reading *r, const char *text)
{
    while (*text == ' ')
        text++;
    return *text == '\0' || read_time(r, text);
}

static int name_in(const char *text, const char *names, int count)
{
    for (int i = 0; i < count; i++)
        if (strncasecmp(text, names + i * 3, 3) == 0)
            return i;
    return -1;
}

static const char *behind_word(const char *text)
{
    while (isalpha((unsigned char)*text))
        text++;
    return text;
}

static bool read_near_day(struct reading *r, const char *text)
{
    static const struct {
        const char *word;
        int days;
    } words[] = {{"today", 0}, {"tomorrow", 1}, {"yesterday", -1}, {"now", 0}};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        size_t len = strlen(words[i].word);
        if (strncasecmp(text, words[i].word, len) == 0) {
            r->day.tm_mday += words[i].days;
            return read_rest(r, text + len);
        }
    }
    return false;
}

static bool read_weekday(struct reading *r, const char *text)
{
    int wanted = name_in(text, "SunMonTueWedThuFriSat", 7);
    if (wanted < 0)
        return false;
    int step = r->past ? -((r->day.tm_wday - wanted + 7) % 7) : (wanted - r->day.tm_wday + 7) % 7;
    r->day.tm_mday += step;
    return read_rest(r, behind_word(text));
}

static bool read_year(struct reading *r, const char **text)
{
    const char *at = *text;
    int year;
    while (*at == ' ')
        at++;
    if (!read_figures(&at, 1900, 2200, &year) || *at == ':')
        return false;
    r->day.tm_year = year - 1900;
    *text = at;
    return true;
}

static bool read_day_month(struct reading *r, const char *text)
{
    int today_month = r->day.tm_mon, today = r->day.tm_mday;
    if (!read_figures(&text, 1, 31, &r->day.tm_mday))
        return false;
    while (*text == ' ')
        text++;
    r->day.tm_mon = name_in(text, "JanFebMarAprMayJunJulAugSepOctNovDec", 12);
    if (r->day.tm_mon < 0)
        return false;
    r->named_month = true;
    text = behind_word(text);
    int order = (r->day.tm_mon - today_month) * 32 + r->day.tm_mday - today;
    if (!read_year(r, &text))
        r->day.tm_year += r->past && order > 0 ? -1 : !r->past && order < 0 ? 1 : 0;
    return read_rest(r, text);
}

static bool read_iso(struct reading *r, const char *text)
{
    int year, month, day;
    if (!read_figures(&text, 1900, 2200, &year) || *text++ != '-' ||
        !read_figures(&text, 1, 12, &month) || *text++ != '-' || !read_figures(&text, 1, 31, &day))
        return false;
    r->day.tm_year = year - 1900;
    r->day.tm_mon = month - 1;
    r->day.tm_mday = day;
    r->named_month = true;
    return read_rest(r, *text == 'T' ? text + 1 : text);
}

static bool read_span(int64_t now, const char *text, int64_t *instant)
{
    static const struct {
        char unit;
        int64_t seconds;
    } units[] = {{'m', 60}, {'h', 3600}, {'d', 86400}, {'w', 7 * 86400}};
    int n;
    if (*text++ != '+' || !read_figures(&text, 1, 10000, &n))
        return false;
    for (size_t i = 0; i < sizeof units / sizeof units[0]; i++)
        if (text[0] == units[i].unit && text[1] == '\0') {
            *instant = now + n * units[i].seconds * MICROSECONDS;
            return true;
        }
    return false;
}

static bool settle(const struct reading *r, int64_t *instant)
{
    struct tm day = r->day;
    day.tm_hour = r->has_time ? r->hour : CLOSE_OF_DAY;
    day.tm_min = r->has_time ? r->minute : 0;
    day.tm_sec = 0;
    day.tm_isdst = -1;
    time_t t = mktime(&day);
    /* 31 Feb is refused rather than turned into March. */
    if (t == (time_t)-1 || (r->named_month && day.tm_mon != r->day.tm_mon))
        return false;
    *instant = (int64_t)t * MICROSECONDS;
    /* Today, not over yet; a day to come stays one, so that a slip in the year is seen. */
    if (!r->has_time && r->past && *instant > r->now &&
        *instant - CLOSE_OF_DAY * 3600 * MICROSECONDS <= r->now)
        *instant = r->now;
    return true;
}

bool words_read_moment(const char *text, int64_t now, bool past, int64_t *instant)
{
    static bool (*const readers[])(struct reading *, const char *) = {
        read_time, read_near_day, read_weekday, read_iso, read_day_month};
    time_t t = (time_t)(now / MICROSECONDS);
    struct tm today = {0};
    (void)localtime_r(&t, &today);
    while (*text == ' ')
        text++;
    if (read_span(now, text, instant))
        return true;
    if (strcasecmp(text, "now") == 0) {
        *instant = now;
        return true;
    }
    for (size_t i = 0; i < sizeof readers / sizeof readers[0]; i++) {
        struct reading r = {.now = now, .past = past, .day = today};
        if (readers[i](&r, text))
            return settle(&r, instant);
    }
    return false;
}

bool words_read_day(const char *text, int64_t now, bool past, char *iso, size_t size)
{
    int64_t instant;
    struct tm day = {0};
    if (!words_read_moment(text, now, past, &instant))
        return false;
    time_t t = (time_t)(instant / MICROSECONDS);
    (void)localtime_r(&t, &day);
    return strftime(iso, size, "%Y-%m-%d", &day) > 0;
}

bool words_check_day(const char *text, int64_t now, bool past, char *message, size_t size)
{
    char iso[16];
    if (!words_read_day(text, now, past, iso, sizeof iso)) {
        (void)snprintf(message, size, "%s",
                       past ? say("Write it as 14 Mar 1951 or 1951-03-14.")
                            : say("Write it as 2 Dec or 2026-12-02."));
        return false;
    }
    (void)words_date(message, size, iso);
    return true;
}

bool words_read_edge(const char *text, int64_t now, bool end, int64_t *instant)
{
    char given[40];
    struct tm day = {0};
    if (!words_read_moment(text, now, false, instant))
        return false;
    if (strlen(words_given(given, sizeof given, text, *instant)) != strlen("2026-11-24"))
        return true;
    time_t t = (time_t)(*instant / MICROSECONDS);
    (void)localtime_r(&t, &day);
    day.tm_hour = day.tm_min = day.tm_sec = 0;
    day.tm_mday += end ? 1 : 0;
    day.tm_isdst = -1;
    *instant = (int64_t)mktime(&day) * MICROSECONDS;
    return true;
}
