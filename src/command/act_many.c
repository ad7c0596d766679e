/* holdfast act with several references: the same step on each, a line for each, one undo for all.
 */
#include "holdfast/command/act_many.h"
#include "holdfast/command/act_step.h"

#include "holdfast/command/command.h"
#include "holdfast/gateway/answer.h"
#include "holdfast/screen/many_words.h"
#include "holdfast/screen/step_table.h"
#include "holdfast/util/memory.h"
#include "holdfast/util/say.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { AT_ONCE = 200, UUID_TAIL = 4 };

struct many {
    struct plain *plain;
    struct act_step step;
    json_t *items; /* {"ref", "version"}, each once; without a version as it stands */
    size_t calls;  /* made so far */
    const char *batch;
    int64_t until; /* 0: it cannot be undone */
    size_t done;
    const char *does;
    json_t *refused; /* as many_words.h has it */
    int status;
};

/* ---- the references -------------------------------------------------------------------------- */

/* "R-20418", "R-7-20418.2", "T-8841". */
static bool is_reference(const char *word, const char *letters)
{
    size_t len = strspn(word, "0123456789.-RTBrtb");
    return word[0] != '\0' && strchr(letters, word[0]) != NULL && word[1] == '-' &&
           word[2] >= '0' && word[2] <= '9' && word[len] == '\0';
}

static bool is_item(const char *word)
{
    return is_reference(word, "RTrt");
}

bool act_is_many(char **words)
{
    return strcmp(words[0], "-") == 0 || is_reference(words[0], "Bb") ||
           (is_item(words[0]) && words[1] != NULL && is_item(words[1]));
}

static void add_reference(struct many *many, const char *ref)
{
    size_t i;
    const json_t *known;
    json_array_foreach (many->items, i, known)
        if (strcmp(answer_text(known, "ref"), ref) == 0)
            return;
    (void)json_array_append_new(many->items, json_pack("{s:s}", "ref", ref));
}

/* The first field of the line that is a reference, as `queue` prints them. */
static bool add_from_line(struct many *many, char *line)
{
    char *rest = line;
    line[strcspn(line, "\r\n")] = '\0';
    if (line[strspn(line, " \t")] == '\0')
        return true;
    for (const char *field = strsep(&rest, "\t"); field != NULL; field = strsep(&rest, "\t"))
        if (is_item(field)) {
            add_reference(many, field);
            return true;
        }
    return false;
}

static bool read_list(struct many *many, struct failure *f)
{
    char *line = NULL;
    size_t size = 0, number = 0;
    bool good = true;
    while (good && getline(&line, &size, stdin) >= 0) {
        number++;
        good = add_from_line(many, line);
    }
    free(line);
    return good || failure_set(f, EX_DATAERR, "act", say("give one reference a line"),
                               say("line %zu of the list has no reference"), number);
}

static bool read_words(struct many *many, char ***words, struct failure *f)
{
    bool list = strcmp(**words, "-") == 0;
    if (list)
        (*words)++;
    for (; !list && **words != NULL && is_item(**words); (*words)++)
        add_reference(many, **words);
    if (list && !read_list(many, f))
        return false;
    if (**words == NULL)
        return failure_set(f, EX_USAGE, "act", say("see holdfast help"), "%s",
                           say("it needs what to do"));
    many->step.action = *(*words)++;
    return act_read_detail(many->plain, &many->step, *words, f);
}

/* ---- the calls ------------------------------------------------------------------------------- */

/* Of the request's own id a further one for each call, the same whenever it is repeated. */
static const char *request_of(struct many *many)
{
    char *id = arena_text(&many->plain->session.arena, many->plain->request_id);
    size_t len = strlen(id);
    unsigned long tail;
    if (len < UUID_TAIL)
        return id;
    tail = strtoul(id + len - UUID_TAIL, NULL, 16) + many->calls++;
    (void)snprintf(id + len - UUID_TAIL, UUID_TAIL + 1, "%04lx", tail & 0xFFFF);
    return id;
}

