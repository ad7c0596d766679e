/* The link to the server: how it comes about, is lost, and comes back. */
#include "parts.h"

#include "holdfast/util/memory.h"
#include "holdfast/util/say.h"
#include "refusal.h"

#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/random.h>
#include <sys/timerfd.h>

enum {
    OLDEST_SERVER = 150000,
    MOST_TRIPS = 3, /* a request under which the link breaks each time is not sent for ever */
};

static const int64_t millisecond = 1000, second = 1000000;

void link_watch(struct gateway *g, bool writes)
{
    if (g->conn == NULL)
        return;
    int fd = PQsocket(g->conn);
    struct epoll_event event = {.events = writes ? EPOLLIN | EPOLLOUT : EPOLLIN};
    if (g->socket != fd)
        (void)epoll_ctl(g->poll, EPOLL_CTL_ADD, fd, &event);
    else if (g->socket_writes != writes)
        (void)epoll_ctl(g->poll, EPOLL_CTL_MOD, fd, &event);
    g->socket = fd;
    g->socket_writes = writes;
}

void link_end(struct gateway *g)
{
    if (g->socket >= 0)
        (void)epoll_ctl(g->poll, EPOLL_CTL_DEL, g->socket, NULL);
    g->socket = -1;
    PQfinish(g->conn);
    g->conn = NULL;
    g->checked = false;
    statement_drop_all(g);
}

void link_begin(struct gateway *g)
{
    if (g->dial == NULL && g->conn == NULL)
        g->dial = dial_start(
            &(struct dial_address){g->conninfo, g->login, g->password, g->fallback, g->options},
            g->wake);
}

/* Between half of most and most, so that a thousand consoles do not come back in one instant. */
static int64_t jitter(int64_t most)
{
    uint32_t random = 0;
    (void)!getrandom(&random, sizeof random, GRND_NONBLOCK);
    return most / 2 + (int64_t)((uint64_t)random * (uint64_t)(most / 2) / UINT32_MAX);
}

/* 1 s, doubled with each refusal, 30 s at most; each time at least half of it. */
static int64_t patience(const struct gateway *g)
{
    unsigned doublings = g->refusals < 5 ? g->refusals : 5;
    int64_t most = second << doublings;
    return jitter(most < 30 * second ? most : 30 * second);
}

static void plan_try(struct gateway *g, int64_t delay)
{
    if (g->one_link) {
        g->link.retry_at = 0;
        return;
    }
    struct itimerspec when = {
        .it_value = {.tv_sec = delay / second, .tv_nsec = delay % second * 1000}};
    (void)timerfd_settime(g->timer, 0, &when, NULL);
    g->link.retry_at = gateway_clock() + delay;
}

static void enter(struct gateway *g, enum gateway_state state, const struct failure *failure)
{
    if (g->link.state != state)
        g->link.since = gateway_clock();
    g->link.state = state;
    g->link.retry_at = 0;
    g->link.needs_password = false;
    g->link.failure = failure != NULL ? *failure : (struct failure){0};
}

/* hello and listen belong to the link that is gone. */
static void drop_own_requests(struct gateway *g)
{
    for (struct request *r = g->queue.first, *next; r != NULL; r = next) {
        next = r->next;
        if (r->kind == REQUEST_CALL || !queue_remove(&g->queue, r))
            continue;
        g->flying -= r->sent;
        request_free(r);
    }
}

/* Fails the requests that must not be sent again, or all. */
static void fail_requests(struct gateway *g, bool all, bool lost)
{
    drop_own_requests(g);
    for (struct request *r = g->queue.first, *next; r != NULL; r = next) {
        next = r->next;
        bool sent = r->sent;
        g->flying -= sent;
        request_reset(r);
        if (r->resend && !all && !r->cancel && r->trips < MOST_TRIPS)
            continue;
        if (lost)
            refusal_of_link(r->what, sent, &r->failure);
        else
            refusal_again(&g->link.failure, r->what, &r->failure);
        request_fail(g, r);
    }
}

void link_lose(struct gateway *g)
{
    struct failure f = {0};
    bool was_online = g->link.state == GATEWAY_ONLINE;
    refusal_of_link(say("connection"), false, &f);
    link_end(g);
    enter(g, GATEWAY_OFFLINE, &f);
    if (was_online)
        g->refusals = 0;
    plan_try(g, was_online ? jitter(500 * millisecond) : patience(g));
    g->refusals++;
    fail_requests(g, g->one_link, true);
}

