#include "bench/part/measure.h"
#include "bench/part/table.h"
#include "bench/part/topic.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SWEEPERS = 2, OVERDUE = 20000, ROUNDS = 200 };

static const char sweep[] = "SELECT s ->> 'fired', s ->> 'more' FROM api.sweep(500) s";
static const char bare_sweep[] =
    "WITH due AS (SELECT id FROM bare.clock WHERE fire_at <= now() ORDER BY fire_at LIMIT 500"
    " FOR NO KEY UPDATE SKIP LOCKED),"
    " fired AS (INSERT INTO bare.reach SELECT id, 1, now() FROM due ON CONFLICT DO NOTHING"
    " RETURNING clock_id),"
    " armed AS (UPDATE bare.clock c SET next_rung = 2, fire_at = NULL FROM fired f"
    " WHERE c.id = f.clock_id RETURNING c.id)"
    " SELECT count(*), count(*) > 0 FROM armed";

static const char bare_tables[] =
    "CREATE TABLE bare.clock (id bigint PRIMARY KEY, next_rung integer, fire_at timestamptz);"
    "INSERT INTO bare.clock SELECT g, 1, now() - interval '1 minute' "
    "FROM generate_series(1, %d) g;"
    "CREATE INDEX ON bare.clock (fire_at) WHERE fire_at IS NOT NULL;"
    "CREATE TABLE bare.reach (clock_id bigint, rung_no integer, at timestamptz,"
    " PRIMARY KEY (clock_id, rung_no));"
    "ANALYZE bare.clock";

/* Clocks of the middle of the queue whose next rung was due a minute ago. */
static const char make_overdue[] =
    "UPDATE app.clock c SET next_rung = 1, next_repetition = 0, rung_at = app.now() - interval '1 "
    "minute' FROM (SELECT clock_id FROM app.task WHERE closed_at IS NULL AND due > app.now()"
    " ORDER BY sort_at LIMIT %d) t WHERE c.id = t.clock_id";

struct sweeper {
    PGconn *link;
    const char *sql;
    pthread_t thread;
    long fired;
};

static void *sweep_all(void *context)
{
    struct sweeper *s = context;
    bool more = true;
    while (more) {
        PGresult *result = network_ask(s->link, s->sql);
        s->fired += strtol(PQgetvalue(result, 0, 0), NULL, 10);
        more = PQgetvalue(result, 0, 1)[0] == 't';
        PQclear(result);
    }
    return NULL;
}

static double fired_each_second(struct network *n, const char *sql)
{
    struct sweeper all[SWEEPERS] = {0};
    long fired = 0;
    for (int i = 0; i < SWEEPERS; i++)
        all[i] = (struct sweeper){.link = network_connect(n, NULL, false), .sql = sql};
    double from = measure_now();
    for (int i = 0; i < SWEEPERS; i++)
        (void)pthread_create(&all[i].thread, NULL, sweep_all, &all[i]);
    for (int i = 0; i < SWEEPERS; i++) {
        (void)pthread_join(all[i].thread, NULL);
        fired += all[i].fired;
        PQfinish(all[i].link);
    }
    return (double)fired / (measure_now() - from) * 1000;
}

static void make(PGconn *link, const char *format)
{
    char sql[1024];
    (void)snprintf(sql, sizeof sql, format, OVERDUE);
    network_run(link, sql);
}

struct nothing {
    PGconn *link;
};

static double time_of(PGconn *link, const char *sql)
{
    double from = measure_now();
    network_run(link, sql);
    return measure_now() - from;
}

static double sweep_nothing(void *context)
{
    return time_of(((const struct nothing *)context)->link, sweep);
}

static double bare_nothing(void *context)
{
    return time_of(((const struct nothing *)context)->link, bare_sweep);
}

void topic_sweep(struct network *n)
{
    PGconn *link = network_connect(n, NULL, false);
    make(link, bare_tables);
    (void)fired_each_second(n, sweep); /* the chores, and what is due anyway */
    make(link, make_overdue);
    network_run(link, "ANALYZE app.clock");
    double ours = fired_each_second(n, sweep);
    double against = fired_each_second(n, bare_sweep);
    table_group("Sweep, 500 at a time; a bare statement that claims, logs and advances");
    table_print(&(struct table_line){"overdue clocks, 2 sweepers", "/s", ours, against,
                                     TABLE_AT_LEAST, 10000});
    struct nothing over = {link};
    struct measure_pair p = measure_in_turns(sweep_nothing, bare_nothing, &over, ROUNDS);
    table_print(&(struct table_line){"over nothing", "ms", p.ours, p.against, TABLE_AT_MOST, 1});
    PQfinish(link);
}