static char *items_text(const struct many *many, size_t from)
{
    json_t *items = json_array();
    for (size_t i = from; i < json_array_size(many->items) && i < from + AT_ONCE; i++)
        (void)json_array_append(items, json_array_get(many->items, i));
    char *text = json_dumps(items, JSON_COMPACT);
    json_decref(items);
    return text;
}

/* request NULL: only what would happen. */
static json_t *ask(struct many *many, const char *request, size_t from, struct failure *f)
{
    static const char does[] =
        "SELECT api.act_many($1::uuid, $2::jsonb, $3, $4::jsonb, nullif($5, ''))";
    static const char looks[] = "SELECT api.act_many_preview($1::jsonb, $2, $3::jsonb)";
    char *items = items_text(many, from), *detail = json_dumps(many->step.detail, JSON_COMPACT);
    const char *action = many->step.action, *batch = many->batch != NULL ? many->batch : "";
    json_t *answer =
        request != NULL
            ? plain_ask_once(many->plain, action, NULL, does,
                             GATEWAY_VALUES(request, items, action, detail, batch), f)
            : plain_ask(many->plain, action, looks, GATEWAY_VALUES(items, action, detail), f);
    free(items);
    free(detail);
    return answer;
}

static int status_of(const char *code)
{
    return strcmp(code, "HF404") == 0   ? EX_NOPERM
           : strcmp(code, "HF409") == 0 ? EX_TEMPFAIL
                                        : EX_DATAERR;
}

static void take_refusal(struct many *many, const json_t *result)
{
    const char *why = answer_text(result, "message");
    char what[100];
    struct failure f;
    (void)snprintf(what, sizeof what, "%s %s", many->step.action, answer_text(result, "ref"));
    (void)failure_set(&f, status_of(answer_text(result, "code")), what, answer_text(result, "mend"),
                      "%s", why[0] != '\0' ? why : answer_text(result, "why"));
    failure_print(&f, stderr);
    if (many->status == EX_OK)
        many->status = f.status;
    (void)json_array_append_new(many->refused, many_refusal(result));
}

static void take_results(struct many *many, const json_t *answer)
{
    size_t i;
    const json_t *result;
    const char *batch = answer_text(answer, "batch");
    if (many->batch == NULL && batch[0] != '\0')
        many->batch = arena_text(&many->plain->session.arena, batch);
    if (answer_time(answer, "undo_until") != 0)
        many->until = answer_time(answer, "undo_until");
    json_array_foreach (json_object_get(answer, "results"), i, result) {
        if (!answer_bool(result, "ok")) {
            take_refusal(many, result);
            continue;
        }
        many->done++;
        act_say(many->plain, result, NULL);
    }
}

/* ---- what came of it ------------------------------------------------------------------------- */

static void say_end(struct many *many, const json_t *last)
{
    const struct step_words *words = step_words_of(many->step.action);
    struct buffer b = {0};
    buffer_print(&b, say("%s: %zu of %zu."), say(words != NULL ? words->past : many->step.action),
                 many->done, many->done + json_array_size(many->refused));
    if (json_array_size(many->refused) > 0) {
        buffer_text(&b, say(" Not: "));
        many_add_reasons(&b, many->refused);
        buffer_text(&b, ".");
    }
    if (many->until != 0) {
        buffer_text(&b, say(" You may undo all of it until "));
        plain_add_moment(many->plain, &b, last, "undo_until");
        buffer_print(&b, ": holdfast act %s undo.", many->batch);
    }
    plain_line(many->plain, 0, b.data);
    buffer_free(&b);
}

/* True: all of it was sent. *last: the last answer, also of a call before; a reference of its own.
 */
static bool send_items(struct many *many, json_t **last, struct failure *f)
{
    for (size_t from = 0; from < json_array_size(many->items); from += AT_ONCE) {
        json_t *answer = ask(many, request_of(many), from, f);
        if (answer == NULL)
            return false;
        take_results(many, answer);
        json_decref(*last);
        *last = answer;
    }
    return true;
}

static int end(struct many *many, json_t *last, bool sent, const struct failure *f)
{
    if (last != NULL)
        say_end(many, last);
    json_decref(last);
    return sent ? many->status : command_fail(f);
}

