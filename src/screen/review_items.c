/* One by one: what is asked, what is shown, what a key does. What was read ahead and what was
 * decided is in review_line.c. */
#include "holdfast/screen/review_items.h"

#include "holdfast/console/loop.h"
#include "holdfast/gateway/answer.h"
#include "holdfast/screen/actions.h"
#include "holdfast/screen/desk.h"
#include "holdfast/screen/item.h"
#include "holdfast/screen/record.h"
#include "holdfast/screen/review_list.h"
#include "holdfast/screen/review_summary.h"
#include "holdfast/util/memory.h"
#include "holdfast/util/say.h"
#include "screen/review_parts.h"
#include "screen/review_sheet.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BUSY_MS = 60000 }; /* whoever is away longer neither keeps items nor spends time on it */

struct review_items *review_items_of(const struct screen *screen)
{
    return screen->state;
}

const json_t *review_items_present(const struct review_items *items)
{
    return review_line_present(&items->line);
}

static const json_t *review_now(const struct review_items *items)
{
    return items->line.review != NULL ? items->line.review
                                      : json_object_get(items->answer, "review");
}

bool review_is_organization(const json_t *item)
{
    return strcmp(answer_text(item, "kind"), "organization") == 0;
}

/* ---- the page ---- */

static struct review_view view_of(const struct review_items *items)
{
    return (struct review_view){.review = review_now(items),
                                .others = json_object_get(items->answer, "others"),
                                .items = items->line.items,
                                .done = items->line.done,
                                .sent = json_object_size(items->line.sent),
                                .item = review_items_present(items)};
}

static void write_nothing(struct review_items *items)
{
    struct sheet *sheet = &items->sheet;
    const json_t *others = json_object_get(items->answer, "others");
    size_t i;
    json_t *other;
    if (json_object_size(items->line.sent) > 0)
        sheet_print(sheet, STYLE_TEXT, NULL,
                    say("%zu decided and on the way. The next comes when they have arrived; keys "
                        "do nothing until then."),
                    json_object_size(items->line.sent));
    else if (items->answer == NULL || items->asked)
        sheet_line(sheet, STYLE_TEXT, NULL, NULL, say("Reading…"));
    if (items->answer == NULL || items->asked || json_object_size(items->line.sent) > 0)
        return;
    sheet_wrapped(sheet, STYLE_TEXT, 0, "",
                  say("Nothing more for you: what is left to decide is with somebody else now, and "
                      "comes to you if they leave it. Tab reads the list meanwhile."));
    json_array_foreach ((json_t *)others, i, other)
        sheet_print(sheet, STYLE_TEXT, NULL,
                    answer_text(other, "on")[0] != '\0' ? say("%s is on %s") : "%s",
                    answer_text(other, "name"), answer_text(other, "on"));
}

static void write(struct screen *screen)
{
    struct review_items *items = review_items_of(screen);
    const json_t *item = review_items_present(items);
    struct review_view view = view_of(items);
    struct buffer keys = {0};
    if (item != NULL)
        review_decide_keys(screen->console, item, &keys);
    view.keys = keys.len > 0 ? keys.data : "";
    sheet_begin(&items->sheet);
    if (item != NULL)
        review_sheet_write(&items->sheet, &view, desk_now(desk_of(screen)));
    else
        write_nothing(items);
    sheet_end(&items->sheet);
    buffer_free(&keys);
    review_line_point(&items->line, &items->sheet);
    screen_dirty(screen, DRAW_ALL);
}

/* ---- asking ---- */

/* All decided: the list is next, or the summary where somebody has ended it. */
static bool go_on(struct screen *screen)
{
    struct review_items *items = review_items_of(screen);
    const json_t *review = review_now(items);
    bool held = strcmp(answer_text(review, "status"), "held") == 0;
    if (console_top(screen->console) != screen || json_object_size(items->line.sent) > 0)
        return false;
    if (!held && (review_items_present(items) != NULL || answer_int(review, "still") > 0))
        return false;
    (void)console_replace(screen->console, held ? &review_summary_screen : &review_list_screen,
                          items->ref);
    return true;
}

void review_items_show(struct screen *screen)
{
    if (!go_on(screen))
        write(screen);
}

static void came(struct screen *screen, void *data, const struct reply *reply,
                 const struct failure *failure)
{
    (void)data;
    struct review_items *items = review_items_of(screen);
    items->asked = false;
    if (failure != NULL) {
        console_refuse_failure(screen->console, failure);
        screen_dirty(screen, DRAW_ALL);
        return;
    }
    json_decref(items->answer);
    items->answer = desk_json(reply);
    const char *gone = review_line_take(&items->line, items->answer);
    if (gone != NULL)
        console_refuse(screen->console, say("%s needs no decision any more: somebody has acted."),
                       gone);
    review_items_show(screen);
}

void review_items_load(struct screen *screen)
{
    struct review_items *items = review_items_of(screen);
    if (items->asked)
        return;
    items->asked = true;
    char ahead[24];
    desk_ask(screen, say("reading the review"), "SELECT api.review_next($1, $2::int)",
             GATEWAY_VALUES(items->ref, gateway_number(ahead, REVIEW_READ_AHEAD)), came, NULL);
}

static bool open(struct screen *screen, const void *argument, struct failure *f)
{
    (void)f;
    struct review_items *items = review_items_of(screen);
    items->ref = memory_text(argument != NULL ? argument : "");
    items->busy_at = console_now();
    review_line_open(&items->line);
    sheet_open(&items->sheet, screen);
    return true;
}

