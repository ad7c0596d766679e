/* The plan screen: where its keys lead. */
#include "holdfast/screen/plan.h"

#include "holdfast/console/loop.h"
#include "holdfast/console/picker.h"
#include "holdfast/gateway/answer.h"
#include "holdfast/screen/actions.h"
#include "holdfast/screen/desk.h"
#include "holdfast/screen/message.h"
#include "holdfast/screen/page.h"
#include "holdfast/screen/record.h"
#include "holdfast/screen/words.h"
#include "holdfast/util/say.h"
#include "screen/plan_parts.h"
#include "screen/plan_sheet.h"

#include <stdio.h>
#include <string.h>

struct plan {
    struct page page;
    struct plan_panes panes;
    json_t *fresh; /* messages that were unread when they were first shown */
    bool all;      /* NEXT and LATEST in full */
};

static struct plan *plan_of(const struct screen *screen)
{
    return screen->state;
}

static void write(struct page *page, int64_t now)
{
    struct plan *plan = page->screen->state;
    plan_sheet_write(&page->sheet, page->json, plan->fresh, plan->all, &plan->panes, now);
}

static bool has_plan(const struct plan *plan)
{
    return json_is_object(json_object_get(plan->page.json, "plan"));
}

/* The cursor begins on the first area, or on what is next. */
static void begin_on_areas(struct page *page)
{
    const struct plan *plan = page->screen->state;
    if (plan->panes.count > 0)
        sheet_go(&page->sheet, plan->panes.lines[0]);
}

static const struct page_ops plan_page = {.what = "reading the plan",
                                          .sql = "SELECT api.plan($1)",
                                          .polled = true,
                                          .write = write,
                                          .first = begin_on_areas};

/* ---- opening ---- */

static bool open(struct screen *screen, const void *argument, struct failure *f)
{
    (void)f;
    plan_of(screen)->fresh = json_object();
    page_open(screen, &plan_page, argument);
    return true;
}

static void close_plan(struct screen *screen)
{
    json_decref(plan_of(screen)->fresh);
    page_close(screen);
}

static unsigned ref_given(struct screen *screen, void *context, const char *text)
{
    (void)context;
    if (text != NULL && text[0] != '\0')
        page_turn(screen, text);
    else
        (void)console_pop(screen->console, 0, NULL);
    return DRAW_ALL;
}

static void load(struct screen *screen)
{
    if (plan_of(screen)->page.ref != NULL)
        page_load(screen);
    else
        console_ask(screen->console, screen, say("Plan of whom (P-311; 5 finds people): "), "",
                    ref_given, NULL);
}

static void title(struct screen *screen, char *out, size_t size)
{
    const struct page *page = &plan_of(screen)->page;
    const json_t *person = json_object_get(page->json, "person");
    char born[24];
    if (person == NULL) {
        (void)snprintf(out, size, say("PLAN  %s"), page->ref != NULL ? page->ref : "");
        return;
    }
    const char *number =
        json_string_value(json_array_get(json_object_get(person, "identifiers"), 0));
    (void)snprintf(out, size, say("PLAN  %s  born %s%s%s"), answer_text(person, "name"),
                   words_date(born, sizeof born, answer_text(person, "birth_date")),
                   number != NULL ? "  " : "", number != NULL ? number : "");
}

/* ---- what the keys would do ---- */

static const char *target_of(const struct screen *screen)
{
    const struct sheet_line *line = page_selected(screen);
    return line != NULL ? line->target : "";
}

static void hint(struct screen *screen, struct hints *hints)
{
    const struct plan *plan = plan_of(screen);
    const char *target = target_of(screen);
    if (page_hint_gone(&plan->page, hints))
        return;
    if (target[0] != '\0')
        hint_add(hints, ACTION_OPEN,
                 strncmp(target, "message/", 8) == 0 ? say("answer") : say("open"));
    if (!has_plan(plan) && answer_bool(plan->page.json, "may_open"))
        hint_add(hints, ACTION_ADD, say("open a plan"));
    if (plan_offers(plan->page.json, "message"))
        hint_add(hints, ACTION_NOTE, say("message"));
    if (plan_offers(plan->page.json, "note"))
        hint_add(hints, ACTION_ADD, say("add"));
    if (plan_offers(plan->page.json, "referral"))
        hint_add(hints, ACTION_REFERRAL, NULL);
    if (plan_offers(plan->page.json, "pathway"))
        hint_add(hints, ACTION_PATHWAYS, NULL);
    if (plan_offers(plan->page.json, "review"))
        hint_add(hints, ACTION_CASE_REVIEW, NULL);
    if (!page_only_looked(&plan->page))
        hint_add(hints, ACTION_CONSENTS, NULL);
    hint_add(hints, ACTION_NEXT_PANE, say("next part"));
    hint_add(hints, ACTION_LEDGER, NULL);
    hint_add(hints, ACTION_BACK, NULL);
}

/* ---- moving ---- */