/* Nobody can help by waiting: password, rights or settings must change first. */
static bool is_final(const struct failure *f)
{
    return f->status == EX_NOPERM || f->status == EX_CONFIG;
}

static void refuse(struct gateway *g, const struct failure *f, bool needs_password)
{
    enter(g, GATEWAY_OFFLINE, f);
    g->link.needs_password = needs_password;
    if (!is_final(f))
        plan_try(g, patience(g));
    g->refusals++;
    fail_requests(g, g->one_link, false);
}

static void refuse_as_incompatible(struct gateway *g, const struct failure *f)
{
    link_end(g);
    enter(g, GATEWAY_INCOMPATIBLE, f);
    plan_try(g, jitter(30 * second));
    fail_requests(g, true, false);
}

static bool is_code_of(const struct failure *f, const char *const codes[])
{
    for (size_t i = 0; codes[i] != NULL; i++)
        if (strcmp(f->sqlstate, codes[i]) == 0)
            return true;
    return false;
}

static void refuse_greeting(struct gateway *g, const struct failure *failure)
{
    struct failure f = *failure;
    if (is_code_of(failure, (const char *const[]){"3F000", "42883", "42P01", NULL}))
        (void)failure_set(&f, EX_CONFIG, say("connection"), say("run holdfast migrate"), "%s",
                          say("this database does not hold Holdfast's schema, or an older one"));
    else if (is_code_of(failure, (const char *const[]){"42501", NULL}))
        (void)failure_set(&f, EX_NOPERM, say("connection"), say("ask your administrator"), "%s",
                          say("this login is nobody in Holdfast"));
    if (f.status == EX_CONFIG) {
        refuse_as_incompatible(g, &f);
        return;
    }
    link_end(g);
    refuse(g, &f, false);
}

void link_greeted(struct gateway *g, const struct failure *failure)
{
    if (failure != NULL) {
        refuse_greeting(g, failure);
        return;
    }
    g->checked = true;
    g->refusals = 0;
    enter(g, GATEWAY_ONLINE, NULL);
    if (++g->links > 1)
        channel_hear_all(g);
}

static void ignore_notice(void *data, const PGresult *result)
{
    (void)data;
    (void)result;
}

static void take_up(struct gateway *g, PGconn *conn)
{
    (void)PQsetNoticeReceiver(conn, ignore_notice, NULL);
    g->conn = conn;
    free(g->user);
    g->user = memory_text(PQuser(conn));
    g->warning = greeting_warning(PQserverVersion(conn));
    g->used_password = PQconnectionUsedPassword(conn) != 0;
    if (PQsetnonblocking(conn, 1) != 0 || PQenterPipelineMode(conn) == 0) {
        link_lose(g);
        return;
    }
    link_watch(g, false);
    /* Listening comes first: whoever is told that the link is back must miss nothing from then. */
    queue_insert(&g->queue, NULL, greeting_make(g));
    channel_listen_all(g);
}

static void refuse_old_server(struct gateway *g, PGconn *conn)
{
    struct failure f;
    (void)failure_set(&f, EX_CONFIG, say("connection"), say("upgrade the server"),
                      say("the database server is PostgreSQL %d; this program needs 15 or later"),
                      PQserverVersion(conn) / 10000);
    PQfinish(conn);
    refuse_as_incompatible(g, &f);
}

static void settle_dial(struct gateway *g)
{
    PGconn *conn = dial_take(g->dial);
    g->dial = NULL;
    if (conn != NULL && PQstatus(conn) == CONNECTION_OK) {
        if (PQserverVersion(conn) < OLDEST_SERVER)
            refuse_old_server(g, conn);
        else
            take_up(g, conn);
        return;
    }
    struct failure f = {0};
    refusal_of_connect(conn, g->conninfo, &f);
    bool needs_password = conn != NULL && PQconnectionNeedsPassword(conn) != 0;
    PQfinish(conn);
    refuse(g, &f, needs_password);
}

void link_advance(struct gateway *g)
{
    if (g->dial != NULL && dial_ended(g->dial))
        settle_dial(g);
}
