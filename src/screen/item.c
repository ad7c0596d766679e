/* The item screen. */
#include "holdfast/screen/item.h"

#include "holdfast/console/loop.h"
#include "holdfast/screen/actions.h"
#include "holdfast/screen/desk.h"
#include "holdfast/screen/record.h"
#include "holdfast/screen/step.h"
#include "holdfast/util/memory.h"
#include "holdfast/util/say.h"
#include "item_sheet.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct item {
    char *ref;
    json_t *json; /* api.item; NULL until it came */
    struct sheet sheet;
    bool asked, sending;
};

static struct item *item_of(const struct screen *screen)
{
    return screen->state;
}

static void item_came(struct screen *screen, void *data, const struct reply *reply,
                      const struct failure *failure)
{
    (void)data;
    struct item *item = item_of(screen);
    item->asked = false;
    if (failure != NULL) {
        console_refuse_failure(screen->console, failure);
        screen_dirty(screen, DRAW_NOTICE);
        return;
    }
    json_decref(item->json);
    item->json = desk_json(reply);
    item_sheet_write(&item->sheet, item->json, desk_now(desk_of(screen)));
    screen_dirty(screen, DRAW_ALL);
}

static void load(struct screen *screen)
{
    struct item *item = item_of(screen);
    if (item->asked)
        return;
    item->asked = true;
    desk_ask(screen, say("reading the item"), "SELECT api.item($1)", GATEWAY_VALUES(item->ref),
             item_came, NULL);
}

static bool open(struct screen *screen, const void *argument, struct failure *f)
{
    (void)f;
    struct item *item = item_of(screen);
    item->ref = memory_text(argument);
    sheet_open(&item->sheet, screen);
    return true;
}

static void close_item(struct screen *screen)
{
    struct item *item = item_of(screen);
    desk_forget(screen);
    sheet_close(&item->sheet);
    json_decref(item->json);
    free(item->ref);
}

static void title(struct screen *screen, char *out, size_t size)
{
    const struct item *item = item_of(screen);
    (void)snprintf(out, size, say("ITEM %s %s"), item->ref, desk_text(item->json, "title"));
}

static void draw(struct screen *screen, struct area area)
{
    struct item *item = item_of(screen);
    if (item->json != NULL) {
        sheet_draw(&item->sheet, area);
        return;
    }
    draw_text(screen->console, area.row, area.col, area.cols, STYLE_TEXT,
              item->asked ? say("Reading…") : say("This item could not be read. q goes back."));
    draw_cursor(screen->console, area.row, area.col);
}

static const char *offered(const void *context, const char *action)
{
    const json_t *item = context;
    const json_t *actions = json_object_get(item, "actions");
    size_t i;
    json_t *name;
    json_array_foreach(
        (json_t *)actions, i,
        name) if (strcmp(json_string_value(name), action) ==
                  0) return json_string_value(json_array_get(json_object_get(item, "effects"), i));
    return NULL;
}

static void hint(struct screen *screen, struct hints *hints)
{
    const struct item *item = item_of(screen);
    if (item->json != NULL)
        step_hints(hints, item->json, offered);
    hint_add(hints, ACTION_LEDGER, NULL);
    hint_add(hints, ACTION_BACK, NULL);
}

static unsigned step_answered(struct screen *screen, const struct step_result *result)
{
    struct item *item = item_of(screen);
    item->sending = result->answer == NULL && result->failure == NULL;
    if (!item->sending)
        load(screen);
    return DRAW_NOTICE | DRAW_HINT;
}

static unsigned begin_step(struct screen *screen, const char *action)
{
    struct item *item = item_of(screen);
    char subject[160];
    if (item->sending) {
        console_refuse(screen->console, "%s", say("Your last step is still on its way."));
        return DRAW_NOTICE;
    }
    (void)snprintf(subject, sizeof subject, "%s %s", item->ref,
                   desk_text(json_object_get(item->json, "person"), "name"));
    const struct step_target target = {desk_int(item->json, "id"), item->ref,
                                       (int)desk_int(item->json, "version"), subject};
    const char *effect = offered(item->json, action);
    return step_begin(screen, action, effect != NULL ? effect : "", &target, 1, step_answered);
}

static unsigned act(struct screen *screen, const struct invocation *invocation)
{
    struct item *item = item_of(screen);
    if (invocation->action == ACTION_LEDGER) {
        (void)console_push(screen->console, &record_screen, item->ref);
        return SCREEN_NOTHING;
    }
    if (item->json == NULL)
        return SCREEN_PASS;
    const char *step = step_of_action(invocation->action, item->json, offered);
    return step != NULL ? begin_step(screen, step) : (unsigned)SCREEN_PASS;
}

static unsigned event(struct screen *screen, const struct screen_event *event)
{
    struct item *item = item_of(screen);
    if (event->kind == EVENT_RESIZED && item->json != NULL) {
        item_sheet_write(&item->sheet, item->json, desk_now(desk_of(screen)));
        return DRAW_ALL;
    }
    if (event->kind == EVENT_RETURNED ||
        (event->kind == EVENT_SENT && event->on_top &&
         (event->sent == DESK_CHANGED || event->sent == DESK_POLL || event->sent == DESK_ME)))
        load(screen);
    return SCREEN_NOTHING;
}

const struct screen_ops item_screen = {
    .name = "item",
    .state_size = sizeof(struct item),
    .open = open,
    .load = load,
    .title = title,
    .draw = draw,
    .hint = hint,
    .act = act,
    .event = event,
    .close = close_item,
};
