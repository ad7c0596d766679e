#include "reply.h"

#include "holdfast/util/memory.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

struct reply {
    struct reply *self; /* through which a const one can be kept: only the count changes */
    PGresult *result;
    size_t holds;
};

struct reply *reply_make(PGresult *result)
{
    struct reply *r = memory_take(1, sizeof *r);
    r->self = r;
    r->result = result;
    r->holds = 1;
    return r;
}

struct reply *reply_keep(const struct reply *r)
{
    r->self->holds++;
    return r->self;
}

void reply_free(struct reply *r)
{
    if (r == NULL || --r->holds > 0)
        return;
    PQclear(r->result);
    free(r);
}

size_t reply_rows(const struct reply *r)
{
    return (size_t)PQntuples(r->result);
}

int reply_columns(const struct reply *r)
{
    return PQnfields(r->result);
}

const char *reply_name(const struct reply *r, int column)
{
    return column >= 0 && column < PQnfields(r->result) ? PQfname(r->result, column) : "";
}

int reply_column(const struct reply *r, const char *name)
{
    int count = PQnfields(r->result);
    for (int i = 0; i < count; i++)
        if (strcmp(PQfname(r->result, i), name) == 0)
            return i;
    return -1;
}

int64_t reply_affected(const struct reply *r)
{
    return strtoll(PQcmdTuples(r->result), NULL, 10);
}

static bool is_there(const struct reply *r, size_t row, int column)
{
    return row < (size_t)PQntuples(r->result) && column >= 0 && column < PQnfields(r->result);
}

bool reply_null(const struct reply *r, size_t row, int column)
{
    return !is_there(r, row, column) || PQgetisnull(r->result, (int)row, column) != 0;
}

const char *reply_text(const struct reply *r, size_t row, int column)
{
    return is_there(r, row, column) ? PQgetvalue(r->result, (int)row, column) : "";
}

const char *reply_named(const struct reply *r, size_t row, const char *name)
{
    return reply_text(r, row, reply_column(r, name));
}

int64_t reply_bigint(const struct reply *r, size_t row, int column)
{
    return strtoll(reply_text(r, row, column), NULL, 10);
}

int reply_int(const struct reply *r, size_t row, int column)
{
    int64_t n = reply_bigint(r, row, column);
    return n > INT_MAX ? INT_MAX : n < INT_MIN ? INT_MIN : (int)n;
}

double reply_number(const struct reply *r, size_t row, int column)
{
    return strtod(reply_text(r, row, column), NULL);
}

bool reply_bool(const struct reply *r, size_t row, int column)
{
    return reply_text(r, row, column)[0] == 't';
}

bool reply_time(const struct reply *r, size_t row, int column, int64_t *instant)
{
    *instant = 0;
    return !reply_null(r, row, column) && reply_instant(reply_text(r, row, column), instant);
}

json_t *reply_json(const struct reply *r, size_t row, int column)
{
    if (reply_null(r, row, column))
        return NULL;
    return json_loads(reply_text(r, row, column), JSON_DECODE_ANY | JSON_ALLOW_NUL, NULL);
}

/* One item of an array's text form, unquoted into the arena; *text moves behind it. */
static const char *take_item(const char **text, struct arena *into)
{
    const char *from = *text;
    bool quoted = *from == '"';
    char *item = arena_take(into, strlen(from) + 1, 1);
    char *to = item;
    if (quoted)
        from++;
    while (*from != '\0' && (quoted ? *from != '"' : *from != ',' && *from != '}')) {
        if (*from == '\\' && from[1] != '\0')
            from++;
        *to++ = *from++;
    }
    if (quoted && *from == '"')
        from++;
    *text = from;
    return !quoted && strcmp(item, "NULL") == 0 ? "" : item;
}

static size_t count_items(const char *text)
{
    size_t count = 1;
    bool quoted = false;
    for (const char *at = text; *at != '\0'; at++) {
        if (*at == '\\' && at[1] != '\0')
            at++;
        else if (*at == '"')
            quoted = !quoted;
        else if (*at == ',' && !quoted)
            count++;
    }
    return count;
}

size_t reply_texts(const struct reply *r, size_t row, int column, struct arena *into,
                   const char *const **items)
{
    const char *text = reply_text(r, row, column);
    *items = NULL;
    if (text[0] != '{' || text[1] == '}')
        return 0;
    text++;
    size_t room = count_items(text), count = 0;
    const char **list = arena_take(into, room, sizeof *list);
    while (count < room) {
        list[count++] = take_item(&text, into);
        if (*text != ',')
            break;
        text++;
    }
    *items = list;
    return count;
}
