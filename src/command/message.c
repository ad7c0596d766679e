/* holdfast message: writes a message where the work is, or reads the thread of a place. */
#include "holdfast/command/command.h"
#include "holdfast/command/plain.h"
#include "holdfast/gateway/answer.h"
#include "holdfast/util/say.h"

#include <stdlib.h>
#include <string.h>

#include "plain_page.h"

static const struct page_line thread_lines[] = {
    {"Person", "name", NULL, NULL},   {"About", "title", NULL, NULL},
    {"Notice", "notice", NULL, NULL}, {"Message", "messages", NULL, page_message},
    {NULL, NULL, NULL, NULL},
};

static int read_thread(struct plain *p, const char *place)
{
    struct failure f;
    json_t *thread = plain_ask(p, place, "SELECT api.messages($1)", GATEWAY_VALUES(place), &f);
    if (thread == NULL)
        return command_fail(&f);
    page_print(p, thread_lines, thread);
    json_decref(thread);
    return EX_OK;
}

/* to=, question=, answers= and counseling=; every other word is of the text. */
static json_t *read_body(struct plain *p, char **words)
{
    static const char *const keys[] = {"to", "question", "answers", "counseling"};
    struct buffer text = {0};
    json_t *body = json_object();
    for (; *words != NULL; words++) {
        const char *key, *value;
        bool known = false;
        bool pair = plain_pair(p, *words, &key, &value);
        for (size_t i = 0; pair && i < sizeof keys / sizeof keys[0]; i++)
            known = known || strcmp(key, keys[i]) == 0;
        if (!known)
            page_add(&text, " ", *words);
        else if (strcmp(key, "question") == 0 || strcmp(key, "counseling") == 0)
            (void)json_object_set_new(body, key, json_boolean(strcmp(value, "yes") == 0));
        else
            (void)json_object_set_new(body, key, json_string(value));
    }
    (void)json_object_set_new(body, "text", json_string(text.data != NULL ? text.data : ""));
    buffer_free(&text);
    return body;
}

static void say_sent(const struct plain *p, const json_t *answer)
{
    struct buffer b = {0};
    if (page_is(answer, "replayed"))
        buffer_text(&b, say("This was sent before: "));
    buffer_print(&b, say("%s: to %s"), answer_text(answer, "place"),
                 answer_text(answer, "to_name"));
    page_add_moment(p, &b, say(", to be answered by "), answer, "due");
    page_add(&b, ", ", answer_text(answer, "task_ref"));
    if (json_is_integer(page_part(answer, "answered")))
        buffer_text(&b, say(", as the answer"));
    buffer_text(&b, ".");
    plain_line(p, 0, b.data);
    buffer_free(&b);
}

static int send(struct plain *p, const char *place, char **words)
{
    struct failure f;
    json_t *body = read_body(p, words);
    char *text = json_dumps(body, JSON_COMPACT);
    json_decref(body);
    json_t *answer = plain_ask_once(p, place, NULL, "SELECT api.message($1::uuid, $2, $3::jsonb)",
                                    GATEWAY_VALUES(p->request_id, place, text), &f);
    free(text);
    if (answer == NULL)
        return command_fail(&f);
    say_sent(p, answer);
    json_decref(answer);
    return EX_OK;
}

static int run(struct plain *p, char **words, void *data)
{
    (void)data;
    return words[1] == NULL ? read_thread(p, words[0]) : send(p, words[0], words + 1);
}

int command_message(const struct options *o, int argc, char **argv)
{
    return plain_request(
        o, argc, argv,
        &(struct plain_request){.least = 2, .wants = say("it needs a reference"), .run = run});
}
