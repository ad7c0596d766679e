#include "holdfast/screen/leaver.h"

#include "holdfast/console/loop.h"
#include "holdfast/gateway/answer.h"
#include "holdfast/screen/actions.h"
#include "holdfast/screen/deed.h"
#include "holdfast/screen/words.h"
#include "holdfast/util/buffer.h"
#include "holdfast/util/memory.h"
#include "holdfast/util/say.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct leaver {
    struct deed deed;
    enum leaver_kind kind;
    char *login, *to;
};

static struct leaver *leaver_of(const struct screen *screen)
{
    return screen->state;
}

/* ---- the page ---- */

static void add_refs(struct buffer *text, const json_t *refs)
{
    size_t i;
    const json_t *ref;
    json_array_foreach (refs, i, ref)
        buffer_print(text, "%s%s", i == 0 ? ": " : ", ", json_string_value(ref));
}

static void write_line(struct sheet *sheet, const char *label, struct buffer *text)
{
    if (text->len > 0)
        sheet_labelled(sheet, STYLE_TEXT, label, text->data);
    buffer_free(text);
}

static void write_items(struct sheet *sheet, const json_t *items)
{
    struct buffer text = {0};
    size_t i;
    const json_t *kind;
    json_array_foreach (json_object_get(items, "kinds"), i, kind) {
        buffer_print(&text, "%s%lld %s", i > 0 ? ", " : "", (long long)answer_int(kind, "count"),
                     answer_text(kind, "words"));
        if (answer_int(kind, "late") > 0)
            buffer_print(&text, say(" (%lld late)"), (long long)answer_int(kind, "late"));
    }
    add_refs(&text, json_object_get(items, "refs"));
    if (text.len == 0)
        buffer_text(&text, say("nothing in their name"));
    write_line(sheet, say("Has"), &text);
}

/* What is told by a number, and by references where the reader may have them. */
static const struct {
    const char *key, *label, *one, *many;
} counts[] = {
    {"requests", "Asked", "open item was asked for by them", "open items were asked for by them"},
    {"holds", "Awaited", "item waits for them", "items wait for them"},
    {"reviews", "Reviews", "case review", "case reviews"},
    {"areas", "Plans", "area of a plan", "areas of plans"},
    {"messages", "Messages", "message not read or answered", "messages not read or answered"},
    {"drafts", "Unsent", "draft, which nobody else can read", "drafts, which nobody else can read"},
};

static void write_counts(struct sheet *sheet, const json_t *report)
{
    for (size_t i = 0; i < sizeof counts / sizeof counts[0]; i++) {
        struct buffer text = {0};
        const json_t *value = json_object_get(report, counts[i].key);
        long long count = json_is_object(value) ? (long long)answer_int(value, "count")
                                                : (long long)json_integer_value(value);
        if (count == 0)
            continue;
        buffer_print(&text, "%lld %s", count, say(count == 1 ? counts[i].one : counts[i].many));
        add_refs(&text, json_object_get(value, "refs"));
        write_line(sheet, say(counts[i].label), &text);
    }
}

static void write_covers(struct sheet *sheet, const json_t *covers, int64_t now)
{
    struct buffer text = {0};
    char when[32];
    size_t i;
    const json_t *cover;
    json_array_foreach (covers, i, cover)
        buffer_print(&text, say("%s%s until %s"), i > 0 ? ", " : "", answer_text(cover, "name"),
                     words_moment(when, sizeof when, now, answer_time(cover, "until")));
    write_line(sheet, say("Covers"), &text);
}

static void write_roles(struct sheet *sheet, const json_t *roles)
{
    size_t i;
    const json_t *role;
    json_array_foreach (roles, i, role) {
        struct buffer text = {0};
        buffer_text(&text, answer_text(role, "name"));
        if (answer_bool(role, "alone"))
            buffer_text(&text, say(", nobody else holds it"));
        if (answer_int(role, "supervises") > 0)
            buffer_print(&text,
                         answer_int(role, "supervises") == 1 ? say(", supervises %lld role")
                                                             : say(", supervises %lld roles"),
                         (long long)answer_int(role, "supervises"));
        write_line(sheet, say("Role"), &text);
    }
}

static void write_moves(struct sheet *sheet, const json_t *answer)
{
    const json_t *moved = json_object_get(answer, "moved");
    size_t i;
    const json_t *row;
    sheet_heading(sheet, say("WHAT WOULD BECOME OF IT"));
    json_array_foreach (json_object_get(answer, "to"), i, row)
        sheet_print(sheet, STYLE_TEXT, NULL, "%lld %s: %s", (long long)answer_int(row, "count"),
                    answer_text(row, "words"), answer_text(row, "to"));
    if (answer_int(moved, "messages") > 0)
        sheet_print(sheet, STYLE_TEXT, NULL, say("Messages to their role: %lld"),
                    (long long)answer_int(moved, "messages"));
    if (answer_int(moved, "covers") > 0)
        sheet_print(sheet, STYLE_TEXT, NULL, say("Covers of theirs that end: %lld"),
                    (long long)answer_int(moved, "covers"));
    if (answer_int(moved, "stay") > 0)
        sheet_print(sheet, STYLE_WARN, NULL, say("Stay, for the other may not have them: %lld"),
                    (long long)answer_int(moved, "stay"));
    json_array_foreach (json_object_get(answer, "roles"), i, row)
        sheet_print(sheet, STYLE_TEXT, NULL, say("Then answers for %s: %s"),
                    answer_text(row, "name"), answer_text(row, "who"));
}

