#include "parts.h"

#include "holdfast/util/memory.h"

#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

int64_t gateway_clock(void)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_REALTIME, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static char *copy(const char *text)
{
    return text != NULL && text[0] != '\0' ? memory_text(text) : NULL;
}

void gateway_wipe(char *secret)
{
    if (secret != NULL)
        explicit_bzero(secret, strlen(secret));
    free(secret);
}

static void watch(const struct gateway *g, int fd)
{
    struct epoll_event event = {.events = EPOLLIN};
    if (fd < 0 || epoll_ctl(g->poll, EPOLL_CTL_ADD, fd, &event) != 0)
        memory_exhausted(); /* no descriptors left: nothing can work */
}

struct gateway *gateway_open(const struct gateway_options *options)
{
    struct gateway *g = memory_take(1, sizeof *g);
    g->conninfo = copy(options->conninfo);
    g->login = copy(options->login);
    g->password = copy(options->password);
    g->fallback = copy(options->fallback);
    g->options = copy(options->options);
    g->any_schema = options->any_schema;
    g->one_link = options->one_link;
    g->changed = options->changed;
    g->changed_data = options->data;
    g->socket = -1;
    g->poll = epoll_create1(EPOLL_CLOEXEC);
    g->wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    g->timer = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK);
    watch(g, g->wake);
    watch(g, g->timer);
    g->link.since = g->told.since = gateway_clock();
    link_begin(g);
    return g;
}

void gateway_close(struct gateway *g)
{
    if (g == NULL)
        return;
    link_end(g);
    dial_drop(g->dial);
    proof_free_all(g);
    channel_free_all(g);
    queue_free(&g->queue);
    queue_free(&g->failed);
    (void)close(g->timer);
    (void)close(g->wake);
    (void)close(g->poll);
    gateway_wipe(g->conninfo);
    gateway_wipe(g->password);
    gateway_wipe(g->fallback);
    gateway_wipe(g->options);
    free(g->login);
    free(g->user);
    free(g);
}

int gateway_fd(const struct gateway *g)
{
    return g->poll;
}

void gateway_wake(const struct gateway *g)
{
    const uint64_t one = 1;
    ssize_t written = write(g->wake, &one, sizeof one);
    (void)written; /* full means awake */
}

static bool drain(int fd)
{
    uint64_t count;
    return read(fd, &count, sizeof count) == sizeof count;
}

/* Those that fail meanwhile wait for the next round. */
static void answer_failed(struct gateway *g)
{
    for (size_t left = g->failed.count; left > 0 && g->failed.first != NULL; left--) {
        struct request *r = g->failed.first;
        (void)queue_remove(&g->failed, r);
        request_answer(r);
    }
}

static bool is_told(const struct gateway *g)
{
    const struct gateway_link *now = &g->link, *told = &g->told;
    return now->state == told->state && now->since == told->since &&
           now->retry_at == told->retry_at && now->needs_password == told->needs_password &&
           strcmp(now->failure.why, told->failure.why) == 0;
}

static void tell_link(struct gateway *g)
{
    if (is_told(g))
        return;
    g->told = g->link;
    if (g->changed != NULL)
        g->changed(g->changed_data, &g->told);
}

void gateway_ready(struct gateway *g)
{
    (void)drain(g->wake);
    if (drain(g->timer))
        link_begin(g);
    link_advance(g);
    if (g->conn != NULL)
        traffic_receive(g);
    if (g->conn != NULL)
        traffic_send(g);
    proof_advance(g);
    tell_link(g);
    answer_failed(g);
}

void gateway_on_change(struct gateway *g,
                       void (*changed)(void *data, const struct gateway_link *link), void *data)
{
    g->changed = changed;
    g->changed_data = data;
}

const struct gateway_link *gateway_link(const struct gateway *g)
{
    return &g->link;
}

const char *gateway_login(const struct gateway *g)
{
    return g->user != NULL ? g->user : "";
}

const char *gateway_warning(const struct gateway *g)
{
    return g->warning;
}

bool gateway_used_password(const struct gateway *g)
{
    return g->used_password;
}

void gateway_retry(struct gateway *g)
{
    link_begin(g);
}

void gateway_password(struct gateway *g, const char *password)
{
    gateway_wipe(g->password);
    g->password = copy(password);
    gateway_retry(g);
}
