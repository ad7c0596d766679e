/* A goal of an area: the form. */
#include "holdfast/console/loop.h"
#include "holdfast/gateway/answer.h"
#include "holdfast/screen/actions.h"
#include "holdfast/screen/conflict.h"
#include "holdfast/screen/desk.h"
#include "holdfast/screen/draft.h"
#include "holdfast/screen/words.h"
#include "holdfast/util/say.h"
#include "screen/plan_parts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LONGEST = 1000 };

enum place { DESCRIPTION, TARGET_DATE, LIFECYCLE, ACHIEVEMENT, FIELD_COUNT };

/* FHIR Goal.lifecycleStatus and achievementStatus, in the words people use. */
static const struct choice lifecycles[] = {
    {"proposed", "proposed", 'p'}, {"active", "under way", 'a'},
    {"on-hold", "waits", 'w'},     {"completed", "over", 'o'},
    {"cancelled", "dropped", 'd'}, {"entered-in-error", "entered by mistake", 'e'},
};
static const struct choice achievements[] = {
    {"in-progress", "no word yet", 'n'},
    {"improving", "better", 'b'},
    {"no-change", "as before", 'a'},
    {"worsening", "worse", 'w'},
    {"achieved", "met", 'm'},
    {"not-achieved", "not met", 'x'},
};

static const struct field fields[FIELD_COUNT] = {
    [DESCRIPTION] = {"description", "Goal", "What shall be reached, in the person's words",
                     FIELD_TEXT, true, LONGEST, NULL, 0},
    [TARGET_DATE] = {"target_date", "By", "2 Dec; empty: no date", FIELD_TIME, false, 40, NULL, 0},
    [LIFECYCLE] = {"lifecycle", "Stands", NULL, FIELD_CHOICE, true, 0, lifecycles,
                   sizeof lifecycles / sizeof lifecycles[0]},
    [ACHIEVEMENT] = {"achievement", "So far", NULL, FIELD_CHOICE, true, 0, achievements,
                     sizeof achievements / sizeof achievements[0]},
};

struct goal {
    struct form form;
    struct draft draft;
    char request[37];
    const char *ref, *part, *subject; /* in the screen's arena */
    int64_t area;
    int version;
    bool is_new, sending;
    json_t *theirs; /* api.plan_part() while both texts are shown */
};

static struct goal *goal_of(const struct screen *screen)
{
    return screen->state;
}

/* ---- values ---- */

static bool check(void *context, struct form *form, int field, const char *value, char *message,
                  size_t size)
{
    (void)form;
    const struct screen *screen = context;
    return field != TARGET_DATE || value[0] == '\0' ||
           words_check_day(value, desk_now(desk_of(screen)), false, message, size);
}

static void fill(struct form *form, const json_t *goal)
{
    for (int i = 0; i < FIELD_COUNT; i++)
        form_set(form, i, answer_text(goal, fields[i].name), NULL);
}

static json_t *change_of(struct screen *screen)
{
    struct goal *goal = goal_of(screen);
    json_t *change = json_object();
    char iso[16];
    for (int i = 0; i < FIELD_COUNT; i++)
        if (i != TARGET_DATE && (!goal->is_new || i == DESCRIPTION))
            (void)json_object_set_new(change, fields[i].name,
                                      json_string(form_value(&goal->form, i)));
    const char *date = form_value(&goal->form, TARGET_DATE);
    (void)json_object_set_new(
        change, "target_date",
        words_read_day(date, desk_now(desk_of(screen)), false, iso, sizeof iso) ? json_string(iso)
                                                                                : json_null());
    if (goal->is_new)
        (void)json_object_set_new(change, "area", json_integer(goal->area));
    return change;
}

/* ---- the draft ---- */

static json_t *draft_body(struct screen *screen)
{
    struct goal *goal = goal_of(screen);
    json_t *body = json_object();
    for (int i = 0; i < FIELD_COUNT; i++)
        (void)json_object_set_new(body, fields[i].name, json_string(form_value(&goal->form, i)));
    (void)json_object_set_new(body, "version", json_integer(goal->version));
    return body;
}

