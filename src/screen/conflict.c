/* Both texts, and the choice between them. */
#include "holdfast/screen/conflict.h"

#include "holdfast/console/loop.h"
#include "holdfast/console/picker.h"
#include "holdfast/screen/actions.h"
#include "holdfast/screen/desk.h"
#include "holdfast/screen/sheet.h"
#include "holdfast/screen/words.h"
#include "holdfast/util/say.h"

#include <stdio.h>

struct state {
    struct sheet sheet;
    struct conflict conflict; /* texts in the screen's arena */
};

static struct state *state_of(const struct screen *screen)
{
    return screen->state;
}

static void write(struct screen *screen)
{
    struct state *state = state_of(screen);
    struct sheet *sheet = &state->sheet;
    const struct conflict *conflict = &state->conflict;
    char heading[256], when[32] = "";
    int64_t now = desk_now(desk_of(screen));
    if (conflict->at != 0)
        (void)words_moment(when, sizeof when, now, conflict->at);
    (void)snprintf(heading, sizeof heading, say("THEIRS  %s %s"), conflict->who, when);
    sheet_begin(sheet);
    sheet_heading(sheet, heading);
    sheet_wrapped(sheet, STYLE_TEXT, 2, "",
                  conflict->theirs[0] != '\0' ? conflict->theirs : say("(nothing)"));
    sheet_rule(sheet);
    sheet_heading(sheet, say("YOURS"));
    sheet_wrapped(sheet, STYLE_TEXT, 2, "",
                  conflict->mine[0] != '\0' ? conflict->mine : say("(nothing)"));
    sheet_end(sheet);
}

static bool open(struct screen *screen, const void *argument, struct failure *f)
{
    (void)f;
    struct state *state = state_of(screen);
    const struct conflict *given = argument;
    struct arena *arena = &screen->arena;
    state->conflict =
        (struct conflict){arena_text(arena, given->title), arena_text(arena, given->who), given->at,
                          arena_text(arena, given->theirs), arena_text(arena, given->mine)};
    sheet_open(&state->sheet, screen);
    write(screen);
    console_refuse(screen->console,
                   say("%s saved this while you wrote. Read both, then Enter decides."),
                   state->conflict.who[0] != '\0' ? state->conflict.who : say("Somebody"));
    return true;
}

static void close_conflict(struct screen *screen)
{
    sheet_close(&state_of(screen)->sheet);
}

static void title(struct screen *screen, char *out, size_t size)
{
    (void)snprintf(out, size, say("TWO TEXTS  %s"), state_of(screen)->conflict.title);
}

static void draw(struct screen *screen, struct area area)
{
    sheet_draw(&state_of(screen)->sheet, area);
}

static void hint(struct screen *screen, struct hints *hints)
{
    (void)screen;
    hint_add(hints, ACTION_OPEN, say("decide"));
    hint_add(hints, ACTION_BACK, say("back to yours, nothing saved"));
}

static unsigned chosen(struct screen *screen, void *context, int choice)
{
    (void)context;
    static const int values[] = {CONFLICT_MINE, CONFLICT_THEIRS, CONFLICT_BOTH};
    if (choice >= 0)
        (void)console_pop(screen->console, values[choice], NULL);
    return DRAW_ALL;
}

static unsigned act(struct screen *screen, const struct invocation *invocation)
{
    const struct choice choices[] = {
        {"mine", say("keep mine over theirs; theirs stays on the record"), 'm'},
        {"theirs", say("take theirs, drop mine"), 't'},
        {"both", say("edit: both texts into the editor, to make one of them"), 'e'}};
    if (invocation->action != ACTION_OPEN)
        return SCREEN_PASS;
    console_pick(screen->console, screen, say("Which text shall stand?"), choices, 3, chosen, NULL);
    return DRAW_ALL;
}

static unsigned event(struct screen *screen, const struct screen_event *event)
{
    if (event->kind != EVENT_RESIZED)
        return SCREEN_NOTHING;
    write(screen);
    return DRAW_ALL;
}

const struct screen_ops conflict_screen = {
    .name = "conflict",
    .state_size = sizeof(struct state),
    .open = open,
    .title = title,
    .draw = draw,
    .hint = hint,
    .act = act,
    .event = event,
    .close = close_conflict,
};
