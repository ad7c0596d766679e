/* The record of one item, person or service, in words. */
#include "holdfast/screen/record.h"

#include "holdfast/console/loop.h"
#include "holdfast/screen/actions.h"
#include "holdfast/screen/desk.h"
#include "holdfast/screen/sheet.h"
#include "holdfast/screen/words.h"
#include "holdfast/util/memory.h"
#include "holdfast/util/say.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { WHEN_CELLS = 14 };

struct record {
    char *ref; /* NULL until one was given */
    json_t *json;
    struct sheet sheet;
    bool asked;
};

static struct record *record_of(const struct screen *screen)
{
    return screen->state;
}

static void write_entry(struct sheet *sheet, const json_t *entry, int64_t now)
{
    char when[32], text[512];
    const char *from = desk_text(entry, "from"), *to = desk_text(entry, "to");
    bool moved = from[0] != '\0' && to[0] != '\0' && strcmp(from, to) != 0;
    size_t i;
    json_t *part;
    (void)snprintf(text, sizeof text, "%s: %s%s%s%s%s%s", desk_text(entry, "who"),
                   desk_text(entry, "text"), moved ? "  (" : "", moved ? from : "",
                   moved ? say(", now ") : "", moved ? to : "", moved ? ")" : "");
    sheet_wrapped(sheet, STYLE_TEXT, WHEN_CELLS,
                  words_moment(when, sizeof when, now, desk_time(entry, "at")), text);
    json_array_foreach(json_object_get(entry, "body"), i, part)
    {
        (void)snprintf(text, sizeof text, "%s: %s", desk_text(part, "label"),
                       desk_text(part, "text"));
        sheet_wrapped(sheet, STYLE_TEXT, WHEN_CELLS, "", text);
    }
    if (desk_bool(entry, "withheld"))
        sheet_wrapped(sheet, STYLE_WARN, WHEN_CELLS, "", say("Its words are not yours to see."));
}

static void write(struct record *record, int64_t now)
{
    struct sheet *sheet = &record->sheet;
    size_t i;
    json_t *entry;
    sheet_begin(sheet);
    json_array_foreach(json_object_get(record->json, "entries"), i, entry)
        write_entry(sheet, entry, now);
    sheet_rule(sheet);
    sheet_print(sheet, STYLE_TEXT, NULL,
                say("%zu entries, each sealed with the one before it. Last: %.16s"),
                json_array_size(json_object_get(record->json, "entries")),
                desk_text(record->json, "head"));
    sheet_end(sheet);
}

static void record_came(struct screen *screen, void *data, const struct reply *reply,
                        const struct failure *failure)
{
    (void)data;
    struct record *record = record_of(screen);
    record->asked = false;
    if (failure != NULL) {
        console_refuse_failure(screen->console, failure);
        screen_dirty(screen, DRAW_ALL);
        return;
    }
    json_decref(record->json);
    record->json = desk_json(reply);
    write(record, desk_now(desk_of(screen)));
    screen_dirty(screen, DRAW_ALL);
}

static void read_record(struct screen *screen)
{
    struct record *record = record_of(screen);
    if (record->asked || record->ref == NULL)
        return;
    record->asked = true;
    desk_ask(screen, say("reading the record"), "SELECT api.record($1)",
             GATEWAY_VALUES(record->ref), record_came, NULL);
}

static unsigned ref_given(struct screen *screen, void *context, const char *text)
{
    (void)context;
    struct record *record = record_of(screen);
    if (text == NULL || text[0] == '\0')
        return DRAW_ALL;
    free(record->ref);
    record->ref = memory_text(text);
    read_record(screen);
    return DRAW_ALL;
}

static unsigned ask_ref(struct screen *screen)
{
    console_ask(screen->console, screen, say("Record of (R-20418, T-8841, P-311, a login): "), "",
                ref_given, NULL);
    return DRAW_ALL;
}

static void load(struct screen *screen)
{
    if (record_of(screen)->ref == NULL)
        (void)ask_ref(screen);
    else
        read_record(screen);
}

static bool open(struct screen *screen, const void *argument, struct failure *f)
{
    (void)f;
    struct record *record = record_of(screen);
    if (argument != NULL)
        record->ref = memory_text(argument);
    sheet_open(&record->sheet, screen);
    return true;
}

static void close_record(struct screen *screen)
{
    struct record *record = record_of(screen);
    desk_forget(screen);
    sheet_close(&record->sheet);
    json_decref(record->json);
    free(record->ref);
}

static void title(struct screen *screen, char *out, size_t size)
{
    const struct record *record = record_of(screen);
    (void)snprintf(out, size, say("RECORD  %s"),
                   record->json != NULL  ? desk_text(record->json, "title")
                   : record->ref != NULL ? record->ref
                                         : "");
}

static void draw(struct screen *screen, struct area area)
{
    struct record *record = record_of(screen);
    char key[24];
    if (record->json != NULL) {
        sheet_draw(&record->sheet, area);
        return;
    }
    if (record->asked)
        draw_text(screen->console, area.row, area.col, area.cols, STYLE_TEXT, say("Reading…"));
    else
        draw_print(screen->console, area.row, area.col, area.cols, STYLE_TEXT,
                   say("%s asks for another reference."),
                   keymap_label(console_keymap(screen->console), ACTION_FILTER, key, sizeof key));
    draw_cursor(screen->console, area.row, area.col);
}

static void hint(struct screen *screen, struct hints *hints)
{
    (void)screen;
    hint_add(hints, ACTION_FILTER, say("another reference"));
    hint_add(hints, ACTION_SEARCH, NULL);
    hint_add(hints, ACTION_BACK, NULL);
}

static unsigned act(struct screen *screen, const struct invocation *invocation)
{
    return invocation->action == ACTION_FILTER ? ask_ref(screen) : (unsigned)SCREEN_PASS;
}

static unsigned event(struct screen *screen, const struct screen_event *event)
{
    struct record *record = record_of(screen);
    if (event->kind == EVENT_RESIZED && record->json != NULL) {
        write(record, desk_now(desk_of(screen)));
        return DRAW_ALL;
    }
    if (event->kind == EVENT_SENT && event->on_top && event->sent == DESK_CHANGED)
        read_record(screen);
    return SCREEN_NOTHING;
}

const struct screen_ops record_screen = {
    .name = "record",
    .state_size = sizeof(struct record),
    .open = open,
    .load = load,
    .title = title,
    .draw = draw,
    .hint = hint,
    .act = act,
    .event = event,
    .close = close_record,
};
