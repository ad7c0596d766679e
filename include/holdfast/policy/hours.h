/* Business time on a calendar of the policy, as the database will reckon it (the rules are those
 * of INTERFACES, Time; calendar_layout.sql lays the same spans out). Only to check and to explain a
 * policy: what is due, the database says.
 *
 * Not for threads: see zone.h. */
#ifndef HOLDFAST_POLICY_HOURS_H
#define HOLDFAST_POLICY_HOURS_H

#include "holdfast/policy/calendar.h"
#include "holdfast/policy/duration.h"

#include <stdint.h>

struct hours;

/* Business time from the day before `from` (seconds since 1970) up to five years on; owned by
 * arena, as long as calendar lives. */
struct hours *hours_open(struct arena *arena, const struct calendar *calendar, int64_t from);

/* When something begun at start (not before `from`) is due. False beyond the five years, or when
 * the calendar never opens again. */
bool hours_due(struct hours *h, int64_t start, struct duration within, int64_t *due);
/* When a rung is reached on a clock that runs from start to due. */
bool hours_rung(struct hours *h, int64_t start, struct duration within, int64_t due,
                struct rung_at rung, int64_t *at);

#endif
