/* One area of a plan: all that stands in it, and changing it. */
#include "holdfast/console/loop.h"
#include "holdfast/console/picker.h"
#include "holdfast/gateway/answer.h"
#include "holdfast/screen/actions.h"
#include "holdfast/screen/desk.h"
#include "holdfast/screen/message.h"
#include "holdfast/screen/page.h"
#include "holdfast/screen/record.h"
#include "holdfast/screen/whom.h"
#include "holdfast/screen/words.h"
#include "holdfast/screen/writing.h"
#include "holdfast/util/say.h"
#include "screen/plan_area_sheet.h"
#include "screen/plan_parts.h"

#include <stdio.h>
#include <string.h>

struct plan_area {
    struct page page;
    int64_t id;
    json_t *fresh; /* messages that were unread when they were first shown */
};

static struct plan_area *state_of(const struct screen *screen)
{
    return screen->state;
}

static const json_t *area_of(const struct screen *screen)
{
    const struct plan_area *state = state_of(screen);
    return plan_area_of(state->page.json, state->id);
}

/* "P-12/area/34" */
static const char *place_of(const struct screen *screen, char *out, size_t size)
{
    const struct plan_area *state = state_of(screen);
    (void)snprintf(out, size, "%s/area/%lld", state->page.ref, (long long)state->id);
    return out;
}

static void write(struct page *page, int64_t now)
{
    struct screen *screen = page->screen;
    if (area_of(screen) == NULL) /* what is written over it goes with it */
        console_return(screen->console, screen);
    plan_area_sheet_write(&page->sheet, page->json, area_of(screen), state_of(screen)->fresh, now);
}

/* The cursor begins on the summary. */
static void begin_on_summary(struct page *page)
{
    const struct list *list = &page->sheet.list;
    for (int i = 0; i < list->count; i++)
        if (strcmp(((const struct sheet_line *)list->rows[i].data)->target, "summary") == 0) {
            sheet_go(&page->sheet, list->rows[i].id);
            return;
        }
}

static const struct page_ops area_page = {.what = "reading the plan",
                                          .sql = "SELECT api.plan($1)",
                                          .polled = true,
                                          .write = write,
                                          .first = begin_on_summary};

static bool open(struct screen *screen, const void *argument, struct failure *f)
{
    (void)f;
    const struct plan_place *place = argument;
    struct plan_area *state = state_of(screen);
    state->id = place->area;
    state->fresh = json_object();
    page_open(screen, &area_page, place->ref);
    return true;
}

static void close_area(struct screen *screen)
{
    json_decref(state_of(screen)->fresh);
    page_close(screen);
}

static void title(struct screen *screen, char *out, size_t size)
{
    const struct page *page = &state_of(screen)->page;
    (void)snprintf(out, size, say("AREA  %s  %s"), answer_text(area_of(screen), "name"),
                   page->json != NULL ? plan_person(page) : page->ref);
}

/* "Housing, Webb, Terrence" */
static const char *subject_of(const struct screen *screen, char *out, size_t size)
{
    (void)snprintf(out, size, "%s, %s", answer_text(area_of(screen), "name"),
                   plan_person(&state_of(screen)->page));
    return out;
}

/* ---- what may be done ---- */

static bool is_mine(const struct screen *screen)
{
    return answer_bool(area_of(screen), "mine");
}

static bool may_reassign(const struct screen *screen)
{
    return answer_bool(area_of(screen), "may_reassign");
}

static unsigned not_yours(struct screen *screen)
{
    const json_t *area = area_of(screen);
    console_refuse(screen->console,
                   answer_bool(area, "may_comment")
                       ? say("Only %s changes this area. A adds a comment or a proposal, m writes "
                             "to them.")
                       : say("Only %s changes this area. m writes to them."),
                   answer_text(area, "owner_name"));
    return DRAW_NOTICE;
}

static const char *target_of(const struct screen *screen)
{
    const struct sheet_line *line = page_selected(screen);
    return line != NULL ? line->target : "";
}

/* What Enter would do on the selected line. */
static const char *enter_words(const struct screen *screen)
{
    static const struct {
        const char *begins, *words;
        bool owner; /* for whom the area is theirs */
    } table[] = {{"summary", "change the summary", true},
                 {"goal/", "change the goal", true},
                 {"review", "change the date", true},
                 {"note/", "change the note", true},
                 {"message/", "answer", false},
                 {"R-", "open", false},
                 {"T-", "open", false}};
    const char *target = target_of(screen);
    if (strcmp(target, "owner") == 0)
        return may_reassign(screen) ? say("give it to somebody else") : NULL;
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++)
        if (strncmp(target, table[i].begins, strlen(table[i].begins)) == 0)
            return table[i].owner && !is_mine(screen) ? NULL : say(table[i].words);
    return NULL;
}

