/* What the files of the gateway share. One gateway is: a queue of requests (request.c), a link
 * that comes and goes (link.c), the traffic on it (traffic.c), the statements the server knows by
 * name (statement.c), channels listened to (channel.c), proofs of a password (proof.c) and
 * new passwords (rekey.c). */
#ifndef GATEWAY_PARTS_H
#define GATEWAY_PARTS_H

#include "dial.h"
#include "holdfast/gateway/gateway.h"

#include <libpq-fe.h>

/* The messages of one request, in the order of their answers: steps[0…step_count-1]. */
enum step { STEP_CHECK, STEP_PREPARE, STEP_RUN };

/* Requests of the gateway's own that say something about the link. */
enum request_kind { REQUEST_CALL, REQUEST_HELLO, REQUEST_LISTEN };

struct statement;

struct request {
    struct request *next;
    uint64_t number;
    enum request_kind kind;
    char *sql, *what;
    size_t count;
    char **values;
    bool resend, block, verbatim;
    gateway_done *done;
    void *data;

    bool sent;
    unsigned trips; /* how often it was sent */
    enum step steps[3];
    unsigned step_count, answered;
    struct statement *statement; /* NULL when not prepared */
    PGresult *result;
    struct failure failure;   /* status 0 while all is well */
    bool repeated;            /* travelled again for a reason other than a lost link */
    bool cancel, cancel_sent; /* asked for; asked of the server */
};

struct queue {
    struct request *first, *last;
    size_t count;
};

/* A statement prepared, or about to be, on the present link. */
struct statement {
    struct statement *next;
    char *sql;
    char name[16];
    bool asked; /* the server was told to prepare it; an answer may still be under way */
};

struct channel {
    struct channel *next;
    char *name;
    gateway_heard *heard;
    void *data;
};

struct proof {
    struct proof *next;
    struct dial *dial; /* NULL: the password was empty */
    char *password;
    gateway_proved *proved;
    void *data;
};

struct gateway {
    char *conninfo, *login, *password, *fallback, *options;
    bool any_schema, one_link;
    void (*changed)(void *data, const struct gateway_link *link);
    void *changed_data;

    int poll, wake,
        timer;  /* an epoll set that holds the eventfd, the timer and the link's socket */
    int socket; /* in the poll set; -1 */
    bool socket_writes;

    struct gateway_link link;
    struct gateway_link told; /* what changed was last called with */
    unsigned links;           /* how often it was online */
    unsigned refusals;        /* attempts that failed since */
    struct dial *dial;
    PGconn *conn;
    bool checked; /* the schema is known to fit, on this link */
    char *user;   /* of the latest link */
    const char *warning;
    bool used_password; /* the latest link */

    uint64_t numbers;
    struct queue queue;  /* first those sent, then those to be sent */
    size_t flying;       /* how many of the queue were sent */
    struct queue failed; /* to be told so from gateway_ready */
    bool cancelled;      /* some request, since the gateway opened */

    struct statement *statements;
    size_t statement_count;
    unsigned statement_names;
    struct channel *channels;
    struct proof *proofs;
};

/* request.c */
struct request *request_make(struct gateway *g, const struct gateway_call *call);
void request_free(struct request *r);
/* Ready to be sent again. */
void request_reset(struct request *r);
void queue_add(struct queue *q, struct request *r);
/* Behind `before` (NULL: in front). */
void queue_insert(struct queue *q, struct request *before, struct request *r);
/* Takes r out; false when it is not in there. */
bool queue_remove(struct queue *q, struct request *r);
struct request *queue_find(const struct queue *q, uint64_t number);
void queue_free(struct queue *q);
/* The last of the requests that were sent; NULL when none was. */
struct request *request_last_sent(const struct gateway *g);
/* Its failure is set: it leaves the queue and will be told so. */
void request_fail(struct gateway *g, struct request *r);
/* Calls back and frees; r is in no queue any more. */
void request_answer(struct request *r);

/* link.c */
void link_begin(struct gateway *g);   /* tries to connect, now */
void link_advance(struct gateway *g); /* takes over a link that came about; tries again in time */
void link_lose(struct gateway *g);    /* fails or keeps what was under way; plans the next try */
/* The answer to hello: the link can be used, or not (failure.status != 0). */
void link_greeted(struct gateway *g, const struct failure *failure);
void link_end(struct gateway *g);                /* closes it; plans nothing */
void link_watch(struct gateway *g, bool writes); /* what the poll set waits for on its socket */

/* traffic.c */
void traffic_send(struct gateway *g);    /* what is queued, as far as it goes without waiting */
void traffic_receive(struct gateway *g); /* answers and notifications */
/* Asks the server to stop the request in front if that was asked for. */
void traffic_cancel(struct gateway *g);

/* greeting.c: hello settles the session and whether schema and program fit; the check alone
 * travels with every request until that is known. */
const char *greeting_check(void); /* takes one value: */
const char *greeting_needs(char text[static 24]);
struct request *greeting_make(struct gateway *g);
/* A sentence about missing security fixes of a server version as PQserverVersion gives it. */
const char *greeting_warning(int server_version);

/* statement.c */
/* NULL when the server should not be told to remember it: too many of them. */
struct statement *statement_for(struct gateway *g, const char *sql);
void statement_drop(struct gateway *g, struct statement *s);
void statement_drop_all(struct gateway *g);

/* channel.c */
void channel_listen_all(struct gateway *g); /* queues a LISTEN for each, in front */
void channel_hear(struct gateway *g, const char *name, const char *payload);
void channel_hear_all(struct gateway *g); /* a reconnect: something may have been missed */
void channel_free_all(struct gateway *g);

/* proof.c */
void proof_advance(struct gateway *g);
void proof_free_all(struct gateway *g);

/* gateway.c */
/* Frees a text whose bytes must not be left in memory; NULL is none. */
void gateway_wipe(char *secret);
void gateway_wake(const struct gateway *g); /* makes gateway_fd readable */
int64_t gateway_clock(void);                /* this machine's, microseconds since 1970 */

#endif
