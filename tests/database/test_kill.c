/* The whole server is killed in the middle of steps, again and again: what was acknowledged is
 * there, what was in flight is sent again and done once, and nothing is doubled (rule 12). Some
 * clients' lines break too, after a step was sent and before its answer came. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <fcntl.h>
#include <libpq-fe.h>
#include <poll.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "holdfast/util/buffer.h"
#include "support/child.h"
#include "support/publish.h"
#include "support/server.h"

enum {
    SEED = 20261120,
    CLIENTS = 4,
    ITEMS = 5, /* of each client, its own: only it acts on them, so it knows what must come */
    KILLS = 15,
    STEPS_MOST = 20000,
    SENDS_MOST = 100, /* of one step */
    SENDS_BETWEEN = 20,
    PATIENCE_MS = 60 * 1000,
    HANG_UP = 12, /* one step in so many is sent on a line that breaks */
};

/* What may be done to an item in a status; undo only where the step before can be undone. */
static const struct move {
    const char *status, *action, *detail;
} moves[] = {
    {"requested", "accept", "{}"},
    {"requested", "decline", "{}"},
    {"accepted", "hold", "{\"waiting_on\": \"payer\", \"until\": \"2026-11-24\"}"},
    {"accepted", "note", "{\"note\": \"called twice\"}"},
    {"accepted", "start", "{\"date\": \"2026-11-20\", \"note\": \"first visit\"}"},
    {"accepted", "undo", "{}"},
    {"on-hold", "resume", "{}"},
    {"on-hold", "undo", "{}"},
    {"in-progress", "hold", "{\"waiting_on\": \"family\", \"until\": \"2026-11-25\"}"},
    {"in-progress", "undo", "{}"},
    {"in-progress", "complete", "{\"outcome\": \"service_received\"}"},
    {"completed", "undo", "{}"},
    {"rejected", "undo", "{}"},
};
enum { MOVES = sizeof moves / sizeof moves[0] };

/* An item as its last acknowledged answer left it. */
struct item {
    char ref[24], status[24];
    int version;
    bool undoable;
};

struct step {
    char request[40], ref[24], status[24];
    const struct move *move;
    int asked; /* the version that was seen, and the one that the step made of it */
    int version;
    int sent;
    bool done, replayed, cut; /* cut: the server died over it */
};

/* What one client remembers, where the test can read it whatever becomes of the client. */
struct memory {
    struct item items[ITEMS];
    struct step steps[STEPS_MOST];
    int count;
    char trouble[256];
};

static struct shared {
    atomic_bool over;
    struct memory of[CLIENTS];
} * shared;

struct client {
    struct memory *memory;
    const char *conninfo;
    PGconn *link;
    int number, tell; /* tell: a byte for each step sent */
    unsigned random;
};

static struct test_server *server;
static pid_t clients[CLIENTS];
static int ear; /* where the test hears that a step was sent */

/* The same numbers in every run, on every machine. */
static unsigned pick(unsigned *random, unsigned below)
{
    *random = *random * 1664525U + 1013904223U;
    return (*random >> 8) % below;
}

/* ---- a client ---- */

static _Noreturn void give_up(struct client *c, const struct step *step, const char *why)
{
    (void)snprintf(c->memory->trouble, sizeof c->memory->trouble,
                   "%s of %s at %d, sent %d times: %s", step->move->action, step->ref, step->asked,
                   step->sent, why);
    _exit(1);
}

static const struct move *choose(struct client *c, const struct item *item)
{
    for (;;) {
        const struct move *move = &moves[pick(&c->random, MOVES)];
        if (strcmp(move->status, item->status) != 0)
            continue;
        if (strcmp(move->action, "undo") != 0 || item->undoable)
            return move;
    }
}

static bool may_go_on(const struct item *item)
{
    bool closed = strcmp(item->status, "completed") == 0 || strcmp(item->status, "rejected") == 0;
    return !closed || item->undoable;
}

static struct step *plan(struct client *c, struct item *item)
{
    struct memory *m = c->memory;
    struct step *step = &m->steps[m->count];
    step->move = choose(c, item);
    step->asked = item->version;
    memcpy(step->ref, item->ref, sizeof step->ref);
    (void)snprintf(step->request, sizeof step->request, "%08x-0000-4000-8000-%012x",
                   (unsigned)c->number + 1, (unsigned)m->count + 1);
    m->count++;
    return step;
}