static void draft_found(struct screen *screen, const json_t *body)
{
    struct goal *goal = goal_of(screen);
    if (goal->form.changed)
        return;
    fill(&goal->form, body);
    goal->form.changed = true;
    if (!goal->is_new)
        goal->version = (int)answer_int(body, "version");
    gateway_request_id(goal->request);
    console_say(screen->console, "%s", say("What you began to enter here is back."));
    screen_dirty(screen, DRAW_ALL);
}

static const struct draft_ops draft_ops = {draft_body, draft_found};

/* ---- sending ---- */

static const char *label_of(const struct choice *choices, size_t count, const char *value)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(choices[i].value, value) == 0)
            return say(choices[i].label);
    return "";
}

/* The goal as both texts show it. */
static const char *in_words(struct screen *screen, const char *description, const char *date,
                            const char *lifecycle, const char *achievement)
{
    return arena_print(&screen->arena, "%s\n%s%s%s%s, %s", description,
                       date[0] != '\0' ? say("by ") : "", date, date[0] != '\0' ? ", " : "",
                       label_of(lifecycles, fields[LIFECYCLE].choice_count, lifecycle),
                       label_of(achievements, fields[ACHIEVEMENT].choice_count, achievement));
}

static void show_conflict(struct screen *screen)
{
    struct goal *goal = goal_of(screen);
    struct form *form = &goal->form;
    const json_t *theirs = goal->theirs;
    const struct conflict conflict = {
        .title = goal->subject,
        .who = answer_text(theirs, "who"),
        .at = answer_time(theirs, "at"),
        .theirs = in_words(screen, answer_text(theirs, "text"), answer_text(theirs, "target_date"),
                           answer_text(theirs, "lifecycle"), answer_text(theirs, "achievement")),
        .mine = in_words(screen, form_value(form, DESCRIPTION), form_value(form, TARGET_DATE),
                         form_value(form, LIFECYCLE), form_value(form, ACHIEVEMENT))};
    (void)console_push(screen->console, &conflict_screen, &conflict);
}

static void theirs_came(struct screen *screen, void *data, const struct reply *reply,
                        const struct failure *failure)
{
    (void)data;
    struct goal *goal = goal_of(screen);
    goal->sending = false;
    json_decref(goal->theirs);
    goal->theirs = desk_json(reply);
    if (failure != NULL)
        console_refuse_failure(screen->console, failure);
    else if (answer_int(goal->theirs, "version") == goal->version)
        console_refuse(screen->console, "%s", say("Somebody was just saving this. Send again."));
    else if (console_top(screen->console) == screen)
        show_conflict(screen);
    screen_dirty(screen, DRAW_ALL);
}

static void answered(struct screen *screen, void *data, const struct reply *reply,
                     const struct failure *failure)
{
    (void)reply;
    struct desk *desk = data;
    struct goal *goal = screen != NULL ? goal_of(screen) : NULL;
    if (failure != NULL && goal != NULL && strcmp(failure->sqlstate, "HF409") == 0) {
        desk_ask(screen, say("reading their goal"), "SELECT api.plan_part($1, $2)",
                 GATEWAY_VALUES(goal->ref, goal->part), theirs_came, NULL);
        return;
    }
    if (goal != NULL)
        goal->sending = false;
    if (failure != NULL) {
        console_refuse_failure(desk->console, failure);
        return;
    }
    console_say(desk->console, "%s", say("The goal stands."));
    if (goal == NULL)
        return;
    draft_drop(&goal->draft);
    form_saved(&goal->form);
    if (console_top(desk->console) == screen)
        (void)console_pop(desk->console, 1, NULL);
}

static unsigned send(void *context, struct form *form)
{
    (void)form;
    struct screen *screen = context;
    struct goal *goal = goal_of(screen);
    char version[24];
    if (goal->sending)
        return SCREEN_NOTHING;
    json_t *change = change_of(screen);
    char *text = json_dumps(change, JSON_COMPACT);
    goal->sending = true;
    desk_ask_kept(screen, say("saving the goal"),
                  "SELECT api.plan_edit($1::uuid, $2, $3, $4::int, $5::jsonb)",
                  GATEWAY_VALUES(goal->request, goal->ref, goal->part,
                                 gateway_number(version, goal->version),
                                 text != NULL ? text : "{}"),
                  answered, desk_of(screen));
    free(text);
    json_decref(change);
    return DRAW_NOTICE;
}

