#include "holdfast/screen/caseload.h"

#include "holdfast/console/loop.h"
#include "holdfast/gateway/answer.h"
#include "holdfast/screen/actions.h"
#include "holdfast/screen/desk.h"
#include "holdfast/screen/item.h"
#include "holdfast/screen/many.h"
#include "holdfast/screen/offer.h"
#include "holdfast/screen/page.h"
#include "holdfast/screen/whom.h"
#include "holdfast/util/buffer.h"
#include "holdfast/util/memory.h"
#include "holdfast/util/say.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NAME_CELLS = 24 };

struct caseload {
    struct page page;
    char *login;       /* whose; NULL while it is asked */
    bool asked;        /* who takes it over was answered */
    struct many *many; /* under way; NULL: nothing is */
    size_t done;       /* passed on just now */
};

static struct caseload *caseload_of(const struct screen *screen)
{
    return screen->state;
}

static size_t count_moves(const struct screen *screen)
{
    return json_array_size(json_object_get(caseload_of(screen)->page.json, "items"));
}

/* ---- the page ---- */

static void write_move(struct sheet *sheet, const json_t *move)
{
    struct buffer text = {0};
    const char *away = answer_text(move, "away");
    char head[80];
    long long count = answer_int(move, "count"), before = answer_int(move, "before");
    (void)snprintf(head, sizeof head, "%-*.*s", NAME_CELLS, NAME_CELLS, answer_text(move, "name"));
    buffer_text(&text, answer_text(move, "kinds"));
    if (answer_int(move, "late") > 0)
        buffer_print(&text, say(", %lld late"), (long long)answer_int(move, "late"));
    buffer_print(&text, say("; has %lld, then %lld"), before, before + count);
    if (away[0] != '\0')
        buffer_print(&text, "; %s", away);
    sheet_wrapped(sheet, away[0] != '\0' ? STYLE_WARN : STYLE_TEXT, NAME_CELLS + 1, head,
                  text.data);
    buffer_free(&text);
}

static void write_stay(struct sheet *sheet, const json_t *stay)
{
    size_t i;
    const json_t *ref;
    if (json_array_size(stay) == 0)
        return;
    sheet_heading(sheet, say("STAYS: NOBODY NAMED, OR HOLDING THE ROLE AND HERE, MAY HAVE IT"));
    json_array_foreach (stay, i, ref)
        sheet_print(sheet, STYLE_WARN, json_string_value(ref), "%s", json_string_value(ref));
}

/* Nothing left to pass on is no empty queue: it says what became of it. */
static void write_done(struct page *page)
{
    const struct caseload *caseload = caseload_of(page->screen);
    /* What was taken back could be passed on again. */
    if (caseload->done == 0 || count_moves(page->screen) > 0)
        return;
    sheet_heading(&page->sheet, say("PASSED ON JUST NOW"));
    sheet_print(&page->sheet, STYLE_TEXT, NULL,
                say("%zu, each on its own record; the queue of whoever has them now shows them."),
                caseload->done);
}

static void write(struct page *page, int64_t now)
{
    (void)now;
    char text[160];
    size_t i;
    const json_t *move, *moves = json_object_get(page->json, "moves");
    const json_t *stay = json_object_get(page->json, "stay");
    (void)snprintf(text, sizeof text, say("%lld open by name, of what you may give to others"),
                   (long long)answer_int(page->json, "open"));
    sheet_labelled(&page->sheet, STYLE_TEXT, say("Has"), text);
    if (json_array_size(moves) > 0)
        sheet_heading(&page->sheet, say("WOULD GO TO"));
    else if (json_array_size(stay) == 0)
        sheet_line(&page->sheet, STYLE_TEXT, NULL, NULL, say("Nothing is left to pass on."));
    json_array_foreach (moves, i, move)
        write_move(&page->sheet, move);
    write_done(page);
    write_stay(&page->sheet, stay);
}

static const struct page_ops caseload_page = {
    .what = "looking who could have it",
    .sql = "SELECT api.caseload(x.j ->> 'login', nullif(x.j ->> 'to', ''))"
           " FROM (SELECT $1::jsonb AS j) x",
    .write = write};

