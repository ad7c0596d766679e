/* One case review. */
#include "holdfast/screen/case_review.h"

#include "holdfast/console/loop.h"
#include "holdfast/console/picker.h"
#include "holdfast/gateway/answer.h"
#include "holdfast/screen/actions.h"
#include "holdfast/screen/case_review_forms.h"
#include "holdfast/screen/desk.h"
#include "holdfast/screen/draft.h"
#include "holdfast/screen/offer.h"
#include "holdfast/screen/page.h"
#include "holdfast/screen/record.h"
#include "holdfast/screen/reference.h"
#include "holdfast/util/say.h"
#include "screen/case_review_sheet.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct review {
    struct page page;
    struct draft draft;
    json_t *decisions; /* typed and not sent */
    char request[37];
    bool sending;
};

static struct review *review_of(const struct screen *screen)
{
    return screen->state;
}

static bool may(const struct screen *screen, const char *action)
{
    size_t i;
    json_t *row;
    json_array_foreach (json_object_get(review_of(screen)->page.json, "actions"), i, row)
        if (strcmp(json_string_value(row), action) == 0)
            return true;
    return false;
}

/* ---- what was typed ---- */

static json_t *draft_body(struct screen *screen)
{
    return json_pack("{s:O}", "decisions", review_of(screen)->decisions);
}

static void draft_found(struct screen *screen, const json_t *body)
{
    struct review *review = review_of(screen);
    json_t *found = json_object_get(body, "decisions");
    if (json_array_size(review->decisions) > 0 || json_array_size(found) == 0)
        return;
    (void)json_array_extend(review->decisions, found);
    if (review->page.json != NULL)
        page_write(screen);
    console_say(screen->console, "%s", say("The decisions that you typed before are back."));
    screen_dirty(screen, DRAW_ALL);
}

static const struct draft_ops draft_ops = {draft_body, draft_found};

static void decisions_changed(struct screen *screen)
{
    struct review *review = review_of(screen);
    gateway_request_id(review->request);
    draft_touch(&review->draft);
    draft_keep(&review->draft);
    page_write(screen);
}

/* ---- the page ---- */

static void write(struct page *page, int64_t now)
{
    case_review_sheet_write(&page->sheet, page->json, review_of(page->screen)->decisions, now);
}

static const struct page_ops review_page = {.what = "reading the case review",
                                            .sql = "SELECT api.case_review($1)",
                                            .polled = true,
                                            .write = write};

static bool open(struct screen *screen, const void *argument, struct failure *f)
{
    (void)f;
    struct review *review = review_of(screen);
    review->decisions = json_array();
    gateway_request_id(review->request);
    page_open(screen, &review_page, argument);
    draft_open(&review->draft, screen,
               arena_print(&screen->arena, "case_review/%s", review->page.ref), &draft_ops);
    return true;
}

static void close_review(struct screen *screen)
{
    struct review *review = review_of(screen);
    draft_keep(&review->draft);
    page_close(screen);
    draft_close(&review->draft);
    json_decref(review->decisions);
}

static void title(struct screen *screen, char *out, size_t size)
{
    const struct page *page = &review_of(screen)->page;
    (void)snprintf(out, size, say("CASE REVIEW %s  %s"), page->ref,
                   answer_text(json_object_get(page->json, "person"), "name"));
}

/* The typed decision that the cursor is on; -1: none. */
static int selected_typed(const struct screen *screen)
{
    const struct sheet_line *line = page_selected(screen);
    return line != NULL && strncmp(line->target, CASE_REVIEW_TYPED, strlen(CASE_REVIEW_TYPED)) == 0
               ? atoi(line->target + strlen(CASE_REVIEW_TYPED))
               : -1;
}

static void hint(struct screen *screen, struct hints *hints)
{
    const struct review *review = review_of(screen);
    const struct sheet_line *line = page_selected(screen);
    size_t typed = json_array_size(review->decisions);
    char text[64];
    (void)snprintf(text, sizeof text, say("held: send %zu"), typed);
    if (selected_typed(screen) >= 0)
        hint_add(hints, ACTION_FAIL, say("strike this one"));
    else if (line != NULL && line->target[0] != '\0')
        hint_add(hints, ACTION_OPEN, NULL);
    if (may(screen, "hold")) {
        hint_add(hints, ACTION_ADD, say("add a decision"));
        hint_add(hints, ACTION_COMPLETE, typed > 0 ? text : say("it was held"));
    }
    if (may(screen, "schedule"))
        hint_add(hints, ACTION_CASE_REVIEW, say("put it on a day"));
    hint_add(hints, ACTION_PLAN, NULL);
    hint_add(hints, ACTION_BACK, NULL);
}

/* ---- holding it ---- */

