/* Dates, days of the week and opening hours as the policy writes them. */
#ifndef HOLDFAST_POLICY_DAYS_H
#define HOLDFAST_POLICY_DAYS_H

#include <stdbool.h>

enum { MINUTES_OF_DAY = 1440, MINUTES_OF_WEEK = 7 * MINUTES_OF_DAY };

/* Minutes since local midnight. closes may be 1440 (24:00); closes < opens crosses midnight. */
struct range {
    int opens, closes;
};

/* year is 0 for a day of every year. */
struct date {
    int year, month, day;
};

/* Monday is 0; the names are "mon" … "sun". */
extern const char *const weekday_names[7];

/* "08:00-17:00"; the opening is before 24:00, and the range is not empty. */
bool range_read(const char *text, struct range *r);
/* "2026-12-24", years 1970 to 2199. */
bool date_read(const char *text, struct date *d);
/* "12-25"; 02-29 counts in leap years. */
bool month_day_read(const char *text, struct date *d);
/* "mon", "mon-fri", "sat,sun", "fri-mon": bit n is day n. False when it is none of these. */
bool weekdays_read(const char *text, unsigned *days);

/* Minutes from opening to closing. */
int range_length(struct range r);
/* Days since 1970-01-01, which was a Thursday; and back. */
long date_number(struct date d);
struct date date_of_number(long number);
/* Monday is 0. */
int date_weekday(long number);

#endif
