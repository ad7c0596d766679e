/* Requests out, answers in, over libpq's pipeline mode: every request ends with a sync of its own,
 * so each is its own transaction and one that fails does not take the next with it. */
#include "parts.h"

#include "refusal.h"

#include <string.h>

/* Enough for a screen over a slow link; what is queued beyond can still be taken back. */
enum { MOST_FLYING = 64 };

static bool send_check(struct gateway *g, struct request *r)
{
    char number[24];
    const char *const values[] = {greeting_needs(number)};
    r->steps[r->step_count++] = STEP_CHECK;
    return PQsendQueryParams(g->conn, greeting_check(), 1, NULL, values, NULL, NULL, 0) != 0;
}

static bool send_prepare(struct gateway *g, struct request *r)
{
    r->statement->asked = true;
    r->steps[r->step_count++] = STEP_PREPARE;
    return PQsendPrepare(g->conn, r->statement->name, r->sql, (int)r->count, NULL) != 0;
}

static bool send_run(struct gateway *g, struct request *r)
{
    const char *const *values = (const char *const *)r->values;
    int count = (int)r->count;
    r->steps[r->step_count++] = STEP_RUN;
    if (r->statement != NULL)
        return PQsendQueryPrepared(g->conn, r->statement->name, count, values, NULL, NULL, 0) != 0;
    return PQsendQueryParams(g->conn, r->sql, count, NULL, values, NULL, NULL, 0) != 0;
}

static bool send_request(struct gateway *g, struct request *r)
{
    bool check = !g->checked && !g->any_schema && r->kind != REQUEST_LISTEN;
    r->sent = true;
    r->trips++;
    r->statement = r->block ? NULL : statement_for(g, r->sql);
    g->flying++;
    return (!check || send_check(g, r)) &&
           (r->statement == NULL || r->statement->asked || send_prepare(g, r)) && send_run(g, r) &&
           PQpipelineSync(g->conn) != 0;
}

static struct request *first_unsent(const struct gateway *g)
{
    struct request *r = g->queue.first;
    while (r != NULL && r->sent)
        r = r->next;
    return r;
}

void traffic_send(struct gateway *g)
{
    bool good = true;
    for (struct request *r = first_unsent(g); r != NULL && good && g->flying < MOST_FLYING;
         r = r->next)
        good = send_request(g, r);
    int left = good ? PQflush(g->conn) : -1;
    if (left < 0)
        link_lose(g);
    else
        link_watch(g, left > 0);
}

void traffic_cancel(struct gateway *g)
{
    struct request *r = g->queue.first;
    if (g->conn == NULL || r == NULL || !r->sent || !r->cancel || r->cancel_sent)
        return;
    r->cancel_sent = true;
    g->cancelled = true;
    dial_cancel(PQgetCancel(g->conn));
}

static bool is_code(const struct request *r, const char *sqlstate)
{
    return strcmp(r->failure.sqlstate, sqlstate) == 0;
}

/* The request failed for a reason that is gone when it is sent again: a deadlock it lost, a
 * cancellation meant for another one, a prepared statement that the server forgot or whose result
 * has changed its shape. */
static bool is_worth_repeating(const struct gateway *g, const struct request *r)
{
    if (r->block || r->repeated || r->kind != REQUEST_CALL)
        return false;
    if (is_code(r, "57014"))
        return !r->cancel && g->cancelled; /* it travels apart, and may come late or count twice */
    return is_code(r, "40P01") || is_code(r, "26000") ||
           (is_code(r, "0A000") && r->statement != NULL);
}

static void repeat(struct gateway *g, struct request *r)
{
    bool stale = is_code(r, "26000") || is_code(r, "0A000");
    if (stale && r->statement != NULL)
        statement_drop(g, r->statement);
    request_reset(r);
    r->repeated = true;
    queue_insert(&g->queue, request_last_sent(g), r);
    gateway_wake(g);
}

/* A statement whose preparation did not get through must be prepared anew by the next request. */
static void settle_statement(struct gateway *g, const struct request *r)
{
    for (unsigned i = 0; i < r->step_count; i++)
        if (r->steps[i] == STEP_PREPARE && r->failure.status != 0 && r->answered <= i &&
            r->statement != NULL)
            statement_drop(g, r->statement);
}

static void finish_request(struct gateway *g, struct request *r)
{
    (void)queue_remove(&g->queue, r);
    g->flying--;
    settle_statement(g, r);
    if (r->failure.status != 0 && is_worth_repeating(g, r)) {
        repeat(g, r);
        return;
    }
    if (r->kind == REQUEST_HELLO)
        link_greeted(g, r->failure.status != 0 ? &r->failure : NULL);
    traffic_cancel(g);
    request_answer(r);
}

/* The server ends the session, or libpq lost it. */
static bool is_last_word(const PGresult *result)
{
    const char *severity = PQresultErrorField(result, PG_DIAG_SEVERITY_NONLOCALIZED);
    return severity == NULL || strcmp(severity, "ERROR") != 0;
}

/* An answer to one step; takes over result. */
static void take_answer(struct request *r, PGresult *result)
{
    ExecStatusType status = PQresultStatus(result);
    bool good = status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK;
    if (!good && r->failure.status == 0)
        refusal_of_result(result, r->what, r->verbatim, &r->failure);
    if (good && r->steps[r->answered] == STEP_RUN) {
        PQclear(r->result);
        r->result = result;
    } else {
        PQclear(result);
    }
    if (good && r->answered + 1 < r->step_count)
        r->answered++;
}

/* False when the link is lost. */
static bool take_result(struct gateway *g, PGresult *result)
{
    struct request *r = g->queue.first;
    ExecStatusType status = PQresultStatus(result);
    if (status == PGRES_PIPELINE_SYNC) {
        PQclear(result);
        finish_request(g, r);
        return true;
    }
    if (status == PGRES_FATAL_ERROR && is_last_word(result)) {
        PQclear(result);
        return false;
    }
    take_answer(r, result);
    return true;
}

/* libpq ends the results of each statement with a NULL; several in a row mean there are no more. */
static bool receive_answers(struct gateway *g)
{
    int ends = 0;
    while (g->conn != NULL && g->flying > 0 && ends < 3 && PQisBusy(g->conn) == 0) {
        PGresult *result = PQgetResult(g->conn);
        ends = result == NULL ? ends + 1 : 0;
        if (result != NULL && !take_result(g, result))
            return false;
    }
    return true;
}

static void receive_notifications(struct gateway *g)
{
    PGnotify *n;
    while (g->conn != NULL && (n = PQnotifies(g->conn)) != NULL) {
        channel_hear(g, n->relname, n->extra);
        PQfreemem(n);
    }
}

void traffic_receive(struct gateway *g)
{
    bool alive = PQconsumeInput(g->conn) != 0;
    alive = receive_answers(g) && alive;
    receive_notifications(g);
    if (g->conn != NULL && (!alive || PQstatus(g->conn) != CONNECTION_OK))
        link_lose(g);
}
