/* holdfast staff disable, enable, move: what is bound to somebody, and to whom it passes. */
#include "staff.h"

#include "holdfast/command/command.h"
#include "holdfast/gateway/answer.h"
#include "holdfast/screen/words.h"
#include "holdfast/util/say.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int64_t number(const json_t *object, const char *key)
{
    return answer_int(object, key);
}

static void print_field(const struct plain *p, const char *label, struct buffer *b)
{
    if (b->len > 0)
        plain_field(p, label, b->data);
    buffer_free(b);
}

/* --- the report ------------------------------------------------------------------------------- */

static void add_refs(struct buffer *b, const json_t *refs)
{
    size_t i;
    const json_t *ref;
    json_array_foreach (refs, i, ref)
        buffer_print(b, "%s%s", i == 0 ? ": " : ", ", json_string_value(ref));
}

static void print_items(const struct plain *p, const json_t *items)
{
    struct buffer b = {0};
    size_t i;
    const json_t *kind;
    json_array_foreach (json_object_get(items, "kinds"), i, kind) {
        buffer_print(&b, "%s%lld %s", i > 0 ? ", " : "", (long long)number(kind, "count"),
                     answer_text(kind, "words"));
        if (number(kind, "late") > 0)
            buffer_print(&b, say(" (%lld late)"), (long long)number(kind, "late"));
    }
    add_refs(&b, json_object_get(items, "refs"));
    print_field(p, say("Has"), &b);
}

static void print_tasks(const struct plain *p, const char *label, const json_t *tasks,
                        const char *one, const char *many)
{
    struct buffer b = {0};
    staff_add_count(&b, number(tasks, "count"), one, many);
    add_refs(&b, json_object_get(tasks, "refs"));
    print_field(p, label, &b);
}

static void print_covers(const struct plain *p, const char *label, const json_t *covers)
{
    struct buffer b = {0};
    size_t i;
    const json_t *cover;
    json_array_foreach (covers, i, cover) {
        buffer_print(&b, "%s%s%s", i > 0 ? ", " : "",
                     answer_text(cover, "name")[0] != '\0' ? answer_text(cover, "name")
                                                           : say("nobody"),
                     say(" until "));
        plain_add_moment(p, &b, cover, "until");
    }
    print_field(p, label, &b);
}

static void print_held_roles(const struct plain *p, const json_t *roles)
{
    size_t i;
    const json_t *role;
    json_array_foreach (roles, i, role) {
        struct buffer b = {0};
        buffer_text(&b, answer_text(role, "name"));
        if (answer_bool(role, "alone"))
            buffer_text(&b, say(", nobody else holds it"));
        if (number(role, "supervises") > 0)
            buffer_print(&b,
                         number(role, "supervises") == 1 ? say(", supervises %lld role")
                                                         : say(", supervises %lld roles"),
                         (long long)number(role, "supervises"));
        print_field(p, say("Role"), &b);
    }
}

static void print_rest(const struct plain *p, const json_t *report)
{
    struct buffer areas = {0}, messages = {0}, drafts = {0};
    staff_add_count(&areas, number(report, "areas"), say("area of a plan"), say("areas of plans"));
    print_field(p, say("Plans"), &areas);
    staff_add_count(&messages, number(report, "messages"), say("message not read or answered"),
                    say("messages not read or answered"));
    print_field(p, say("Messages"), &messages);
    staff_add_count(&drafts, number(report, "drafts"), say("draft, which nobody else can read"),
                    say("drafts, which nobody else can read"));
    print_field(p, say("Unsent"), &drafts);
    print_covers(p, say("Covers for"), json_object_get(report, "covers"));
    print_covers(p, say("Covered by"), json_object_get(report, "covered"));
}

static void print_report(const struct plain *p, const json_t *report)
{
    char head[256];
    (void)snprintf(head, sizeof head, "%s (%s)", answer_text(report, "name"),
                   answer_text(report, "login"));
    plain_line(p, 0, head);
    print_items(p, json_object_get(report, "items"));
    print_tasks(p, say("Asked for"), json_object_get(report, "requests"), say("open item"),
                say("open items"));
    print_tasks(p, say("Awaited"), json_object_get(report, "holds"), say("item waits for them"),
                say("items wait for them"));
    print_tasks(p, say("Reviews"), json_object_get(report, "reviews"), say("case review"),
                say("case reviews"));
    print_rest(p, report);
    print_held_roles(p, json_object_get(report, "roles"));
}

/* --- what passes ------------------------------------------------------------------------------ */

static void print_moved(const struct plain *p, const char *label, const json_t *answer)
{
    size_t i;
    const json_t *row;
    json_array_foreach (json_object_get(answer, "to"), i, row) {
        struct buffer b = {0};
        buffer_print(&b, say("%s: %lld %s"), answer_text(row, "to"),
                     (long long)number(row, "count"), answer_text(row, "words"));
        print_field(p, label, &b);
    }
}

static void print_other(const struct plain *p, const json_t *answer)
{
    const json_t *moved = json_object_get(answer, "moved");
    struct buffer other = {0}, stay = {0};
    staff_add_count(&other, number(moved, "messages"), say("message goes to their role"),
                    say("messages go to their roles"));
    staff_add_count(&other, number(moved, "covers"), say("cover of theirs ends"),
                    say("covers of theirs end"));
    print_field(p, say("Also"), &other);
    staff_add_count(&stay, number(moved, "stay"), say("stays: whoever takes over may not have it"),
                    say("stay: whoever takes over may not have them"));
    print_field(p, say("Stays"), &stay);
}

