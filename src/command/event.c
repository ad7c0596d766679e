/* holdfast event: records what happened to somebody, or takes it back; one line about what came of
 * it. */
#include "holdfast/command/command.h"
#include "holdfast/command/plain.h"
#include "holdfast/gateway/answer.h"
#include "holdfast/util/say.h"

#include <stdlib.h>
#include <string.h>

#include "plain_page.h"

/* --- what is said ----------------------------------------------------------------------------- */

/* Keys whose values are moments, and what the database calls them. */
static const struct {
    const char *typed, *key;
    bool past;
} moments[] = {
    {"occurred", "occurred_at", true},
    {"occurred_at", "occurred_at", true},
    {"until", "until", false},
};

static void take(struct plain *p, json_t *event, const char *key, const char *value)
{
    for (size_t i = 0; i < sizeof moments / sizeof moments[0]; i++)
        if (strcmp(moments[i].typed, key) == 0) {
            value = plain_moment(p, value, moments[i].past);
            key = moments[i].key;
        }
    (void)json_object_set_new(event, key, json_string(value));
}

static bool take_all(struct plain *p, json_t *event, char **words, struct failure *f)
{
    for (; *words != NULL; words++) {
        const char *key, *value;
        if (!plain_pair(p, *words, &key, &value))
            return failure_set(f, EX_USAGE, "event", say("write type=ed_visit"),
                               say("%s is no KEY=VALUE"), *words);
        take(p, event, key, value);
    }
    return true;
}

/* --- what came of it -------------------------------------------------------------------------- */

static void add_work(const struct plain *p, struct buffer *b, const json_t *alert)
{
    buffer_print(b, "%s %s", answer_text(alert, "ref"), answer_text(alert, "label"));
    page_add(b, say(" for "), answer_text(alert, "owner"));
    page_add_moment(p, b, say(", by "), alert, "due");
    if (page_is(alert, "joined"))
        buffer_text(b, say(", open before"));
}

/* A change of life is applied in the console: here it is told what is still to be decided. */
static void add_changes(struct buffer *b, const json_t *answer)
{
    size_t i, count = 0;
    const json_t *item;
    json_array_foreach (page_part(page_part(answer, "changes"), "items"), i, item) {
        const char *action = answer_text(page_part(item, "proposed"), "action");
        count += strcmp(action, "stay") != 0;
    }
    if (count > 0)
        buffer_print(b, say(" It changes %zu open items: decide about them in the console."),
                     count);
}

static void say_recorded(const struct plain *p, const json_t *answer)
{
    struct buffer b = {0};
    size_t i;
    const json_t *alert;
    if (page_is(answer, "replayed"))
        buffer_text(&b, say("This was recorded before: "));
    buffer_text(&b, answer_text(answer, "event_ref"));
    json_array_foreach (page_part(answer, "alerts"), i, alert) {
        buffer_text(&b, i == 0 ? ": " : "; ");
        add_work(p, &b, alert);
    }
    buffer_text(&b, ".");
    add_changes(&b, answer);
    plain_line(p, 4, b.data);
    buffer_free(&b);
}

static void add_refs(struct buffer *b, const char *before, const json_t *refs)
{
    size_t i;
    const json_t *ref;
    json_array_foreach (refs, i, ref) {
        buffer_print(b, "%s%s", i == 0 ? before : ", ", json_string_value(ref));
    }
    if (i > 0)
        buffer_text(b, ".");
}

static void say_retracted(const struct plain *p, const json_t *answer)
{
    struct buffer b = {0};
    if (page_is(answer, "replayed"))
        buffer_text(&b, say("This was done before: "));
    buffer_print(&b, say("%s is taken back."), answer_text(answer, "event_ref"));
    add_refs(&b, say(" Closed: "), page_part(answer, "closed"));
    add_refs(&b, say(" Others had joined, so it stays: "), page_part(answer, "stayed"));
    add_refs(&b, say(" Look at these yourself: "), page_part(answer, "left"));
    plain_line(p, 4, b.data);
    buffer_free(&b);
}

/* --- the command ------------------------------------------------------------------------------ */

static json_t *record(struct plain *p, const char *ref, json_t *event, struct failure *f)
{
    (void)json_object_set_new(event, "individual", json_string(ref));
    char *text = json_dumps(event, JSON_COMPACT);
    json_t *answer =
        plain_ask_once(p, "event", NULL, "SELECT api.record_event($1::uuid, $2::jsonb)",
                       GATEWAY_VALUES(p->request_id, text), f);
    free(text);
    return answer;
}

static json_t *retract(struct plain *p, const char *ref, const json_t *said, struct failure *f)
{
    return plain_ask_once(p, ref, NULL, "SELECT api.retract_event($1::uuid, $2, $3)",
                          GATEWAY_VALUES(p->request_id, ref, answer_text(said, "reason")), f);
}

static int run(struct plain *p, char **words, void *data)
{
    (void)data;
    struct failure f;
    json_t *answer = NULL, *said = json_object();
    bool back = strcmp(words[1], "retract") == 0;
    if (take_all(p, said, words + 1 + back, &f))
        answer = back ? retract(p, words[0], said, &f) : record(p, words[0], said, &f);
    json_decref(said);
    if (answer == NULL)
        return command_fail(&f);
    (back ? say_retracted : say_recorded)(p, answer);
    json_decref(answer);
    return EX_OK;
}

int command_event(const struct options *o, int argc, char **argv)
{
    return plain_request(
        o, argc, argv,
        &(struct plain_request){
            .least = 3, .wants = say("it needs a person and what happened"), .run = run});
}
