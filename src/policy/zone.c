#include "holdfast/policy/zone.h"

#include "holdfast/policy/days.h"
#include "holdfast/util/memory.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

static const char *zone_folder(void)
{
    const char *folder = getenv("TZDIR");
    return folder != NULL && folder[0] != '\0' ? folder : "/usr/share/zoneinfo";
}

static bool well_formed(const char *name)
{
    static const char allowed[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                  "0123456789_+-/";
    return name[0] >= 'A' && name[0] <= 'Z' && name[strspn(name, allowed)] == '\0' &&
           strlen(name) < 64;
}

bool zone_exists(const char *name)
{
    char path[512];
    struct stat found;
    if (!well_formed(name))
        return false;
    if (stat(zone_folder(), &found) != 0)
        return true;
    (void)snprintf(path, sizeof path, "%s/%s", zone_folder(), name);
    return stat(path, &found) == 0 && S_ISREG(found.st_mode);
}

void zone_enter(struct zone *z, const char *name)
{
    const char *before = getenv("TZ");
    z->before = before == NULL ? NULL : memory_text(before);
    if (setenv("TZ", name, 1) != 0)
        memory_exhausted();
    tzset();
}

void zone_leave(struct zone *z)
{
    if (z->before == NULL)
        (void)unsetenv("TZ");
    else if (setenv("TZ", z->before, 1) != 0)
        memory_exhausted();
    tzset();
    free(z->before);
    z->before = NULL;
}

void zone_local(int64_t instant, long *day, int *second, char letters[8])
{
    time_t t = (time_t)instant;
    struct tm local;
    *day = 0;
    *second = 0;
    letters[0] = '\0';
    if (localtime_r(&t, &local) == NULL)
        return;
    *day = date_number((struct date){local.tm_year + 1900, local.tm_mon + 1, local.tm_mday});
    *second = local.tm_hour * 3600 + local.tm_min * 60 + local.tm_sec;
    (void)snprintf(letters, 8, "%s", local.tm_zone == NULL ? "" : local.tm_zone);
}

/* Seconds that local time is ahead of universal time at an instant. */
static int64_t offset_at(int64_t instant)
{
    long day;
    int second;
    char letters[8];
    zone_local(instant, &day, &second, letters);
    return (int64_t)day * 86400 + second - instant;
}

/* The first instant in (before, after] whose offset is no longer that of before. */
static int64_t instant_of_change(int64_t before, int64_t after)
{
    int64_t offset = offset_at(before);
    while (after - before > 1) {
        int64_t middle = before + (after - before) / 2;
        if (offset_at(middle) == offset)
            before = middle;
        else
            after = middle;
    }
    return after;
}

int64_t zone_instant(long day, int minutes, enum zone_side side)
{
    int64_t wanted = (int64_t)day * 86400 + (int64_t)minutes * 60;
    int64_t first = wanted - offset_at(wanted - 86400), last = wanted - offset_at(wanted + 86400);
    bool first_fits = first + offset_at(first) == wanted;
    bool last_fits = last + offset_at(last) == wanted;
    if (first_fits && last_fits) {
        int64_t earlier = first < last ? first : last;
        return side == ZONE_EARLIER ? earlier : first + last - earlier;
    }
    if (first_fits || last_fits)
        return first_fits ? first : last;
    return instant_of_change(first - 86400, last + 86400);
}