static void hint(struct screen *screen, struct hints *hints)
{
    if (page_hint_gone(&state_of(screen)->page, hints))
        return;
    if (area_of(screen) == NULL) {
        hint_add(hints, ACTION_BACK, NULL);
        return;
    }
    const char *enter = enter_words(screen);
    if (enter != NULL)
        hint_add(hints, ACTION_OPEN, enter);
    if (is_mine(screen) && strcmp(target_of(screen), "summary") != 0)
        hint_add(hints, ACTION_CHANGE, say("change the summary"));
    if (is_mine(screen) || answer_bool(area_of(screen), "may_comment"))
        hint_add(hints, ACTION_ADD, is_mine(screen) ? say("add") : say("comment"));
    if (may_reassign(screen))
        hint_add(hints, ACTION_ASSIGN, say("other owner"));
    hint_add(hints, ACTION_NOTE, say("message"));
    hint_add(hints, ACTION_BACK, NULL);
}

/* ---- the summary ---- */

static unsigned edit_summary(struct screen *screen)
{
    const struct plan_area *state = state_of(screen);
    const json_t *area = area_of(screen);
    char part[48], draft[160], name[160], heading[256];
    if (!is_mine(screen))
        return not_yours(screen);
    (void)snprintf(part, sizeof part, "area/%lld", (long long)state->id);
    (void)snprintf(draft, sizeof draft, "plan/%s/%s", state->page.ref, part);
    (void)snprintf(heading, sizeof heading, say("SUMMARY  %s"),
                   subject_of(screen, name, sizeof name));
    const struct writing writing = {.title = heading,
                                    .text = answer_text(area, "summary"),
                                    .draft = draft,
                                    .said = say("Saved: the summary stands."),
                                    .place = state->page.ref,
                                    .part = part,
                                    .version = (int)answer_int(area, "version"),
                                    .key = "summary"};
    (void)console_push(screen->console, &writing_screen, &writing);
    return SCREEN_NOTHING;
}

/* ---- owner and review ---- */

static void change_area(struct screen *screen, const char *key, const char *value, const char *said,
                        plan_again *again, const char *typed)
{
    struct plan_area *state = state_of(screen);
    char part[48];
    (void)snprintf(part, sizeof part, "area/%lld", (long long)state->id);
    plan_change_typed(&state->page, part, (int)answer_int(area_of(screen), "version"),
                      json_pack("{s:s}", key, value), said, again, typed);
}

static unsigned owner_found(struct screen *screen, void *context, bool is_role, const char *code,
                            const char *label)
{
    (void)context;
    char said[256];
    if (code == NULL || area_of(screen) == NULL)
        return DRAW_ALL;
    (void)snprintf(said, sizeof said, say("Owned by %s now."), label);
    change_area(screen, is_role ? "owner_role" : "owner_staff", code, said, NULL, "");
    return DRAW_ALL;
}

static unsigned reassign(struct screen *screen)
{
    if (!may_reassign(screen))
        return not_yours(screen);
    return whom_ask(screen, say("New owner (name or role): "), owner_found, NULL);
}

static unsigned ask_review(struct screen *screen, const char *text);

static unsigned review_given(struct screen *screen, void *context, const char *text)
{
    (void)context;
    int64_t instant;
    char iso[32], said[96], when[32];
    int64_t now = desk_now(desk_of(screen));
    if (text == NULL || text[0] == '\0' || area_of(screen) == NULL)
        return DRAW_ALL;
    if (!words_read_moment(text, now, false, &instant)) {
        console_refuse(screen->console, say("\"%s\" is no date I can read: try 11 Dec or +14d."),
                       text);
        return ask_review(screen, text);
    }
    (void)snprintf(said, sizeof said, say("Looked at again by %s."),
                   words_moment(when, sizeof when, now, instant));
    change_area(screen, "review_by", words_iso(iso, sizeof iso, instant), said, ask_review, text);
    return DRAW_ALL;
}

static unsigned ask_review(struct screen *screen, const char *text)
{
    if (!is_mine(screen))
        return not_yours(screen);
    console_ask(screen->console, screen, say("Review by (11 Dec, +14d): "), text, review_given,
                NULL);
    return DRAW_ALL;
}

/* ---- goals, notes, comments ---- */

