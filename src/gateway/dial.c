#include "dial.h"

#include "holdfast/util/memory.h"

#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct dial {
    pthread_mutex_t lock;
    unsigned holds; /* the thread's and the owner's */
    bool ended;
    int wake; /* a descriptor of its own: the owner may have closed theirs */
    PGconn *conn;
    char *conninfo, *login, *password, *fallback, *options;
};

static char *copy(const char *text)
{
    return text != NULL ? memory_text(text) : NULL;
}

static void wipe(char *secret)
{
    if (secret != NULL)
        explicit_bzero(secret, strlen(secret));
    free(secret);
}

static void release(struct dial *d)
{
    (void)pthread_mutex_lock(&d->lock);
    bool last = --d->holds == 0;
    (void)pthread_mutex_unlock(&d->lock);
    if (!last)
        return;
    PQfinish(d->conn);
    if (d->wake >= 0)
        (void)close(d->wake);
    wipe(d->conninfo);
    wipe(d->password);
    wipe(d->fallback);
    wipe(d->options);
    free(d->login);
    (void)pthread_mutex_destroy(&d->lock);
    free(d);
}

/* Later entries win over earlier ones, so defaults of ours stand before the conninfo, and what the
 * gateway relies on behind it. libpq skips entries without a value. */
static PGconn *connect_now(const struct dial *d)
{
    const char *const keywords[] = {"password",
                                    "connect_timeout",
                                    "keepalives_idle",
                                    "keepalives_interval",
                                    "keepalives_count",
                                    "tcp_user_timeout",
                                    "dbname",
                                    "user",
                                    "password",
                                    "fallback_application_name",
                                    "client_encoding",
                                    "options",
                                    NULL};
    const char *const values[] = {d->fallback, "10",        "10",     "5",         "3",
                                  "20000",     d->conninfo, d->login, d->password, "holdfast",
                                  "UTF8",      d->options,  NULL};
    return PQconnectdbParams(keywords, values, 1);
}

static void tell(struct dial *d, PGconn *conn)
{
    (void)pthread_mutex_lock(&d->lock);
    d->conn = conn;
    d->ended = true;
    (void)pthread_mutex_unlock(&d->lock);
    const uint64_t one = 1;
    ssize_t written = write(d->wake, &one, sizeof one);
    (void)written; /* an eventfd that is full has woken its owner already */
}

static void *run_dial(void *data)
{
    struct dial *d = data;
    tell(d, connect_now(d));
    release(d);
    return NULL;
}

/* With every signal blocked: they belong to the program's own thread. */
static bool start_thread(void *(*run)(void *), void *data)
{
    sigset_t all, before;
    (void)sigfillset(&all);
    (void)pthread_sigmask(SIG_SETMASK, &all, &before);
    pthread_t thread;
    bool started = pthread_create(&thread, NULL, run, data) == 0;
    if (started)
        (void)pthread_detach(thread);
    (void)pthread_sigmask(SIG_SETMASK, &before, NULL);
    return started;
}

struct dial *dial_start(const struct dial_address *address, int wake)
{
    struct dial *d = memory_take(1, sizeof *d);
    (void)pthread_mutex_init(&d->lock, NULL);
    d->holds = 2;
    d->wake = fcntl(wake, F_DUPFD_CLOEXEC, 0);
    d->conninfo = copy(address->conninfo);
    d->login = copy(address->login);
    d->password = copy(address->password);
    d->fallback = copy(address->fallback);
    d->options = copy(address->options);
    if (!start_thread(run_dial, d)) {
        d->holds = 1;
        tell(d, NULL);
    }
    return d;
}

bool dial_ended(struct dial *d)
{
    (void)pthread_mutex_lock(&d->lock);
    bool ended = d->ended;
    (void)pthread_mutex_unlock(&d->lock);
    return ended;
}

PGconn *dial_take(struct dial *d)
{
    PGconn *conn = d->conn;
    d->conn = NULL;
    release(d);
    return conn;
}

void dial_drop(struct dial *d)
{
    if (d != NULL)
        release(d);
}

static void *run_cancel(void *data)
{
    char error[256];
    (void)PQcancel(data, error, sizeof error); /* if it fails, the answer comes all the same */
    PQfreeCancel(data);
    return NULL;
}

void dial_cancel(PGcancel *cancel)
{
    if (cancel != NULL && !start_thread(run_cancel, cancel))
        PQfreeCancel(cancel);
}
