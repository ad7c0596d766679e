#include "today_cover.h"

#include "holdfast/console/loop.h"
#include "holdfast/screen/cover_form.h"
#include "holdfast/screen/desk.h"
#include "holdfast/screen/directory.h"
#include "holdfast/screen/queue.h"
#include "holdfast/screen/words.h"
#include "holdfast/util/say.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { SHOWN = 2 }; /* lines at most: what presses has the room */
#define AWAY "away:"

static bool is_own(const json_t *row)
{
    return strcmp(desk_text(row, "how"), "you") == 0;
}

int today_away_lines(const json_t *today)
{
    size_t count = json_array_size(json_object_get(today, "away"));
    return count < SHOWN ? (int)count : SHOWN;
}

/* What was written to them by name stays theirs to read: only that it waits is told. */
static const char *waiting(const json_t *row, char *out, size_t size)
{
    long long count = (long long)desk_int(row, "messages");
    out[0] = '\0';
    if (count > 0)
        (void)snprintf(out, size,
                       count == 1 ? say("; %lld message waits for them")
                                  : say("; %lld messages wait for them"),
                       count);
    return out;
}

void today_write_away(struct sheet *sheet, const json_t *today, int64_t now)
{
    const json_t *away = json_object_get(today, "away");
    int lines = today_away_lines(today);
    for (int i = 0; i < lines; i++) {
        const json_t *row = json_array_get(away, (size_t)i);
        char text[256], detail[32], until[32], letters[64], more[48] = "";
        size_t left = json_array_size(away) - (size_t)lines;
        (void)words_moment(until, sizeof until, now, desk_time(row, "ends"));
        if (i == lines - 1 && left > 0)
            (void)snprintf(more, sizeof more, say("; and for %zu more"), left);
        if (is_own(row))
            (void)snprintf(text, sizeof text, say("You are said to be away until %s%s"), until,
                           more);
        else
            (void)snprintf(text, sizeof text, say("You act for %s until %s%s%s"),
                           desk_text(row, "name"), until, waiting(row, letters, sizeof letters),
                           more);
        (void)snprintf(detail, sizeof detail, AWAY "%d", i);
        sheet_line(sheet, STYLE_WARN, NULL, detail, text);
    }
}

/* "Thu 26 Nov", or "Thu" */
static void day_words(char *out, size_t size, const char *iso, const char *format)
{
    struct tm tm = {.tm_isdst = -1, .tm_hour = 12};
    out[0] = '\0';
    if (sscanf(iso, "%d-%d-%d", &tm.tm_year, &tm.tm_mon, &tm.tm_mday) != 3)
        return;
    tm.tm_year -= 1900;
    tm.tm_mon -= 1;
    (void)mktime(&tm);
    (void)strftime(out, size, format, &tm);
}

static long long shut(const json_t *row)
{
    return (long long)desk_int(row, "shut");
}

/* "Thu 26 Nov: 19 of 27 offices shut" */
static void one_day(char *out, size_t size, const json_t *row)
{
    char day[32];
    day_words(day, sizeof day, desk_text(row, "day"), "%a %e %b");
    (void)snprintf(out, size,
                   shut(row) > 0 ? say("%s: %lld of %lld offices shut")
                                 : say("%s: %lld of %lld close early"),
                   day, shut(row) > 0 ? shut(row) : (long long)desk_int(row, "early"),
                   (long long)desk_int(row, "of"));
}

const char *today_closures(char *out, size_t size, const json_t *today)
{
    const json_t *closures = json_object_get(today, "closures");
    const json_t *first = json_array_get(closures, 0), *second = json_array_get(closures, 1);
    size_t days = json_array_size(closures);
    char day[16], next[16], more[48] = "";
    out[0] = '\0';
    if (days == 0)
        return out;
    one_day(out, size, first);
    if (days == 1)
        return out;
    /* Within a week the weekday is enough, and it is half a line that there is. */
    day_words(day, sizeof day, desk_text(first, "day"), "%a");
    day_words(next, sizeof next, desk_text(second, "day"), "%a");
    if (shut(first) > 0 && shut(second) > 0)
        (void)snprintf(more, sizeof more, days > 2 ? say(", %s %lld …") : say(", %s %lld"), next,
                       shut(second));
    else
        (void)snprintf(more, sizeof more, say(", %s …"), next);
    (void)snprintf(out, size,
                   shut(first) > 0 ? say("Shut %s: %lld of %lld offices%s")
                                   : say("Early %s: %lld of %lld offices%s"),
                   day, shut(first) > 0 ? shut(first) : (long long)desk_int(first, "early"),
                   (long long)desk_int(first, "of"), more);
    return out;
}

void today_open_own(struct screen *screen)
{
    const struct desk *desk = desk_of(screen);
    const struct cover_view view = {.login = desk_me(desk, "login"), .name = desk_me(desk, "name")};
    (void)console_push(screen->console, &cover_form_screen, &view);
}

/* What is theirs for whom one acts; one's own absence is changed. */
static void open_away(struct screen *screen, const json_t *row)
{
    const struct cover_view own = {.login = desk_text(row, "login"),
                                   .name = desk_text(row, "name"),
                                   .ends = desk_time(row, "ends")};
    char title[160];
    if (is_own(row)) {
        (void)console_push(screen->console, &cover_form_screen, &own);
        return;
    }
    json_t *filter = json_pack("{s:s}", "owner_login", own.login);
    char *text = json_dumps(filter, JSON_COMPACT);
    (void)snprintf(title, sizeof title, say("For %s"), own.name);
    const struct queue_view view = {.scope = "mine", .filter = text, .title = title};
    (void)console_push(screen->console, &queue_screen, &view);
    free(text);
    json_decref(filter);
}

bool today_open_cover(struct screen *screen, const json_t *today, const char *detail)
{
    if (strcmp(detail, TODAY_CLOSED) == 0)
        (void)console_push(screen->console, &directory_screen, NULL);
    else if (strncmp(detail, AWAY, strlen(AWAY)) == 0)
        open_away(screen, json_array_get(json_object_get(today, "away"),
                                         strtoul(detail + strlen(AWAY), NULL, 10)));
    else
        return false;
    return true;
}
