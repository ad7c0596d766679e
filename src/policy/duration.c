#include "holdfast/policy/duration.h"

#include "holdfast/util/say.h"

#include <stdio.h>
#include <string.h>

enum { MINUTE = 60, HOUR = 3600, DAY = 86400, WORKING_DAY = 8 * HOUR };
enum { LONGEST = 4 * 365 };

static const struct unit {
    const char *brief, *one, *many;
    long seconds, most;
    bool business;
} units[] = {
    [DURATION_MINUTES] = {"m", "minute", "minutes", MINUTE, LONGEST * 1440L, false},
    [DURATION_HOURS] = {"h", "hour", "hours", HOUR, LONGEST * 24L, false},
    [DURATION_DAYS] = {"d", "day", "days", DAY, LONGEST, false},
    [DURATION_BUSINESS_MINUTES] = {"bm", "business minute", "business minutes", MINUTE, 480000L,
                                   true},
    [DURATION_BUSINESS_HOURS] = {"bh", "business hour", "business hours", HOUR, 8000, true},
    [DURATION_BUSINESS_DAYS] = {"bd", "business day", "business days", WORKING_DAY, 1000, true},
};

static bool find_unit(const char *word, enum duration_unit *unit)
{
    for (size_t i = 0; i < sizeof units / sizeof units[0]; i++) {
        if (strcmp(word, units[i].brief) == 0 || strcmp(word, units[i].one) == 0 ||
            strcmp(word, units[i].many) == 0) {
            *unit = (enum duration_unit)i;
            return true;
        }
    }
    return false;
}

/* Digits from *text on; false without any. What is too long for any use stops growing. */
static bool read_count(const char **text, long *count)
{
    const char *start = *text;
    *count = 0;
    for (; **text >= '0' && **text <= '9'; (*text)++) {
        if (*count < 100000000L)
            *count = *count * 10 + (**text - '0');
    }
    return *text > start;
}

enum duration_fault duration_read(const char *text, struct duration *d)
{
    long count;
    if (!read_count(&text, &count))
        return DURATION_UNREADABLE;
    while (*text == ' ')
        text++;
    enum duration_unit unit;
    if (!find_unit(text, &unit))
        return DURATION_UNREADABLE;
    if (count == 0)
        return DURATION_ZERO;
    if (count > units[unit].most)
        return DURATION_TOO_LONG;
    *d = (struct duration){.count = count, .unit = unit};
    return DURATION_SOUND;
}

enum duration_fault rung_at_read(const char *text, struct rung_at *at)
{
    *at = (struct rung_at){0};
    if (*text == '+') {
        text++;
        while (*text == ' ')
            text++;
        at->after_due = true;
        return duration_read(text, &at->after);
    }
    if (!read_count(&text, &at->percent) || strcmp(text, "%") != 0)
        return DURATION_UNREADABLE;
    return at->percent > 1000 ? DURATION_TOO_LONG : DURATION_SOUND;
}

bool duration_is_business(struct duration d)
{
    return units[d.unit].business;
}

long duration_seconds(struct duration d)
{
    return d.count * units[d.unit].seconds;
}

void duration_short(struct duration d, char *out, size_t size)
{
    (void)snprintf(out, size, "%ld%s", d.count, units[d.unit].brief);
}

void duration_words(struct duration d, char *out, size_t size)
{
    const struct unit *u = &units[d.unit];
    (void)snprintf(out, size, "%ld %s", d.count, d.count == 1 ? say(u->one) : say(u->many));
}