static void left(struct screen *screen, void *data, const struct reply *reply,
                 const struct failure *failure)
{
    /* Where it did not arrive, what was reserved is free again in some minutes. */
    (void)screen, (void)data, (void)reply, (void)failure;
}

/* Whoever goes leaves what was reserved for them to the others: at once, not in some minutes. */
static void leave(struct screen *screen)
{
    struct review_items *items = review_items_of(screen);
    const json_t *review = review_now(items);
    if (review != NULL && strcmp(answer_text(review, "status"), "held") != 0 &&
        answer_int(review, "still") > 0)
        desk_send(desk_of(screen), say("leaving the review"), "SELECT api.review_next($1, 0)",
                  GATEWAY_VALUES(items->ref), left, NULL);
}

static void close_items(struct screen *screen)
{
    struct review_items *items = review_items_of(screen);
    desk_forget(screen);
    leave(screen);
    sheet_close(&items->sheet);
    review_line_close(&items->line);
    json_decref(items->answer);
    free(items->asked_about);
    free(items->ref);
}

/* ---- drawing ---- */

static void title(struct screen *screen, char *out, size_t size)
{
    const struct review_items *items = review_items_of(screen);
    const char *name = answer_text(review_now(items), "name");
    (void)snprintf(out, size, say("REVIEW %s  %s"), items->ref, name);
}

const char *review_identity(const json_t *item, char *out, size_t size)
{
    (void)snprintf(out, size, "%s@%d", answer_text(item, "ref"), (int)answer_int(item, "version"));
    return out;
}

static void draw(struct screen *screen, struct area area)
{
    struct review_items *items = review_items_of(screen);
    const struct review_view view = view_of(items);
    struct area top = area_take_top(&area, 1);
    char what[64];
    if (view.review != NULL)
        review_progress_draw(screen->console, top, &view);
    if (!console_lean(screen->console))
        draw_rule(screen->console, area_take_top(&area, 1));
    sheet_draw(&items->sheet, area);
    if (view.item != NULL)
        review_rest_show(&items->rest, review_identity(view.item, what, sizeof what));
}

/* ---- keys ---- */

static void hint(struct screen *screen, struct hints *hints)
{
    const json_t *item = review_items_present(review_items_of(screen));
    if (item != NULL) {
        review_decide_hint(item, hints);
        if (!review_is_organization(item)) {
            hint_add(hints, ACTION_OPEN, NULL);
            hint_add(hints, ACTION_PLAN, NULL);
        }
    }
    hint_add(hints, ACTION_NEXT_PANE, say("the list"));
    hint_add(hints, ACTION_BACK, say("interrupt"));
}

static unsigned lead(struct screen *screen, int action)
{
    struct review_items *items = review_items_of(screen);
    const json_t *item = review_items_present(items);
    if (action == ACTION_NEXT_PANE) {
        (void)console_replace(screen->console, &review_list_screen, items->ref);
        return SCREEN_NOTHING;
    }
    if (item == NULL || review_is_organization(item) ||
        (action != ACTION_OPEN && action != ACTION_LEDGER))
        return SCREEN_PASS;
    (void)console_push(screen->console, action == ACTION_OPEN ? &item_screen : &record_screen,
                       answer_text(item, "ref"));
    return SCREEN_NOTHING;
}

static unsigned act(struct screen *screen, const struct invocation *invocation)
{
    review_items_of(screen)->busy_at = console_now();
    unsigned led = lead(screen, invocation->action);
    return led & SCREEN_PASS ? review_decide(screen, invocation) : led;
}

static bool is_news(struct review_items *items, const struct screen_event *event)
{
    if (event->kind == EVENT_RETURNED || event->kind == EVENT_SELECTED)
        items->busy_at = console_now();
    if (event->kind != EVENT_SENT)
        return event->kind == EVENT_RETURNED;
    bool busy = console_now() - items->busy_at < BUSY_MS;
    return event->on_top && (desk_withdrew(event) || (event->sent != DESK_LINK && busy));
}

static unsigned event(struct screen *screen, const struct screen_event *event)
{
    struct review_items *items = review_items_of(screen);
    const struct sheet_line *line = sheet_selected(&items->sheet);
    if (event->kind == EVENT_SELECTED && line != NULL && line->target[0] != '\0' &&
        review_line_turn(&items->line, line->target))
        write(screen);
    if (event->kind == EVENT_RESIZED)
        write(screen);
    if (event->kind == EVENT_RETURNED)
        review_rest_again(&items->rest);
    if (is_news(items, event))
        review_items_load(screen);
    return event->kind == EVENT_RESIZED ? DRAW_ALL : SCREEN_NOTHING;
}

static const char *about(const struct screen *screen)
{
    const json_t *item = review_items_present(review_items_of(screen));
    return item != NULL ? answer_text(item, "individual_ref") : NULL;
}

const char *review_items_ref(const struct screen *screen)
{
    return review_items_of(screen)->ref;
}

const struct screen_ops review_items_screen = {
    .name = "review_items",
    .state_size = sizeof(struct review_items),
    .open = open,
    .load = review_items_load,
    .title = title,
    .draw = draw,
    .hint = hint,
    .act = act,
    .event = event,
    .about = about,
    .close = close_items,
};
