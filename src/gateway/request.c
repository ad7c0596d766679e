#include "parts.h"

#include "holdfast/util/memory.h"
#include "refusal.h"
#include "reply.h"

#include <stdlib.h>

static char **copy_values(struct gateway_values values)
{
    char **copy = memory_take(values.count, sizeof *copy);
    for (size_t i = 0; i < values.count; i++)
        copy[i] = values.text[i] != NULL ? memory_text(values.text[i]) : NULL;
    return copy;
}

struct request *request_make(struct gateway *g, const struct gateway_call *call)
{
    struct request *r = memory_take(1, sizeof *r);
    r->number = ++g->numbers;
    r->sql = memory_text(call->sql);
    r->what = call->what != NULL ? memory_text(call->what) : NULL;
    r->count = call->values.count;
    r->values = copy_values(call->values);
    r->resend = call->resend && !call->block;
    r->block = call->block;
    r->verbatim = call->verbatim;
    r->done = call->done;
    r->data = call->data;
    return r;
}

void request_free(struct request *r)
{
    PQclear(r->result);
    for (size_t i = 0; i < r->count; i++)
        free(r->values[i]);
    free(r->values);
    free(r->sql);
    free(r->what);
    free(r);
}

void request_reset(struct request *r)
{
    PQclear(r->result);
    r->result = NULL;
    r->failure.status = 0;
    r->sent = false;
    r->step_count = r->answered = 0;
    r->statement = NULL;
    r->cancel_sent = false;
}

void queue_insert(struct queue *q, struct request *before, struct request *r)
{
    struct request **place = before != NULL ? &before->next : &q->first;
    r->next = *place;
    *place = r;
    if (r->next == NULL)
        q->last = r;
    q->count++;
}

void queue_add(struct queue *q, struct request *r)
{
    queue_insert(q, q->last, r);
}

bool queue_remove(struct queue *q, struct request *r)
{
    struct request *before = NULL, *at = q->first;
    while (at != NULL && at != r) {
        before = at;
        at = at->next;
    }
    if (at == NULL)
        return false;
    *(before != NULL ? &before->next : &q->first) = r->next;
    if (q->last == r)
        q->last = before;
    r->next = NULL;
    q->count--;
    return true;
}

struct request *queue_find(const struct queue *q, uint64_t number)
{
    struct request *at = q->first;
    while (at != NULL && at->number != number)
        at = at->next;
    return at;
}

void queue_free(struct queue *q)
{
    while (q->first != NULL) {
        struct request *r = q->first;
        q->first = r->next;
        request_free(r);
    }
    *q = (struct queue){0};
}

struct request *request_last_sent(const struct gateway *g)
{
    struct request *last = NULL;
    for (struct request *r = g->queue.first; r != NULL && r->sent; r = r->next)
        last = r;
    return last;
}

void request_fail(struct gateway *g, struct request *r)
{
    if (queue_remove(&g->queue, r) && r->sent)
        g->flying--;
    queue_add(&g->failed, r);
    gateway_wake(g);
}

void request_answer(struct request *r)
{
    if (r->done != NULL && r->failure.status != 0) {
        r->done(r->data, NULL, &r->failure);
    } else if (r->done != NULL) {
        struct reply *reply = reply_make(r->result);
        r->result = NULL;
        r->done(r->data, reply, NULL);
        reply_free(reply);
    }
    request_free(r);
}

uint64_t gateway_send(struct gateway *g, const struct gateway_call *call)
{
    struct request *r = request_make(g, call);
    enum gateway_state state = g->link.state;
    bool waits =
        state != GATEWAY_INCOMPATIBLE && (state != GATEWAY_OFFLINE || (r->resend && !g->one_link));
    queue_add(&g->queue, r);
    gateway_wake(g);
    uint64_t number = r->number;
    if (!waits) {
        refusal_again(&g->link.failure, r->what, &r->failure);
        request_fail(g, r);
    }
    return number;
}

void gateway_cancel(struct gateway *g, uint64_t number)
{
    struct request *r = queue_find(&g->queue, number);
    if (r == NULL)
        return;
    r->cancel = true;
    if (!r->sent) {
        refusal_of_cancel(r->what, &r->failure);
        request_fail(g, r);
    }
    traffic_cancel(g);
}

void gateway_forget(struct gateway *g, uint64_t number)
{
    struct request *r = queue_find(&g->queue, number);
    if (r == NULL)
        r = queue_find(&g->failed, number);
    if (r == NULL)
        return;
    r->done = NULL;
    if (!r->sent && queue_remove(&g->queue, r))
        request_free(r);
}

size_t gateway_pending(const struct gateway *g)
{
    return g->queue.count + g->failed.count;
}