static void send_step(struct client *c, struct step *step)
{
    char version[16];
    (void)snprintf(version, sizeof version, "%d", step->asked);
    const char *const values[] = {step->request, step->ref, version, step->move->action,
                                  step->move->detail};
    step->sent++;
    (void)PQsendQueryParams(c->link,
                            "SELECT a ->> 'version', a ->> 'status', a ->> 'replayed'"
                            " FROM api.act($1, $2, $3, $4, $5) a",
                            5, NULL, values, NULL, NULL, 0);
    (void)!write(c->tell, "", 1);
}

static void take_answer(struct step *step, const PGresult *answer)
{
    step->version = (int)strtol(PQgetvalue(answer, 0, 0), NULL, 10);
    (void)snprintf(step->status, sizeof step->status, "%s", PQgetvalue(answer, 0, 1));
    step->replayed =
        strcmp(PQgetvalue(answer, 0, 2), "t") == 0 || strcmp(PQgetvalue(answer, 0, 2), "true") == 0;
    step->done = true;
}

/* A refusal is never right here, but for "somebody is working on it": the same step, sent before on
 * a line that broke, may still be at work. */
static void judge(struct client *c, struct step *step, const PGresult *answer)
{
    const char *code = PQresultErrorField(answer, PG_DIAG_SQLSTATE);
    if (step->sent == SENDS_MOST)
        give_up(c, step, PQresultErrorMessage(answer));
    if (code == NULL || strncmp(code, "57P", 3) == 0) {
        step->cut = true;
        return;
    }
    if (strcmp(code, "HF409") != 0 || step->sent == 1)
        give_up(c, step, PQresultErrorMessage(answer));
}

/* One sending; done says whether its answer came. */
static void try_once(struct client *c, struct step *step)
{
    if (c->link == NULL)
        c->link = test_child_connect(c->conninfo);
    send_step(c, step);
    bool broken = step->sent == 1 && pick(&c->random, HANG_UP) == 0;
    PGresult *answer = broken ? NULL : PQgetResult(c->link);
    if (PQresultStatus(answer) == PGRES_TUPLES_OK)
        take_answer(step, answer);
    else if (!broken)
        judge(c, step, answer);
    PQclear(answer);
    while (!broken && (answer = PQgetResult(c->link)) != NULL)
        PQclear(answer);
    if (broken || PQstatus(c->link) != CONNECTION_OK) {
        PQfinish(c->link);
        c->link = NULL;
    }
}

static void remember(struct item *item, const struct step *step)
{
    item->version = step->version;
    memcpy(item->status, step->status, sizeof item->status);
    if (strcmp(step->move->action, "note") != 0)
        item->undoable = strcmp(step->move->action, "undo") != 0;
}

static _Noreturn void be_client(struct client *c)
{
    while (!atomic_load(&shared->over) && c->memory->count < STEPS_MOST) {
        struct item *item = &c->memory->items[pick(&c->random, ITEMS)];
        if (!may_go_on(item))
            continue;
        struct step *step = plan(c, item);
        while (!step->done)
            try_once(c, step);
        if (step->version != step->asked + (strcmp(step->move->action, "note") == 0 ? 0 : 1))
            give_up(c, step, "the version is not the next one");
        remember(item, step);
    }
    PQfinish(c->link);
    _exit(0);
}

static void start_clients(void)
{
    int ends[2];
    assert_int_equal(pipe2(ends, O_CLOEXEC | O_NONBLOCK), 0);
    for (int i = 0; i < CLIENTS; i++) {
        struct client c = {.memory = &shared->of[i],
                           .conninfo = test_server_conninfo(server, i % 2 == 0 ? "maria" : "tomas"),
                           .number = i,
                           .tell = ends[1],
                           .random = SEED + (unsigned)i};
        clients[i] = test_child_fork();
        assert_true(clients[i] >= 0);
        if (clients[i] == 0)
            be_client(&c);
    }
    (void)close(ends[1]);
    ear = ends[0];
}

/* ---- what they act on ---- */

static const char refer_sql[] =
    "SELECT api.refer(gen_random_uuid(), jsonb_build_object("
    " 'individual', api.enter_individual(gen_random_uuid(), jsonb_build_object("
    "     'family', 'Kill ' || $1, 'birth_date', '1950-01-01', 'address', '1 Elm St',"
    "     'contacts', '[{\"phone\": \"617-555-0100\"}]'::jsonb)) ->> 'individual_ref',"
    " 'provided', '{\"orders\": \"x\"}'::jsonb,"
    " 'items', '[{\"type\": \"home_care\", \"service\": \"bright_home_care\"}]'::jsonb))"
    " #>> '{referrals,0,ref}'";

