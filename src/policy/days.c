#include "holdfast/policy/days.h"

#include <stddef.h>
#include <string.h>

const char *const weekday_names[7] = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"};

/* Exactly count digits; moves *text behind them. */
static bool read_digits(const char **text, int count, int *value)
{
    *value = 0;
    for (int i = 0; i < count; i++, (*text)++) {
        if (**text < '0' || **text > '9')
            return false;
        *value = *value * 10 + (**text - '0');
    }
    return true;
}

static bool read_mark(const char **text, char mark)
{
    if (**text != mark)
        return false;
    (*text)++;
    return true;
}

static bool read_clock(const char **text, int *minutes)
{
    int hour, minute;
    if (!read_digits(text, 2, &hour) || !read_mark(text, ':') || !read_digits(text, 2, &minute))
        return false;
    *minutes = hour * 60 + minute;
    return minute < 60 && *minutes <= MINUTES_OF_DAY;
}

bool range_read(const char *text, struct range *r)
{
    if (!read_clock(&text, &r->opens))
        return false;
    while (*text == ' ')
        text++;
    if (!read_mark(&text, '-'))
        return false;
    while (*text == ' ')
        text++;
    return read_clock(&text, &r->closes) && *text == '\0' && r->opens < MINUTES_OF_DAY &&
           r->opens != r->closes;
}

static bool leap(int year)
{
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static bool date_exists(struct date d)
{
    static const int lengths[] = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    if (d.month < 1 || d.month > 12 || d.day < 1 || d.day > lengths[d.month - 1])
        return false;
    return d.month != 2 || d.day < 29 || d.year == 0 || leap(d.year);
}

bool month_day_read(const char *text, struct date *d)
{
    *d = (struct date){0};
    return read_digits(&text, 2, &d->month) && read_mark(&text, '-') &&
           read_digits(&text, 2, &d->day) && *text == '\0' && date_exists(*d);
}

bool date_read(const char *text, struct date *d)
{
    *d = (struct date){0};
    return read_digits(&text, 4, &d->year) && read_mark(&text, '-') &&
           read_digits(&text, 2, &d->month) && read_mark(&text, '-') &&
           read_digits(&text, 2, &d->day) && *text == '\0' && d->year >= 1970 && d->year < 2200 &&
           date_exists(*d);
}

static bool read_weekday(const char **text, int *day)
{
    for (int i = 0; i < 7; i++) {
        if (strncmp(*text, weekday_names[i], 3) == 0) {
            *day = i;
            *text += 3;
            return true;
        }
    }
    return false;
}

bool weekdays_read(const char *text, unsigned *days)
{
    *days = 0;
    for (;;) {
        int first, last;
        if (!read_weekday(&text, &first))
            return false;
        last = first;
        if (read_mark(&text, '-') && !read_weekday(&text, &last))
            return false;
        for (int day = first;; day = (day + 1) % 7) {
            *days |= 1u << day;
            if (day == last)
                break;
        }
        if (*text == '\0')
            return true;
        if (!read_mark(&text, ','))
            return false;
        while (*text == ' ')
            text++;
    }
}

int range_length(struct range r)
{
    int length = r.closes - r.opens;
    return length > 0 ? length : length + MINUTES_OF_DAY;
}

/* Days from the civil calendar and back, counted in 400-year eras from 1 March of year 0. */
long date_number(struct date d)
{
    long year = d.month <= 2 ? d.year - 1 : d.year;
    long era = year / 400, of_era = year - era * 400;
    long day_of_year = (153L * (d.month + (d.month > 2 ? -3 : 9)) + 2) / 5 + d.day - 1;
    return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + day_of_year - 719468;
}

struct date date_of_number(long number)
{
    number += 719468;
    long era = number / 146097, of_era = number - era * 146097;
    long year = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    long day_of_year = of_era - (365 * year + year / 4 - year / 100);
    long month = (5 * day_of_year + 2) / 153;
    struct date d = {.day = (int)(day_of_year - (153 * month + 2) / 5 + 1),
                     .month = (int)(month < 10 ? month + 3 : month - 9)};
    d.year = (int)(year + era * 400 + (d.month <= 2));
    return d;
}

int date_weekday(long number)
{
    long day = (number + 3) % 7;
    return (int)(day < 0 ? day + 7 : day);
}