static const json_t *goal_of(const json_t *area, int64_t id)
{
    size_t i;
    json_t *goal;
    json_array_foreach (json_object_get(area, "goals_list"), i, goal)
        if (answer_int(goal, "id") == id)
            return goal;
    return NULL;
}

static unsigned open_goal(struct screen *screen, int64_t id)
{
    char subject[160];
    const struct plan_area *state = state_of(screen);
    const struct goal_view view = {state->page.ref, subject_of(screen, subject, sizeof subject),
                                   state->id, id != 0 ? goal_of(area_of(screen), id) : NULL};
    if (!is_mine(screen))
        return not_yours(screen);
    (void)console_push(screen->console, &goal_screen, &view);
    return SCREEN_NOTHING;
}

static const struct choice additions[] = {
    {"comment", "a comment, for its owner to read", 'c'},
    {"proposal", "a proposal, for its owner to decide", 's'},
    {"goal", "a goal", 'g'},
    {"barrier", "what stands in the way", 'b'},
    {"medicine", "a medicine", 'm'},
    {"pending_result", "a result still to come", 'p'},
    {"known_risk", "a known risk", 'r'},
};
enum { COMMENTS = 2, ADDITIONS = sizeof additions / sizeof additions[0] };

static unsigned addition_chosen(struct screen *screen, void *context, int choice)
{
    (void)context;
    struct plan_area *state = state_of(screen);
    if (choice < 0 || area_of(screen) == NULL)
        return DRAW_ALL;
    if (strcmp(additions[choice].value, "goal") == 0)
        return open_goal(screen, 0) | DRAW_ALL;
    return plan_note_new(&state->page, state->id, additions[choice].value,
                         additions[choice].label) |
           DRAW_ALL;
}

static unsigned add(struct screen *screen)
{
    char subject[160];
    bool mine = is_mine(screen);
    if (!mine && !answer_bool(area_of(screen), "may_comment"))
        return not_yours(screen);
    console_pick(screen->console, screen, subject_of(screen, subject, sizeof subject), additions,
                 mine ? ADDITIONS : COMMENTS, addition_chosen, NULL);
    return DRAW_ALL;
}

/* ---- keys ---- */

static unsigned open_selected(struct screen *screen)
{
    char place[96];
    const char *target = target_of(screen);
    if (strcmp(target, "summary") == 0)
        return edit_summary(screen);
    if (strcmp(target, "owner") == 0)
        return reassign(screen);
    if (strcmp(target, "review") == 0)
        return ask_review(screen, "");
    if (strncmp(target, "goal/", 5) == 0)
        return open_goal(screen, plan_target_id(target));
    if (strncmp(target, "note/", 5) == 0 && !is_mine(screen))
        return not_yours(screen);
    unsigned answer =
        plan_follow(&state_of(screen)->page, target, place_of(screen, place, sizeof place));
    return answer & SCREEN_PASS ? (unsigned)SCREEN_NOTHING : answer;
}

static unsigned act(struct screen *screen, const struct invocation *invocation)
{
    char place[96];
    struct plan_area *state = state_of(screen);
    if (area_of(screen) == NULL)
        return SCREEN_PASS;
    switch (invocation->action) {
    case ACTION_OPEN:
        return open_selected(screen);
    case ACTION_CHANGE:
        return edit_summary(screen);
    case ACTION_ADD:
        return add(screen);
    case ACTION_ASSIGN:
        return reassign(screen);
    case ACTION_REDATE:
        return ask_review(screen, invocation->argument);
    case ACTION_NOTE:
        return plan_message(&state->page, state->id, place_of(screen, place, sizeof place));
    case ACTION_LEDGER:
        (void)console_push(screen->console, &record_screen, state->page.ref);
        return SCREEN_NOTHING;
    default:
        return SCREEN_PASS;
    }
}

static unsigned event(struct screen *screen, const struct screen_event *event)
{
    const struct page *page = &state_of(screen)->page;
    char place[96];
    if (event->kind == EVENT_SELECTED && strncmp(target_of(screen), "message/", 8) == 0)
        message_seen(screen, json_object_get(page->json, "messages"),
                     place_of(screen, place, sizeof place));
    return page_event(screen, event);
}

const struct screen_ops plan_area_screen = {
    .name = "plan_area",
    .state_size = sizeof(struct plan_area),
    .open = open,
    .load = page_load,
    .title = title,
    .draw = page_draw,
    .hint = hint,
    .act = act,
    .event = event,
    .about = page_about,
    .close = close_area,
};