static void print_answering(const struct plain *p, const json_t *answer)
{
    size_t i;
    const json_t *role;
    json_array_foreach (json_object_get(answer, "roles"), i, role) {
        struct buffer b = {0};
        const char *how = answer_text(role, "how");
        buffer_print(&b, "%s: %s", answer_text(role, "name"), answer_text(role, "who"));
        if (strcmp(how, "supervisor") == 0 || strcmp(how, "coordinator") == 0 ||
            strcmp(how, "on_call") == 0)
            buffer_text(&b, say(", until the policy names another holder"));
        print_field(p, say("Answers"), &b);
    }
}

static int print_refusal(const json_t *refused)
{
    struct failure f;
    (void)failure_set(&f, EX_DATAERR, "staff", answer_text(refused, "mend"), "%s",
                      answer_text(refused, "why"));
    return command_fail(&f);
}

/* --- disable ---------------------------------------------------------------------------------- */

static void print_sessions(const struct plain *p, const json_t *answer)
{
    struct buffer b = {0};
    if (!json_is_integer(json_object_get(answer, "sessions")))
        buffer_text(&b, say("this server does not let them be ended here: nothing can be done in "
                            "them any more"));
    else
        staff_add_count(&b, number(answer, "sessions"), say("ended"), say("ended"));
    print_field(p, say("Sessions"), &b);
}

static void print_done(const struct plain *p, const json_t *answer, const char *done)
{
    char line[256];
    if (answer_bool(answer, "replayed"))
        plain_line(p, 0, say("This was done before:"));
    (void)snprintf(line, sizeof line, done, answer_text(answer, "name"));
    plain_line(p, 0, line);
}

int staff_disable(struct plain *p, const struct staff_call *call)
{
    struct failure f;
    json_t *answer = plain_ask_once(
        p, "staff", NULL, "SELECT api.staff_disable($1::uuid, $2, $3, $4, $5::boolean)",
        GATEWAY_VALUES(p->request_id, call->login, call->to, call->reason, call->dry ? "t" : "f"),
        &f);
    int status = EX_OK;
    if (answer == NULL)
        return command_fail(&f);
    staff_adopt(p, answer);
    print_report(p, json_object_get(answer, "report"));
    if (json_is_object(json_object_get(answer, "refused"))) {
        status = print_refusal(json_object_get(answer, "refused"));
    } else {
        print_moved(p, call->dry ? say("Would go") : say("Went to"), answer);
        print_other(p, answer);
        print_answering(p, answer);
        if (!call->dry)
            print_sessions(p, answer);
        print_done(p, answer,
                   call->dry ? say("Nothing was done. %s can sign in.")
                             : say("%s can no longer sign in."));
    }
    json_decref(answer);
    return status;
}

/* --- enable ----------------------------------------------------------------------------------- */

int staff_enable(struct plain *p, const struct staff_call *call)
{
    struct failure f;
    struct buffer refs = {0};
    json_t *answer = plain_ask_once(p, "staff", NULL, "SELECT api.staff_enable($1::uuid, $2)",
                                    GATEWAY_VALUES(p->request_id, call->login), &f);
    if (answer == NULL)
        return command_fail(&f);
    staff_adopt(p, answer);
    print_done(p, answer, say("%s can sign in again. What had passed on stays where it is:"));
    print_moved(p, say("Now with"), answer);
    if (json_array_size(json_object_get(answer, "to")) == 0)
        plain_field(p, say("Now with"), say("nothing had passed on"));
    add_refs(&refs, json_object_get(answer, "refs"));
    if (refs.len > 0)
        plain_field(p, say("Still open"), refs.data + 2);
    buffer_free(&refs);
    print_answering(p, answer);
    json_decref(answer);
    return EX_OK;
}

/* --- move ------------------------------------------------------------------------------------- */

static char *filter_of(const struct staff_call *call)
{
    json_t *filter =
        json_pack("{s:s*, s:s*, s:s*}", "kind", call->kind, "role", call->role, "type", call->type);
    char *text = json_dumps(filter, JSON_COMPACT);
    json_decref(filter);
    return text;
}

int staff_move(struct plain *p, const struct staff_call *call)
{
    struct failure f;
    int status = EX_OK;
    char *filter = filter_of(call);
    json_t *answer = plain_ask_once(
        p, "staff", NULL, "SELECT api.staff_move($1::uuid, $2, $3, $4::jsonb, $5, $6::boolean)",
        GATEWAY_VALUES(p->request_id, call->login, call->to, filter, call->reason,
                       call->dry ? "t" : "f"),
        &f);
    if (answer == NULL && strcmp(f.sqlstate, "HF404") == 0)
        status = staff_pass_items(p, call, filter);
    else if (answer == NULL && call->to == NULL)
        status = command_misused("staff", "%s", say("say who takes it over: --to LOGIN|ROLE"));
    else if (answer == NULL)
        status = command_fail(&f);
    free(filter);
    if (answer == NULL)
        return status;
    staff_adopt(p, answer);
    if (json_is_object(json_object_get(answer, "refused"))) {
        print_report(p, json_object_get(answer, "report"));
        status = print_refusal(json_object_get(answer, "refused"));
    } else {
        print_moved(p, call->dry ? say("Would go") : say("Went to"), answer);
        print_other(p, answer);
        bool none = json_array_size(json_object_get(answer, "to")) == 0;
        print_done(p, answer,
                   call->dry ? say("Nothing was done. %s has it all still.")
                   : none    ? say("No open item of %s was passed on.")
                             : say("It was passed on from %s, on the record of each."));
    }
    json_decref(answer);
    return status;
}
