/* holdfast act: one step on one item (act_step.c), or on several (act_many.c). */
#include "holdfast/command/act_many.h"
#include "holdfast/command/act_step.h"
#include "holdfast/command/command.h"
#include "holdfast/gateway/answer.h"
#include "holdfast/util/say.h"

#include <stdio.h>

/* The version as it is now: whoever names none takes the item as it stands. */
static bool find_version(struct plain *p, struct act_step *step, struct failure *f)
{
    if (step->version != NULL)
        return true;
    json_t *item = plain_ask(p, step->action, "SELECT to_jsonb(q) FROM api.queue_row($1) q",
                             GATEWAY_VALUES(step->ref), f);
    if (item == NULL)
        return false;
    char number[24];
    json_int_t version = answer_int(item, "version");
    step->version = arena_text(&p->session.arena, gateway_number(number, version));
    json_decref(item);
    return true;
}

static int take_step(struct plain *p, struct act_step *step, char **words)
{
    struct failure f;
    if (!act_read_detail(p, step, words, &f) || !find_version(p, step, &f))
        return command_fail(&f);
    json_t *answer = act_take(p, step, &f);
    if (answer == NULL) {
        plain_may_repeat(p, step->version, &f);
        return command_fail(&f);
    }
    char undo[80];
    (void)snprintf(undo, sizeof undo, "holdfast act %s undo", answer_text(answer, "ref"));
    act_say(p, answer, undo);
    json_decref(answer);
    return EX_OK;
}

struct act_call {
    struct act_step step;
    bool dry;
};

static int run(struct plain *p, char **words, void *data)
{
    struct act_call *call = data;
    struct act_step *step = &call->step;
    if (act_is_many(words) && step->version != NULL)
        return command_misused("act", "%s", say("--if-version is for one item"));
    if (act_is_many(words))
        return act_many(p, words, call->dry);
    if (call->dry)
        return command_misused("act", "%s", say("--dry-run is for several items"));
    if (!plain_names_version(p, "act", step->version))
        return EX_USAGE;
    step->ref = words[0];
    step->action = words[1];
    step->request_id = p->request_id;
    step->detail = json_object();
    int status = take_step(p, step, words + 2);
    json_decref(step->detail);
    return status;
}

int command_act(const struct options *o, int argc, char **argv)
{
    struct act_call call = {0};
    const struct argument own[] = {{"--if-version", NULL, &call.step.version},
                                   {"--dry-run", &call.dry, NULL}};
    return plain_request(
        o, argc, argv,
        &(struct plain_request){.least = 3,
                                .wants = say("it needs a reference and what to do"),
                                .option = own,
                                .more = 1,
                                .run = run,
                                .data = &call});
}
