#include "holdfast/screen/closure_form.h"

#include "holdfast/console/loop.h"
#include "holdfast/gateway/answer.h"
#include "holdfast/screen/closure_preview.h"
#include "holdfast/screen/desk.h"
#include "holdfast/screen/entry.h"
#include "holdfast/util/arena.h"
#include "holdfast/util/say.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

enum place { DAY, FROM, TO, REASON, WHAT, FIELD_COUNT };

struct closure_form {
    struct entry entry;
    char *calendar; /* in the screen's arena */
};

static const struct choice whats[] = {{"close", "It is closed", 'c'},
                                      {"undo", "It was said before: open after all", 'o'}};

static const struct field fields[FIELD_COUNT] = {
    [DAY] = {"day", "Closed on", "today, Mon, 4 Dec", FIELD_TIME, true, 40, NULL, 0},
    [FROM] = {"from", "From", "empty: all day; or 13:00", FIELD_TEXT, false, 5, NULL, 0},
    [TO] = {"to", "To", "empty: it stays closed; or 15:30", FIELD_TEXT, false, 5, NULL, 0},
    [REASON] = {"reason", "Why", "snow, no power; it stays on the record", FIELD_TEXT, false, 500,
                NULL, 0},
    [WHAT] = {"what", "Which", "empty: it is closed", FIELD_CHOICE, false, 0, whats,
              sizeof whats / sizeof whats[0]},
};

static const char *calendar_of(const struct screen *screen)
{
    return ((const struct closure_form *)screen->state)->calendar;
}

static void done(struct screen *screen, struct console *console, const json_t *values)
{
    char day[16];
    struct tm local = {0};
    time_t t = (time_t)(answer_time(values, "day") / 1000000);
    (void)localtime_r(&t, &local);
    (void)strftime(day, sizeof day, "%Y-%m-%d", &local);
    const struct closure_said said = {.calendar = calendar_of(screen),
                                      .day = day,
                                      .from = answer_text(values, "from"),
                                      .to = answer_text(values, "to"),
                                      .reason = answer_text(values, "reason"),
                                      .undo = strcmp(answer_text(values, "what"), "undo") == 0};
    (void)console_push(console, &closure_preview_screen, &said);
}

static const struct entry_ops entry_ops = {
    .fields = fields,
    .count = FIELD_COUNT,
    .person = -1,
    .what = "closing it",
    .button = "See what that does",
    .first = 1U << DAY,
    .done = done,
};

static bool open(struct screen *screen, const void *argument, struct failure *f)
{
    (void)f;
    struct closure_form *closure = screen->state;
    closure->calendar = arena_text(&screen->arena, argument);
    entry_open(screen, &entry_ops, NULL);
    return true;
}

static void title(struct screen *screen, char *out, size_t size)
{
    (void)snprintf(out, size, say("CLOSE  calendar %s"), calendar_of(screen));
}

const struct screen_ops closure_form_screen = {
    .name = "closure_form",
    .state_size = sizeof(struct closure_form),
    .open = open,
    .load = entry_load,
    .title = title,
    .draw = entry_draw,
    .key = entry_key,
    .close = entry_close,
};
