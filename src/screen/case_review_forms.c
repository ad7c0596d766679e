#include "holdfast/screen/case_review_forms.h"

#include "holdfast/console/loop.h"
#include "holdfast/console/text.h"
#include "holdfast/gateway/answer.h"
#include "holdfast/screen/desk.h"
#include "holdfast/screen/entry.h"
#include "holdfast/screen/words.h"
#include "holdfast/util/say.h"

#include <stdio.h>
#include <string.h>

/* ---- the day ---- */

enum day_place { INDIVIDUAL, SCHEDULED, BECAUSE, DAY_COUNT };

static const struct field day_fields[DAY_COUNT] = {
    [INDIVIDUAL] = {"individual", "Who", "type a name, a birth date or a number", FIELD_FIND, true,
                    100, NULL, 0},
    [SCHEDULED] = {"scheduled_at", "On", "Tue 10:00, 4 Dec 14:00", FIELD_TIME, true, 40, NULL, 0},
    [BECAUSE] = {"because", "Why", "what it is to be about", FIELD_TEXT, false, 1000, NULL, 0},
};

static void day_done(struct screen *screen, struct console *console, const json_t *answer)
{
    const struct desk *desk = screen != NULL ? desk_of(screen) : NULL;
    char when[32];
    if (desk == NULL) {
        console_say(console, say("Case review %s has its day."), answer_text(answer, "ref"));
        return;
    }
    words_moment(when, sizeof when, desk_now(desk), answer_time(answer, "scheduled_at"));
    console_say(console,
                answer_bool(answer, "joined")
                    ? say("Case review %s was open already: it is on %s now.")
                    : say("Case review %s is on %s, with its owner now."),
                answer_text(answer, "ref"), when);
    (void)console_pop(console, 0, NULL);
}

static const struct entry_ops day_ops = {
    .fields = day_fields,
    .count = DAY_COUNT,
    .person = INDIVIDUAL,
    .what = "putting the case review on a day",
    .button = "Put it on that day",
    .exact = 1U << SCHEDULED,
    .send = "SELECT api.case_review_schedule($1::uuid, $2::jsonb ->> 'individual',"
            " ($2::jsonb ->> 'scheduled_at')::timestamptz, $2::jsonb ->> 'because')",
    .done = day_done,
};

static bool day_open(struct screen *screen, const void *argument, struct failure *f)
{
    const struct desk *desk = desk_of(screen);
    if (!desk_has_duty(desk, "coordinate") && !desk_has_duty(desk, "plan"))
        return failure_set(f, EX_NOPERM, say("a case review"), say("ask the coordinator"), "%s",
                           say("none of your roles calls case reviews"));
    entry_open(screen, &day_ops, argument);
    return true;
}

static void day_title(struct screen *screen, char *out, size_t size)
{
    (void)screen;
    (void)snprintf(out, size, "%s", say("CASE REVIEW: ITS DAY"));
}

const struct screen_ops case_review_day_screen = {
    .name = "case_review_day",
    .state_size = sizeof(struct entry),
    .open = day_open,
    .load = entry_load,
    .title = day_title,
    .draw = entry_draw,
    .key = entry_key,
    .close = entry_close,
};

/* ---- a decision ---- */

enum decision_place { DECISION, WHO, LOGIN, BY, DECISION_COUNT };
enum { LETTERS_LEAST = 2, FOUND_MOST = 8 };

struct decision {
    struct entry entry;
    json_t *decisions; /* the opener's */
};

/* What WHO offers beside the areas. */
static const char *const own = "own", *const login = "login";

static const struct field decision_fields[DECISION_COUNT] = {
    [DECISION] = {"decision", "Decided", "what is to be done", FIELD_TEXT, true, 1000, NULL, 0},
    [WHO] = {"who", "Who", NULL, FIELD_CHOICE, true, 0, NULL, 0},
    [LOGIN] = {"to", "Name", "type a part of the name", FIELD_FIND, true, 100, NULL, 0},
    [BY] = {"needed_by", "By", "2 Dec; Tue 12:00", FIELD_TIME, true, 40, NULL, 0},
};

static json_t *offer_of(const char *code, const char *name)
{
    return json_pack("{s:s, s:s}", "code", code, "name", name);
}

static const char *domain_of(const json_t *review, const char *area)
{
    size_t i;
    json_t *row;
    json_array_foreach (json_object_get(review, "agenda"), i, row)
        if (strcmp(answer_text(row, "area"), area) == 0)
            return answer_text(row, "domain");
    return "";
}

/* The owners of the areas, the review's own, or somebody by name. */
static json_t *who_offered(const json_t *review)
{
    json_t *offered = json_array(), *row;
    char label[200];
    size_t i;
    json_array_foreach (json_object_get(review, "participants"), i, row) {
        (void)snprintf(label, sizeof label, "%s: %s, %s", answer_text(row, "area"),
                       answer_text(row, "name"), answer_text(row, "organization"));
        (void)json_array_append_new(offered,
                                    offer_of(domain_of(review, answer_text(row, "area")), label));
    }
    (void)json_array_append_new(offered, offer_of(own, say("whoever holds this review")));
    (void)json_array_append_new(offered, offer_of(login, say("somebody else, by name")));
    return offered;
}