static bool open(struct screen *screen, const void *argument, struct failure *f)
{
    const char *login = argument;
    struct caseload *caseload = caseload_of(screen);
    page_open(screen, &caseload_page, NULL);
    if (login != NULL && login[0] != '\0')
        caseload->login = memory_text(login);
    if (desk_has_duty(desk_of(screen), "supervise") || desk_has_duty(desk_of(screen), "coordinate"))
        return true;
    return failure_set(f, EX_NOPERM, say("passing work on"),
                       say("ask a supervisor or the coordinator"), "%s",
                       say("only supervisors and coordinators pass on what others have"));
}

static void close_caseload(struct screen *screen)
{
    page_close(screen);
    free(caseload_of(screen)->login);
}

static void title(struct screen *screen, char *out, size_t size)
{
    const struct caseload *caseload = caseload_of(screen);
    const char *name = answer_text(caseload->page.json, "name");
    (void)snprintf(out, size, say("PASS ON  %s"),
                   name[0] != '\0'           ? name
                   : caseload->login != NULL ? caseload->login
                                             : "");
}

/* ---- whose it is, and who takes it over ---- */

static unsigned leave(struct screen *screen)
{
    if (caseload_of(screen)->page.json == NULL)
        (void)console_pop(screen->console, 0, NULL);
    return DRAW_ALL;
}

static void show(struct screen *screen, const char *to)
{
    struct caseload *caseload = caseload_of(screen);
    json_t *object = json_pack("{s:s, s:s}", "login", caseload->login, "to", to);
    char *text = json_dumps(object, JSON_COMPACT);
    caseload->asked = true;
    page_turn(screen, text);
    free(text);
    json_decref(object);
}

static unsigned heir_found(struct screen *screen, void *context, bool is_role, const char *code,
                           const char *label)
{
    (void)context;
    (void)is_role;
    (void)label;
    show(screen, code != NULL ? code : "");
    return DRAW_ALL;
}

static unsigned ask_heir(struct screen *screen)
{
    return whom_ask(screen, say("To whom (empty: who else holds it): "), heir_found, NULL);
}

static unsigned former_found(struct screen *screen, void *context, bool is_role, const char *code,
                             const char *label)
{
    (void)context;
    (void)label;
    if (code == NULL)
        return leave(screen);
    if (is_role) {
        console_refuse(screen->console, "%s",
                       say("Name a person: a role's work is not in a name."));
        return leave(screen);
    }
    caseload_of(screen)->login = memory_text(code);
    return ask_heir(screen);
}

static void load(struct screen *screen)
{
    struct caseload *caseload = caseload_of(screen);
    if (caseload->login == NULL)
        (void)whom_ask(screen, say("Whose work (a part of the name): "), former_found, NULL);
    else if (!caseload->asked)
        (void)ask_heir(screen);
    else
        page_load(screen);
}

/* ---- doing it ---- */

static void over(struct screen *screen, size_t done)
{
    caseload_of(screen)->many = NULL;
    caseload_of(screen)->done = done;
    if (done > 0)
        page_load(screen);
    screen_dirty(screen, DRAW_ALL);
}

/* Those of one person stand together: a call goes to one. */
static size_t take_share(const json_t *items, const char *to, struct many_item *into)
{
    size_t count = 0, i;
    const json_t *item;
    json_array_foreach (items, i, item)
        if (strcmp(answer_text(item, "to"), to) == 0)
            into[count++] = (struct many_item){0, answer_text(item, "ref"),
                                               (int)answer_int(item, "version"), to};
    return count;
}

/* "Give 12 that Maria Soto has to Tomas Silva": what the question asks, whoever gets how many. */
static void write_does(const struct caseload *caseload, char *out, size_t size)
{
    const json_t *moves = json_object_get(caseload->page.json, "moves");
    const char *name = answer_text(caseload->page.json, "name");
    const json_t *only = json_array_get(moves, 0);
    const char *away = answer_text(only, "away");
    if (json_array_size(moves) == 1)
        (void)snprintf(out, size, say("give {n} that %s has to %s%s%s%s"), name,
                       answer_text(only, "name"), away[0] != '\0' ? " (" : "", away,
                       away[0] != '\0' ? ")" : "");
    else
        (void)snprintf(out, size, say("share {n} that %s has among %zu people"), name,
                       json_array_size(moves));
}

