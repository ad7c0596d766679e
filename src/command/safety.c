/* holdfast safety: a person is in danger now. Says first whom to call, then who was reached. */
#include "holdfast/command/command.h"
#include "holdfast/command/plain.h"
#include "holdfast/gateway/answer.h"
#include "holdfast/util/say.h"

#include <stdio.h>
#include <string.h>

static void print_numbers(const struct plain *p, const json_t *answer)
{
    size_t i;
    const json_t *number;
    json_array_foreach (json_object_get(answer, "emergency"), i, number)
        plain_field(p, answer_text(number, "name"), answer_text(number, "phone"));
}

static void print_reached(const struct plain *p, const json_t *answer)
{
    size_t i;
    const json_t *who;
    json_array_foreach (json_object_get(answer, "reached"), i, who) {
        struct buffer b = {0};
        buffer_print(&b, "%s, %s", answer_text(who, "name"), answer_text(who, "role"));
        if (answer_text(who, "phone")[0] != '\0')
            buffer_print(&b, ", %s", answer_text(who, "phone"));
        plain_field(p, say("Reached"), b.data);
        buffer_free(&b);
    }
    plain_field(p, say("Alert"), answer_text(answer, "task_ref"));
}

static int call_for_help(struct plain *p, const char *person, const char *note)
{
    struct failure f;
    json_t *answer = plain_ask(p, "safety", "SELECT api.safety($1::uuid, $2, $3)",
                               GATEWAY_VALUES(p->request_id, person, note), &f);
    if (answer == NULL && f.status == EX_UNAVAILABLE)
        (void)snprintf(f.mend, sizeof f.mend,
                       say("call for help by telephone; then repeat it with --request-id %s: it is "
                           "done only once"),
                       p->request_id);
    if (answer == NULL)
        return command_fail(&f);
    print_numbers(p, answer);
    print_reached(p, answer);
    json_decref(answer);
    return EX_OK;
}

static int run(struct plain *p, char **words, void *data)
{
    const char *name = data, *key = NULL, *note = NULL;
    if (words[2] != NULL || !plain_pair(p, words[1], &key, &note) || strcmp(key, "note") != 0)
        return command_misused(name, "%s", say("write note='what the danger is'"));
    return call_for_help(p, words[0], note);
}

int command_safety(const struct options *o, int argc, char **argv)
{
    return plain_request(
        o, argc, argv,
        &(struct plain_request){.least = 3,
                                .wants = say("it needs a person and a line: note='…'"),
                                .run = run,
                                .data = argv[0]});
}
