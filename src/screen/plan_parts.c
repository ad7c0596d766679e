#include "screen/plan_parts.h"

#include "holdfast/console/loop.h"
#include "holdfast/console/picker.h"
#include "holdfast/gateway/answer.h"
#include "holdfast/screen/desk.h"
#include "holdfast/screen/message.h"
#include "holdfast/screen/reference.h"
#include "holdfast/screen/writing.h"
#include "holdfast/util/memory.h"
#include "holdfast/util/say.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { OFFERED_MAX = 8 };

/* ---- reading ---- */

bool plan_offers(const json_t *plan, const char *action)
{
    size_t i;
    json_t *name;
    json_array_foreach (json_object_get(plan, "actions"), i, name)
        if (strcmp(json_string_value(name), action) == 0)
            return true;
    return false;
}

const json_t *plan_area_of(const json_t *plan, int64_t id)
{
    size_t i;
    json_t *area;
    json_array_foreach (json_object_get(plan, "areas"), i, area)
        if (answer_int(area, "id") == id)
            return area;
    return NULL;
}

int64_t plan_target_id(const char *target)
{
    const char *slash = strrchr(target, '/');
    return slash != NULL ? strtoll(slash + 1, NULL, 10) : 0;
}

const char *plan_person(const struct page *page)
{
    const char *name = answer_text(json_object_get(page->json, "person"), "name");
    return name[0] != '\0' ? name : page->ref;
}

/* ---- changing at once ---- */

struct change {
    struct desk *desk;
    char *said;
    plan_again *again; /* NULL: nothing was typed */
    char *typed;
};

static void changed(struct screen *screen, void *data, const struct reply *reply,
                    const struct failure *failure)
{
    (void)reply;
    struct change *change = data;
    if (failure != NULL)
        console_refuse_failure(change->desk->console, failure);
    else
        console_say(change->desk->console, "%s", change->said);
    if (screen != NULL)
        page_load(screen);
    if (screen != NULL && change->again != NULL && failure != NULL &&
        strcmp(failure->sqlstate, "HF409") == 0)
        screen_dirty(screen, change->again(screen, change->typed));
    free(change->said);
    free(change->typed);
    free(change);
}

void plan_change(struct page *page, const char *part, int version, json_t *json, const char *said)
{
    plan_change_typed(page, part, version, json, said, NULL, "");
}

void plan_change_typed(struct page *page, const char *part, int version, json_t *json,
                       const char *said, plan_again *again, const char *typed)
{
    char request[37], number[24];
    struct change *change = memory_take(1, sizeof *change);
    char *text = json_dumps(json, JSON_COMPACT);
    *change = (struct change){desk_of(page->screen), memory_text(said), again, memory_text(typed)};
    gateway_request_id(request);
    desk_ask_kept(page->screen, say("changing the plan"),
                  "SELECT api.plan_edit($1::uuid, $2, $3, $4::int, $5::jsonb)",
                  GATEWAY_VALUES(request, page->ref, part, gateway_number(number, version),
                                 text != NULL ? text : "{}"),
                  changed, change);
    free(text);
    json_decref(json);
}

/* ---- notes ---- */

unsigned plan_note_new(struct page *page, int64_t area, const char *kind, const char *label)
{
    char title[256], draft[160];
    json_t *with = json_pack("{s:s}", "kind", kind);
    if (area != 0)
        (void)json_object_set_new(with, "area", json_integer(area));
    (void)snprintf(title, sizeof title, "%s  %s", label, plan_person(page));
    (void)snprintf(draft, sizeof draft, "plan/%s/area/%lld/%s", page->ref, (long long)area, kind);
    const struct writing writing = {.title = title,
                                    .draft = draft,
                                    .said = say("Added to the plan."),
                                    .place = page->ref,
                                    .part = "note/new",
                                    .key = "text",
                                    .with = with};
    (void)console_push(page->screen->console, &writing_screen, &writing);
    json_decref(with);
    return SCREEN_NOTHING;
}

