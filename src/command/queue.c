/* holdfast queue: what waits, one item a line, in the order in which it should be dealt with. */
#include "holdfast/command/arguments.h"
#include "holdfast/command/command.h"
#include "holdfast/command/plain.h"
#include "holdfast/gateway/answer.h"
#include "holdfast/screen/words.h"
#include "holdfast/util/say.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { USUAL_ROWS = 50, MOST_ROWS = 10000 };

/* --- what is asked for ------------------------------------------------------------------------ */

/* "a,b" as a list, "a" as a text; a comma in `text` is part of it. */
static json_t *filter_value(const char *key, const char *value)
{
    if (strchr(value, ',') == NULL || strcmp(key, "text") == 0)
        return json_string(value);
    json_t *list = json_array();
    for (const char *at = value; *at != '\0';) {
        size_t len = strcspn(at, ",");
        (void)json_array_append_new(list, json_stringn(at, len));
        at += len + (at[len] == ',');
    }
    return list;
}

static bool add_filter(struct arena *arena, json_t *filter, const char *word, struct failure *f)
{
    const char *mark = strchr(word, '=');
    if (mark == NULL || mark == word)
        return failure_set(f, EX_USAGE, "queue", say("write --filter state=late"),
                           say("%s is no KEY=VALUE"), word);
    const char *key = arena_slice(arena, word, (size_t)(mark - word));
    if (json_object_set_new(filter, key, filter_value(key, mark + 1)) != 0)
        return failure_set(f, EX_DATAERR, "queue", "", "%s", say("a filter is not UTF-8"));
    return true;
}

/* --filter may stand several times, which the table of arguments cannot say. */
static bool take_filters(struct arena *arena, json_t *filter, int *argc, char **argv,
                         struct failure *f)
{
    static const char name[] = "--filter";
    int kept = 1;
    for (int i = 1; i < *argc; i++) {
        size_t len = strlen(name);
        const char *word = NULL;
        if (strcmp(argv[i], name) == 0)
            word = i + 1 < *argc ? argv[++i] : "";
        else if (strncmp(argv[i], name, len) == 0 && argv[i][len] == '=')
            word = argv[i] + len + 1;
        else
            argv[kept++] = argv[i];
        if (word != NULL && !add_filter(arena, filter, word, f))
            return false;
    }
    argv[kept] = NULL;
    *argc = kept;
    return true;
}

static bool read_count(const char *text, int *count, struct failure *f)
{
    char *end;
    long n = strtol(text, &end, 10);
    if (*end != '\0' || n < 1 || n > MOST_ROWS)
        return failure_set(f, EX_USAGE, "queue", say("give a number from 1 to 10000"),
                           say("%s is no number of items"), text);
    *count = (int)n;
    return true;
}

/* --- what is shown ---------------------------------------------------------------------------- */

enum column {
    REF,
    STATUS_WORDS,
    STATE,
    PERSON,
    BIRTH_YEAR,
    WHAT,
    WITH,
    NEED_SINCE,
    STAGE_SINCE,
    DUE,
    HOLD_UNTIL,
    ACTIONS,
    EFFECTS,
    NOTICE,
    COLUMN_COUNT
};

static const char *const column_names[COLUMN_COUNT] = {
    [REF] = "ref",
    [STATUS_WORDS] = "state_words",
    [STATE] = "state",
    [PERSON] = "individual_name",
    [BIRTH_YEAR] = "birth_year",
    [WHAT] = "label",
    [WITH] = "with_words",
    [NEED_SINCE] = "need_since",
    [STAGE_SINCE] = "stage_since",
    [DUE] = "due",
    [HOLD_UNTIL] = "hold_until",
    [ACTIONS] = "actions",
    [EFFECTS] = "effects",
    [NOTICE] = "notice",
};

struct row {
    const struct plain *plain;
    const struct reply *reply;
    size_t at;
    const int *columns;
};

static const char *text_of(const struct row *row, enum column column)
{
    return reply_text(row->reply, row->at, row->columns[column]);
}

static const char *due_of(const struct row *row, char *out, size_t size)
{
    int64_t instant;
    const char *state = text_of(row, STATE);
    enum column column = strcmp(state, "hold") == 0 ? HOLD_UNTIL : DUE;
    (void)reply_time(row->reply, row->at, row->columns[column], &instant);
    return words_due(out, size, state, row->plain->now, instant);
}

static const char *wait_of(const struct row *row, char *out, size_t size)
{
    int64_t need = 0, stage = 0;
    if (!reply_time(row->reply, row->at, row->columns[NEED_SINCE], &need))
        need = 0;
    if (!reply_time(row->reply, row->at, row->columns[STAGE_SINCE], &stage))
        stage = 0;
    return words_wait(out, size, row->plain->now, need, stage);
}

