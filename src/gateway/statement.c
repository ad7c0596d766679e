/* Statements that the server has parsed and planned once, by name, for the present link. */
#include "parts.h"

#include "holdfast/util/memory.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The program's statements are constants, some hundred of them; whatever goes beyond that was put
 * together from parts, and would fill the server's memory. */
enum { MOST_STATEMENTS = 256 };

struct statement *statement_for(struct gateway *g, const char *sql)
{
    for (struct statement *s = g->statements; s != NULL; s = s->next)
        if (strcmp(s->sql, sql) == 0)
            return s;
    if (g->statement_count >= MOST_STATEMENTS)
        return NULL;
    struct statement *s = memory_take(1, sizeof *s);
    s->sql = memory_text(sql);
    (void)snprintf(s->name, sizeof s->name, "h%u", ++g->statement_names);
    s->next = g->statements;
    g->statements = s;
    g->statement_count++;
    return s;
}

/* Requests under way may still point at it. */
static void forget(struct gateway *g, const struct statement *s)
{
    for (struct request *r = g->queue.first; r != NULL; r = r->next)
        if (r->statement == s)
            r->statement = NULL;
}

void statement_drop(struct gateway *g, struct statement *s)
{
    for (struct statement **at = &g->statements; *at != NULL; at = &(*at)->next) {
        if (*at != s)
            continue;
        *at = s->next;
        g->statement_count--;
        forget(g, s);
        free(s->sql);
        free(s);
        return;
    }
}

void statement_drop_all(struct gateway *g)
{
    while (g->statements != NULL)
        statement_drop(g, g->statements);
}
