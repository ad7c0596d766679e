#include "parts.h"

#include "holdfast/util/buffer.h"
#include "holdfast/util/memory.h"

#include <stdlib.h>
#include <string.h>

static struct request *make_listen(struct gateway *g, const struct channel *c)
{
    struct buffer sql = {0};
    buffer_text(&sql, "LISTEN \"");
    for (const char *at = c->name; *at != '\0'; at++)
        buffer_add(&sql, *at == '"' ? "\"\"" : at, *at == '"' ? 2 : 1);
    buffer_text(&sql, "\"");
    struct request *r = request_make(g, &(struct gateway_call){.sql = sql.data, .block = true});
    r->kind = REQUEST_LISTEN;
    buffer_free(&sql);
    return r;
}

void gateway_listen(struct gateway *g, const char *name, gateway_heard *heard, void *data)
{
    struct channel *c = memory_take(1, sizeof *c);
    c->name = memory_text(name);
    c->heard = heard;
    c->data = data;
    c->next = g->channels;
    g->channels = c;
    if (g->conn != NULL) {
        queue_insert(&g->queue, request_last_sent(g), make_listen(g, c));
        gateway_wake(g);
    }
}

void channel_listen_all(struct gateway *g)
{
    for (const struct channel *c = g->channels; c != NULL; c = c->next)
        queue_insert(&g->queue, NULL, make_listen(g, c));
}

void channel_hear(struct gateway *g, const char *name, const char *payload)
{
    for (const struct channel *c = g->channels; c != NULL; c = c->next)
        if (strcmp(c->name, name) == 0)
            c->heard(c->data, name, payload);
}

void channel_hear_all(struct gateway *g)
{
    for (const struct channel *c = g->channels; c != NULL; c = c->next)
        c->heard(c->data, c->name, NULL);
}

void channel_free_all(struct gateway *g)
{
    while (g->channels != NULL) {
        struct channel *c = g->channels;
        g->channels = c->next;
        free(c->name);
        free(c);
    }
}