static int do_all(struct many *many)
{
    struct failure f;
    json_t *last = NULL;
    bool sent = send_items(many, &last, &f);
    return end(many, last, sent, &f);
}

/* What would happen to how many; those that cannot are named as when it is done. */
static int look(struct many *many)
{
    struct buffer b = {0};
    struct failure f;
    for (size_t from = 0; from < json_array_size(many->items); from += AT_ONCE) {
        json_t *answer = ask(many, NULL, from, &f);
        size_t i;
        const json_t *one;
        if (answer == NULL)
            return command_fail(&f);
        many->done += (size_t)answer_int(answer, "will");
        if (many->does == NULL && answer_text(answer, "does")[0] != '\0')
            many->does = arena_text(&many->plain->session.arena, answer_text(answer, "does"));
        json_array_foreach (json_object_get(answer, "not"), i, one)
            take_refusal(many, one);
        json_decref(answer);
    }
    many_add_words(&b, many->does, many->done, many->refused);
    buffer_text(&b, say(" Nothing was done."));
    plain_line(many->plain, 0, b.data);
    buffer_free(&b);
    return many->status;
}

static int undo_all(struct many *many, const char *batch)
{
    struct failure f;
    bool more = true;
    many->step.action = "undo";
    while (more) {
        json_t *answer =
            plain_ask_once(many->plain, batch, NULL, "SELECT api.undo_many($1::uuid, $2)",
                           GATEWAY_VALUES(request_of(many), batch), &f);
        if (answer == NULL)
            return command_fail(&f);
        take_results(many, answer);
        more = answer_int(answer, "left") > 0;
        json_decref(answer);
    }
    say_end(many, NULL);
    return many->status;
}

static int run(struct many *many, char **words, bool dry)
{
    struct failure f;
    if (is_reference(words[0], "Bb")) {
        if (words[1] == NULL || strcmp(words[1], "undo") != 0)
            return command_misused("act", "%s",
                                   say("what was done to several can be undone: B-… undo"));
        return undo_all(many, words[0]);
    }
    if (!read_words(many, &words, &f))
        return command_fail(&f);
    if (json_array_size(many->items) == 0) {
        plain_line(many->plain, 0, say("Nothing to do: the list is empty."));
        return EX_OK;
    }
    return dry ? look(many) : do_all(many);
}

/* Those that go to that person, and the step's detail says so. */
static void take_share(struct many *many, const json_t *items, const char *to)
{
    size_t i;
    json_t *item;
    (void)json_array_clear(many->items);
    (void)json_object_set_new(many->step.detail, "to", json_string(to));
    json_array_foreach (items, i, item)
        if (strcmp(answer_text(item, "to"), to) == 0)
            (void)json_array_append_new(many->items,
                                        json_pack("{s:O, s:O}", "ref", json_object_get(item, "ref"),
                                                  "version", json_object_get(item, "version")));
}

int act_give(struct plain *p, const json_t *items, const json_t *moves, const char *note)
{
    struct many many = {.plain = p, .status = EX_OK};
    struct failure f;
    json_t *last = NULL;
    bool sent = true;
    size_t i;
    const json_t *move;
    many.items = json_array();
    many.refused = json_array();
    many.step.action = "assign";
    many.step.detail = json_object();
    if (note != NULL)
        (void)json_object_set_new(many.step.detail, "note", json_string(note));
    json_array_foreach (moves, i, move) {
        take_share(&many, items, answer_text(move, "login"));
        sent = sent && send_items(&many, &last, &f);
    }
    int status = end(&many, last, sent, &f);
    json_decref(many.items);
    json_decref(many.refused);
    json_decref(many.step.detail);
    return status;
}

int act_many(struct plain *p, char **words, bool dry)
{
    struct many many = {.plain = p, .status = EX_OK};
    many.items = json_array();
    many.refused = json_array();
    many.step.detail = json_object();
    int status = run(&many, words, dry);
    json_decref(many.items);
    json_decref(many.refused);
    json_decref(many.step.detail);
    return status;
}
