/* holdfast plan: a person's shared plan in labelled lines; or a change to one part of it. */
#include "holdfast/command/command.h"
#include "holdfast/command/plain.h"
#include "holdfast/gateway/answer.h"
#include "holdfast/screen/words.h"
#include "holdfast/util/say.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "plain_page.h"

/* --- the page --------------------------------------------------------------------------------- */

static void write_since(const struct plain *p, struct buffer *b, const json_t *plan)
{
    const json_t *active = page_part(plan, "plan");
    if (json_is_object(active))
        page_add_moment(p, b, say("since "), active, "since");
    else if (answer_time(plan, "ended") != 0)
        page_add_moment(p, b, say("ended "), plan, "ended");
    else
        buffer_text(b, page_is(plan, "may_open") ? say("none yet; open it with: open")
                                                 : say("none yet"));
}

static void add_goal(const struct plain *p, struct buffer *b, const json_t *goal)
{
    char date[24];
    (void)p;
    buffer_print(b, say("; goal %s: %s"), answer_text(goal, "words"),
                 answer_text(goal, "description"));
    const char *target = answer_text(goal, "target_date");
    if (target[0] != '\0')
        buffer_print(b, say(" by %s"), words_date(date, sizeof date, target));
    buffer_print(b, " (goal/%lld)", json_integer_value(page_part(goal, "id")));
}

static void add_comments(const struct plain *p, struct buffer *b, const json_t *area)
{
    size_t i;
    const json_t *note;
    json_array_foreach (page_part(area, "comments"), i, note) {
        bool proposal = strcmp(answer_text(note, "kind"), "proposal") == 0;
        buffer_print(b, proposal ? say("; proposal of %s") : say("; comment of %s"),
                     answer_text(note, "who"));
        page_add_moment(p, b, ", ", note, "at");
        buffer_print(b, ": %s (note/%lld)", answer_text(note, "text"),
                     json_integer_value(page_part(note, "id")));
    }
}

static void write_area(const struct plain *p, struct buffer *b, const json_t *area)
{
    size_t i;
    const json_t *goal;
    buffer_print(b, "%s, %s, %s", answer_text(area, "name"),
                 answer_text(area, "owner_organization"), answer_text(area, "owner_name"));
    page_add_moment(p, b, page_is(area, "late") ? say("; REVIEW LATE since ") : say("; review by "),
                    area, "review_by");
    buffer_print(b, say("; %d of %d goals met, %d open, %d late"),
                 (int)json_integer_value(page_part(area, "goals_met")),
                 (int)json_integer_value(page_part(area, "goals")),
                 (int)json_integer_value(page_part(area, "open")),
                 (int)json_integer_value(page_part(area, "late_count")));
    if (page_is(area, "withheld"))
        buffer_text(b, say("; what stands here may not be shared with you"));
    page_add(b, ": ", answer_text(area, "summary"));
    json_array_foreach (page_part(area, "goals_list"), i, goal)
        add_goal(p, b, goal);
    add_comments(p, b, area);
    if (page_is(area, "mine"))
        buffer_print(b, say(" [yours to change: %s]"), answer_text(area, "domain"));
}

static void write_note(const struct plain *p, struct buffer *b, const json_t *note)
{
    (void)p;
    buffer_print(b, "%s (note/%lld)", answer_text(note, "text"),
                 json_integer_value(page_part(note, "id")));
}

static void write_member(const struct plain *p, struct buffer *b, const json_t *member)
{
    (void)p;
    page_add(b, ", ", answer_text(member, "name"));
    page_add(b, ", ", answer_text(member, "organization"));
    page_add(b, ", ", answer_text(member, "what"));
    page_add(b, ", ", answer_text(member, "phone"));
}

static void write_next(const struct plain *p, struct buffer *b, const json_t *item)
{
    char due[40];
    const char *state = answer_text(item, "state");
    int64_t instant = answer_time(item, strcmp(state, "hold") == 0 ? "hold_until" : "due");
    buffer_text(b, words_due(due, sizeof due, state, p->now, instant));
    page_add(b, "; ", answer_text(item, "who"));
    page_add(b, "; ", answer_text(item, "label"));
    page_add(b, "; ", answer_text(item, "state_words"));
    page_add(b, "; ", answer_text(item, "ref"));
}

static void write_latest(const struct plain *p, struct buffer *b, const json_t *entry)
{
    plain_add_moment(p, b, entry, "at");
    page_add(b, " ", answer_text(entry, "text"));
    page_add(b, "; ", answer_text(entry, "ref"));
}

static const struct page_line plan_lines[] = {
    {"Look", "look.words", NULL, NULL},
    {"Person", NULL, page_person, NULL},
    {"Call", "call.contacts", NULL, page_contact},
    {"Last call", NULL, page_last_call, NULL},
    {"Plan", NULL, write_since, NULL},
    {"Risk", "risk.words", NULL, NULL},
    {"Events", "events_count.words", NULL, NULL},
    {"Shared", "shared", NULL, NULL},
    {"Notice", "notice", NULL, NULL},
    {"Area", "areas", NULL, write_area},
    {"In the way", "notes.barrier", NULL, write_note},
    {"Medicine", "notes.medicine", NULL, write_note},
    {"Result due", "notes.pending_result", NULL, write_note},
    {"Known risk", "notes.known_risk", NULL, write_note},
    {"Counseling", "notes.counseling", NULL, write_note},
    {"Team", "team", NULL, write_member},
    {"Next", "next", NULL, write_next},
    {"Message", "messages", NULL, page_message},
    {"Latest", "latest", NULL, write_latest},
    {NULL, NULL, NULL, NULL},
};