static void write(struct page *page, int64_t now)
{
    const struct leaver *leaver = leaver_of(page->screen);
    const json_t *report =
        leaver->kind == LEAVER_REPORT ? page->json : json_object_get(page->json, "report");
    write_items(&page->sheet, json_object_get(report, "items"));
    write_counts(&page->sheet, report);
    write_covers(&page->sheet, json_object_get(report, "covers"), now);
    write_roles(&page->sheet, json_object_get(report, "roles"));
    if (!deed_write_refused(page, say("THIS CANNOT BE DONE YET")) && leaver->kind != LEAVER_REPORT)
        write_moves(&page->sheet, page->json);
}

/* The screen's one argument: a page's call takes one. */
#define ARGUMENT " FROM (SELECT $1::jsonb AS j) x"

static const struct page_ops pages[] = {
    [LEAVER_REPORT] = {.what = "reading what is theirs",
                       .sql = "SELECT api.staff_report(x.j ->> 'login')" ARGUMENT,
                       .write = write},
    [LEAVER_DISABLE] = {.what = "looking what that would do",
                        .sql = "SELECT api.staff_disable(gen_random_uuid(), x.j ->> 'login',"
                               " nullif(x.j ->> 'to', ''), NULL, true)" ARGUMENT,
                        .write = write},
    [LEAVER_MOVE] = {.what = "looking what that would do",
                     .sql = "SELECT api.staff_move(gen_random_uuid(), x.j ->> 'login',"
                            " x.j ->> 'to', '{}', NULL, true)" ARGUMENT,
                     .write = write},
};

static bool open(struct screen *screen, const void *argument, struct failure *f)
{
    (void)f;
    const struct leaver_view *view = argument;
    struct leaver *leaver = leaver_of(screen);
    leaver->kind = view->kind;
    leaver->login = memory_text(view->login);
    leaver->to = memory_text(view->to);
    deed_open(screen, &pages[view->kind],
              json_pack("{s:s, s:s}", "login", view->login, "to", view->to));
    return true;
}

static void close_leaver(struct screen *screen)
{
    page_close(screen);
    free(leaver_of(screen)->login);
    free(leaver_of(screen)->to);
}

static void title(struct screen *screen, char *out, size_t size)
{
    static const char *const titles[] = {[LEAVER_REPORT] = "STAFF  %s",
                                         [LEAVER_DISABLE] = "DISABLE  %s",
                                         [LEAVER_MOVE] = "PASS ON  %s"};
    const struct leaver *leaver = leaver_of(screen);
    const char *name = answer_text(leaver->deed.page.json, "name");
    (void)snprintf(out, size, say(titles[leaver->kind]), name[0] != '\0' ? name : leaver->login);
}

/* ---- doing it ---- */

static bool may_confirm(const struct screen *screen)
{
    return leaver_of(screen)->kind != LEAVER_REPORT && deed_may(screen);
}

static void say_disabled(struct desk *desk, const json_t *answer)
{
    console_say(desk->console, say("%s can no longer sign in. Open items passed on: %lld."),
                answer_text(answer, "name"),
                (long long)answer_int(json_object_get(answer, "moved"), "items"));
}

static void say_moved(struct desk *desk, const json_t *answer)
{
    console_say(desk->console, say("Passed on from %s, on the record of each: %lld."),
                answer_text(answer, "name"),
                (long long)answer_int(json_object_get(answer, "moved"), "items"));
}

static unsigned confirm(struct screen *screen)
{
    const struct leaver *leaver = leaver_of(screen);
    char request[37];
    gateway_request_id(request);
    bool disable = leaver->kind == LEAVER_DISABLE;
    return deed_do(screen,
                   &(struct deed_call){
                       .what = disable ? say("disabling") : say("passing it on"),
                       .sql = disable ? "SELECT api.staff_disable($1::uuid, $2, nullif($3, ''))"
                                      : "SELECT api.staff_move($1::uuid, $2, $3)",
                       .values = GATEWAY_VALUES(request, leaver->login, leaver->to),
                       .said = disable ? say_disabled : say_moved});
}

static void hint(struct screen *screen, struct hints *hints)
{
    char text[128];
    const struct leaver *leaver = leaver_of(screen);
    (void)snprintf(text, sizeof text,
                   leaver->kind == LEAVER_DISABLE ? say("disable %s") : say("pass on what %s has"),
                   answer_text(leaver->deed.page.json, "name"));
    if (may_confirm(screen))
        hint_add(hints, ACTION_OPEN, text);
    hint_add(hints, ACTION_BACK, NULL);
}

static unsigned act(struct screen *screen, const struct invocation *invocation)
{
    if (invocation->action == ACTION_OPEN)
        return may_confirm(screen) ? confirm(screen) : (unsigned)SCREEN_NOTHING;
    return SCREEN_PASS;
}

const struct screen_ops leaver_screen = {
    .name = "leaver",
    .state_size = sizeof(struct leaver),
    .open = open,
    .load = page_load,
    .title = title,
    .draw = page_draw,
    .hint = hint,
    .act = act,
    .event = deed_event,
    .close = close_leaver,
};