static void changed(void *context, struct form *form, int field)
{
    (void)form;
    (void)field;
    struct goal *goal = goal_of(context);
    gateway_request_id(goal->request);
    draft_touch(&goal->draft);
}

static const struct form_ops form_ops = {.check = check, .changed = changed, .send = send};

/* ---- the screen ---- */

static void open_form(struct screen *screen, const json_t *given)
{
    struct goal *goal = goal_of(screen);
    form_open(&goal->form, fields, FIELD_COUNT, &form_ops, screen, say("Save this goal"));
    if (given != NULL)
        fill(&goal->form, given);
    else {
        form_set(&goal->form, LIFECYCLE, "active", NULL);
        form_set(&goal->form, ACHIEVEMENT, "in-progress", NULL);
        form_hide(&goal->form, LIFECYCLE, true);
        form_hide(&goal->form, ACHIEVEMENT, true);
    }
    screen_focus_form(screen, &goal->form);
}

static bool open(struct screen *screen, const void *argument, struct failure *f)
{
    (void)f;
    const struct goal_view *view = argument;
    struct goal *goal = goal_of(screen);
    struct arena *arena = &screen->arena;
    goal->ref = arena_text(arena, view->ref);
    goal->subject = arena_text(arena, view->subject);
    goal->area = view->area;
    goal->is_new = view->goal == NULL;
    goal->part = goal->is_new
                     ? "goal/new"
                     : arena_print(arena, "goal/%lld", (long long)answer_int(view->goal, "id"));
    goal->version = (int)answer_int(view->goal, "version");
    gateway_request_id(goal->request);
    open_form(screen, view->goal);
    draft_open(&goal->draft, screen,
               goal->is_new
                   ? arena_print(arena, "plan/%s/area/%lld/goal", goal->ref, (long long)goal->area)
                   : arena_print(arena, "plan/%s/%s", goal->ref, goal->part),
               &draft_ops);
    return true;
}

static void close_goal(struct screen *screen)
{
    struct goal *goal = goal_of(screen);
    draft_keep(&goal->draft);
    desk_forget(screen);
    draft_close(&goal->draft);
    form_close(&goal->form);
    json_decref(goal->theirs);
}

static void title(struct screen *screen, char *out, size_t size)
{
    const struct goal *goal = goal_of(screen);
    (void)snprintf(out, size, goal->is_new ? say("NEW GOAL  %s") : say("GOAL  %s"), goal->subject);
}

static void draw(struct screen *screen, struct area area)
{
    form_draw(&goal_of(screen)->form, screen->console, area);
}

/* What was typed is kept: there is nothing to ask. */
static unsigned act(struct screen *screen, const struct invocation *invocation)
{
    struct goal *goal = goal_of(screen);
    if (invocation->action != ACTION_BACK || !goal->form.changed)
        return SCREEN_PASS;
    draft_keep(&goal->draft);
    console_say(screen->console, "%s", say("Not sent: what you entered waits for you here."));
    (void)console_pop(screen->console, 0, NULL);
    return DRAW_ALL;
}

static unsigned event(struct screen *screen, const struct screen_event *event)
{
    struct goal *goal = goal_of(screen);
    if (event->kind != EVENT_RETURNED || event->value == 0 || goal->theirs == NULL)
        return SCREEN_NOTHING;
    goal->version = (int)answer_int(goal->theirs, "version");
    gateway_request_id(goal->request);
    if (event->value == CONFLICT_THEIRS) {
        draft_drop(&goal->draft);
        (void)console_pop(screen->console, 0, NULL);
    } else if (event->value == CONFLICT_MINE) {
        return send(screen, &goal->form) | DRAW_ALL;
    } else {
        console_refuse(screen->console, say("Theirs: %s"), answer_text(goal->theirs, "text"));
    }
    return DRAW_ALL;
}

const struct screen_ops goal_screen = {
    .name = "goal",
    .state_size = sizeof(struct goal),
    .open = open,
    .title = title,
    .draw = draw,
    .act = act,
    .event = event,
    .close = close_goal,
};
