/* Lengths of time as the policy writes them: 30m 4h 2d elapsed; 45bm 6bh 2bd on a calendar.
 * Long forms ("8 business hours") are the same lengths. */
#ifndef HOLDFAST_POLICY_DURATION_H
#define HOLDFAST_POLICY_DURATION_H

#include <stdbool.h>
#include <stddef.h>

enum duration_unit {
    DURATION_MINUTES,
    DURATION_HOURS,
    DURATION_DAYS,
    DURATION_BUSINESS_MINUTES,
    DURATION_BUSINESS_HOURS,
    DURATION_BUSINESS_DAYS,
};

struct duration {
    long count; /* never zero or less */
    enum duration_unit unit;
};

/* A moment of a clock: a share of its target, or a time after it ran out. */
struct rung_at {
    bool after_due;
    long percent;          /* unless after_due: 0 to 1000 */
    struct duration after; /* when after_due */
};

enum duration_fault {
    DURATION_SOUND,
    DURATION_UNREADABLE,
    DURATION_ZERO,
    DURATION_TOO_LONG, /* calendars are laid out five years ahead; four years are the limit */
};

enum duration_fault duration_read(const char *text, struct duration *d);
/* "+1h", "+ 2 business days" or "75%". */
enum duration_fault rung_at_read(const char *text, struct rung_at *at);

bool duration_is_business(struct duration d);
/* Seconds that pass, or business seconds; for business days a nominal day of 8 hours. */
long duration_seconds(struct duration d);
/* "8bh" */
void duration_short(struct duration d, char *out, size_t size);
/* "8 business hours" */
void duration_words(struct duration d, char *out, size_t size);

#endif