static const json_t *note_of(const json_t *plan, int64_t id)
{
    const char *kind;
    json_t *list, *note;
    size_t i;
    json_object_foreach (json_object_get(plan, "notes"), kind, list)
        json_array_foreach (list, i, note)
            if (answer_int(note, "id") == id)
                return note;
    return NULL;
}

static unsigned edit_note(struct page *page, const json_t *note)
{
    char part[48], draft[160], title[256];
    (void)snprintf(part, sizeof part, "note/%lld", (long long)answer_int(note, "id"));
    (void)snprintf(draft, sizeof draft, "plan/%s/%s", page->ref, part);
    (void)snprintf(title, sizeof title, say("NOTE  %s"), plan_person(page));
    const struct writing writing = {.title = title,
                                    .text = answer_text(note, "text"),
                                    .draft = draft,
                                    .said = say("Saved."),
                                    .place = page->ref,
                                    .part = part,
                                    .version = (int)answer_int(note, "version"),
                                    .key = "text"};
    (void)console_push(page->screen->console, &writing_screen, &writing);
    return SCREEN_NOTHING;
}

static unsigned note_chosen(struct screen *screen, void *context, int choice)
{
    struct page *page = screen->state;
    char part[48];
    const json_t *note = note_of(page->json, plan_target_id(context));
    if (note == NULL || choice < 0)
        return DRAW_ALL;
    if (choice == 0)
        return edit_note(page, note);
    (void)snprintf(part, sizeof part, "note/%lld", (long long)answer_int(note, "id"));
    plan_change(page, part, (int)answer_int(note, "version"), json_pack("{s:b}", "ended", 1),
                say("It holds no longer; the record keeps it."));
    return DRAW_ALL;
}

unsigned plan_note_open(struct page *page, int64_t id)
{
    const struct choice choices[] = {{"edit", say("other words"), 'w'},
                                     {"end", say("it holds no longer"), 'x'}};
    const json_t *note = note_of(page->json, id);
    struct screen *screen = page->screen;
    if (note == NULL)
        return SCREEN_NOTHING;
    console_pick(screen->console, screen, answer_text(note, "text"), choices, 2, note_chosen,
                 arena_print(&screen->arena, "note/%lld", (long long)id));
    return DRAW_ALL;
}

/* ---- following a line ---- */

unsigned plan_follow(struct page *page, const char *target, const char *place)
{
    const json_t *message = message_of(json_object_get(page->json, "messages"), target);
    if (message != NULL)
        return message_answer(page->screen, message, place, plan_person(page));
    if (strncmp(target, "note/", 5) == 0)
        return plan_note_open(page, plan_target_id(target));
    return reference_open(page->screen, target);
}

/* ---- messages ---- */

static void offer_owner(struct page *page, const json_t *area, struct choice *offered,
                        size_t *count)
{
    struct arena *arena = &page->screen->arena;
    const char *login = answer_text(area, "owner_login");
    if (*count == OFFERED_MAX || strcmp(login, desk_me(desk_of(page->screen), "login")) == 0)
        return;
    for (size_t i = 0; i < *count; i++)
        if (strcmp(offered[i].value, login) == 0)
            return;
    const char *label =
        arena_print(arena, "%s, %s (%s)", answer_text(area, "owner_name"),
                    answer_text(area, "owner_organization"), answer_text(area, "name"));
    offered[(*count)++] = (struct choice){login, label, 0};
}

unsigned plan_message(struct page *page, int64_t first, const char *place)
{
    struct choice offered[OFFERED_MAX];
    size_t count = 0, i;
    json_t *area;
    if (first != 0)
        offer_owner(page, plan_area_of(page->json, first), offered, &count);
    json_array_foreach (json_object_get(page->json, "areas"), i, area)
        offer_owner(page, area, offered, &count);
    return message_begin(page->screen, place, plan_person(page), offered, count, NULL);
}
