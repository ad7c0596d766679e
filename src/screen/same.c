/* The same person entered twice. */
#include "holdfast/screen/same.h"

#include "holdfast/console/loop.h"
#include "holdfast/console/picker.h"
#include "holdfast/gateway/answer.h"
#include "holdfast/screen/actions.h"
#include "holdfast/screen/desk.h"
#include "holdfast/screen/page.h"
#include "holdfast/screen/reference.h"
#include "holdfast/screen/words.h"
#include "holdfast/util/say.h"
#include "screen/line.h"

#include <stdio.h>
#include <string.h>

struct same {
    struct page page;
    char request[37];
    const char *other, *plan; /* of the merge being asked about; plan NULL: nothing to choose */
    bool sending;
};

static struct same *same_of(const struct screen *screen)
{
    return screen->state;
}

static const json_t *other_of(const struct screen *screen, const char *ref)
{
    size_t i;
    json_t *row;
    json_array_foreach (json_object_get(same_of(screen)->page.json, "same"), i, row)
        if (strcmp(answer_text(row, "ref"), ref) == 0)
            return row;
    return NULL;
}

/* ---- the page ---- */

static void write_list(struct sheet *sheet, const json_t *row, const char *key, const char *label)
{
    struct buffer line = {0};
    size_t i;
    json_t *text;
    json_array_foreach (json_object_get(row, key), i, text)
        line_also(&line, ", ", "%s", json_string_value(text));
    if (line.data != NULL)
        sheet_wrapped_to(sheet, STYLE_TEXT, answer_text(row, "ref"), 12, label, line.data);
    buffer_free(&line);
}

static void write_other(struct sheet *sheet, const json_t *row)
{
    char line[256], born[24];
    (void)snprintf(line, sizeof line, say("%-8s %s  born %s  %s  %s  %d open%s"),
                   answer_text(row, "ref"), answer_text(row, "name"),
                   words_date(born, sizeof born, answer_text(row, "birth_date")),
                   answer_text(row, "identifier"), answer_text(row, "city"),
                   (int)answer_int(row, "open"), answer_bool(row, "plan") ? say(", a plan") : "");
    sheet_line(sheet, STYLE_TEXT, answer_text(row, "ref"), NULL, line);
    write_list(sheet, row, "why", say("  Why"));
    write_list(sheet, row, "differs", say("  Differs"));
}

static void write(struct page *page, int64_t now)
{
    size_t i;
    json_t *row;
    char line[256], when[32];
    sheet_heading(&page->sheet, say("MAY BE THE SAME PERSON"));
    json_array_foreach (json_object_get(page->json, "same"), i, row)
        write_other(&page->sheet, row);
    if (i == 0)
        sheet_line(&page->sheet, STYLE_TEXT, NULL, NULL, say("No other page looks like this one."));
    json_array_foreach (json_object_get(page->json, "merged"), i, row) {
        if (i == 0)
            sheet_heading(&page->sheet, say("WERE MADE ONE WITH THIS PAGE"));
        (void)snprintf(line, sizeof line, "%-8s %s, %s", answer_text(row, "ref"),
                       words_moment(when, sizeof when, now, answer_time(row, "at")),
                       answer_text(row, "who"));
        sheet_line(&page->sheet, STYLE_TEXT, answer_text(row, "ref"), "merged", line);
    }
}

static const struct page_ops same_page = {
    .what = "looking for the same person",
    .sql = "SELECT jsonb_build_object('same', api.duplicates($1), 'merged',"
           " api.individual($1) -> 'merged')",
    .polled = true,
    .write = write};

static bool open(struct screen *screen, const void *argument, struct failure *f)
{
    return page_open_about(screen, &same_page, argument, f);
}

static void title(struct screen *screen, char *out, size_t size)
{
    (void)snprintf(out, size, say("THE SAME PERSON? %s"), same_of(screen)->page.ref);
}

static bool on_merged(const struct screen *screen)
{
    const struct sheet_line *line = page_selected(screen);
    return line != NULL && line->detail[0] != '\0';
}

static bool on_other(const struct screen *screen)
{
    const struct sheet_line *line = page_selected(screen);
    return line != NULL && line->target[0] != '\0' && line->detail[0] == '\0';
}

static void hint(struct screen *screen, struct hints *hints)
{
    bool coordinates = desk_has_duty(desk_of(screen), "coordinate");
    if (page_hint_gone(&same_of(screen)->page, hints))
        return;
    if (on_other(screen))
        hint_add(hints, ACTION_OPEN, say("look at it"));
    if (on_other(screen) && coordinates)
        hint_add(hints, ACTION_CHANGE, say("make them one"));
    if (on_merged(screen) && coordinates)
        hint_add(hints, ACTION_CHANGE, say("they are two: take it back"));
    hint_add(hints, ACTION_BACK, NULL);
}

/* ---- making them one, and two again ---- */

static size_t moved_count(const json_t *answer)
{
    const char *key;
    json_t *value;
    size_t count = 0;
    json_object_foreach (json_object_get(answer, "moved"), key, value)
        count += (size_t)json_integer_value(value);
    return count;
}

