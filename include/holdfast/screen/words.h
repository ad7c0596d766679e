/* Instants as people say them: "late 40m", "in 2h10", "Mon 08:45", "4 Dec". All in the network's
 * time zone, which the desk has made the process's own. Instants are microseconds since 1970 UTC;
 * nothing here decides what is late: that the database says. Every function gives out. */
#ifndef HOLDFAST_SCREEN_WORDS_H
#define HOLDFAST_SCREEN_WORDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MICROSECONDS INT64_C(1000000)

/* "50m" "4h" "3d" "3w" "7mo": how long, in the largest unit that still says something. */
const char *words_span(char *out, size_t size, int64_t microseconds);
/* For how long an item waits: since the need began where it belongs to one, else since its stage
 * did (0: there is none). "" where there is neither. */
const char *words_wait(char *out, size_t size, int64_t now, int64_t need_since,
                       int64_t stage_since);
/* The moment (words_moment) says already all that words_due said: "17 Dec" of "17 Dec 10:50". */
bool words_repeats(const char *due, const char *moment);
/* The DUE column, 9 cells. state as api.queue gives it; due or hold_until is the instant. */
const char *words_due(char *out, size_t size, const char *state, int64_t now, int64_t instant);
/* "17:05" today, "Mon 17:05" on one of the six days ahead, else "4 Dec 17:05", with the year where
 * it is another. A weekday alone always lies ahead, here as in the other words of this file; what
 * the database says has the date (engine.say_time). */
const char *words_moment(char *out, size_t size, int64_t now, int64_t instant);
/* The same for where an absence begins: a day alone where that is its first moment, "Mon". */
const char *words_edge(char *out, size_t size, int64_t now, int64_t instant);
/* A day as the database says it ("2026-11-26"), as strftime has it; "" from anything else. */
const char *words_day(char *out, size_t size, const char *iso, const char *format);
/* "Fri 20 Nov 17:05 EST" */
const char *words_clock(char *out, size_t size, int64_t instant);
/* "14 Mar 1951" from "1951-03-14"; "" from anything else. */
const char *words_date(char *out, size_t size, const char *iso_date);

/* Reads an instant as people type it: "17:00" "today 17:00" "tomorrow" "Fri" "Fri 12:00" "20 Nov"
 * "20 Nov 12:00" "2026-11-20" "2026-11-20 12:00" "+2h" "+3d". A day without a time is its end of
 * office hours by convention 17:00, but for a day in the past or today in `past` mode, where it is
 * now at the latest. past: a date that lies behind is meant (a service has started); else one
 * ahead. False when it cannot be read. */
bool words_read_moment(const char *text, int64_t now, bool past, int64_t *instant);
/* The same for the edges of a time: a day alone counts whole, so that it is its first moment, or,
 * end, the first after it. */
bool words_read_edge(const char *text, int64_t now, bool end, int64_t *instant);
/* The day alone, "2026-11-24"; for birthdays and target dates. size at least 11. */
bool words_read_day(const char *text, int64_t now, bool past, char *iso, size_t size);
/* What a field for such a day says of its value: how it was read, or, false, how to write it. */
bool words_check_day(const char *text, int64_t now, bool past, char *message, size_t size);
/* What was typed and read as that instant, as the database takes it: a day alone stays a day
 * ("2026-11-24"), since what it means depends on the value (a wait ends as it opens, a need as it
 * closes); anything with a time is the instant. */
const char *words_given(char *out, size_t size, const char *text, int64_t instant);
/* As the database takes it: "2026-11-20T22:00:00Z". */
const char *words_iso(char *out, size_t size, int64_t instant);

#endif
