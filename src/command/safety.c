/* holdfast safety: a person is in danger now. Says first whom to call, then who was reached. */
#include "holdfast/command/arguments.h"
#include "holdfast/command/command.h"
#include "holdfast/command/plain.h"
#include "holdfast/util/say.h"

#include <stdio.h>
#include <string.h>

static void print_numbers(const struct plain *p, const json_t *answer)
{
    size_t i;
    const json_t *number;
    json_array_foreach (json_object_get(answer, "emergency"), i, number)
        plain_field(p, plain_text(number, "name"), plain_text(number, "phone"));
}

static void print_reached(const struct plain *p, const json_t *answer)
{
    size_t i;
    const json_t *who;
    json_array_foreach (json_object_get(answer, "reached"), i, who) {
        struct buffer b = {0};
        buffer_print(&b, "%s, %s", plain_text(who, "name"), plain_text(who, "role"));
        if (plain_text(who, "phone")[0] != '\0')
            buffer_print(&b, ", %s", plain_text(who, "phone"));
        plain_field(p, say("Reached"), b.data);
        buffer_free(&b);
    }
    plain_field(p, say("Alert"), plain_text(answer, "task_ref"));
}

static int call_for_help(struct plain *p, const char *request_id, const char *person,
                         const char *note)
{
    struct failure f;
    json_t *answer = plain_ask(p, "safety", "SELECT api.safety($1::uuid, $2, $3)",
                               GATEWAY_VALUES(request_id, person, note), &f);
    if (answer == NULL && f.status == EX_UNAVAILABLE)
        (void)snprintf(f.mend, sizeof f.mend,
                       say("call for help by telephone; then repeat it with --request-id %s: it is "
                           "done only once"),
                       request_id);
    if (answer == NULL)
        return command_fail(&f);
    print_numbers(p, answer);
    print_reached(p, answer);
    json_decref(answer);
    return EX_OK;
}

int command_safety(const struct options *o, int argc, char **argv)
{
    struct plain p;
    struct failure f;
    const char *request_id = NULL, *key = NULL, *note = NULL;
    char fresh[37];
    const struct argument table[] = {{"--request-id", NULL, &request_id}};
    if (!arguments_parse(table, 1, &argc, argv, &f))
        return command_fail(&f);
    if (argc != 3)
        return command_misused(argv[0], "%s", say("it needs a person and a line: note='…'"));
    if (!plain_open(&p, o, &f))
        return command_fail(&f);
    gateway_request_id(fresh);
    int status = plain_pair(&p, argv[2], &key, &note) && strcmp(key, "note") == 0
                     ? call_for_help(&p, request_id != NULL ? request_id : fresh, argv[1], note)
                     : command_misused(argv[0], "%s", say("write note='what the danger is'"));
    plain_close(&p);
    return status;
}