static json_t *read_plan(struct plain *p, const char *ref, struct failure *f)
{
    return plain_ask(p, ref, "SELECT api.plan($1)", GATEWAY_VALUES(ref), f);
}

static int show_plan(struct plain *p, const char *ref)
{
    struct failure f;
    json_t *plan = read_plan(p, ref, &f);
    if (plan == NULL)
        return command_fail(&f);
    page_print(p, plan_lines, plan);
    json_decref(plan);
    return EX_OK;
}

/* --- a change --------------------------------------------------------------------------------- */

struct edit {
    const char *ref, *part, *version;
    json_t *change;
};

/* Areas are named as people name them: housing is area/34. */
static bool find_area(struct plain *p, struct edit *e, struct failure *f)
{
    size_t i;
    const json_t *area;
    char part[40];
    json_t *plan = read_plan(p, e->ref, f);
    if (plan == NULL)
        return false;
    json_array_foreach (page_part(plan, "areas"), i, area) {
        if (strcmp(answer_text(area, "domain"), e->part) != 0)
            continue;
        (void)snprintf(part, sizeof part, "area/%lld", json_integer_value(page_part(area, "id")));
        e->part = arena_text(&p->session.arena, part);
    }
    json_decref(plan);
    return true;
}

static bool find_part(struct plain *p, struct edit *e, struct failure *f)
{
    if (strcmp(e->part, "open") == 0 || strcmp(e->part, "close") == 0) {
        if (json_object_set_new(e->change, e->part, json_true()) != 0)
            return failure_set(f, EX_SOFTWARE, e->part, "", "%s", say("out of memory"));
        e->part = "plan";
        return true;
    }
    return strchr(e->part, '/') != NULL || find_area(p, e, f);
}

/* Whoever names no version takes the part as it stands; what is new has none. */
static bool find_version(struct plain *p, struct edit *e, struct failure *f)
{
    bool fresh = strstr(e->part, "/new") != NULL || json_object_get(e->change, "open") != NULL;
    char number[24];
    if (e->version != NULL || fresh)
        return true;
    json_t *part =
        plain_ask(p, e->ref, "SELECT api.plan_part($1, $2)", GATEWAY_VALUES(e->ref, e->part), f);
    if (part == NULL)
        return false;
    json_int_t version = answer_int(part, "version");
    e->version = arena_text(&p->session.arena, gateway_number(number, version));
    json_decref(part);
    return true;
}

static bool read_change(struct plain *p, struct edit *e, char **words, struct failure *f)
{
    const char *key, *value;
    for (; *words != NULL; words++) {
        if (!plain_pair(p, *words, &key, &value))
            return failure_set(f, EX_USAGE, *words, say("write KEY=VALUE, for instance summary=…"),
                               "%s", say("is not understood"));
        json_t *given = strcmp(key, "ended") == 0 ? json_boolean(strcmp(value, "yes") == 0)
                                                  : json_string(value);
        if (strcmp(key, "review_by") == 0 || strcmp(key, "target_date") == 0) {
            json_decref(given);
            given = json_string(plain_moment(p, value, false));
        }
        if (json_object_set_new(e->change, key, given) != 0)
            return failure_set(f, EX_DATAERR, key, say("write it in UTF-8"), "%s",
                               say("is not text"));
    }
    return true;
}

static void say_changed(const struct plain *p, const struct edit *e, const json_t *answer)
{
    struct buffer b = {0};
    if (page_is(answer, "replayed"))
        buffer_text(&b, say("This was done before: "));
    buffer_print(&b, say("%s %s is now at version %d."), e->ref, answer_text(answer, "part"),
                 (int)json_integer_value(page_part(answer, "version")));
    plain_line(p, 0, b.data);
    buffer_free(&b);
}

/* Nothing typed is lost: it stands on the command line; theirs is read out beside it. */
static void say_theirs(struct plain *p, const struct edit *e)
{
    struct failure f;
    json_t *part =
        plain_ask(p, e->ref, "SELECT api.plan_part($1, $2)", GATEWAY_VALUES(e->ref, e->part), &f);
    if (part == NULL)
        return;
    plain_field(p, say("Theirs"), answer_text(part, "text"));
    json_decref(part);
}

static int change_plan(struct plain *p, struct edit *e, char **words)
{
    struct failure f;
    if (!read_change(p, e, words, &f) || !find_part(p, e, &f) || !find_version(p, e, &f))
        return command_fail(&f);
    char *change = json_dumps(e->change, JSON_COMPACT);
    json_t *answer = plain_ask_once(
        p, e->ref, e->version, "SELECT api.plan_edit($1::uuid, $2, $3, $4::int, $5::jsonb)",
        GATEWAY_VALUES(p->request_id, e->ref, e->part, e->version, change), &f);
    free(change);
    if (answer == NULL) {
        if (strcmp(f.sqlstate, "HF409") == 0)
            say_theirs(p, e);
        return command_fail(&f);
    }
    say_changed(p, e, answer);
    json_decref(answer);
    return EX_OK;
}

static int run(struct plain *p, char **words, void *data)
{
    struct edit *e = data;
    e->ref = words[0];
    e->part = words[1];
    if (e->part == NULL)
        return show_plan(p, e->ref);
    if (!plain_names_version(p, "plan", e->version))
        return EX_USAGE;
    e->change = json_object();
    int status = change_plan(p, e, words + 2);
    json_decref(e->change);
    return status;
}

int command_plan(const struct options *o, int argc, char **argv)
{
    struct edit e = {0};
    const struct argument version = {"--if-version", NULL, &e.version};
    return plain_request(o, argc, argv,
                         &(struct plain_request){.least = 2,
                                                 .wants = say("it needs a person's reference"),
                                                 .option = &version,
                                                 .run = run,
                                                 .data = &e});
}