static void changed(struct screen *screen, void *data, const struct reply *reply,
                    const struct failure *failure)
{
    struct desk *desk = data;
    json_t *answer = failure == NULL ? desk_json(reply) : NULL;
    const char *ref = answer_text(answer, "individual_ref"),
               *other = answer_text(answer, "other_ref");
    size_t twice = json_array_size(json_object_get(answer, "twice"));
    char more[80] = "";
    if (twice > 0)
        (void)snprintf(more, sizeof more, say(" Asked for twice: %zu, look at them."), twice);
    if (failure != NULL)
        console_refuse_failure(desk->console, failure);
    else if (json_object_get(answer, "moved") != NULL)
        console_say(desk->console, say("%s leads to %s now: %zu moved.%s"), other, ref,
                    moved_count(answer), more);
    else
        console_say(desk->console, say("%s and %s are two people again."), ref, other);
    if (screen != NULL) {
        same_of(screen)->sending = false;
        page_load(screen);
    }
    json_decref(answer);
}

static unsigned merge_reason(struct screen *screen, void *context, const char *text)
{
    (void)context;
    struct same *same = same_of(screen);
    if (text == NULL || text[0] == '\0' || same->sending)
        return DRAW_ALL;
    same->sending = true;
    gateway_request_id(same->request);
    desk_ask_kept(screen, say("making them one"),
                  "SELECT api.merge($1::uuid, $2, $3, $4, nullif($5, ''))",
                  GATEWAY_VALUES(same->request, same->page.ref, same->other, text,
                                 same->plan != NULL ? same->plan : ""),
                  changed, desk_of(screen));
    return DRAW_ALL;
}

static unsigned merge_chosen(struct screen *screen, void *context, int choice)
{
    struct same *same = same_of(screen);
    const json_t *other = other_of(screen, same->other);
    (void)context;
    if (choice < 0 || other == NULL)
        return DRAW_ALL;
    same->plan = !answer_bool(other, "plan") ? NULL : choice == 0 ? "keep" : "other";
    console_ask(screen->console, screen, say("How it is known that they are one: "), "",
                merge_reason, NULL);
    return DRAW_ALL;
}

/* The one question: what happens, and whose plan goes on. */
static unsigned begin_merge(struct screen *screen)
{
    struct same *same = same_of(screen);
    struct arena *arena = &screen->arena;
    same->other = arena_text(arena, page_selected(screen)->target);
    const char *here = same->page.ref, *other = same->other;
    const char *title = arena_print(
        arena, say("All that is open and was done goes to %s. Consents stay apart."), here);
    const struct choice simple[] = {
        {"yes", arena_print(arena, say("yes, and %s leads to %s from now on"), other, here), 'y'}};
    const struct choice plans[] = {
        {"keep", arena_print(arena, say("yes, and the plan of %s goes on"), here), 'y'},
        {"other", arena_print(arena, say("yes, and the plan of %s goes on"), other), 'o'}};
    bool plan = answer_bool(other_of(screen, other), "plan");
    console_pick(screen->console, screen, title, plan ? plans : simple, plan ? 2 : 1, merge_chosen,
                 NULL);
    return DRAW_ALL;
}

static unsigned unmerge_reason(struct screen *screen, void *context, const char *text)
{
    struct same *same = same_of(screen);
    if (text == NULL || text[0] == '\0' || same->sending)
        return DRAW_ALL;
    same->sending = true;
    gateway_request_id(same->request);
    desk_ask_kept(screen, say("taking them apart"), "SELECT api.unmerge($1::uuid, $2, $3)",
                  GATEWAY_VALUES(same->request, (const char *)context, text), changed,
                  desk_of(screen));
    return DRAW_ALL;
}

static unsigned change(struct screen *screen)
{
    if (!on_merged(screen) && !on_other(screen))
        return SCREEN_PASS;
    if (!desk_has_duty(desk_of(screen), "coordinate")) {
        console_refuse(screen->console, "%s", say("Only a coordinator makes two pages one."));
        return DRAW_NOTICE;
    }
    if (on_other(screen))
        return begin_merge(screen);
    console_ask(screen->console, screen, say("Why are they two people: "), "", unmerge_reason,
                (void *)(uintptr_t)arena_text(&screen->arena, page_selected(screen)->target));
    return DRAW_ALL;
}

/* ---- keys ---- */

static unsigned act(struct screen *screen, const struct invocation *invocation)
{
    switch (invocation->action) {
    case ACTION_OPEN:
        return on_other(screen) ? reference_open(screen, page_selected(screen)->target)
                                : (unsigned)SCREEN_NOTHING;
    case ACTION_CHANGE:
        return change(screen);
    case ACTION_SAME:
        return SCREEN_NOTHING;
    default:
        return SCREEN_PASS;
    }
}

const struct screen_ops same_screen = {
    .name = "same",
    .state_size = sizeof(struct same),
    .open = open,
    .load = page_load,
    .title = title,
    .draw = page_draw,
    .hint = hint,
    .act = act,
    .event = page_event,
    .about = page_about,
    .close = page_close,
};
