#include "bench/part/measure.h"
#include "bench/part/table.h"
#include "bench/part/topic.h"

#include <stdio.h>
#include <stdlib.h>

enum { ROUNDS = 200 };

/* What any program would do that keeps a table of tasks and a log of what was done to them. */
static const char bare_tables[] =
    "CREATE SCHEMA bare;"
    "CREATE TABLE bare.task (id bigint PRIMARY KEY, version integer NOT NULL, status text NOT NULL,"
    " owner integer, due timestamptz NOT NULL, label text NOT NULL);"
    "INSERT INTO bare.task SELECT g, 1, 'requested', NULL, now() + g * interval '1 second', "
    "'nursing visits' FROM generate_series(1, 20000) g;"
    "CREATE INDEX ON bare.task (owner, due);"
    "CREATE TABLE bare.entry (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,"
    " task_id bigint NOT NULL, at timestamptz NOT NULL, action text NOT NULL, hash bytea);"
    "ANALYZE bare.task";

struct accept {
    PGconn *person, *bare;
    PGresult *items; /* ref and version of what awaits an answer */
    int next;
};

static double accept_one(void *context)
{
    struct accept *a = context;
    const char *const values[] = {PQgetvalue(a->items, a->next, 0),
                                  PQgetvalue(a->items, a->next, 1)};
    a->next++;
    double from = measure_now();
    network_execute(a->person, "accept", 2, values);
    return measure_now() - from;
}

static double bare_one(void *context)
{
    const struct accept *a = context;
    char id[24];
    const char *const values[] = {id};
    (void)snprintf(id, sizeof id, "%d", a->next * 7 + 1);
    double from = measure_now();
    network_execute(a->bare, "begin", 0, NULL);
    network_execute(a->bare, "lock", 1, values);
    network_execute(a->bare, "update", 1, values);
    network_execute(a->bare, "insert", 1, values);
    network_execute(a->bare, "commit", 0, NULL);
    return measure_now() - from;
}

static PGconn *prepare_bare(struct network *n)
{
    PGconn *link = network_connect(n, NULL, false);
    network_run(link, bare_tables);
    network_prepare(link, "begin", "BEGIN");
    network_prepare(link, "lock", "SELECT * FROM bare.task WHERE id = $1::bigint FOR UPDATE");
    network_prepare(link, "update",
                    "UPDATE bare.task SET status = 'accepted', owner = 7, version = version + 1 "
                    "WHERE id = $1::bigint");
    network_prepare(link, "insert",
                    "INSERT INTO bare.entry (task_id, at, action) "
                    "VALUES ($1::bigint, clock_timestamp(), 'accept')");
    network_prepare(link, "commit", "COMMIT");
    return link;
}

/* The middle of many steps in one session, as a console makes them that stays connected all day:
 * the first few of a session plan what the others then use, and take some twenty times as long. */
void topic_accept(struct network *n)
{
    struct accept a = {network_connect(n, BENCH_INTAKE, false), prepare_bare(n), NULL, 0};
    a.items = network_ask(a.person, "SELECT ref, version FROM api.queue('role', "
                                    "'{\"status\": \"requested\"}', n => 1000)");
    network_prepare(a.person, "accept",
                    "SELECT api.act(gen_random_uuid(), $1::text, $2::int, 'accept')");
    int rounds = PQntuples(a.items) - 1 < ROUNDS ? PQntuples(a.items) - 1 : ROUNDS;
    struct measure_pair p = measure_in_turns(accept_one, bare_one, &a, rounds);
    table_group("One durable step; begin, lock, update, insert, commit on a bare table");
    table_print(&(struct table_line){"accept", "ms", p.ours, p.against, TABLE_RATIO_AT_MOST, 1.5});
    PQclear(a.items);
    PQfinish(a.person);
    PQfinish(a.bare);
}
