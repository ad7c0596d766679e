/* holdfast risk: a social risk of a person, recorded in one line, and whose work it is now. */
#include "holdfast/command/command.h"
#include "holdfast/command/plain.h"
#include "holdfast/gateway/answer.h"
#include "holdfast/util/say.h"

#include <stdlib.h>
#include <string.h>

/* The word on the command line, and the key that the database has for it. */
static const struct {
    const char *word, *key;
    bool moment;
} known_keys[] = {
    {"category", "category", false},
    {"level", "level", false},
    {"deadline", "legal_deadline", true},
    {"legal_deadline", "legal_deadline", true},
    {"note", "note", false},
};

static bool take_pair(struct plain *p, json_t *risk, const char *word, const char *value)
{
    for (size_t i = 0; i < sizeof known_keys / sizeof known_keys[0]; i++)
        if (strcmp(known_keys[i].word, word) == 0) {
            const char *text = known_keys[i].moment ? plain_moment(p, value, false) : value;
            return json_object_set_new(risk, known_keys[i].key, json_string(text)) == 0;
        }
    return false;
}

static bool read_risk(struct plain *p, json_t *risk, char **words, struct failure *f)
{
    for (; *words != NULL; words++) {
        const char *key, *value;
        if (!plain_pair(p, *words, &key, &value) || !take_pair(p, risk, key, value))
            return failure_set(
                f, EX_USAGE, "risk",
                say("write category=housing_instability level=high deadline='2 Dec 09:00' note=…"),
                say("%s is no key of a risk with a value"), *words);
    }
    return true;
}

/* --- the answer ------------------------------------------------------------------------------- */

static void add_told(struct buffer *b, const json_t *answer)
{
    size_t i;
    const json_t *who, *told = json_object_get(answer, "told");
    json_array_foreach (told, i, who) {
        buffer_print(b, "%s%s", i == 0 ? say(" Now with ") : ", ", answer_text(who, "name"));
        if (strcmp(answer_text(who, "name"), answer_text(who, "role")) != 0)
            buffer_print(b, " (%s)", answer_text(who, "role"));
    }
    if (i > 0)
        buffer_text(b, ".");
}

static void add_clock(const struct plain *p, struct buffer *b, const json_t *answer)
{
    bool verify = strcmp(answer_text(answer, "stage"), "verify") == 0;
    if (answer_time(answer, "due") != 0) {
        buffer_text(b, verify ? say(", to be verified by ") : say(", to be looked after by "));
        plain_add_moment(p, b, answer, "due");
    }
    buffer_text(b, ".");
    if (answer_time(answer, "needed_by") != 0) {
        buffer_text(b, say(" Nothing of it may take longer than "));
        plain_add_moment(p, b, answer, "needed_by");
        buffer_text(b, ".");
    }
}

static void print_answer(const struct plain *p, const json_t *answer)
{
    struct buffer b = {0};
    if (answer_bool(answer, "replayed"))
        buffer_text(&b, say("This was done before: "));
    buffer_print(&b, "%s %s %s", answer_text(answer, "risk_ref"),
                 answer_bool(answer, "joined") ? say("was recorded before and is open: its work is")
                                               : say("is recorded: its work is"),
                 answer_text(answer, "task_ref"));
    add_clock(p, &b, answer);
    add_told(&b, answer);
    plain_line(p, 0, b.data);
    buffer_free(&b);
}

static json_t *record(struct plain *p, json_t *risk, char **words, struct failure *f)
{
    if (!read_risk(p, risk, words, f))
        return NULL;
    char *text = json_dumps(risk, JSON_COMPACT);
    json_t *answer = plain_ask_once(p, "risk", NULL, "SELECT api.record_risk($1::uuid, $2::jsonb)",
                                    GATEWAY_VALUES(p->request_id, text), f);
    free(text);
    return answer;
}

static int run(struct plain *p, char **words, void *data)
{
    (void)data;
    struct failure f;
    json_t *risk = json_pack("{s:s}", "individual", words[0]);
    json_t *answer = record(p, risk, words + 1, &f);
    json_decref(risk);
    if (answer == NULL)
        return command_fail(&f);
    print_answer(p, answer);
    json_decref(answer);
    return EX_OK;
}

int command_risk(const struct options *o, int argc, char **argv)
{
    return plain_request(
        o, argc, argv,
        &(struct plain_request){
            .least = 3, .wants = say("it needs a person and what threatens them"), .run = run});
}