static unsigned next_pane(struct screen *screen, int by)
{
    struct plan *plan = plan_of(screen);
    int64_t now = plan->page.sheet.list.selected;
    int at = -1;
    for (int i = 0; i < plan->panes.count; i++)
        if (plan->panes.lines[i] <= now)
            at = i;
    if (plan->panes.count == 0)
        return SCREEN_NOTHING;
    at = by > 0 ? (at + 1) % plan->panes.count : at > 0 ? at - 1 : plan->panes.count - 1;
    sheet_go(&plan->page.sheet, plan->panes.lines[at]);
    return DRAW_BODY | DRAW_HINT;
}

static unsigned show_all(struct screen *screen)
{
    struct plan *plan = plan_of(screen);
    int64_t line = plan->page.sheet.list.selected;
    plan->all = true;
    page_write(screen);
    sheet_go(&plan->page.sheet, line);
    return DRAW_ALL;
}

static unsigned open_selected(struct screen *screen)
{
    struct plan *plan = plan_of(screen);
    const char *target = target_of(screen);
    if (strncmp(target, "area/", 5) == 0) {
        const struct plan_place place = {plan->page.ref, plan_target_id(target)};
        (void)console_push(screen->console, &plan_area_screen, &place);
        return SCREEN_NOTHING;
    }
    if (strcmp(target, "all") == 0)
        return show_all(screen);
    if (strcmp(target, "notes") == 0) {
        sheet_go(&plan->page.sheet, plan->panes.notes);
        return DRAW_BODY | DRAW_HINT;
    }
    unsigned answer = plan_follow(&plan->page, target, plan->page.ref);
    return answer & SCREEN_PASS ? (unsigned)SCREEN_NOTHING : answer;
}

/* ---- adding ---- */

static const struct choice note_choices[] = {
    {"barrier", "what stands in the way", 'b'},
    {"medicine", "a medicine", 'm'},
    {"pending_result", "a result still to come", 'p'},
    {"known_risk", "a known risk", 'r'},
    {"counseling", "a counseling note, for your organization alone", 'o'},
};

/* The last one is for those who treat. */
static size_t note_choices_for(const struct desk *desk)
{
    size_t all = sizeof note_choices / sizeof note_choices[0];
    return answer_bool(desk->me, "counseling") ? all : all - 1;
}

static unsigned kind_chosen(struct screen *screen, void *context, int choice)
{
    (void)context;
    if (choice < 0)
        return DRAW_ALL;
    return plan_note_new(&plan_of(screen)->page, 0, note_choices[choice].value,
                         note_choices[choice].label) |
           DRAW_ALL;
}

static unsigned add(struct screen *screen)
{
    struct plan *plan = plan_of(screen);
    if (!has_plan(plan) && answer_bool(plan->page.json, "may_open")) {
        plan_change(&plan->page, "plan", 0, json_pack("{s:b}", "open", 1),
                    say("The plan is open: every area has an owner."));
        return DRAW_NOTICE;
    }
    if (!plan_offers(plan->page.json, "note")) {
        console_refuse(screen->console, "%s",
                       has_plan(plan) ? say("Adding to this plan is not yours.")
                                      : say("There is no plan yet; a lead coordinator opens one."));
        return DRAW_NOTICE;
    }
    console_pick(screen->console, screen,
                 say("Add to the whole plan (goals and comments: on the page of an area)"),
                 note_choices, note_choices_for(desk_of(screen)), kind_chosen, NULL);
    return DRAW_ALL;
}

static unsigned write_message(struct screen *screen)
{
    struct plan *plan = plan_of(screen);
    const char *target = target_of(screen);
    bool area = strncmp(target, "area/", 5) == 0;
    return plan_message(&plan->page, area ? plan_target_id(target) : 0, plan->page.ref);
}

static unsigned act(struct screen *screen, const struct invocation *invocation)
{
    const struct page *page = &plan_of(screen)->page;
    if (page->json == NULL)
        return SCREEN_PASS;
    switch (invocation->action) {
    case ACTION_OPEN:
        return open_selected(screen);
    case ACTION_NEXT_PANE:
        return next_pane(screen, 1);
    case ACTION_BEFORE_PANE:
        return next_pane(screen, -1);
    case ACTION_ADD:
        return add(screen);
    case ACTION_NOTE:
        return write_message(screen);
    case ACTION_LEDGER:
        (void)console_push(screen->console, &record_screen, page->ref);
        return SCREEN_NOTHING;
    case ACTION_PLAN:
        return SCREEN_NOTHING;
    default:
        return SCREEN_PASS;
    }
}

static unsigned event(struct screen *screen, const struct screen_event *event)
{
    const struct page *page = &plan_of(screen)->page;
    if (event->kind == EVENT_SELECTED && strncmp(target_of(screen), "message/", 8) == 0)
        message_seen(screen, json_object_get(page->json, "messages"), page->ref);
    return page_event(screen, event);
}

const struct screen_ops plan_screen = {
    .name = "plan",
    .state_size = sizeof(struct plan),
    .open = open,
    .load = load,
    .title = title,
    .draw = page_draw,
    .hint = hint,
    .act = act,
    .event = event,
    .about = page_about,
    .close = close_plan,
};
