/* holdfast staff cover: somebody is away, who acts for them, and what that means before it is said.
 */
#include "staff.h"

#include "holdfast/command/command.h"
#include "holdfast/gateway/answer.h"
#include "holdfast/screen/words.h"
#include "holdfast/util/say.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static long long number(const json_t *object, const char *key)
{
    return answer_int(object, key);
}

static void print_buffer(const struct plain *p, const char *label, struct buffer *b)
{
    if (b->len > 0)
        plain_field(p, label, b->data);
    buffer_free(b);
}

/* --- how it stands ---------------------------------------------------------------------------- */

static void add_span(const struct plain *p, struct buffer *b, const json_t *row, const char *from,
                     const char *to)
{
    plain_add_moment(p, b, row, from);
    buffer_text(b, say(" until "));
    plain_add_moment(p, b, row, to);
}

static void print_absences(const struct plain *p, const json_t *answer)
{
    size_t i;
    const json_t *row;
    json_array_foreach (json_object_get(answer, "absences"), i, row) {
        struct buffer b = {0};
        const char *cover = answer_text(row, "cover_name");
        add_span(p, &b, row, "starts", "ends");
        buffer_print(&b, say("; %s"), cover[0] != '\0' ? cover : say("nobody was named"));
        if (cover[0] != '\0')
            buffer_text(&b, say(" covers"));
        print_buffer(p, say("Away"), &b);
    }
}

static void print_choices(const struct plain *p, const json_t *answer)
{
    size_t i;
    const json_t *row;
    json_array_foreach (json_object_get(answer, "choices"), i, row) {
        struct buffer b = {0};
        buffer_print(&b, say("%s (%s), %s, has %lld open"), answer_text(row, "name"),
                     answer_text(row, "login"), answer_text(row, "role"), number(row, "open"));
        if (answer_bool(row, "away"))
            buffer_text(&b, say("; away then too"));
        print_buffer(p, say("Could"), &b);
    }
}

static int show(struct plain *p, const json_t *answer)
{
    char head[256];
    (void)snprintf(head, sizeof head, say("%s (%s), %s, has %lld open"),
                   answer_text(answer, "name"), answer_text(answer, "login"),
                   answer_text(answer, "organization_name"), number(answer, "open"));
    plain_line(p, 0, head);
    if (json_array_size(json_object_get(answer, "absences")) == 0)
        plain_field(p, say("Away"), say("not as far as was said"));
    print_absences(p, answer);
    print_choices(p, answer);
    return EX_OK;
}

/* --- what it does ----------------------------------------------------------------------------- */

static void print_moves(const struct plain *p, const json_t *answer)
{
    size_t i;
    const json_t *row;
    json_array_foreach (json_object_get(answer, "moves"), i, row) {
        struct buffer b = {0};
        const char *who = answer_text(row, "who");
        buffer_print(&b, "%lld %s", number(row, "count"), answer_text(row, "words"));
        if (answer_text(row, "of")[0] != '\0')
            buffer_print(&b, say(" of %s"), answer_text(row, "of"));
        if (number(row, "late") > 0)
            buffer_print(&b, say(" (%lld late)"), number(row, "late"));
        buffer_print(&b, ": %s", who[0] != '\0' ? who : say("nobody"));
        print_buffer(p, say("Acts on"), &b);
    }
}

static void print_answering(const struct plain *p, const json_t *answer)
{
    size_t i;
    const json_t *row;
    json_array_foreach (json_object_get(answer, "roles"), i, row) {
        struct buffer b = {0};
        const char *who = answer_text(row, "who");
        buffer_print(&b, "%s: %s", answer_text(row, "name"), who[0] != '\0' ? who : say("nobody"));
        if (answer_bool(row, "nobody"))
            buffer_text(&b, say(", for no holder is there and nobody covers"));
        print_buffer(p, say("Answers"), &b);
    }
}

static void print_gaps(const struct plain *p, const json_t *answer)
{
    size_t i, k;
    const json_t *role, *gap;
    json_array_foreach (json_object_get(answer, "gaps"), i, role) {
        struct buffer b = {0};
        buffer_print(&b, "%s: ", answer_text(role, "name"));
        json_array_foreach (json_object_get(role, "gaps"), k, gap) {
            buffer_text(&b, k > 0 ? ", " : "");
            add_span(p, &b, gap, "from", "to");
        }
        const char *then = answer_text(role, "then");
        buffer_print(&b, say("; %s answers then"), then[0] != '\0' ? then : say("nobody"));
        print_buffer(p, say("No holder"), &b);
    }
}