static void refer(PGconn *drew, int number, struct item *item)
{
    char name[16];
    (void)snprintf(name, sizeof name, "%d", number);
    const char *values[] = {name};
    PGresult *result = PQexecParams(drew, refer_sql, 1, NULL, values, NULL, NULL, 0);
    if (PQresultStatus(result) != PGRES_TUPLES_OK)
        fail_msg("%s", PQerrorMessage(drew));
    *item = (struct item){.status = "requested", .version = 1};
    (void)snprintf(item->ref, sizeof item->ref, "%s", PQgetvalue(result, 0, 0));
    PQclear(result);
}

static int set_up(void **state)
{
    (void)state;
    shared = mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    assert_ptr_not_equal(shared, MAP_FAILED);
    server = test_server_start_durable();
    test_server_publish(server, NULL);
    PGconn *drew = test_server_connect(server, "drew");
    for (int i = 0; i < CLIENTS * ITEMS; i++)
        refer(drew, i, &shared->of[i / ITEMS].items[i % ITEMS]);
    PQfinish(drew);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    for (int i = 0; i < CLIENTS; i++)
        if (clients[i] > 0 && kill(clients[i], SIGKILL) == 0)
            (void)waitpid(clients[i], NULL, 0);
    test_server_stop(server);
    (void)munmap(shared, sizeof *shared);
    return 0;
}

/* ---- the killing ---- */

static void report_trouble(void)
{
    for (int i = 0; i < CLIENTS; i++)
        if (shared->of[i].trouble[0] != '\0')
            fail_msg("%s", shared->of[i].trouble);
}

static void wait_for_sends(int wanted)
{
    char bytes[256];
    while (wanted > 0) {
        struct pollfd ready = {.fd = ear, .events = POLLIN};
        int count = poll(&ready, 1, PATIENCE_MS);
        report_trouble();
        ssize_t got = count > 0 ? read(ear, bytes, sizeof bytes) : 0;
        if (got <= 0)
            fail_msg("the clients send nothing any more");
        wanted -= (int)got;
    }
}

/* What was sent before the server came back says nothing about the present. */
static void forget_sends(void)
{
    char bytes[256];
    while (read(ear, bytes, sizeof bytes) > 0)
        ;
}

/* Somewhere within the step that was just sent, or the answer to it. */
static void let_it_begin(unsigned *random)
{
    (void)nanosleep(&(struct timespec){.tv_nsec = (long)pick(random, 4000) * 1000}, NULL);
}

static void kill_again_and_again(void)
{
    unsigned random = SEED;
    for (int i = 0; i < KILLS; i++) {
        forget_sends();
        wait_for_sends(SENDS_BETWEEN + (int)pick(&random, SENDS_BETWEEN));
        let_it_begin(&random);
        test_server_kill_whole(server);
        test_server_start_again(server);
    }
    forget_sends();
    wait_for_sends(SENDS_BETWEEN);
}

static void end_clients(void)
{
    atomic_store(&shared->over, true);
    for (int i = 0; i < CLIENTS; i++) {
        int status = -1;
        assert_int_equal(waitpid(clients[i], &status, 0), clients[i]);
        clients[i] = 0;
        report_trouble();
        assert_int_equal(status, 0);
    }
}

/* ---- what must hold ---- */

static void tell_steps(void)
{
    struct buffer sql = {0};
    buffer_text(&sql, "CREATE SCHEMA told; CREATE TABLE told.step (client int, place int, request "
                      "uuid, ref text, action text, version int, status text, task_id bigint);");
    for (int i = 0; i < CLIENTS; i++)
        for (int k = 0; k < shared->of[i].count; k++) {
            const struct step *s = &shared->of[i].steps[k];
            buffer_print(&sql, "INSERT INTO told.step VALUES (%d,%d,'%s','%s','%s',%d,'%s');", i, k,
                         s->request, s->ref, s->move->action, s->version, s->status);
        }
    buffer_text(&sql, "UPDATE told.step SET task_id = engine.task_id(ref); ANALYZE told.step");
    test_server_run(server, sql.data);
    buffer_free(&sql);
}

