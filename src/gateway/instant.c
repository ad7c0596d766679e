/* Instants as the server writes them in ISO style, by itself and inside jsonb. */
#include "holdfast/gateway/reply.h"

#include <string.h>

struct reader {
    const char *at;
    bool good;
};

static int64_t take_number(struct reader *r, int least, int most)
{
    int64_t n = 0;
    int digits = 0;
    while (digits < most && *r->at >= '0' && *r->at <= '9') {
        n = n * 10 + (*r->at++ - '0');
        digits++;
    }
    r->good = r->good && digits >= least;
    return n;
}

static bool take_mark(struct reader *r, char mark)
{
    if (*r->at != mark)
        return false;
    r->at++;
    return true;
}

static void need_mark(struct reader *r, char mark)
{
    r->good = take_mark(r, mark) && r->good;
}

/* Days from 1970-01-01 in the proleptic Gregorian calendar; March-based years put the leap day
 * last, so that months have a regular length before it. */
static int64_t days_since_1970(int64_t year, int64_t month, int64_t day)
{
    year -= month <= 2;
    int64_t era = (year >= 0 ? year : year - 399) / 400;
    int64_t year_of_era = year - era * 400;
    int64_t day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    return era * 146097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year -
           719468;
}

static int64_t take_fraction(struct reader *r)
{
    int64_t us = 0;
    if (!take_mark(r, '.'))
        return 0;
    for (int64_t unit = 100000; *r->at >= '0' && *r->at <= '9'; unit /= 10)
        us += unit * (*r->at++ - '0');
    return us;
}

/* Seconds east of Greenwich: "Z", "+00", "-05:30", "+01:02:03". */
static int64_t take_offset(struct reader *r)
{
    if (take_mark(r, 'Z'))
        return 0;
    bool west = *r->at == '-';
    if (!west && *r->at != '+') {
        r->good = false;
        return 0;
    }
    r->at++;
    int64_t seconds = take_number(r, 2, 2) * 3600;
    if (take_mark(r, ':'))
        seconds += take_number(r, 2, 2) * 60;
    if (take_mark(r, ':'))
        seconds += take_number(r, 2, 2);
    return west ? -seconds : seconds;
}

bool reply_instant(const char *text, int64_t *instant)
{
    *instant = 0;
    if (strcmp(text, "infinity") == 0 || strcmp(text, "-infinity") == 0) {
        *instant = text[0] == '-' ? INT64_MIN : INT64_MAX;
        return true;
    }
    struct reader r = {text, true};
    int64_t year = take_number(&r, 4, 6);
    need_mark(&r, '-');
    int64_t month = take_number(&r, 2, 2);
    need_mark(&r, '-');
    int64_t day = take_number(&r, 2, 2);
    if (!take_mark(&r, ' '))
        need_mark(&r, 'T');
    int64_t seconds = take_number(&r, 2, 2) * 3600;
    need_mark(&r, ':');
    seconds += take_number(&r, 2, 2) * 60;
    need_mark(&r, ':');
    seconds += take_number(&r, 2, 2);
    int64_t us = take_fraction(&r);
    seconds -= take_offset(&r);
    if (!r.good || month < 1 || month > 12)
        return false;
    if (strcmp(r.at, " BC") == 0)
        year = 1 - year;
    *instant = (days_since_1970(year, month, day) * 86400 + seconds) * 1000000 + us;
    return true;
}