static void print_end(const struct plain *p, const json_t *answer, bool dry)
{
    struct buffer b = {0};
    const char *name = answer_text(answer, "name"), *cover = answer_text(answer, "cover_name");
    if (answer_bool(answer, "replayed"))
        plain_line(p, 0, say("This was done before:"));
    if (answer_text(answer, "ends")[0] == '\0') {
        buffer_print(&b, dry ? say("%s would be here from ") : say("%s is here from "), name);
        plain_add_moment(p, &b, answer, "starts");
        buffer_text(&b, ".");
    } else {
        buffer_print(&b, dry ? say("%s would be away from ") : say("%s is away from "), name);
        add_span(p, &b, answer, "starts", "ends");
        buffer_print(&b, dry ? say("; %s would act for them.") : say("; %s acts for them."),
                     cover[0] != '\0' ? cover : say("whoever is on duty"));
    }
    if (number(answer, "came_back") > 0)
        buffer_print(&b, say(" Came back to them: %lld."), number(answer, "came_back"));
    plain_line(p, 0, b.data);
    if (dry)
        plain_line(p, 0, say("Nothing was done: this was a dry run."));
    buffer_free(&b);
}

static int print_refusal(const json_t *refused)
{
    struct failure f;
    (void)failure_set(&f, EX_DATAERR, "staff", answer_text(refused, "mend"), "%s",
                      answer_text(refused, "why"));
    return command_fail(&f);
}

static int print_answer(const struct plain *p, const json_t *answer, bool dry)
{
    if (json_is_object(json_object_get(answer, "refused")))
        return print_refusal(json_object_get(answer, "refused"));
    print_moves(p, answer);
    print_answering(p, answer);
    print_gaps(p, answer);
    print_end(p, answer, dry);
    return EX_OK;
}

/* A day alone counts whole; "" for a beginning that is not given, or lies behind: now. */
static bool read_when(const struct plain *p, const char *typed, bool end, char *iso, size_t size)
{
    int64_t instant;
    iso[0] = '\0';
    if (typed == NULL)
        return true;
    if (!words_read_edge(typed, p->now, end, &instant))
        return false;
    if (end || instant > p->now)
        (void)words_iso(iso, size, instant);
    return true;
}

static int say_away(struct plain *p, const struct staff_call *call)
{
    struct failure f;
    char from[40], to[40];
    if (!read_when(p, call->from, false, from, sizeof from))
        return command_misused("staff", say("\"%s\" is no time: write Mon 08:00 or 4 Dec"),
                               call->from);
    if (!read_when(p, call->to, true, to, sizeof to))
        return command_misused("staff", say("\"%s\" is no time: write Mon 08:00 or 4 Dec"),
                               call->to);
    json_t *answer =
        plain_ask_once(p, "staff", NULL,
                       "SELECT api.cover($1::uuid, $2, nullif($3, ''), nullif($4, '')::timestamptz,"
                       " nullif($5, '')::timestamptz, $6::boolean)",
                       GATEWAY_VALUES(p->request_id, call->login, call->by != NULL ? call->by : "",
                                      from, to, call->dry ? "t" : "f"),
                       &f);
    if (answer == NULL)
        return command_fail(&f);
    int status = print_answer(p, answer, call->dry);
    json_decref(answer);
    return status;
}

int staff_cover(struct plain *p, const struct staff_call *call)
{
    struct failure f;
    bool ask = call->to == NULL && !call->back;
    if (call->back && (call->to != NULL || call->by != NULL))
        return command_misused("staff", "%s",
                               say("--back says that they are here: it takes --from at most"));
    if (ask && (call->by != NULL || call->from != NULL))
        return command_misused("staff", "%s", say("say until when: --to WHEN; or --back"));
    json_t *answer =
        plain_ask(p, "staff", "SELECT api.cover_choices($1)", GATEWAY_VALUES(call->login), &f);
    if (answer == NULL)
        return command_fail(&f);
    staff_adopt(p, answer);
    int status = ask ? show(p, answer) : say_away(p, call);
    json_decref(answer);
    return status;
}
