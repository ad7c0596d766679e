#include "bench/part/network.h"

#include "bench/part/measure.h"
#include "holdfast/util/embed.h"
#include "support/publish.h"

#include <stdio.h>
#include <stdlib.h>

#define SMALL_DATABASE "small"

enum { BATCH = 20000, CONNECTIONS_BESIDE = 40 };

static _Noreturn void give_up(const char *what, const char *why)
{
    fprintf(stderr, "bench: %.200s: %s\n", what, why);
    exit(EX_SOFTWARE);
}

/* ---- asking ---- */

static PGresult *good(PGconn *link, PGresult *result, const char *what)
{
    ExecStatusType status = PQresultStatus(result);
    if (status != PGRES_TUPLES_OK && status != PGRES_COMMAND_OK)
        give_up(what, PQerrorMessage(link));
    return result;
}

PGresult *network_ask(PGconn *link, const char *sql)
{
    return good(link, PQexec(link, sql), sql);
}

void network_run(PGconn *link, const char *sql)
{
    PQclear(network_ask(link, sql));
}

void network_prepare(PGconn *link, const char *name, const char *sql)
{
    PQclear(good(link, PQprepare(link, name, sql, 0, NULL), sql));
}

void network_execute(PGconn *link, const char *name, int count, const char *const *values)
{
    PQclear(good(link, PQexecPrepared(link, name, count, values, NULL, NULL, 0), name));
}

const char *network_conninfo(struct network *n, const char *login, bool small)
{
    const char *conninfo;
    struct failure f;
    if (!local_conninfo(test_server_local(n->server), login, small ? SMALL_DATABASE : NULL,
                        &conninfo, &f))
        give_up("connect", f.why);
    return conninfo;
}

PGconn *network_connect(struct network *n, const char *login, bool small)
{
    PGconn *link = PQconnectdb(network_conninfo(n, login, small));
    if (PQstatus(link) != CONNECTION_OK)
        give_up("connect", PQerrorMessage(link));
    return link;
}

/* ---- making ---- */

static long setting(const char *name, long usual)
{
    const char *text = getenv(name);
    long value = text != NULL ? strtol(text, NULL, 10) : usual;
    return value > 0 ? value : usual;
}

/* More connections than a private server allows: one for each console that listens. */
static void allow_listeners(struct network *n)
{
    struct failure f;
    char sql[80];
    (void)snprintf(sql, sizeof sql, "ALTER SYSTEM SET max_connections = %ld",
                   n->listeners + CONNECTIONS_BESIDE);
    test_server_run(n->server, sql);
    if (!local_stop(test_server_local(n->server), &f))
        give_up("restart", f.why);
    test_server_start_again(n->server);
}

static void load_sample(PGconn *link)
{
    size_t at = 0;
    const struct embedded_file *file;
    while ((file = embedded_next("src/sql/sample/", &at)) != NULL)
        network_run(link, file->text);
}

static void add_open(PGconn *link, long from, long to)
{
    network_run(link, "SELECT sample.bulk_begin()");
    for (long made = from; made < to; made += BATCH) {
        char sql[80];
        (void)snprintf(sql, sizeof sql, "SELECT sample.bulk(%ld, %ld)",
                       to - made < BATCH ? to - made : BATCH, made / BATCH + (from > 0));
        network_run(link, sql);
    }
    network_run(link, "SELECT sample.bulk_end()");
}

static void grow(struct network *n, long from, long to)
{
    PGconn *link = network_connect(n, NULL, false);
    network_run(link, "SET client_min_messages = warning; SET synchronous_commit = off");
    if (from == 0)
        load_sample(link);
    add_open(link, from, to);
    network_run(link, "VACUUM (ANALYZE)");
    PQfinish(link);
}

void network_make(struct network *n)
{
    double from = measure_now();
    *n = (struct network){.open = setting("BENCH_OPEN", 100000),
                          .small = setting("BENCH_SMALL", 10000),
                          .listeners = setting("BENCH_LISTENERS", 200)};
    n->server = test_server_start_durable();
    allow_listeners(n);
    test_server_publish(n->server, NULL);
    grow(n, 0, n->small);
    test_server_run(n->server, "CREATE DATABASE " SMALL_DATABASE " TEMPLATE " LOCAL_DATABASE);
    if (n->open > n->small)
        grow(n, n->small, n->open);
    test_server_run(n->server, "CHECKPOINT");
    fprintf(stderr, "bench: %ld open tasks made in %.0f s\n", n->open,
            (measure_now() - from) / 1000);
}

void network_end(struct network *n)
{
    test_server_stop(n->server);
}
