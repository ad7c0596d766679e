/* The queue as numbered lines, and finding somebody. */
#include "lines_parts.h"

#include "holdfast/gateway/answer.h"
#include "holdfast/screen/filter.h"
#include "holdfast/screen/words.h"
#include "holdfast/util/memory.h"
#include "holdfast/util/say.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A page is what can be felt or heard in one go. */
enum { PAGE_ROWS = 7 };

void lines_list_free(struct lines *l)
{
    free(l->rows);
    l->rows = NULL;
    l->count = l->size = 0;
    l->more = false;
    arena_free(&l->list_arena);
    l->scope = NULL;
    json_decref(l->filter);
    l->filter = NULL;
}

bool lines_is_organization(const json_t *item)
{
    return strcmp(answer_text(item, "kind"), "organization") == 0;
}

const char *lines_subject(const json_t *item, char *out, size_t size)
{
    const char *name = answer_text(json_object_get(item, "person"), "name");
    const char *ref = lines_is_organization(item) ? "" : answer_text(item, "ref");
    (void)snprintf(out, size, "%s%s%s", ref, ref[0] != '\0' && name[0] != '\0' ? " " : "", name);
    return out;
}

/* ---- the first lines ---- */

static const char *title_of(const struct lines *l)
{
    const json_t *scope;
    size_t i;
    json_array_foreach (json_object_get(l->plain.me, "scopes"), i, scope)
        if (strcmp(answer_text(scope, "scope"), l->scope) == 0)
            return answer_text(scope, "title");
    return l->scope;
}

static void add_count(struct buffer *b, const json_t *counts, const char *key, const char *word)
{
    json_int_t n = answer_int(counts, key);
    if (n > 0)
        buffer_print(b, n > 999 ? ", %s 999+" : ", %s %d", word, (int)n);
}

static void say_counts(struct lines *l, const json_t *counts)
{
    static const char *const words[][2] = {{"late", "late"},
                                           {"today", "today"},
                                           {"undated", "no deadline"},
                                           {"later", "later"},
                                           {"hold", "waiting"}};
    char filter[160];
    struct buffer b = {0};
    json_int_t n = answer_int(counts, "open");
    buffer_print(&b, n > 999 ? say("999+ open") : say("%d open"), (int)n);
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        add_count(&b, counts, words[i][0], say(words[i][1]));
    filter_words(l->filter, filter, sizeof filter);
    if (filter[0] != '\0')
        buffer_print(&b, say(". Only %s"), filter);
    plain_line(&l->plain, 0, b.data);
    buffer_free(&b);
}

/* ---- rows ---- */

/* "3  late 2d, needs answer, Ivanov Nora 1987, wound care, with intake, 31h, R-54911": the number,
 * then in the order of lean mode. */
static void say_row(struct lines *l, size_t number)
{
    static const enum task_column order[] = {TASK_DUE,  TASK_STATE, TASK_PERSON, TASK_WHAT,
                                             TASK_WITH, TASK_WAIT,  TASK_REF};
    const struct task_row *task = l->rows[number - 1].task;
    struct buffer b = {0};
    buffer_print(&b, "%zu ", number);
    for (size_t i = 0; i < sizeof order / sizeof order[0]; i++) {
        char cell[256];
        (void)task_cell(task, order[i], l->plain.now, sizeof cell, cell, sizeof cell);
        char *comma = order[i] == TASK_PERSON ? strstr(cell, ", ") : NULL;
        if (comma != NULL)
            memmove(comma, comma + 1, strlen(comma));
        if (cell[0] != '\0')
            buffer_print(&b, "%s %s%s", i > 0 ? "," : "", order[i] == TASK_WITH ? say("with ") : "",
                         cell);
    }
    plain_line(&l->plain, 3, b.data);
    buffer_free(&b);
}

static void keep_rows(struct lines *l, const struct reply *reply, size_t count)
{
    l->size = l->count + count;
    l->rows = memory_grow(l->rows, l->size > 0 ? l->size : 1, sizeof *l->rows);
    for (size_t i = 0; i < count; i++) {
        const struct task_row *task = task_decode(reply, i, &l->list_arena);
        l->rows[l->count++] = (struct lines_row){.task = task, .version = task->version};
    }
}

