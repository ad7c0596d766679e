#include "holdfast/screen/task_row.h"

#include "holdfast/console/text.h"
#include "holdfast/screen/words.h"
#include "holdfast/util/say.h"

#include <stdio.h>
#include <string.h>

/* Columns: title, least and ideal cells, share of spare width, what goes first when narrow. */
#define COLUMN_DUE                                                                                 \
    {                                                                                              \
        "DUE", 9, 9, 0, 0, LIST_LEFT                                                               \
    }
#define COLUMN_PERSON                                                                              \
    {                                                                                              \
        "PERSON, BORN", 12, 16, 3, 0, LIST_LEFT                                                    \
    }
#define COLUMN_WHAT                                                                                \
    {                                                                                              \
        "WHAT", 9, 14, 4, 0, LIST_LEFT                                                             \
    }
#define COLUMN_STATE                                                                               \
    {                                                                                              \
        "STATE", 10, 12, 2, 0, LIST_LEFT                                                           \
    }
#define COLUMN_WAIT                                                                                \
    {                                                                                              \
        "WAIT", 4, 4, 0, 3, LIST_LEFT                                                              \
    }
#define COLUMN_WITH                                                                                \
    {                                                                                              \
        "WITH", 6, 8, 2, 2, LIST_LEFT                                                              \
    }
#define COLUMN_REF                                                                                 \
    {                                                                                              \
        "REF", 9, 9, 0, 1, LIST_LEFT                                                               \
    }

const struct list_column task_columns[7] = {COLUMN_DUE,  COLUMN_PERSON, COLUMN_WHAT, COLUMN_STATE,
                                            COLUMN_WAIT, COLUMN_WITH,   COLUMN_REF};
/* As INTERFACES has it for readers that hear or feel one row after the other. */
const struct list_column task_columns_lean[7] = {
    COLUMN_DUE, COLUMN_STATE, COLUMN_PERSON, COLUMN_WHAT, COLUMN_WITH, COLUMN_WAIT, COLUMN_REF};

enum task_column task_column_at(int place, bool lean)
{
    static const enum task_column orders[2][7] = {
        {TASK_DUE, TASK_PERSON, TASK_WHAT, TASK_STATE, TASK_WAIT, TASK_WITH, TASK_REF},
        {TASK_DUE, TASK_STATE, TASK_PERSON, TASK_WHAT, TASK_WITH, TASK_WAIT, TASK_REF}};
    return orders[lean][place];
}

struct decoder {
    const struct reply *reply;
    struct arena *arena;
    size_t row;
};

static const char *text_of(const struct decoder *d, const char *column)
{
    return arena_text(d->arena, reply_named(d->reply, d->row, column));
}

static int64_t time_of(const struct decoder *d, const char *column)
{
    int64_t instant;
    return reply_time(d->reply, d->row, reply_column(d->reply, column), &instant) ? instant : 0;
}

static struct task_row *decode(const struct decoder *d)
{
    struct task_row *row = arena_take(d->arena, 1, sizeof *row);
    const struct reply *r = d->reply;
    row->id = reply_bigint(r, d->row, reply_column(r, "id"));
    row->version = reply_int(r, d->row, reply_column(r, "version"));
    row->ref = text_of(d, "ref");
    row->kind = text_of(d, "kind");
    row->status = text_of(d, "status");
    row->priority = text_of(d, "priority");
    row->state = text_of(d, "state");
    row->individual_ref = text_of(d, "individual_ref");
    row->name = text_of(d, "individual_name");
    row->birth_year = reply_int(r, d->row, reply_column(r, "birth_year"));
    row->label = text_of(d, "label");
    row->state_words = text_of(d, "state_words");
    row->with_words = text_of(d, "with_words");
    row->withheld = reply_bool(r, d->row, reply_column(r, "withheld"));
    row->sort_at = time_of(d, "sort_at");
    row->due = time_of(d, "due");
    row->need_since = time_of(d, "need_since");
    row->stage_since = time_of(d, "stage_since");
    row->hold_until = time_of(d, "hold_until");
    row->action_count = reply_texts(r, d->row, reply_column(r, "actions"), d->arena, &row->actions);
    size_t effects = reply_texts(r, d->row, reply_column(r, "effects"), d->arena, &row->effects);
    if (effects < row->action_count)
        row->action_count = effects;
    return row;
}

const struct task_row *task_decode(const struct reply *reply, size_t row, struct arena *arena)
{
    return decode(&(struct decoder){reply, arena, row});
}

