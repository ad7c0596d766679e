/* holdfast close: an office is closed on a day that the policy does not know of. */
#include "holdfast/command/arguments.h"
#include "holdfast/command/command.h"
#include "holdfast/command/plain.h"
#include "holdfast/gateway/answer.h"
#include "holdfast/screen/closure_words.h"
#include "holdfast/screen/words.h"
#include "holdfast/util/say.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

struct closing {
    const char *from, *to, *reason, *request_id;
    bool dry, undo;
};

static void print_buffer(const struct plain *p, const char *label, struct buffer *b)
{
    if (b->len > 0)
        plain_field(p, label, b->data);
    buffer_free(b);
}

static void print_counts(const struct plain *p, const json_t *answer)
{
    struct buffer offices = {0}, moved = {0};
    closure_add_offices(&offices, answer);
    print_buffer(p, say("Offices"), &offices);
    closure_add_moved(&moved, answer);
    print_buffer(p, say("Move"), &moved);
    for (size_t i = 0; i < CLOSURE_STAYS; i++) {
        struct buffer stay = {0};
        (void)closure_add_stay(&stay, answer, i);
        print_buffer(p, say("Stay"), &stay);
    }
}

static int print_refusal(const json_t *refused)
{
    struct failure f;
    (void)failure_set(&f, EX_DATAERR, "close", answer_text(refused, "mend"), "%s",
                      answer_text(refused, "why"));
    return command_fail(&f);
}

static void print_end(const struct plain *p, const json_t *answer, bool dry)
{
    char line[256];
    bool undone = answer_bool(answer, "undone");
    if (answer_bool(answer, "replayed"))
        plain_line(p, 0, say("This was done before:"));
    (void)snprintf(line, sizeof line,
                   undone ? dry ? say("%s would not be closed on %s after all.")
                                : say("%s is not closed on %s after all.")
                   : dry ? say("%s would be closed on %s.")
                          : say("%s is closed on %s."),
                   answer_text(answer, "calendar"), answer_text(answer, "words"));
    plain_line(p, 0, line);
    plain_line(p, 0,
               dry ? say("Nothing was done: this was a dry run.")
                   : say("The policy file need not know: this stays when it is applied again."));
}

/* The day where the network is: the server's owner is nobody of whom api.me() knows. */
static bool adopt(struct plain *p, struct failure *f)
{
    json_t *frame = plain_ask(p, "close", "SELECT api.gaps(1)", GATEWAY_NO_VALUES, f);
    if (frame == NULL)
        return false;
    p->now = answer_time(frame, "now");
    (void)setenv("TZ", answer_text(frame, "timezone"), 1);
    tzset();
    json_decref(frame);
    return true;
}

static int close_day(struct plain *p, const char *calendar, const char *typed,
                     const struct closing *c)
{
    struct failure f;
    char day[16];
    if (!adopt(p, &f))
        return command_fail(&f);
    if (!words_read_day(typed, p->now, false, day, sizeof day))
        return command_misused("close", say("\"%s\" is no date: write 2026-11-23, or Mon"), typed);
    json_t *answer = plain_ask_once(
        p, "close", NULL,
        "SELECT api.close_calendar($1::uuid, $2, $3::date, $4, $5, $6, $7::boolean, $8::boolean)",
        GATEWAY_VALUES(p->request_id, calendar, day, c->from, c->to, c->reason, c->dry ? "t" : "f",
                       c->undo ? "t" : "f"),
        &f);
    if (answer == NULL)
        return command_fail(&f);
    int status = EX_OK;
    if (json_is_object(json_object_get(answer, "refused"))) {
        status = print_refusal(json_object_get(answer, "refused"));
    } else {
        print_counts(p, answer);
        print_end(p, answer, c->dry);
    }
    json_decref(answer);
    return status;
}

static int run(const struct options *o, char **words, const struct closing *c)
{
    struct plain p = {0};
    struct failure f;
    char fresh[37];
    if (!session_open(&p.session, o, SESSION_PERSON, &f))
        return command_fail(&f);
    plain_refresh(&p);
    gateway_request_id(fresh);
    p.repeated = c->request_id != NULL;
    p.request_id = p.repeated ? c->request_id : fresh;
    int status = close_day(&p, words[0], words[1], c);
    plain_close(&p);
    return status;
}

int command_close(const struct options *o, int argc, char **argv)
{
    struct closing c = {0};
    struct failure f;
    const struct argument table[] = {
        {"--from", NULL, &c.from},     {"--to", NULL, &c.to},
        {"--reason", NULL, &c.reason}, {"--dry-run", &c.dry, NULL},
        {"--undo", &c.undo, NULL},     {"--request-id", NULL, &c.request_id},
    };
    if (!arguments_parse(table, sizeof table / sizeof table[0], &argc, argv, &f))
        return command_fail(&f);
    if (argc != 3)
        return command_misused("close", "%s", say("it needs a calendar of the policy and a date"));
    return run(o, argv + 1, &c);
}
