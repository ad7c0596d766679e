/* The item screen. */
#include "holdfast/screen/item.h"

#include "holdfast/console/loop.h"
#include "holdfast/screen/actions.h"
#include "holdfast/screen/desk.h"
#include "holdfast/screen/offer.h"
#include "holdfast/screen/page.h"
#include "holdfast/screen/record.h"
#include "holdfast/screen/step.h"
#include "holdfast/util/say.h"
#include "item_sheet.h"

#include <stdio.h>
#include <string.h>

struct item {
    struct page page;
    bool sending; /* a step is on its way */
};

static struct item *item_of(const struct screen *screen)
{
    return screen->state;
}

static void write(struct page *page, int64_t now)
{
    item_sheet_write(&page->sheet, page->json, now);
}

static const struct page_ops item_page = {
    .what = "reading the item", .sql = "SELECT api.item($1)", .polled = true, .write = write};

static bool open(struct screen *screen, const void *argument, struct failure *f)
{
    (void)f;
    page_open(screen, &item_page, argument);
    return true;
}

static void title(struct screen *screen, char *out, size_t size)
{
    const struct page *page = &item_of(screen)->page;
    (void)snprintf(out, size, say("ITEM %s %s"), page->ref, desk_text(page->json, "title"));
}

static const char *offered(const void *context, const char *action)
{
    const json_t *item = context;
    const json_t *actions = json_object_get(item, "actions");
    size_t i;
    json_t *name;
    json_array_foreach ((json_t *)actions, i, name)
        if (strcmp(json_string_value(name), action) == 0)
            return json_string_value(json_array_get(json_object_get(item, "effects"), i));
    return NULL;
}

static void hint(struct screen *screen, struct hints *hints)
{
    const struct item *item = item_of(screen);
    if (item->page.json != NULL)
        step_hints(hints, item->page.json, offered);
    hint_add(hints, ACTION_LEDGER, NULL);
    hint_add(hints, ACTION_BACK, NULL);
}

static unsigned step_answered(struct screen *screen, const struct step_result *result)
{
    struct item *item = item_of(screen);
    item->sending = result->answer == NULL && result->failure == NULL;
    if (!item->sending)
        page_load(screen);
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
    (void)snprintf(subject, sizeof subject, "%s %s", item->page.ref,
                   desk_text(json_object_get(item->page.json, "person"), "name"));
    const struct step_target target = {desk_int(item->page.json, "id"), item->page.ref,
                                       (int)desk_int(item->page.json, "version"), subject};
    const char *effect = offered(item->page.json, action);
    return step_begin(screen, action, effect != NULL ? effect : "", &target, 1, step_answered);
}

static unsigned act(struct screen *screen, const struct invocation *invocation)
{
    struct item *item = item_of(screen);
    if (invocation->action == ACTION_LEDGER) {
        (void)console_push(screen->console, &record_screen, item->page.ref);
        return SCREEN_NOTHING;
    }
    unsigned taken = offer_take(screen, invocation->action, desk_int(item->page.json, "id"), NULL);
    if (!(taken & SCREEN_PASS))
        return taken;
    const char *step = step_of_action(invocation->action, item->page.json, offered);
    if (step == NULL)
        return SCREEN_PASS;
    if (item->page.json != NULL)
        return begin_step(screen, step);
    console_refuse(screen->console, say("%s is still being read, so nothing was done."),
                   item->page.ref);
    return DRAW_NOTICE;
}

const struct screen_ops item_screen = {
    .name = "item",
    .state_size = sizeof(struct item),
    .open = open,
    .load = page_load,
    .title = title,
    .draw = page_draw,
    .hint = hint,
    .act = act,
    .event = page_event,
    .close = page_close,
};