static const char *person_of(const struct row *row, char *out, size_t size)
{
    const char *born = text_of(row, BIRTH_YEAR);
    (void)snprintf(out, size, "%s%s%s", text_of(row, PERSON), born[0] != '\0' ? " " : "", born);
    return out;
}

/* "accept: accept as you, decline: decline: no staff" */
static const char *steps_of(const struct row *row, struct arena *arena)
{
    const char *const *actions, *const *effects;
    size_t count = reply_texts(row->reply, row->at, row->columns[ACTIONS], arena, &actions);
    size_t known = reply_texts(row->reply, row->at, row->columns[EFFECTS], arena, &effects);
    const char *steps = "";
    for (size_t i = 0; i < count; i++)
        steps = arena_print(arena, "%s%s%s (%s)", steps, i > 0 ? ", " : "", actions[i],
                            i < known ? effects[i] : "");
    return steps;
}

/* In the order of lean mode: due, state, person, what, with, wait, reference. */
static void print_row(const struct row *row, bool steps)
{
    char due[40], person[256], wait[24];
    struct arena arena = {0};
    const char *const parts[] = {due_of(row, due, sizeof due),
                                 text_of(row, STATUS_WORDS),
                                 person_of(row, person, sizeof person),
                                 text_of(row, WHAT),
                                 text_of(row, WITH),
                                 wait_of(row, wait, sizeof wait),
                                 text_of(row, REF),
                                 steps ? steps_of(row, &arena) : ""};
    plain_row(row->plain, parts, steps ? 8 : 7);
    arena_free(&arena);
}

/* What 42 CFR 2.32 wants beside such content, once; a pipe has its rows alone on standard output.
 */
static void end_rows(const struct plain *p, const char *notice)
{
    if (notice[0] == '\0')
        return;
    if (p->width > 0)
        plain_line(p, 0, notice);
    else
        (void)fprintf(stderr, "holdfast: queue: %s\n", notice);
}

static void print_rows(const struct plain *p, const struct reply *reply, size_t most, bool steps)
{
    int columns[COLUMN_COUNT];
    for (int i = 0; i < COLUMN_COUNT; i++)
        columns[i] = reply_column(reply, column_names[i]);
    size_t count = reply_rows(reply);
    const char *notice = "";
    for (size_t i = 0; i < count && i < most; i++) {
        const struct row row = {p, reply, i, columns};
        print_row(&row, steps);
        notice = text_of(&row, NOTICE)[0] != '\0' ? text_of(&row, NOTICE) : notice;
    }
    end_rows(p, notice);
    if (p->width == 0)
        return;
    if (count == 0)
        plain_line(p, 0, say("Nothing here."));
    else if (count > most)
        plain_line(p, 0, say("There are more: ask for them with -n."));
}

static int show_queue(struct plain *p, const char *scope, const char *filter, int count, bool steps)
{
    struct failure f;
    struct reply *reply;
    char number[24];
    const struct gateway_call call = {
        .sql = "SELECT * FROM api.queue($1, $2::jsonb, NULL, NULL, $3::int)",
        .values = GATEWAY_VALUES(scope, filter,
                                 gateway_number(number, count < MOST_ROWS ? count + 1 : count)),
        .what = "queue",
        .resend = true};
    if (!gateway_run(p->session.gateway, &call, &reply, &f))
        return command_fail(&f);
    print_rows(p, reply, (size_t)count, steps);
    reply_free(reply);
    return EX_OK;
}

static int run(const struct options *o, const char *scope, json_t *filter, int count, bool steps)
{
    struct failure f;
    struct plain p;
    if (!plain_open(&p, o, &f))
        return command_fail(&f);
    char *text = json_dumps(filter, JSON_COMPACT);
    if (scope == NULL)
        scope = answer_text(p.me, "queue_scope");
    int status = show_queue(&p, scope, text, count, steps);
    free(text);
    plain_close(&p);
    return status;
}

int command_queue(const struct options *o, int argc, char **argv)
{
    const char *number = NULL;
    bool steps = false;
    int count = USUAL_ROWS, status;
    struct failure f;
    struct arena arena = {0};
    json_t *filter = json_object();
    const struct argument table[] = {{"-n", NULL, &number}, {"--steps", &steps, NULL}};
    if (!take_filters(&arena, filter, &argc, argv, &f) ||
        !arguments_parse(table, 2, &argc, argv, &f) ||
        (number != NULL && !read_count(number, &count, &f)))
        status = command_fail(&f);
    else if (argc > 2)
        status = command_misused(argv[0], say("%s is one word too many"), argv[2]);
    else
        status = run(o, argc > 1 ? argv[1] : NULL, filter, count, steps);
    json_decref(filter);
    arena_free(&arena);
    return status;
}
