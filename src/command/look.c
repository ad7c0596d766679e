/* holdfast look: sees a person in an emergency, on the record and for a limited time. */
#include "holdfast/command/command.h"
#include "holdfast/command/plain.h"
#include "holdfast/gateway/answer.h"
#include "holdfast/util/say.h"

#include "look.h"

#include <stdlib.h>
#include <string.h>

static bool take_all(struct plain *p, json_t *look, char **words, struct failure *f)
{
    for (; *words != NULL; words++) {
        const char *key, *value;
        if (!plain_pair(p, *words, &key, &value))
            return failure_set(f, EX_USAGE, "look", say("write reason='why you need to'"),
                               say("%s is no KEY=VALUE"), *words);
        (void)json_object_set_new(look, key, json_string(value));
    }
    return true;
}

/* A reference, or a name that goes with the birth date. */
static const char *take_person(json_t *look, const char *person)
{
    bool ref = (person[0] == 'P' || person[0] == 'p') && person[1] == '-';
    if (!ref)
        (void)json_object_set_new(look, "name", json_string(person));
    if (json_object_get(look, "kind") == NULL)
        (void)json_object_set_new(
            look, "kind",
            json_string(json_object_get(look, "nature") != NULL ? "medical_emergency" : "other"));
    return ref ? person : NULL;
}

void look_say(const struct plain *p, const json_t *answer)
{
    struct buffer b = {0};
    size_t i;
    const json_t *who;
    buffer_print(&b, say("Emergency look at %s, %s, until "), answer_text(answer, "name"),
                 answer_text(answer, "individual_ref"));
    plain_add_moment(p, &b, answer, "until");
    plain_line(p, 4, b.data);
    json_array_foreach (json_object_get(answer, "told"), i, who) {
        buffer_clear(&b);
        buffer_print(&b, "%s, %s", answer_text(who, "name"), answer_text(who, "role"));
        plain_field(p, say("Told"), b.data);
    }
    plain_field(p, say("Review"), answer_text(answer, "review_ref"));
    buffer_free(&b);
}

static int run(struct plain *p, char **words, void *data)
{
    (void)data;
    struct failure f;
    json_t *look = json_object(), *answer = NULL;
    if (take_all(p, look, words + 1, &f)) {
        const char *ref = take_person(look, words[0]);
        char *text = json_dumps(look, JSON_COMPACT);
        answer =
            plain_ask_once(p, "look", NULL, "SELECT api.emergency_look($1::uuid, $2, $3::jsonb)",
                           GATEWAY_VALUES(p->request_id, ref, text), &f);
        free(text);
    }
    json_decref(look);
    if (answer == NULL)
        return command_fail(&f);
    look_say(p, answer);
    json_decref(answer);
    return EX_OK;
}

int command_look(const struct options *o, int argc, char **argv)
{
    return plain_request(
        o, argc, argv,
        &(struct plain_request){
            .least = 3, .wants = say("it needs a person and a reason: reason='…'"), .run = run});
}
