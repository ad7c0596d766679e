/* The one way to the database. Nothing else in the program includes <libpq-fe.h>.
 *
 * A gateway never blocks: connecting and cancelling run in helper threads, requests queue up and
 * travel in libpq's pipeline mode, each one its own transaction, several in flight at once. Its
 * owner polls one descriptor that stays the same for the gateway's whole life:
 *
 *     struct gateway *g = gateway_open(&(struct gateway_options){.conninfo = text});
 *     gateway_send(g, &(struct gateway_call){.sql = "SELECT * FROM api.queue($1)",
 *                                            .values = GATEWAY_VALUES("mine"), .done = show});
 *     …  ppoll on gateway_fd(g) for POLLIN, then gateway_ready(g)
 *
 * Commands that have nothing else to wait for use gateway_ask, which does the polling itself.
 *
 * Every callback is called from gateway_ready (or from a function that says it waits), never from
 * gateway_send; a callback may send, cancel and forget requests, but must not close the gateway. */
#ifndef HOLDFAST_GATEWAY_GATEWAY_H
#define HOLDFAST_GATEWAY_GATEWAY_H

#include "holdfast/gateway/reply.h"
#include "holdfast/util/failure.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct gateway;

enum gateway_state {
    GATEWAY_CONNECTING,   /* for the first time */
    GATEWAY_ONLINE,       /* and the schema fits this program */
    GATEWAY_OFFLINE,      /* link.failure says why; link.retry_at when it is tried again */
    GATEWAY_INCOMPATIBLE, /* link.failure says whether program or database is too old */
};

struct gateway_link {
    enum gateway_state state;
    int64_t since;          /* this machine's clock, microseconds since 1970: start of the state;
                               offline counts from when the link was lost, not from the last try */
    int64_t retry_at;       /* 0 when nothing will be tried without gateway_retry or a password */
    bool needs_password;    /* the server asks for one: see gateway_password */
    struct failure failure; /* status 0 while connecting or online */
};

struct gateway_options {
    const char *conninfo; /* as libpq takes it: keywords, URI or a database name; NULL for PG* */
    const char *login;    /* instead of the user in conninfo; NULL to leave it */
    const char *password; /* NULL to leave it to conninfo, fallback and password file */
    const char *fallback; /* a password where conninfo has none, as PGPASSWORD is; NULL: none */
    const char *options;  /* settings of the session, as PGOPTIONS has them; NULL: conninfo's */
    bool any_schema;      /* migrate: do not ask whether schema and program fit */
    bool one_link;        /* never reconnect: a lost link fails everything from then on */
    void (*changed)(void *data, const struct gateway_link *link); /* may be NULL */
    void *data;                                                   /* for changed */
};

/* Copies the options and begins to connect. */
struct gateway *gateway_open(const struct gateway_options *options)
    __attribute__((returns_nonnull));
/* Drops whatever is queued without calling back. g may be NULL. */
void gateway_close(struct gateway *g);

/* Poll this for POLLIN; then call gateway_ready, which does what can be done without waiting. */
int gateway_fd(const struct gateway *g);
void gateway_ready(struct gateway *g);

const struct gateway_link *gateway_link(const struct gateway *g);
/* The login of the present link, "" before the first one. */
const char *gateway_login(const struct gateway *g);
/* Whether the present or latest link was opened with a password: only then can gateway_prove
 * prove anything. */
bool gateway_used_password(const struct gateway *g);
/* A sentence when the server misses security fixes that matter here, else NULL. Once online. */
const char *gateway_warning(const struct gateway *g);
/* Another callback for changes of the link than the one given at gateway_open. */
void gateway_on_change(struct gateway *g,
                       void (*changed)(void *data, const struct gateway_link *link), void *data);
/* Tries now instead of at link.retry_at. */
void gateway_retry(struct gateway *g);
/* A password for this and later links; tries at once. Copied, wiped on close. */
void gateway_password(struct gateway *g, const char *password);

/* Parameters in their text form; NULL is SQL's NULL. Types follow from the SQL: cast where it is
 * not obvious ("$2::jsonb"). */