/* Each finds nothing. */
static const struct rule {
    const char *broken, *sql;
} rules[] = {
    {"a step that was acknowledged has not exactly one entry, or another one",
     "SELECT s.ref, s.action, s.version FROM told.step s LEFT JOIN app.ledger e"
     " ON e.entity_kind = 'task' AND e.entity_id = s.task_id AND e.request_id = s.request"
     " GROUP BY s.ref, s.action, s.version, s.status, s.request"
     " HAVING count(e.id) <> 1 OR min(e.action) <> s.action OR min(e.version) <> s.version"
     " OR min(e.to_status) <> s.status"},
    {"an item has an entry that nobody was told of",
     "SELECT e.entity_id, e.action FROM app.ledger e"
     " WHERE e.entity_kind = 'task' AND e.seq > 1 AND e.entity_id IN (SELECT task_id FROM "
     "told.step)"
     " AND NOT EXISTS (SELECT FROM told.step s WHERE s.request = e.request_id)"},
    {"an item is not as the last step left it",
     "SELECT s.ref, t.version, t.status FROM app.task t JOIN (SELECT DISTINCT ON (task_id) *"
     " FROM told.step ORDER BY task_id, place DESC) s ON s.task_id = t.id"
     " WHERE t.version <> s.version OR t.status::text <> s.status"},
    {"an item's version is not the number of steps that raised it",
     "SELECT t.id, t.version FROM app.task t JOIN told.step s ON s.task_id = t.id"
     " GROUP BY t.id HAVING t.version <> 1 + count(*) FILTER (WHERE s.action <> 'note')"},
    {"a request has two entries on one item",
     "SELECT request_id, entity_id FROM app.ledger WHERE request_id IS NOT NULL"
     " GROUP BY request_id, entity_kind, entity_id HAVING count(*) > 1"},
    {"a decline did not open exactly one search for another provider",
     "SELECT s.ref, s.version FROM told.step s LEFT JOIN (app.ledger e JOIN app.task t"
     " ON t.id = e.entity_id AND t.kind = 'reroute') ON e.entity_kind = 'task' AND e.seq = 1"
     " AND e.request_id = s.request"
     " GROUP BY s.ref, s.version, s.action, s.request"
     " HAVING count(t.id) <> (s.action = 'decline')::int"},
    {"the record is broken", "SELECT ref, problem FROM api.ledger_verify(true)"},
    {"an open item has nobody who answers for it",
     "SELECT t.id FROM app.task t LEFT JOIN app.role_on_duty d ON d.role_id = t.owner_role_id"
     " WHERE t.closed_at IS NULL AND (d.staff_id IS NULL"
     " OR (t.status <> 'requested' AND t.owner_staff_id IS NULL))"},
    {"an open item has no clock, or one that does not go as the item says",
     "SELECT t.id FROM app.task t LEFT JOIN app.clock c ON c.id = t.clock_id"
     " WHERE t.closed_at IS NULL AND (c.id IS NULL OR c.stopped_at IS NOT NULL"
     " OR c.due IS DISTINCT FROM t.due OR (c.held_at IS NOT NULL) <> (t.status = 'on-hold'))"},
    {"a clock runs that no open item has",
     "SELECT c.id FROM app.clock c JOIN app.task t ON t.id = c.task_id"
     " WHERE c.stopped_at IS NULL AND (t.closed_at IS NOT NULL OR t.clock_id <> c.id)"},
    {"an open need has nobody working on it",
     "SELECT r.id FROM app.referral r WHERE r.closed_at IS NULL AND NOT EXISTS (SELECT FROM"
     " app.task t WHERE t.referral_id = r.id AND t.closed_at IS NULL"
     " AND t.kind IN ('referral', 'reroute'))"},
};

static void assert_rule(const struct rule *rule)
{
    struct buffer sql = {0};
    buffer_print(&sql, "SELECT row_to_json(x) FROM (%s) x LIMIT 1", rule->sql);
    char *found = test_server_ask(server, sql.data);
    if (found[0] != '\0')
        fail_msg("%s: %s", rule->broken, found);
    free(found);
    buffer_free(&sql);
}

/* Otherwise nothing of what this test is for has happened. */
static void assert_it_happened(void)
{
    int steps = 0, cut = 0, replayed = 0;
    for (int i = 0; i < CLIENTS; i++)
        for (int k = 0; k < shared->of[i].count; k++) {
            const struct step *s = &shared->of[i].steps[k];
            steps++;
            cut += s->cut ? 1 : 0;
            replayed += s->replayed ? 1 : 0;
            assert_true(s->done);
            if (s->replayed)
                assert_true(s->sent > 1);
        }
    print_message("%d steps; the server died over %d; %d were found done when sent again\n", steps,
                  cut, replayed);
    assert_true(steps > KILLS * SENDS_BETWEEN / 2);
    assert_true(cut >= KILLS);
    assert_true(replayed > 0);
}

static void nothing_is_lost_or_doubled(void **state)
{
    (void)state;
    char *durable = test_server_ask(server, "SHOW fsync");
    assert_string_equal(durable, "on");
    free(durable);
    start_clients();
    kill_again_and_again();
    end_clients();
    assert_it_happened();
    tell_steps();
    for (size_t i = 0; i < sizeof rules / sizeof rules[0]; i++)
        assert_rule(&rules[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(nothing_is_lost_or_doubled)};
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
