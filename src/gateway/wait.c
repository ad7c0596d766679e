/* For commands, which have nothing else to wait for. */
#include "parts.h"

#include <poll.h>

/* How long a request that may be re-sent waits for a lost link to come back. */
static const int64_t longest_outage = INT64_C(20) * 1000000;

void gateway_wait(struct gateway *g, int timeout)
{
    struct pollfd fd = {.fd = gateway_fd(g), .events = POLLIN};
    if (poll(&fd, 1, timeout) > 0)
        gateway_ready(g);
}

static bool is_trying(const struct gateway *g)
{
    return g->link.state == GATEWAY_CONNECTING ||
           (g->link.state != GATEWAY_ONLINE && (g->dial != NULL || g->conn != NULL));
}

bool gateway_connect(struct gateway *g, struct failure *f)
{
    while (is_trying(g))
        gateway_wait(g, -1);
    if (g->link.state == GATEWAY_ONLINE)
        return true;
    if (f != NULL)
        *f = g->link.failure;
    return false;
}

struct waiting {
    bool ended, good;
    struct reply **reply;
    struct failure *failure;
};

static void settle(void *data, const struct reply *reply, const struct failure *failure)
{
    struct waiting *w = data;
    w->ended = true;
    w->good = failure == NULL;
    if (failure != NULL && w->failure != NULL)
        *w->failure = *failure;
    if (reply != NULL && w->reply != NULL)
        *w->reply = reply_keep(reply);
}

static bool is_hopeless(const struct gateway *g)
{
    return g->link.state == GATEWAY_OFFLINE && g->conn == NULL && g->failed.count == 0 &&
           (g->links == 0 || g->link.retry_at == 0 ||
            gateway_clock() - g->link.since > longest_outage);
}

bool gateway_run(struct gateway *g, const struct gateway_call *call, struct reply **reply,
                 struct failure *f)
{
    struct waiting w = {.reply = reply, .failure = f};
    struct gateway_call waited = *call;
    waited.done = settle;
    waited.data = &w;
    if (reply != NULL)
        *reply = NULL;
    uint64_t number = gateway_send(g, &waited);
    while (!w.ended && !is_hopeless(g))
        gateway_wait(g, 1000);
    if (!w.ended) {
        gateway_forget(g, number);
        if (f != NULL)
            *f = g->link.failure;
    }
    return w.good;
}

bool gateway_ask(struct gateway *g, const char *sql, struct gateway_values values,
                 struct reply **reply, struct failure *f)
{
    return gateway_run(g, &(struct gateway_call){.sql = sql, .values = values}, reply, f);
}