static bool read_page(struct lines *l, struct failure *f)
{
    struct reply *reply;
    char sort[24], id[24], n[24];
    const struct task_row *last = l->count > 0 ? l->rows[l->count - 1].task : NULL;
    char *filter = json_dumps(l->filter, JSON_COMPACT);
    const struct gateway_call call = {
        .sql = "SELECT * FROM api.queue($1, $2::jsonb, 'epoch'::timestamptz + $3::bigint * interval"
               " '1 microsecond', $4::bigint, $5::int)",
        .values = GATEWAY_VALUES(l->scope, filter != NULL ? filter : "{}",
                                 last != NULL ? gateway_number(sort, last->sort_at) : NULL,
                                 last != NULL ? gateway_number(id, last->id) : NULL,
                                 gateway_number(n, PAGE_ROWS + 1)),
        .what = say("reading the queue"),
        .resend = true};
    bool good = gateway_run(l->gateway, &call, &reply, f);
    free(filter);
    if (!good)
        return false;
    size_t rows = reply_rows(reply);
    l->more = rows > PAGE_ROWS;
    keep_rows(l, reply, l->more ? PAGE_ROWS : rows);
    reply_free(reply);
    return true;
}

void lines_next(struct lines *l)
{
    struct failure f;
    size_t from = l->count;
    if (l->scope == NULL || (l->count > 0 && !l->more)) {
        lines_say(l, "%s",
                  l->scope == NULL ? say("No list yet: 2 reads the queue.") : say("That was all."));
        return;
    }
    if (!read_page(l, &f)) {
        lines_tell(l, &f);
        return;
    }
    for (size_t number = from + 1; number <= l->count; number++)
        say_row(l, number);
    if (l->count == 0)
        lines_say(l, "%s", say("Nothing is here."));
    else if (l->more)
        lines_say(l, "%s", say("n: more."));
}

void lines_list(struct lines *l, const char *scope, json_t *filter)
{
    struct failure f;
    char wanted[32];
    (void)snprintf(wanted, sizeof wanted, "%s", scope);
    lines_list_free(l);
    l->filter = filter;
    l->scope = arena_text(&l->list_arena, wanted);
    char *text = json_dumps(filter, JSON_COMPACT);
    json_t *counts =
        plain_ask(&l->plain, say("reading the queue"), "SELECT api.counts($1, $2::jsonb)",
                  GATEWAY_VALUES(l->scope, text != NULL ? text : "{}"), &f);
    free(text);
    if (counts == NULL) {
        lines_tell(l, &f);
        lines_list_free(l);
        return;
    }
    lines_say(l, say("QUEUE %s"), title_of(l));
    say_counts(l, counts);
    json_decref(counts);
    lines_next(l);
}

/* ---- finding somebody ---- */

static void say_person(struct lines *l, const json_t *person)
{
    char born[24];
    struct buffer b = {0};
    buffer_print(&b, "%s, %s", answer_text(person, "ref"), answer_text(person, "name"));
    if (words_date(born, sizeof born, answer_text(person, "birth_date"))[0] != '\0')
        buffer_print(&b, say(", born %s"), born);
    if (answer_text(person, "city")[0] != '\0')
        buffer_print(&b, ", %s", answer_text(person, "city"));
    buffer_print(&b, say(", %d open, %d late"), (int)answer_int(person, "open"),
                 (int)answer_int(person, "late"));
    plain_line(&l->plain, 3, b.data);
    buffer_free(&b);
}

void lines_find(struct lines *l, const char *name)
{
    struct failure f;
    size_t i;
    const json_t *person;
    json_t *found = plain_ask(&l->plain, say("finding people"), "SELECT api.find($1, 10)",
                              GATEWAY_VALUES(name), &f);
    if (found == NULL) {
        lines_tell(l, &f);
        return;
    }
    const json_t *people = json_object_get(found, "individuals");
    json_array_foreach (people, i, person)
        say_person(l, person);
    if (answer_bool(found, "more"))
        lines_say(l, "%s", say("There are more: type more of the name."));
    else if (i == 0)
        lines_say(l, say("Nobody you may see is called %s."), name);
    json_decref(found);
    lines_list(l, l->scope != NULL ? l->scope : answer_text(l->plain.me, "queue_scope"),
               json_pack("{s:s}", "text", name));
}
