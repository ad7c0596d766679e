/* The item screen. */
#include "holdfast/screen/item.h"

#include "holdfast/console/loop.h"
#include "holdfast/gateway/answer.h"
#include "holdfast/screen/actions.h"
#include "holdfast/screen/case_review.h"
#include "holdfast/screen/desk.h"
#include "holdfast/screen/look_form.h"
#include "holdfast/screen/message.h"
#include "holdfast/screen/offer.h"
#include "holdfast/screen/page.h"
#include "holdfast/screen/record.h"
#include "holdfast/screen/step.h"
#include "holdfast/screen/step_menu.h"
#include "holdfast/util/say.h"
#include "item_care.h"
#include "item_sheet.h"

#include <stdio.h>
#include <string.h>

struct item {
    struct page page;
    bool sending;  /* a step is on its way */
    json_t *fresh; /* messages that were unread when they were first shown */
};

static struct item *item_of(const struct screen *screen)
{
    return screen->state;
}

static void write(struct page *page, int64_t now)
{
    const struct item *item = item_of(page->screen);
    item_sheet_write(&page->sheet, page->json, item->fresh, now);
}

static const struct page_ops item_page = {
    .what = "reading the item", .sql = "SELECT api.item($1)", .polled = true, .write = write};

static bool open(struct screen *screen, const void *argument, struct failure *f)
{
    (void)f;
    item_of(screen)->fresh = json_object();
    page_open(screen, &item_page, argument);
    return true;
}

static void close_item(struct screen *screen)
{
    struct item *item = item_of(screen);
    json_decref(item->fresh);
    page_close(screen);
}

static void title(struct screen *screen, char *out, size_t size)
{
    const struct page *page = &item_of(screen)->page;
    (void)snprintf(out, size, say("ITEM %s %s"), page->ref, answer_text(page->json, "title"));
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

static const json_t *selected_message(const struct screen *screen)
{
    const struct sheet_line *line = page_selected(screen);
    return line != NULL
               ? message_of(json_object_get(item_of(screen)->page.json, "messages"), line->target)
               : NULL;
}

static bool is_review(const json_t *item)
{
    return strcmp(answer_text(item, "kind"), "case_review") == 0;
}

/* Owner, requester and coordinators are offered more than writing and looking. */
static bool takes_part(const json_t *item)
{
    static const char *const theirs[] = {"accept", "hold",   "resume", "cancel",
                                         "assign", "reopen", "correct"};
    for (size_t i = 0; i < sizeof theirs / sizeof theirs[0]; i++)
        if (offered(item, theirs[i]) != NULL)
            return true;
    return false;
}

/* Whom it is about is not told: the look names the item instead. */
static bool is_withheld(const struct item *item)
{
    return answer_text(item->page.json, "withheld")[0] != '\0';
}

static const char *about(const struct screen *screen)
{
    return answer_text(json_object_get(item_of(screen)->page.json, "person"), "ref");
}

static void hint(struct screen *screen, struct hints *hints)
{
    const struct item *item = item_of(screen);
    const char *care = item_care_due(item->page.json, desk_now(desk_of(screen)));
    if (page_hint_gone(&item->page, hints))
        return;
    if (is_review(item->page.json))
        hint_add(hints, ACTION_CASE_REVIEW, say("agenda and decisions"));
    if (care != NULL)
        hint_add(hints, ACTION_CARE, care);
    if (selected_message(screen) != NULL)
        hint_add(hints, ACTION_OPEN, say("answer"));
    if (item->page.json != NULL)
        step_hints(hints, item->page.json, offered);
    if (care == NULL && item_care_fits(item->page.json) && takes_part(item->page.json))
        hint_add(hints, ACTION_CARE, say("visit, payer, report"));
    if (is_withheld(item))
        hint_add(hints, ACTION_LOOK, NULL);
    hint_add(hints, ACTION_PLAN, NULL);
    if (about(screen)[0] != '\0' && !page_only_looked(&item->page))
        hint_add(hints, ACTION_CONSENTS, NULL);
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
                   answer_text(json_object_get(item->page.json, "person"), "name"));
    const struct step_target target = {answer_int(item->page.json, "id"), item->page.ref,
                                       (int)answer_int(item->page.json, "version"), subject, NULL};
    const char *effect = offered(item->page.json, action);
    return step_begin(screen, action, effect != NULL ? effect : "", &target, step_answered);
}

