/* One event. */
#include "holdfast/screen/event.h"

#include "holdfast/console/loop.h"
#include "holdfast/gateway/answer.h"
#include "holdfast/screen/actions.h"
#include "holdfast/screen/desk.h"
#include "holdfast/screen/item.h"
#include "holdfast/screen/life_change.h"
#include "holdfast/screen/page.h"
#include "holdfast/screen/record.h"
#include "holdfast/screen/redisclosure.h"
#include "holdfast/screen/words.h"
#include "holdfast/util/say.h"

#include <stdio.h>
#include <string.h>

struct event {
    struct page page;
    char request[37];
    bool sending;
};

static struct event *event_of(const struct screen *screen)
{
    return screen->state;
}

static bool may(const json_t *json, const char *action)
{
    size_t i;
    json_t *row;
    json_array_foreach (json_object_get(json, "actions"), i, row)
        if (strcmp(json_string_value(row), action) == 0)
            return true;
    return false;
}

/* ---- the page ---- */

static void write_moment(struct sheet *sheet, const char *label, const json_t *json,
                         const char *key, int64_t now)
{
    char when[32];
    if (answer_time(json, key) != 0)
        sheet_labelled(sheet, STYLE_TEXT, label,
                       words_moment(when, sizeof when, now, answer_time(json, key)));
}

static void write_work(struct sheet *sheet, const json_t *json, int64_t now)
{
    char line[256], when[32];
    size_t i;
    json_t *row;
    sheet_heading(sheet, say("WHAT CAME OF IT"));
    if (json_array_size(json_object_get(json, "work")) == 0)
        sheet_line(sheet, STYLE_TEXT, NULL, NULL, say("Nobody needed to be told."));
    json_array_foreach (json_object_get(json, "work"), i, row) {
        int64_t due = answer_time(row, "due");
        (void)snprintf(line, sizeof line, "%-30.30s %-24.24s %-13s %s%s", answer_text(row, "label"),
                       answer_text(row, "owner"),
                       due != 0 ? words_moment(when, sizeof when, now, due) : "",
                       answer_text(row, "ref"), answer_bool(row, "joined") ? say(", joined") : "");
        sheet_line(sheet, STYLE_TEXT, answer_text(row, "ref"), NULL, line);
    }
}

static void write(struct page *page, int64_t now)
{
    const json_t *json = page->json, *retracted = json_object_get(json, "retracted");
    char text[512], when[32];
    sheet_labelled(&page->sheet, STYLE_TEXT, say("What"), answer_text(json, "words"));
    write_moment(&page->sheet, say("Happened"), json, "occurred_at", now);
    write_moment(&page->sheet, say("Recorded"), json, "recorded_at", now);
    sheet_labelled(&page->sheet, STYLE_TEXT, say("By"), answer_text(json, "who"));
    sheet_labelled(&page->sheet, STYLE_TEXT, say("Where"), answer_text(json, "place"));
    sheet_labelled(&page->sheet, STYLE_TEXT, say("Note"), answer_text(json, "note"));
    if (json_is_object(retracted)) {
        (void)snprintf(text, sizeof text, say("%s by %s: %s"),
                       words_moment(when, sizeof when, now, answer_time(retracted, "at")),
                       answer_text(retracted, "who"), answer_text(retracted, "reason"));
        sheet_labelled(&page->sheet, STYLE_WARN, say("Mistake"), text);
    }
    redisclosure_short(&page->sheet, json);
    sheet_rule(&page->sheet);
    write_work(&page->sheet, json, now);
    redisclosure_whole(&page->sheet, json);
}

static const struct page_ops event_page = {
    .what = "reading what happened", .sql = "SELECT api.event($1)", .polled = true, .write = write};

static bool open(struct screen *screen, const void *argument, struct failure *f)
{
    (void)f;
    gateway_request_id(event_of(screen)->request);
    page_open(screen, &event_page, argument);
    return true;
}

static void title(struct screen *screen, char *out, size_t size)
{
    const struct page *page = screen->state;
    (void)snprintf(out, size, "%s %s", page->ref, answer_text(page->json, "name"));
}

static void hint(struct screen *screen, struct hints *hints)
{
    const struct page *page = screen->state;
    const struct sheet_line *line = page_selected(screen);
    if (page_hint_gone(page, hints))
        return;
    if (line != NULL && line->target[0] != '\0')
        hint_add(hints, ACTION_OPEN, NULL);
    if (may(page->json, "life_change"))
        hint_add(hints, ACTION_LIFE, NULL);
    if (may(page->json, "retract"))
        hint_add(hints, ACTION_FAIL, say("it was a mistake"));
    hint_add(hints, ACTION_LEDGER, NULL);
    hint_add(hints, ACTION_BACK, NULL);
}

/* ---- taking it back ---- */

static void retracted(struct screen *screen, void *data, const struct reply *reply,
                      const struct failure *failure)
{
    struct desk *desk = data;
    json_t *answer = failure == NULL ? desk_json(reply) : NULL;
    if (failure != NULL)
        console_refuse_failure(desk->console, failure);
    else
        console_say(desk->console, say("%s was a mistake: %zu closed, %zu stay for other reasons."),
                    answer_text(answer, "event_ref"),
                    json_array_size(json_object_get(answer, "closed")),
                    json_array_size(json_object_get(answer, "stayed")));
    if (screen != NULL) {
        event_of(screen)->sending = false;
        page_load(screen);
    }
    json_decref(answer);
}

static unsigned reason_given(struct screen *screen, void *context, const char *text)
{
    (void)context;
    struct event *event = event_of(screen);
    if (text == NULL || text[0] == '\0' || event->sending)
        return DRAW_ALL;
    event->sending = true;
    gateway_request_id(event->request);
    desk_ask_kept(screen, say("taking it back"), "SELECT api.retract_event($1::uuid, $2, $3)",
                  GATEWAY_VALUES(event->request, event->page.ref, text), retracted,
                  desk_of(screen));
    return DRAW_ALL;
}

static unsigned push(struct screen *screen, const struct screen_ops *ops, const char *argument)
{
    (void)console_push(screen->console, ops, argument);
    return SCREEN_NOTHING;
}

static unsigned act(struct screen *screen, const struct invocation *invocation)
{
    const struct page *page = screen->state;
    const struct sheet_line *line = page_selected(screen);
    switch (invocation->action) {
    case ACTION_OPEN:
        return line != NULL && line->target[0] != '\0' ? push(screen, &item_screen, line->target)
                                                       : (unsigned)SCREEN_NOTHING;
    case ACTION_LIFE:
        return push(screen, &life_change_screen, page->ref);
    case ACTION_LEDGER:
        return push(screen, &record_screen, page->ref);
    case ACTION_FAIL:
        if (!may(page->json, "retract"))
            return SCREEN_PASS;
        console_ask(screen->console, screen, say("Why was it a mistake: "), "", reason_given, NULL);
        return DRAW_ALL;
    default:
        return SCREEN_PASS;
    }
}

const struct screen_ops event_screen = {
    .name = "event",
    .state_size = sizeof(struct event),
    .open = open,
    .load = page_load,
    .title = title,
    .draw = page_draw,
    .hint = hint,
    .act = act,
    .event = page_event,
    .close = page_close,
};
