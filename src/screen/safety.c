/* The safety act: somebody is in immediate danger. One key and a line; then who was reached, and
 * the numbers to ring. */
#include "holdfast/screen/safety.h"

#include "holdfast/console/loop.h"
#include "holdfast/gateway/answer.h"
#include "holdfast/screen/actions.h"
#include "holdfast/screen/desk.h"
#include "holdfast/screen/entry.h"
#include "holdfast/screen/item.h"
#include "holdfast/screen/sheet.h"
#include "holdfast/util/say.h"

#include <stdio.h>

enum place { NOTE, INDIVIDUAL, FIELD_COUNT };

static const struct field fields[FIELD_COUNT] = {
    [NOTE] = {"note", "The danger", "one line, Enter tells them; ring the emergency number first",
              FIELD_TEXT, true, 500, NULL, 0},
    [INDIVIDUAL] = {"individual", "Who", "type a name, a birth date or a number", FIELD_FIND, true,
                    100, NULL, 0},
};

struct safety {
    struct entry entry;
    struct sheet sheet; /* who was reached; open once it was sent */
    bool told;
};

static struct safety *state_of(const struct screen *screen)
{
    return screen->state;
}

static void write_told(struct sheet *sheet, const json_t *answer)
{
    size_t i;
    json_t *row;
    sheet_begin(sheet);
    sheet_print(sheet, STYLE_TEXT, answer_text(answer, "task_ref"), say("Told at once, %s:"),
                answer_text(answer, "task_ref"));
    json_array_foreach (json_object_get(answer, "reached"), i, row)
        sheet_print(sheet, STYLE_TEXT, NULL, "  %s, %s  %s", answer_text(row, "name"),
                    answer_text(row, "role"), answer_text(row, "phone"));
    sheet_heading(sheet, say("NUMBERS"));
    json_array_foreach (json_object_get(answer, "emergency"), i, row)
        sheet_print(sheet, STYLE_ALARM, NULL, "%-30s %s", answer_text(row, "name"),
                    answer_text(row, "phone"));
    sheet_end(sheet);
}

static void done(struct screen *screen, struct console *console, const json_t *answer)
{
    const json_t *first = json_array_get(json_object_get(answer, "reached"), 0);
    console_say(console, say("%s and %zu more were told."), answer_text(first, "name"),
                json_array_size(json_object_get(answer, "reached")) - 1);
    if (screen == NULL)
        return;
    struct safety *state = state_of(screen);
    state->told = true;
    sheet_open(&state->sheet, screen);
    write_told(&state->sheet, answer);
    screen_dirty(screen, DRAW_ALL);
}

static const struct entry_ops entry_ops = {
    .forgets = true,
    .fields = fields,
    .count = FIELD_COUNT,
    .person = INDIVIDUAL,
    .what = "telling who must know",
    .button = "Tell them now",
    .at_once = true,
    .send = "SELECT api.safety($1::uuid, $2::jsonb ->> 'individual', $2::jsonb ->> 'note')",
    .done = done,
};

static bool open(struct screen *screen, const void *argument, struct failure *f)
{
    (void)f;
    entry_open(screen, &entry_ops, argument);
    return true;
}

static void close_safety(struct screen *screen)
{
    struct safety *state = state_of(screen);
    if (state->told)
        sheet_close(&state->sheet);
    entry_close(screen);
}

static void title(struct screen *screen, char *out, size_t size)
{
    (void)screen;
    (void)snprintf(out, size, "%s", say("SAFETY"));
}

static void draw(struct screen *screen, struct area area)
{
    struct safety *state = state_of(screen);
    if (state->told)
        sheet_draw(&state->sheet, area);
    else
        entry_draw(screen, area);
}

static void hint(struct screen *screen, struct hints *hints)
{
    if (!state_of(screen)->told)
        return;
    hint_add(hints, ACTION_OPEN, say("open the alert"));
    hint_add(hints, ACTION_BACK, NULL);
}

static unsigned act(struct screen *screen, const struct invocation *invocation)
{
    const struct safety *state = state_of(screen);
    const struct sheet_line *line = state->told ? sheet_selected(&state->sheet) : NULL;
    if (invocation->action != ACTION_OPEN || line == NULL || line->target[0] == '\0')
        return SCREEN_PASS;
    (void)console_push(screen->console, &item_screen, line->target);
    return SCREEN_NOTHING;
}

const struct screen_ops safety_screen = {
    .name = "safety",
    .state_size = sizeof(struct safety),
    .open = open,
    .load = entry_load,
    .title = title,
    .draw = draw,
    .hint = hint,
    .act = act,
    .key = entry_key,
    .close = close_safety,
};
