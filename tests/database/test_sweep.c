/* Several sweeps at once, some of them killed: every rung fires exactly once (rule 8), and the
 * record's chains stay whole. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <libpq-fe.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "holdfast/util/buffer.h"
#include "support/child.h"
#include "support/server.h"

#define SUPPORT "tests/sql/support.sql"
enum { REFERRALS = 300, SWEEPERS = 4, KILLS = 4, CUTS_MOST = 3 * KILLS };

static struct test_server *server;

static void load_support(void)
{
    struct buffer text = {0};
    FILE *file = fopen(SUPPORT, "re");
    assert_non_null(file);
    assert_true(buffer_read(&text, file));
    (void)fclose(file);
    test_server_run(server, text.data);
    buffer_free(&text);
}

/* Referrals of Friday 15:00 whose ladders, by Tuesday 17:00, have run out. */
static int start(void **state)
{
    (void)state;
    server = test_server_start();
    load_support();
    test_server_run(server,
                    "SELECT tests.network(); CREATE ROLE t_drew LOGIN IN ROLE holdfast_person");
    struct buffer sql = {0};
    buffer_print(&sql,
                 "SELECT tests.referral('2026-11-20 15:00-05') FROM generate_series(1, %d);"
                 "SELECT tests.at('2026-11-24 17:00-05')",
                 REFERRALS);
    test_server_run(server, sql.data);
    buffer_free(&sql);
    return 0;
}

static int stop(void **state)
{
    (void)state;
    test_server_stop(server);
    return 0;
}

/* What sql gives, in memory of its own; NULL: no row, or the link or the server is gone. */
static char *ask(PGconn *conn, const char *sql)
{
    PGresult *result = PQexec(conn, sql);
    char *value = PQntuples(result) == 1 ? strdup(PQgetvalue(result, 0, 0)) : NULL;
    PQclear(result);
    return value;
}

/* Sweeps in small batches until nothing more is due; false when it was cut off. */
static bool sweep_all(PGconn *conn)
{
    for (;;) {
        char *more = ask(conn, "SELECT api.sweep(9) ->> 'more'");
        if (more == NULL)
            return false;
        bool done = strcmp(more, "true") != 0;
        free(more);
        if (done)
            return true;
    }
}

/* A process that sweeps, and connects anew whenever its backend or the server died under it: each
 * kill cuts it off once, and a sweep that fails by itself must not go on for ever. */
static pid_t start_sweeper(const char *login)
{
    const char *conninfo = test_server_conninfo(server, login);
    pid_t pid = test_child_fork();
    assert_true(pid >= 0);
    if (pid > 0)
        return pid;
    bool done = false;
    for (int cut = 0; !done && cut <= CUTS_MOST; cut++) {
        PGconn *conn = test_child_connect(conninfo);
        done = sweep_all(conn);
        PQfinish(conn);
    }
    _exit(done ? 0 : 1);
}

/* Kills a backend that is in the middle of a sweep, as soon as one is seen; true when the server
 * lost it. Nothing but the sweep itself says when that is. */
static bool kill_one(int signal_no)
{
    PGconn *conn = PQconnectdb(test_server_conninfo(server, NULL));
    char *pid =
        PQstatus(conn) != CONNECTION_OK
            ? NULL
            : ask(conn, "SELECT pid FROM pg_stat_activity WHERE state = 'active' AND query LIKE "
                        "'SELECT api.sweep%' ORDER BY random() LIMIT 1");
    bool killed = pid != NULL && kill((pid_t)strtol(pid, NULL, 10), signal_no) == 0;
    free(pid);
    PQfinish(conn);
    return killed;
}

static bool all_ended(pid_t *sweepers)
{
    bool ended = true;
    int status = 0;
    for (size_t i = 0; i < SWEEPERS; i++) {
        if (sweepers[i] != 0 && waitpid(sweepers[i], &status, WNOHANG) == sweepers[i])
            sweepers[i] = 0;
        assert_int_equal(status, 0);
        ended = ended && sweepers[i] == 0;
    }
    return ended;
}

static void assert_asked(const char *sql, long expected)
{
    char *value = test_server_ask(server, sql);
    if (strtol(value, NULL, 10) != expected)
        fail_msg("%s: %s, not %ld", sql, value, expected);
    free(value);
}

static void assert_each_once(const char *action)
{
    struct buffer sql = {0};
    buffer_print(&sql,
                 "SELECT count(*) FROM app.reach f JOIN app.task t ON t.id = f.task_id "
                 "WHERE t.kind = 'referral' AND f.action = '%s'",
                 action);
    assert_asked(sql.data, REFERRALS);
    buffer_clear(&sql);
    buffer_print(&sql,
                 "SELECT count(*) FROM app.ledger e JOIN app.task t ON t.id = e.entity_id "
                 "WHERE e.entity_kind = 'task' AND t.kind = 'referral' AND e.action = '%s'",
                 action);
    assert_asked(sql.data, REFERRALS);
    buffer_free(&sql);
}

static void test_rungs_fire_once_whoever_dies(void **state)
{
    (void)state;
    pid_t sweepers[SWEEPERS];
    int killed = 0;
    for (size_t i = 0; i < SWEEPERS; i++)
        sweepers[i] = start_sweeper(i % 2 == 0 ? NULL : "t_drew");
    while (!all_ended(sweepers))
        if (killed < KILLS)
            killed += kill_one(killed % 2 == 0 ? SIGTERM : SIGKILL);
    assert_true(killed > 0);

    PGconn *conn = test_server_connect(server, NULL);
    assert_true(sweep_all(conn));
    /* The last rung's patience begins when it fires, so on Wednesday it is over for all. */
    test_server_run(server, "SELECT tests.at('2026-11-25 12:00-05')");
    assert_true(sweep_all(conn));
    PQfinish(conn);

    assert_each_once("remind");
    assert_each_once("escalate");
    assert_each_once("transfer");
    assert_asked("SELECT count(*) FROM app.ledger e WHERE e.action = 'exhausted'", REFERRALS);
    assert_asked("SELECT count(DISTINCT referral_id) FROM app.task WHERE kind = 'reroute'",
                 REFERRALS);
    assert_asked("SELECT count(*) FROM app.task WHERE kind = 'reroute'", REFERRALS);
    assert_asked("SELECT count(*) FROM app.task t JOIN app.role r ON r.id = t.owner_role_id "
                 "WHERE t.kind = 'referral' AND t.version = 2 AND r.code = 'test_coordinator'",
                 REFERRALS);
    assert_asked("SELECT count(*) FROM api.ledger_verify(true) v WHERE v.entity_kind = 'task'", 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_rungs_fire_once_whoever_dies)};
    return cmocka_run_group_tests(tests, start, stop);
}