struct list_page *task_page(const struct reply *reply)
{
    struct list_page *page = list_page_new();
    for (size_t i = 0; i < reply_rows(reply); i++) {
        const struct task_row *row = task_decode(reply, i, list_page_arena(page));
        list_page_add(page, row->sort_at, row->id, row, 0);
    }
    return page;
}

/* Of what is too long the name is cut: the year tells people of one name apart. */
static void write_person(const struct task_row *row, int cells, char *out, size_t size)
{
    char born[16];
    (void)snprintf(born, sizeof born, " %d", row->birth_year);
    if (row->withheld || row->name[0] == '\0')
        (void)snprintf(out, size, "%s", say("(not shown)"));
    else if (row->birth_year > 0)
        (void)text_fit_before(out, size, row->name, born, cells);
    else
        (void)snprintf(out, size, "%s", row->name);
}

/* "for doctor's order" to "for doctor's", where a word ends in time. */
static void cut_at_word(char *text, int cells)
{
    char *blank;
    while (text_width(text) > cells && (blank = strrchr(text, ' ')) != NULL &&
           blank != strchr(text, ' '))
        *blank = '\0';
}

/* "waits: the person", or what of it fits: "waits: payer", "for person". */
static void write_state(const struct task_row *row, int cells, char *out, size_t size)
{
    static const char waits[] = "waits: ", the[] = "the ", a[] = "a ";
    const char *words = row->state_words;
    (void)snprintf(out, size, "%s", words);
    if (text_width(words) <= cells || strncmp(words, waits, sizeof waits - 1) != 0)
        return;
    words += sizeof waits - 1;
    words += strncmp(words, the, sizeof the - 1) == 0 ? sizeof the - 1 : 0;
    words += strncmp(words, a, sizeof a - 1) == 0 ? sizeof a - 1 : 0;
    (void)snprintf(out, size, say("waits: %s"), words);
    if (text_width(out) <= cells)
        return;
    (void)snprintf(out, size, say("for %s"), words);
    cut_at_word(out, cells);
}

/* "Ines too": that it is not hers alone matters more than the end of her name. */
static void write_with(const struct task_row *row, int cells, char *out, size_t size)
{
    static const char too[] = " too";
    char head[128];
    size_t len = strlen(row->with_words);
    bool told = len > sizeof too - 1 && strcmp(row->with_words + len - (sizeof too - 1), too) == 0;
    (void)snprintf(head, sizeof head, "%.*s", (int)(told ? len - (sizeof too - 1) : len),
                   row->with_words);
    (void)text_fit_before(out, size, head, told ? too : "", cells);
}

static enum style style_of(const struct task_row *row)
{
    static const struct {
        const char *state;
        enum style style;
    } styles[] = {{"late", STYLE_ALARM}, {"undated", STYLE_WARN}, {"hold", STYLE_PAUSED}};
    if (row->result != NULL)
        return STYLE_DONE;
    for (size_t i = 0; i < sizeof styles / sizeof styles[0]; i++)
        if (strcmp(row->state, styles[i].state) == 0)
            return styles[i].style;
    return STYLE_TEXT;
}

enum style task_cell(const struct task_row *row, enum task_column column, int64_t now, int cells,
                     char *out, size_t size)
{
    bool held = strcmp(row->state, "hold") == 0;
    switch (column) {
    case TASK_DUE:
        if (row->result != NULL)
            (void)snprintf(out, size, "%s", row->result);
        else
            (void)words_due(out, size, row->state, now, held ? row->hold_until : row->due);
        return style_of(row);
    case TASK_PERSON:
        write_person(row, cells, out, size);
        break;
    case TASK_WAIT:
        (void)words_wait(out, size, now, row->need_since, row->stage_since);
        break;
    case TASK_STATE:
        write_state(row, cells, out, size);
        break;
    case TASK_WITH:
        write_with(row, cells, out, size);
        break;
    case TASK_WHAT:
        (void)snprintf(out, size, "%s", row->label);
        break;
    case TASK_REF:
        (void)snprintf(out, size, "%s", row->ref);
        break;
    }
    return row->result != NULL ? STYLE_DONE : STYLE_TEXT;
}

const char *task_effect(const struct task_row *row, const char *action)
{
    for (size_t i = 0; i < row->action_count; i++)
        if (strcmp(row->actions[i], action) == 0)
            return row->effects[i];
    return NULL;
}

const char *task_subject(const struct task_row *row, char *out, size_t size)
{
    bool named = !row->withheld && row->name[0] != '\0';
    (void)snprintf(out, size, "%s%s%s", row->ref, named ? " " : "", named ? row->name : "");
    return out;
}