/* ---- messages and notes ---- */

static unsigned choose_other(struct screen *screen)
{
    const struct item *item = item_of(screen);
    char subject[160];
    (void)snprintf(subject, sizeof subject, "%s %s", item->page.ref,
                   answer_text(json_object_get(item->page.json, "person"), "name"));
    return step_menu(screen, subject, item->page.ref, item->page.json, offered, begin_step);
}

static bool offered_note(const json_t *item)
{
    return offered(item, "note") != NULL;
}

static unsigned begin_note(struct screen *screen)
{
    return begin_step(screen, "note");
}

static void offer(struct arena *arena, struct choice *offered, size_t *count, const char *code,
                  const char *name, const char *what)
{
    if (code[0] == '\0')
        return;
    offered[(*count)++] =
        (struct choice){arena_text(arena, code), arena_print(arena, "%s, %s", name, what), 0};
}

static unsigned write_message(struct screen *screen)
{
    static const struct message_note note = {"a note on the record, to nobody", begin_note};
    const struct item *item = item_of(screen);
    const json_t *json = item->page.json;
    struct choice offered[2];
    char subject[160];
    size_t count = 0;
    if (strcmp(answer_text(json, "owner_login"), desk_me(desk_of(screen), "login")) != 0)
        offer(&screen->arena, offered, &count, answer_text(json, "owner_login"),
              answer_text(json, "owner_name"), answer_text(json, "owner_organization"));
    offer(&screen->arena, offered, &count, answer_text(json, "owner_role"),
          answer_text(json, "owner_role_name"), answer_text(json, "owner_organization"));
    (void)snprintf(subject, sizeof subject, "%s %s", item->page.ref,
                   answer_text(json_object_get(json, "person"), "name"));
    return message_begin(screen, item->page.ref, subject, offered, count,
                         offered_note(json) ? &note : NULL);
}

static unsigned answer_selected(struct screen *screen)
{
    const json_t *message = selected_message(screen);
    const struct item *item = item_of(screen);
    return message != NULL
               ? message_answer(screen, message, item->page.ref,
                                answer_text(json_object_get(item->page.json, "person"), "name"))
               : (unsigned)SCREEN_PASS;
}

/* ---- keys ---- */

static unsigned open_review(struct screen *screen)
{
    (void)console_push(screen->console, &case_review_screen, item_of(screen)->page.ref);
    return SCREEN_NOTHING;
}

static unsigned look_at_withheld(struct screen *screen)
{
    const struct item *item = item_of(screen);
    if (!is_withheld(item))
        return SCREEN_PASS;
    (void)console_push(screen->console, &look_form_screen, item->page.ref);
    return SCREEN_NOTHING;
}

static unsigned lead(struct screen *screen, int action)
{
    const struct item *item = item_of(screen);
    if (action == ACTION_LEDGER)
        return console_push(screen->console, &record_screen, item->page.ref) ? SCREEN_NOTHING
                                                                             : DRAW_NOTICE;
    if (item->page.json == NULL)
        return SCREEN_PASS;
    switch (action) {
    case ACTION_NOTE:
        return write_message(screen);
    case ACTION_OTHER:
        return choose_other(screen);
    case ACTION_OPEN:
        return answer_selected(screen);
    case ACTION_LOOK:
        return look_at_withheld(screen);
    case ACTION_CASE_REVIEW:
        return is_review(item->page.json) ? open_review(screen) : (unsigned)SCREEN_PASS;
    default:
        return item_care_act(screen, item->page.json, action);
    }
}

static unsigned act(struct screen *screen, const struct invocation *invocation)
{
    struct item *item = item_of(screen);
    unsigned led = lead(screen, invocation->action);
    if (!(led & SCREEN_PASS))
        return led;
    unsigned taken =
        offer_take(screen, invocation->action, answer_int(item->page.json, "id"), NULL);
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

static unsigned event(struct screen *screen, const struct screen_event *event)
{
    const struct page *page = &item_of(screen)->page;
    bool moved = event->kind == EVENT_SELECTED;
    if (moved && selected_message(screen) != NULL)
        message_seen(screen, json_object_get(page->json, "messages"), page->ref);
    return page_event(screen, event);
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
    .event = event,
    .about = about,
    .close = close_item,
};
