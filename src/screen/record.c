/* The record of one item, person or service, in words. */
#include "holdfast/screen/record.h"

#include "holdfast/console/loop.h"
#include "holdfast/gateway/answer.h"
#include "holdfast/screen/actions.h"
#include "holdfast/screen/desk.h"
#include "holdfast/screen/page.h"
#include "holdfast/screen/redisclosure.h"
#include "holdfast/screen/words.h"
#include "holdfast/util/buffer.h"
#include "holdfast/util/say.h"

#include <stdio.h>
#include <string.h>

enum { WHEN_CELLS = 14 };

static void write_entry(struct sheet *sheet, const json_t *entry, int64_t now)
{
    char when[32];
    struct buffer text = {0}; /* what somebody wrote may be long, and is told whole */
    const char *from = answer_text(entry, "from"), *to = answer_text(entry, "to");
    bool moved = from[0] != '\0' && to[0] != '\0' && strcmp(from, to) != 0;
    size_t i;
    json_t *part;
    buffer_print(&text, "%s: %s%s%s%s%s%s", answer_text(entry, "who"), answer_text(entry, "text"),
                 moved ? "  (" : "", moved ? from : "", moved ? say(", now ") : "", moved ? to : "",
                 moved ? ")" : "");
    sheet_wrapped(sheet, STYLE_TEXT, WHEN_CELLS,
                  words_moment(when, sizeof when, now, answer_time(entry, "at")), text.data);
    json_array_foreach (json_object_get(entry, "body"), i, part) {
        buffer_clear(&text);
        buffer_print(&text, "%s: %s", answer_text(part, "label"), answer_text(part, "text"));
        sheet_wrapped(sheet, STYLE_TEXT, WHEN_CELLS, "", text.data);
    }
    if (answer_text(entry, "erased")[0] != '\0') {
        buffer_clear(&text);
        buffer_print(&text, say("Its words were %s."), answer_text(entry, "erased"));
        sheet_wrapped(sheet, STYLE_WARN, WHEN_CELLS, "", text.data);
    }
    if (answer_bool(entry, "withheld"))
        sheet_wrapped(sheet, STYLE_WARN, WHEN_CELLS, "", say("Its words are not yours to see."));
    buffer_free(&text);
}

static void write(struct page *page, int64_t now)
{
    struct sheet *sheet = &page->sheet;
    const json_t *entries = json_object_get(page->json, "entries");
    size_t i;
    json_t *entry;
    redisclosure_short(sheet, page->json);
    json_array_foreach ((json_t *)entries, i, entry)
        write_entry(sheet, entry, now);
    sheet_rule(sheet);
    sheet_print(sheet, STYLE_TEXT, NULL,
                json_array_size(entries) == 1
                    ? say("%zu entry; the next is chained to it. Its hash: %.16s")
                    : say("%zu entries, each chained to the one before it. Last: %.16s"),
                json_array_size(entries), answer_text(page->json, "head"));
    redisclosure_whole(sheet, page->json);
}

static const struct page_ops record_page = {
    .what = "reading the record", .sql = "SELECT api.record($1)", .polled = true, .write = write};

static unsigned ref_given(struct screen *screen, void *context, const char *text)
{
    (void)context;
    if (text != NULL && text[0] != '\0')
        page_turn(screen, text);
    return DRAW_ALL;
}

static unsigned ask_ref(struct screen *screen)
{
    console_ask(screen->console, screen,
                desk_sees_items(desk_of(screen))
                    ? say("Record of (R-20418, T-88, P-311): ")
                    : say("Record of (a login, a service's code, or network): "),
                "", ref_given, NULL);
    return DRAW_ALL;
}

static void load(struct screen *screen)
{
    const struct page *page = screen->state;
    if (page->ref == NULL)
        (void)ask_ref(screen);
    else
        page_load(screen);
}

static bool open(struct screen *screen, const void *argument, struct failure *f)
{
    (void)f;
    page_open(screen, &record_page, argument);
    return true;
}

static void title(struct screen *screen, char *out, size_t size)
{
    const struct page *page = screen->state;
    (void)snprintf(out, size, say("RECORD  %s"),
                   page->json != NULL  ? answer_text(page->json, "title")
                   : page->ref != NULL ? page->ref
                                       : "");
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

const struct screen_ops record_screen = {
    .name = "record",
    .state_size = sizeof(struct page),
    .open = open,
    .load = load,
    .title = title,
    .draw = page_draw,
    .hint = hint,
    .act = act,
    .event = page_event,
    .close = page_close,
};