struct gateway_values {
    size_t count;
    const char *const *text;
};
#define GATEWAY_VALUES(...)                                                                        \
    ((struct gateway_values){sizeof((const char *const[]){__VA_ARGS__}) / sizeof(const char *),    \
                             (const char *const[]){__VA_ARGS__}})
#define GATEWAY_NO_VALUES ((struct gateway_values){0, NULL})

/* Exactly one of reply and failure is not NULL; both end with the callback (see reply_keep). */
typedef void gateway_done(void *data, const struct reply *reply, const struct failure *failure);

struct gateway_call {
    const char *sql; /* one statement, with $1 …; prepared at first use, by its text */
    struct gateway_values values; /* copied */
    const char *what;             /* becomes failure.what; copied; NULL for "database" */
    bool
        resend; /* may travel again after a lost link: reads, and steps, which carry a request id */
    bool block; /* part of a BEGIN … COMMIT of the caller's: never repeated, nor prepared */
    bool verbatim; /* failures carry the server's own sentence: for migrate, never for people */
    gateway_done *done; /* may be NULL */
    void *data;
};

/* Queues a request; they are answered in order. While connecting everything waits. Once offline,
 * requests that may be re-sent wait for the link and others fail with a link failure. Gives the
 * request's number, never 0. */
uint64_t gateway_send(struct gateway *g, const struct gateway_call *call);
/* Asks the server to stop; done is still called, with the answer if it was quicker. Another request
 * that the cancellation hits by accident is sent again. */
void gateway_cancel(struct gateway *g, uint64_t request);
/* done will not be called any more: its screen is gone. */
void gateway_forget(struct gateway *g, uint64_t request);
/* Requests queued or in flight. */
size_t gateway_pending(const struct gateway *g);

/* Called when somebody notifies the channel, and once (payload NULL) after each reconnect, since
 * notifications may have been missed. channel and payload end with the callback. */
typedef void gateway_heard(void *data, const char *channel, const char *payload);
/* For as long as the gateway lives. */
void gateway_listen(struct gateway *g, const char *channel, gateway_heard *heard, void *data);

/* Proves on a second link, opened with this password and closed at once, that the person at the
 * keyboard is who they were. failure is NULL if so; a server that asked for no password proves
 * nothing, which is a failure (SQLSTATE 28000), and so is an empty password: libpq would look for
 * another one in its files. A wrong one is 28P01. Once proved, later links use it in place of the
 * one that gateway_password or the options gave. */
typedef void gateway_proved(void *data, const struct failure *failure);
void gateway_prove(struct gateway *g, const char *password, gateway_proved *proved, void *data);

/* --- for commands: these wait ------------------------------------------------------------- */

/* Until something happened, at most timeout milliseconds (-1: without end). A signal ends it too.
 */
void gateway_wait(struct gateway *g, int timeout);
/* Until online; false with why not at the first refusal. */
bool gateway_connect(struct gateway *g, struct failure *f);
/* Sends and waits for the answer, which the caller frees; reply may be NULL. */
bool gateway_ask(struct gateway *g, const char *sql, struct gateway_values values,
                 struct reply **reply, struct failure *f);
/* The same for a whole call; its done and data are not used. */
bool gateway_run(struct gateway *g, const struct gateway_call *call, struct reply **reply,
                 struct failure *f);

/* Gives login (NULL: the person of this gateway) a new password, which never leaves this machine:
 * its SCRAM-SHA-256 verifier is made here, and reaches the server as a setting with which a second
 * link begins. No statement and no parameter holds it, so no server writes it to its log, whatever
 * it is told to log. proof, where not NULL, is the present password: that link is opened with it,
 * and must have asked for it. reply: the answer of api.staff_password. The gateway must be online.
 */
struct gateway_rekey {
    const char *login, *password, *proof;
};
bool gateway_rekey(struct gateway *g, const struct gateway_rekey *key, struct reply **reply,
                   struct failure *f);

/* A fresh request id: a random UUID (RFC 9562, version 4) with its NUL. */
void gateway_request_id(char id[static 37]);
/* A number as parameter text. */
const char *gateway_number(char text[static 24], int64_t number);

#endif