/* The page does not know the task's id; any number of its own will do, and none is an item's. */
static int64_t offer_id(const char *ref)
{
    return ref[0] != '\0' && ref[1] == '-' ? -strtoll(ref + 2, NULL, 10) : -1;
}

static void held(struct screen *screen, void *data, const struct reply *reply,
                 const struct failure *failure)
{
    struct desk *desk = data;
    json_t *answer = failure == NULL ? desk_json(reply) : NULL;
    const char *ref = answer_text(answer, "ref");
    if (failure != NULL) {
        console_refuse_failure(desk->console, failure);
    } else {
        console_say(desk->console,
                    say("%s was held: %zu decided, each somebody's with a date.  u "
                        "takes all back"),
                    ref, json_array_size(json_object_get(answer, "opened")));
        const struct step_target target = {offer_id(ref), ref, (int)answer_int(answer, "version"),
                                           ref, NULL};
        offer_keep(desk, &target, "complete", answer_time(answer, "undo_until"));
    }
    if (screen != NULL) {
        struct review *review = review_of(screen);
        review->sending = false;
        if (failure == NULL) {
            (void)json_array_clear(review->decisions);
            draft_drop(&review->draft);
        }
        page_load(screen);
    }
    json_decref(answer);
}

static unsigned hold(struct screen *screen)
{
    struct review *review = review_of(screen);
    char *text = json_dumps(review->decisions, JSON_COMPACT);
    review->sending = true;
    desk_ask_kept(
        screen, say("holding the case review"),
        "SELECT api.case_review_hold($1::uuid, $2, (SELECT coalesce(jsonb_agg(d - 'label'"
        " ORDER BY n), '[]') FROM jsonb_array_elements($3::jsonb) WITH ORDINALITY x (d, n)))",
        GATEWAY_VALUES(review->request, review->page.ref, text != NULL ? text : "[]"), held,
        desk_of(screen));
    free(text);
    return DRAW_ALL;
}

static unsigned nothing_decided(struct screen *screen, void *context, int choice)
{
    (void)context;
    return choice == 0 ? hold(screen) : (unsigned)DRAW_ALL;
}

static unsigned begin_hold(struct screen *screen)
{
    const struct review *review = review_of(screen);
    const struct choice choices[] = {{"held", say("it was held, and nothing was decided"), 'h'},
                                     {"not", say("not yet"), 'n'}};
    if (review->sending)
        return SCREEN_NOTHING;
    if (json_array_size(review->decisions) > 0)
        return hold(screen);
    console_pick(screen->console, screen, say("No decision was typed (A adds one)"), choices, 2,
                 nothing_decided, NULL);
    return DRAW_ALL;
}

static unsigned add(struct screen *screen)
{
    const struct review *review = review_of(screen);
    const struct decision_view view = {review->page.ref, review->page.json, review->decisions};
    (void)console_push(screen->console, &decision_screen, &view);
    return SCREEN_NOTHING;
}

static unsigned strike(struct screen *screen)
{
    int typed = selected_typed(screen);
    if (typed < 0)
        return SCREEN_PASS;
    (void)json_array_remove(review_of(screen)->decisions, (size_t)typed);
    decisions_changed(screen);
    return DRAW_ALL;
}

/* ---- keys ---- */

static unsigned open_selected(struct screen *screen)
{
    const struct sheet_line *line = page_selected(screen);
    return line != NULL ? reference_open(screen, line->target) : (unsigned)SCREEN_NOTHING;
}

static const char *about(const struct screen *screen)
{
    return answer_text(review_of(screen)->page.json, "individual_ref");
}

static unsigned act(struct screen *screen, const struct invocation *invocation)
{
    switch (invocation->action) {
    case ACTION_OPEN:
        return open_selected(screen);
    case ACTION_ADD:
        return may(screen, "hold") ? add(screen) : (unsigned)SCREEN_PASS;
    case ACTION_COMPLETE:
        return may(screen, "hold") ? begin_hold(screen) : (unsigned)SCREEN_PASS;
    case ACTION_FAIL:
        return strike(screen);
    case ACTION_LEDGER:
        (void)console_push(screen->console, &record_screen, review_of(screen)->page.ref);
        return SCREEN_NOTHING;
    default:
        return SCREEN_PASS;
    }
}

static unsigned event(struct screen *screen, const struct screen_event *event)
{
    if (event->kind == EVENT_RETURNED && event->value == 1 && review_of(screen)->page.json != NULL)
        decisions_changed(screen);
    return page_event(screen, event);
}

const struct screen_ops case_review_screen = {
    .name = "case_review",
    .state_size = sizeof(struct review),
    .open = open,
    .load = page_load,
    .title = title,
    .draw = page_draw,
    .hint = hint,
    .act = act,
    .event = event,
    .about = about,
    .close = close_review,
};