static void decision_follow(struct entry *entry, const json_t *offered)
{
    (void)offered;
    form_hide(&entry->form, LOGIN, strcmp(form_value(&entry->form, WHO), login) != 0);
}

/* ---- somebody by name ---- */

struct wanted {
    struct form *form;
    const char *text;
    struct form_result found[FOUND_MOST];
    size_t count;
};

static void offer_holder(struct wanted *wanted, struct arena *arena, const json_t *holder,
                         const char *organization)
{
    const char *code = answer_text(holder, "login");
    if (wanted->count == FOUND_MOST || answer_bool(holder, "disabled") ||
        !text_contains(answer_text(holder, "name"), wanted->text))
        return;
    for (size_t i = 0; i < wanted->count; i++)
        if (strcmp(wanted->found[i].value, code) == 0)
            return;
    wanted->found[wanted->count++] = (struct form_result){
        arena_text(arena, code),
        arena_print(arena, "%s, %s", answer_text(holder, "name"), organization)};
}

static void directory_came(struct screen *screen, void *data, const struct reply *reply,
                           const struct failure *failure)
{
    struct wanted *wanted = data;
    json_t *directory = failure == NULL ? desk_json(reply) : NULL;
    size_t i, k, m;
    json_t *organization, *role, *holder;
    json_array_foreach (json_object_get(directory, "organizations"), i, organization)
        json_array_foreach (json_object_get(organization, "roles"), k, role)
            json_array_foreach (json_object_get(role, "holders"), m, holder)
                offer_holder(wanted, &screen->arena, holder, answer_text(organization, "name"));
    form_results(wanted->form, LOGIN, wanted->text, wanted->found, wanted->count);
    json_decref(directory);
    screen_dirty(screen, DRAW_BODY);
}

static void find_holder(struct entry *entry, int field, const char *text)
{
    struct wanted *wanted;
    if (field != LOGIN || strlen(text) < LETTERS_LEAST)
        return;
    wanted = arena_take(&entry->screen->arena, 1, sizeof *wanted);
    wanted->form = &entry->form;
    wanted->text = arena_text(&entry->screen->arena, text);
    desk_ask(entry->screen, "", "SELECT api.directory()", GATEWAY_NO_VALUES, directory_came,
             wanted);
}

static const char *label_of(const json_t *offered, const char *code)
{
    size_t i;
    json_t *row;
    json_array_foreach ((json_t *)offered, i, row)
        if (strcmp(answer_text(row, "code"), code) == 0)
            return answer_text(row, "name");
    return "";
}

/* As api.case_review_hold takes it; "label" is for the page. */
static void decision_done(struct screen *screen, struct console *console, const json_t *values)
{
    const struct decision *decision = screen->state;
    const char *who = answer_text(values, "who");
    json_t *row = json_pack("{s:s, s:s, s:s}", "decision", answer_text(values, "decision"),
                            "needed_by", answer_text(values, "needed_by"), "label",
                            strcmp(who, login) == 0 ? answer_text(values, "to")
                                                    : label_of(decision->entry.offered, who));
    if (strcmp(who, login) == 0)
        (void)json_object_set_new(row, "to", json_string(answer_text(values, "to")));
    else if (strcmp(who, own) != 0)
        (void)json_object_set_new(row, "area", json_string(who));
    (void)json_array_append_new(decision->decisions, row);
    console_say(console, "%s", say("Added. It is sent when you say that the review was held."));
    (void)console_pop(console, 1, NULL);
}

static const struct entry_ops decision_ops = {
    .fields = decision_fields,
    .count = DECISION_COUNT,
    .person = -1,
    .button = "Add this decision",
    .choice_field = WHO,
    .exact = 1U << BY,
    .follow = decision_follow,
    .find = find_holder,
    .done = decision_done,
};

static bool decision_open(struct screen *screen, const void *argument, struct failure *f)
{
    (void)f;
    const struct decision_view *view = argument;
    struct decision *decision = screen->state;
    decision->decisions = view->decisions;
    decision->entry.offered = who_offered(view->review);
    decision->entry.kept = arena_print(&screen->arena, "case_review/%s/decision", view->ref);
    entry_open(screen, &decision_ops, view->ref);
    return true;
}

static void decision_title(struct screen *screen, char *out, size_t size)
{
    const struct decision *decision = screen->state;
    (void)snprintf(out, size, say("DECISION of case review %s"), decision->entry.ref);
}

const struct screen_ops decision_screen = {
    .name = "decision",
    .state_size = sizeof(struct decision),
    .open = decision_open,
    .title = decision_title,
    .draw = entry_draw,
    .key = entry_key,
    .act = entry_act,
    .close = entry_close,
};
