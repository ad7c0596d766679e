/* Local time in a named zone of the tz database, exact over daylight saving.
 *
 * The C library knows one zone at a time, through the environment variable TZ. zone_enter changes
 * it and zone_leave puts it back; nothing between them may start a thread, and nothing outside
 * this module changes TZ. Only checking and explaining a policy do this, before any thread runs. */
#ifndef HOLDFAST_POLICY_ZONE_H
#define HOLDFAST_POLICY_ZONE_H

#include <stdbool.h>
#include <stdint.h>

struct zone {
    char *before; /* TZ as it was; NULL when it was not set */
};

/* Where the tz database itself is missing, any name that is formed like one. */
bool zone_exists(const char *name);

void zone_enter(struct zone *z, const char *name);
void zone_leave(struct zone *z);

/* Which instant, when the clocks show a time twice. */
enum zone_side { ZONE_EARLIER, ZONE_LATER };

/* Seconds since 1970 of a local time: day as in date_number, minutes since its midnight (1440 and
 * more belong to the days after). A time that is skipped is the instant of the change. */
int64_t zone_instant(long day, int minutes, enum zone_side side);
/* The local day and second of that day, with the zone's letters (EST) for that instant. */
void zone_local(int64_t instant, long *day, int *second, char letters[8]);

#endif
