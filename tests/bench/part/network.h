/* The example network under load, on a durable server of its own: a large database, and a small
 * one beside it on the same server. */
#ifndef BENCH_NETWORK_H
#define BENCH_NETWORK_H

#include "support/server.h"

/* Who is measured: an intake worker, and a coordinator, who sees the whole network. */
#define BENCH_INTAKE      "maria"
#define BENCH_COORDINATOR "lena"

struct network {
    struct test_server *server;
    long open, small; /* open tasks in the large and in the small database */
    long listeners;
};

/* BENCH_OPEN, BENCH_SMALL and BENCH_LISTENERS from the environment. Ends the program with a
 * sentence when something cannot be made. */
void network_make(struct network *n);
void network_end(struct network *n);

/* As that login (NULL: the superuser) to the large or the small database; the caller's. */
PGconn *network_connect(struct network *n, const char *login, bool small);
const char *network_conninfo(struct network *n, const char *login, bool small);

/* Runs statements; ends the program with a sentence when they fail. The caller clears the result.
 */
PGresult *network_ask(PGconn *link, const char *sql);
void network_run(PGconn *link, const char *sql);
/* A prepared statement, its parameters as text. */
void network_prepare(PGconn *link, const char *name, const char *sql);
void network_execute(PGconn *link, const char *name, int count, const char *const *values);

#endif