static unsigned move(struct screen *screen)
{
    struct caseload *caseload = caseload_of(screen);
    const json_t *items = json_object_get(caseload->page.json, "items"), *heir;
    struct many_item *all = memory_take(json_array_size(items) + 1, sizeof *all);
    json_t *detail = json_object();
    char does[256];
    size_t count = 0, i;
    write_does(caseload, does, sizeof does);
    json_array_foreach (json_object_get(caseload->page.json, "moves"), i, heir)
        count += take_share(items, answer_text(heir, "login"), all + count);
    caseload->many = many_begin(screen, &(struct many_call){.action = "assign",
                                                            .detail = detail,
                                                            .items = all,
                                                            .count = count,
                                                            .does = does,
                                                            .over = over});
    json_decref(detail);
    free(all);
    return DRAW_NOTICE | DRAW_HINT;
}

static void hint(struct screen *screen, struct hints *hints)
{
    const struct caseload *caseload = caseload_of(screen);
    const struct sheet_line *line = sheet_selected(&caseload->page.sheet);
    char text[80];
    (void)snprintf(text, sizeof text, say("pass on all %zu"), count_moves(screen));
    if (offer_of_many(desk_of(screen)))
        hint_add(hints, ACTION_UNDO, say("undo all"));
    if (caseload->many == NULL && line != NULL && line->target[0] != '\0')
        hint_add(hints, ACTION_OPEN, say("go there"));
    else if (caseload->many == NULL && count_moves(screen) > 0)
        hint_add(hints, ACTION_OPEN, text);
    if (caseload->page.json != NULL)
        hint_add(hints, ACTION_ASSIGN, say("to somebody else"));
    hint_add(hints, ACTION_BACK, caseload->many != NULL ? say("stop") : NULL);
}

static unsigned open_or_move(struct screen *screen)
{
    const struct caseload *caseload = caseload_of(screen);
    const struct sheet_line *line = sheet_selected(&caseload->page.sheet);
    if (line != NULL && line->target[0] != '\0') {
        (void)console_push(screen->console, &item_screen, line->target);
        return SCREEN_NOTHING;
    }
    return count_moves(screen) > 0 ? move(screen) : (unsigned)SCREEN_NOTHING;
}

static bool is_accident(const struct invocation *invocation)
{
    return invocation->key != NULL && (invocation->key->flags & (KEY_BURST | KEY_REPEAT)) != 0;
}

static unsigned act(struct screen *screen, const struct invocation *invocation)
{
    struct caseload *caseload = caseload_of(screen);
    switch (invocation->action) {
    case ACTION_OPEN:
        return caseload->many == NULL && !is_accident(invocation) ? open_or_move(screen)
                                                                  : (unsigned)SCREEN_NOTHING;
    case ACTION_ASSIGN:
        return caseload->many == NULL && caseload->page.json != NULL ? ask_heir(screen)
                                                                     : (unsigned)SCREEN_NOTHING;
    case ACTION_BACK:
        if (caseload->many == NULL)
            return SCREEN_PASS;
        many_stop(caseload->many);
        return DRAW_NOTICE;
    default:
        return SCREEN_PASS;
    }
}

/* It stands as it was looked at, so that Enter does what was read; what was taken back shows. */
static unsigned event(struct screen *screen, const struct screen_event *event)
{
    struct caseload *caseload = caseload_of(screen);
    bool after = event->kind == EVENT_SENT && event->sent == DESK_CHANGED &&
                 caseload->page.json != NULL && count_moves(screen) == 0;
    return event->kind == EVENT_RESIZED || (after && caseload->many == NULL)
               ? page_event(screen, event)
               : (unsigned)SCREEN_NOTHING;
}

const struct screen_ops caseload_screen = {
    .name = "caseload",
    .state_size = sizeof(struct caseload),
    .open = open,
    .load = load,
    .title = title,
    .draw = page_draw,
    .hint = hint,
    .act = act,
    .event = event,
    .close = close_caseload,
};
