/* Taking a consent back. What stops is said before it is done. */
#include "holdfast/console/loop.h"
#include "holdfast/gateway/answer.h"
#include "holdfast/screen/consent_forms.h"
#include "holdfast/screen/consent_words.h"
#include "holdfast/screen/desk.h"
#include "holdfast/screen/entry.h"
#include "holdfast/util/buffer.h"
#include "holdfast/util/say.h"

#include <stdio.h>

enum place { REASON, HOW, FIELD_COUNT };

static const struct choice ways[] = {{"in_writing", "in writing", 'w'},
                                     {"spoken", "by word of mouth", 's'},
                                     {"event", "what it was to end with has happened", 'e'}};

static const struct field fields[FIELD_COUNT] = {
    [REASON] = {"reason", "Why", "what the person said; empty: no reason was given", FIELD_TEXT,
                false, 500, NULL, 0},
    [HOW] = {"how", "How", NULL, FIELD_CHOICE, true, 0, ways, sizeof ways / sizeof ways[0]},
};

struct revoke {
    struct entry entry;
    const char *ref, *stops; /* which one; what stops, in sentences */
};

static void done(struct screen *screen, struct console *console, const json_t *answer)
{
    size_t tasks = json_array_size(json_object_get(answer, "tasks"));
    char more[96] = "";
    if (tasks > 0)
        (void)snprintf(more, sizeof more, say(" %zu tasks for both sides."), tasks);
    console_say(console, say("%s is taken back: nothing more is told on it.%s"),
                answer_text(answer, "consent_ref"), more);
    if (screen != NULL)
        (void)console_pop(console, 0, NULL);
}

static const struct entry_ops ops = {
    .fields = fields,
    .count = FIELD_COUNT,
    .person = -1,
    .what = "taking the consent back",
    .button = "Take it back now",
    .send = "SELECT api.revoke_consent($1::uuid, $3, $2::jsonb)",
    .with_ref = true,
    .forgets = true,
    .done = done,
};

/* "From now on Northside tells Bright Home Care nothing more of substance use about Ana Rivera." */
const char *consent_stops_words(struct arena *arena, const struct consent_view *view)
{
    struct buffer words = {0};
    buffer_print(&words, say("From now on %s tells no more about %s to "),
                 answer_text(json_object_get(view->consent, "from"), "name"), view->name);
    consent_add_to(&words, view->consent);
    buffer_text(&words, say(" on this consent: "));
    consent_add_what(&words, view->consent);
    buffer_text(&words, say(". Screens that show it lose it within seconds. What they entered "
                            "themselves stays theirs. Where a request is under way, both sides get "
                            "a task. It cannot be undone: it can be signed again."));
    const char *text = arena_text(arena, words.data);
    buffer_free(&words);
    return text;
}

static const struct entry_ops *prepare(struct screen *screen, const void *argument,
                                       const char **ref)
{
    const struct consent_view *view = argument;
    struct revoke *revoke = screen->state;
    revoke->ref = arena_text(&screen->arena, answer_text(view->consent, "ref"));
    revoke->stops = consent_stops_words(&screen->arena, view);
    *ref = revoke->ref;
    return &ops;
}

static bool open(struct screen *screen, const void *argument, struct failure *f)
{
    const char *ref;
    (void)f;
    const struct entry_ops *prepared = prepare(screen, argument, &ref);
    entry_open(screen, prepared, ref);
    return true;
}

const struct entry_dialogue consent_revoke_dialogue = {.state_size = sizeof(struct revoke),
                                                       .prepare = prepare};

static void title(struct screen *screen, char *out, size_t size)
{
    (void)snprintf(out, size, say("TAKING BACK consent %s"),
                   ((const struct revoke *)screen->state)->ref);
}

static void draw(struct screen *screen, struct area area)
{
    const struct revoke *revoke = screen->state;
    int used = draw_wrapped(screen->console, area, STYLE_TEXT, revoke->stops);
    (void)area_take_top(&area, used + 1);
    entry_draw(screen, area);
}

const struct screen_ops consent_revoke_screen = {
    .name = "consent_revoke",
    .state_size = sizeof(struct revoke),
    .open = open,
    .load = entry_load,
    .title = title,
    .draw = draw,
    .key = entry_key,
    .close = entry_close,
};
