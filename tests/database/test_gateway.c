/* The gateway against a real server: order, failures, lost links, cancelling, notifications. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "holdfast/gateway/gateway.h"
#include "holdfast/util/buffer.h"
#include "support/server.h"

static struct test_server *server;

/* What came back for one request. */
struct answer {
    struct reply *reply;
    int *turn, at; /* the how-manieth answer it was */
    struct failure failure;
    bool came;
};

static void keep_answer(void *data, const struct reply *reply, const struct failure *failure)
{
    struct answer *a = data;
    assert_false(a->came);
    a->came = true;
    if (a->turn != NULL)
        a->at = (*a->turn)++;
    if (reply != NULL)
        a->reply = reply_keep(reply);
    else
        a->failure = *failure;
}

static void wait_for(struct gateway *g, const bool *came)
{
    while (!*came)
        gateway_wait(g, -1);
}

static void wait_for_state(struct gateway *g, enum gateway_state state)
{
    while (gateway_link(g)->state != state)
        gateway_wait(g, -1);
}

static struct gateway *open_gateway(void)
{
    return gateway_open(&(struct gateway_options){.conninfo = test_server_conninfo(server, NULL)});
}

static struct gateway *open_online(void)
{
    struct gateway *g = open_gateway();
    struct failure f;
    assert_true(gateway_connect(g, &f));
    return g;
}

static void assert_asked(struct gateway *g, const char *sql, const char *expected)
{
    struct reply *reply;
    struct failure f;
    if (!gateway_ask(g, sql, GATEWAY_NO_VALUES, &reply, &f))
        fail_msg("%s: %s", sql, f.why);
    assert_string_equal(reply_text(reply, 0, 0), expected);
    reply_free(reply);
}

static void assert_on_server(const char *sql, const char *expected)
{
    char *value = test_server_ask(server, sql);
    assert_string_equal(value, expected);
    free(value);
}

/* --- requests --------------------------------------------------------------------------------- */

static void answers_come_in_the_order_of_the_requests(void **state)
{
    (void)state;
    enum { COUNT = 200 };
    struct answer answers[COUNT] = {0};
    struct gateway *g = open_gateway();
    int turn = 0;
    for (int i = 0; i < COUNT; i++) {
        char number[24];
        answers[i].turn = &turn;
        (void)gateway_send(
            g, &(struct gateway_call){.sql = i % 2 == 0 ? "SELECT $1::int" : "SELECT $1::text",
                                      .values = GATEWAY_VALUES(gateway_number(number, i)),
                                      .done = keep_answer,
                                      .data = &answers[i]});
    }
    assert_int_equal(gateway_pending(g), COUNT);
    wait_for(g, &answers[COUNT - 1].came);
    for (int i = 0; i < COUNT; i++) {
        assert_int_equal(answers[i].at, i);
        assert_int_equal(reply_int(answers[i].reply, 0, 0), i);
        reply_free(answers[i].reply);
    }
    gateway_close(g);
}

static void each_request_is_a_transaction_of_its_own(void **state)
{
    (void)state;
    static const char *const statements[] = {"INSERT INTO public.kept VALUES (1)", "SELECT 1 / 0",
                                             "INSERT INTO public.kept VALUES (2)"};
    struct answer answers[3] = {0};
    struct gateway *g = open_online();
    test_server_run(server, "CREATE TABLE public.kept (n int)");
    for (int i = 0; i < 3; i++)
        (void)gateway_send(g, &(struct gateway_call){
                                  .sql = statements[i], .done = keep_answer, .data = &answers[i]});
    wait_for(g, &answers[2].came);
    assert_string_equal(answers[1].failure.sqlstate, "22012");
    assert_int_equal(reply_affected(answers[2].reply), 1);
    assert_on_server("SELECT string_agg(n::text, ' ' ORDER BY n) FROM public.kept", "1 2");
    reply_free(answers[0].reply);
    reply_free(answers[2].reply);
    gateway_close(g);
}

static void a_null_is_sent_and_read_as_one(void **state)
{
    (void)state;
    struct gateway *g = open_online();
    struct reply *reply;
    assert_true(
        gateway_ask(g, "SELECT $1::text IS NULL, $1::text", GATEWAY_VALUES(NULL), &reply, NULL));
    assert_true(reply_bool(reply, 0, 0));
    assert_true(reply_null(reply, 0, 1));
    reply_free(reply);
    gateway_close(g);
}

static void instants_come_in_utc_whatever_the_database_says(void **state)
{
    (void)state;
    int64_t instant;
    struct reply *reply;
    test_server_run(server, "ALTER ROLE postgres SET DateStyle = 'SQL, DMY'");
    test_server_run(server, "ALTER ROLE postgres SET TimeZone = 'America/New_York'");
    struct gateway *g = open_online();
    assert_true(gateway_ask(g, "SELECT timestamptz '2026-11-20 22:05:00Z'", GATEWAY_NO_VALUES,
                            &reply, NULL));
    assert_true(reply_time(reply, 0, 0, &instant));
    assert_int_equal(instant, 1795212300000000);
    reply_free(reply);
    gateway_close(g);
    test_server_run(server, "ALTER ROLE postgres RESET ALL");
}

static void a_forgotten_request_is_not_answered(void **state)
{
    (void)state;
    struct answer forgotten = {0}, other = {0};
    struct gateway *g = open_online();
    uint64_t number = gateway_send(
        g, &(struct gateway_call){.sql = "SELECT 1", .done = keep_answer, .data = &forgotten});
    (void)gateway_send(
        g, &(struct gateway_call){.sql = "SELECT 2", .done = keep_answer, .data = &other});
    gateway_forget(g, number);
    wait_for(g, &other.came);
    assert_false(forgotten.came);
    reply_free(other.reply);
    gateway_close(g);
}

static void statements_are_prepared_once_and_again_when_forgotten(void **state)
{
    (void)state;
    struct gateway *g = open_online();
    assert_asked(g, "SELECT 'seven' || 1", "seven1");
    assert_asked(g, "SELECT 'seven' || 1", "seven1");
    assert_asked(g, "SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%seven%1'",
                 "1");
    assert_asked(g, "SELECT pg_backend_pid() > 0", "t");
    assert_true(gateway_ask(g, "DEALLOCATE ALL", GATEWAY_NO_VALUES, NULL, NULL));
    assert_asked(g, "SELECT 'seven' || 1", "seven1");
    gateway_close(g);
}

static void a_statement_whose_shape_changed_is_prepared_anew(void **state)
{
    (void)state;
    struct gateway *g = open_online();
    test_server_run(server, "CREATE TABLE public.shape (a int)");
    test_server_run(server, "INSERT INTO public.shape VALUES (1)");
    assert_asked(g, "SELECT * FROM public.shape", "1");
    test_server_run(server, "ALTER TABLE public.shape ALTER a TYPE text USING 'one'");
    assert_asked(g, "SELECT * FROM public.shape", "one");
    gateway_close(g);
}

/* --- failures --------------------------------------------------------------------------------- */

static void failures_carry_status_and_words_of_ours(void **state)
{
    (void)state;
    static const struct {
        const char *code;
        int status;
    } cases[] = {
        {"HF400", EX_DATAERR},     {"HF404", EX_NOPERM},   {"HF409", EX_TEMPFAIL},
        {"HF412", EX_DATAERR},     {"HF422", EX_DATAERR},  {"42501", EX_NOPERM},
        {"55P03", EX_TEMPFAIL},    {"40001", EX_TEMPFAIL}, {"23505", EX_DATAERR},
        {"53300", EX_UNAVAILABLE}, {"57014", EX_TEMPFAIL}, {"28000", EX_NOPERM},
        {"XX000", EX_SOFTWARE},    {"P0001", EX_SOFTWARE},
    };
    struct gateway *g = open_online();
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct failure f;
        char sql[300];
        (void)snprintf(sql, sizeof sql,
                       "DO $$BEGIN RAISE EXCEPTION USING ERRCODE = '%s', MESSAGE = 'the sentence',"
                       " DETAIL = 'a secret', HINT = 'the next step'; END$$",
                       cases[i].code);
        assert_false(gateway_ask(g, sql, GATEWAY_NO_VALUES, NULL, &f));
        assert_string_equal(f.sqlstate, cases[i].code);
        assert_int_equal(f.status, cases[i].status);
        bool own = strncmp(cases[i].code, "HF", 2) == 0;
        assert_int_equal(strcmp(f.why, "the sentence") == 0, own);
        assert_int_equal(strcmp(f.mend, "the next step") == 0, own);
        assert_null(strstr(f.why, "secret"));
    }
    gateway_close(g);
}

static void make_failing(const char *name, const char *code, const char *condition)
{
    char sql[400];
    (void)snprintf(sql, sizeof sql, "CREATE SEQUENCE public.%s_tries", name);
    test_server_run(server, sql);
    (void)snprintf(sql, sizeof sql,
                   "CREATE FUNCTION public.%s() RETURNS bigint LANGUAGE plpgsql AS $$"
                   "DECLARE n bigint := nextval('public.%s_tries');"
                   "BEGIN IF %s THEN RAISE EXCEPTION USING ERRCODE = '%s'; END IF; RETURN n; END$$",
                   name, name, condition, code);
    test_server_run(server, sql);
}

static void a_lost_deadlock_is_tried_once_more(void **state)
{
    (void)state;
    struct failure f;
    struct gateway *g = open_online();
    make_failing("once", "40P01", "n = 1");
    make_failing("always", "40P01", "true");
    assert_asked(g, "SELECT public.once()", "2");
    assert_false(gateway_ask(g, "SELECT public.always()", GATEWAY_NO_VALUES, NULL, &f));
    assert_int_equal(f.status, EX_TEMPFAIL);
    assert_on_server("SELECT last_value FROM public.always_tries", "2");
    gateway_close(g);
}

static void assert_refused(const char *conninfo, int status)
{
    struct failure f;
    struct gateway *g = gateway_open(&(struct gateway_options){.conninfo = conninfo});
    assert_false(gateway_ask(g, "SELECT 1", GATEWAY_NO_VALUES, NULL, &f));
    assert_int_equal(f.status, status);
    assert_null(strstr(f.why, "geheim"));
    assert_null(strstr(f.mend, "geheim"));
    assert_false(gateway_connect(g, &f));
    gateway_close(g);
}

static void links_that_cannot_be_are_explained_without_passwords(void **state)
{
    (void)state;
    assert_refused("host=/nowhere password=geheim", EX_UNAVAILABLE);
    assert_refused("password geheim = x", EX_CONFIG);
    assert_refused("postgresql://u:geheim@/x?host=/nowhere", EX_UNAVAILABLE);
    assert_refused("host=/nowhere password=geheim sslmode=geheim", EX_UNAVAILABLE);
    assert_refused(test_server_conninfo(server, "nobody_of_ours"), EX_NOPERM);
}

struct proof_answer {
    bool came;
    struct failure failure;
};

static void keep_proof(void *data, const struct failure *failure)
{
    struct proof_answer *a = data;
    a->came = true;
    if (failure != NULL)
        a->failure = *failure;
}

static void a_server_that_asks_no_password_proves_nobody(void **state)
{
    (void)state;
    struct proof_answer a = {0};
    struct gateway *g = open_online();
    gateway_prove(g, "anything", keep_proof, &a);
    wait_for(g, &a.came);
    assert_int_equal(a.failure.status, EX_NOPERM);
    assert_int_equal(gateway_link(g)->state, GATEWAY_ONLINE);
    gateway_close(g);
}

/* A person whom this server asks for a password, as servers elsewhere do. */
static const char *make_person_with_password(void)
{
    char path[400];
    struct buffer rules = {0};
    (void)snprintf(path, sizeof path, "%s/pg_hba.conf", test_server_local(server)->data);
    FILE *file = fopen(path, "r+");
    assert_non_null(file);
    buffer_text(&rules, "local all guarded scram-sha-256\n");
    assert_true(buffer_read(&rules, file));
    rewind(file);
    assert_int_equal(fwrite(rules.data, 1, rules.len, file), rules.len);
    assert_int_equal(fclose(file), 0);
    buffer_free(&rules);
    test_server_run(server, "CREATE ROLE guarded LOGIN PASSWORD 'open sesame' IN ROLE"
                            " holdfast_person");
    test_server_run(server, "SELECT pg_reload_conf()");
    return test_server_conninfo(server, "guarded");
}

/* The server rereads its rules when it likes: until it asks, there is nothing to test. */
static struct gateway *open_guarded(const char *conninfo)
{
    struct failure f;
    while (true) {
        struct gateway *g = gateway_open(&(struct gateway_options){.conninfo = conninfo});
        if (!gateway_connect(g, &f))
            return g;
        gateway_close(g);
    }
}

static int prove(struct gateway *g, const char *password)
{
    struct proof_answer a = {0};
    gateway_prove(g, password, keep_proof, &a);
    wait_for(g, &a.came);
    return a.failure.status;
}

static void a_password_is_asked_for_given_and_proved(void **state)
{
    (void)state;
    struct failure f;
    struct gateway *g = open_guarded(make_person_with_password());
    assert_true(gateway_link(g)->needs_password);
    assert_int_equal(gateway_link(g)->retry_at, 0);
    gateway_password(g, "mistyped");
    assert_false(gateway_connect(g, &f));
    assert_int_equal(f.status, EX_NOPERM);
    assert_null(strstr(f.why, "mistyped"));
    gateway_password(g, "open sesame");
    assert_true(gateway_connect(g, &f));
    assert_string_equal(gateway_login(g), "guarded");
    assert_int_equal(prove(g, "open sesame"), 0);
    assert_int_equal(prove(g, "guess"), EX_NOPERM);
    gateway_close(g);
}

/* --- lost links ------------------------------------------------------------------------------- */

/* A function under which the session ends at the first call. */
static void make_deadly(const char *name)
{
    char sql[400];
    (void)snprintf(sql, sizeof sql, "CREATE SEQUENCE public.%s_tries", name);
    test_server_run(server, sql);
    (void)snprintf(sql, sizeof sql,
                   "CREATE FUNCTION public.%s() RETURNS bigint LANGUAGE plpgsql AS $$"
                   "DECLARE n bigint := nextval('public.%s_tries');"
                   "BEGIN IF n = 1 THEN PERFORM pg_terminate_backend(pg_backend_pid()); END IF;"
                   "RETURN n; END$$",
                   name, name);
    test_server_run(server, sql);
}

struct states {
    enum gateway_state seen[16];
    size_t count;
};

static void note_state(void *data, const struct gateway_link *link)
{
    struct states *s = data;
    if (s->count < 16 && (s->count == 0 || s->seen[s->count - 1] != link->state))
        s->seen[s->count++] = link->state;
}

static void what_may_be_resent_travels_again_after_a_lost_link(void **state)
{
    (void)state;
    struct answer first = {0}, second = {0};
    struct states seen = {0};
    make_deadly("resent");
    struct gateway *g = gateway_open(&(struct gateway_options){
        .conninfo = test_server_conninfo(server, NULL), .changed = note_state, .data = &seen});
    wait_for_state(g, GATEWAY_ONLINE);
    (void)gateway_send(g, &(struct gateway_call){.sql = "SELECT public.resent()",
                                                 .resend = true,
                                                 .done = keep_answer,
                                                 .data = &first});
    (void)gateway_send(
        g, &(struct gateway_call){
               .sql = "SELECT 'behind'", .resend = true, .done = keep_answer, .data = &second});
    wait_for(g, &second.came);
    assert_true(first.came);
    assert_string_equal(reply_text(first.reply, 0, 0), "2");
    assert_string_equal(reply_text(second.reply, 0, 0), "behind");
    assert_on_server("SELECT last_value FROM public.resent_tries", "2");
    assert_int_equal(seen.count, 3);
    assert_int_equal(seen.seen[0], GATEWAY_ONLINE);
    assert_int_equal(seen.seen[1], GATEWAY_OFFLINE);
    assert_int_equal(seen.seen[2], GATEWAY_ONLINE);
    reply_free(first.reply);
    reply_free(second.reply);
    gateway_close(g);
}

static void what_may_not_be_resent_fails_and_the_link_returns(void **state)
{
    (void)state;
    struct failure f;
    make_deadly("unsent");
    struct gateway *g = open_online();
    assert_false(gateway_ask(g, "SELECT public.unsent()", GATEWAY_NO_VALUES, NULL, &f));
    assert_int_equal(f.status, EX_UNAVAILABLE);
    assert_string_equal(f.sqlstate, "08006");
    wait_for_state(g, GATEWAY_ONLINE);
    assert_on_server("SELECT last_value FROM public.unsent_tries", "1");
    assert_asked(g, "SELECT 'back'", "back");
    gateway_close(g);
}

static void one_link_is_one_link(void **state)
{
    (void)state;
    struct failure f;
    make_deadly("single");
    struct gateway *g = gateway_open(&(struct gateway_options){
        .conninfo = test_server_conninfo(server, NULL), .one_link = true});
    const struct gateway_call call = {.sql = "SELECT public.single()", .resend = true};
    assert_false(gateway_run(g, &call, NULL, &f));
    assert_int_equal(f.status, EX_UNAVAILABLE);
    assert_int_equal(gateway_link(g)->retry_at, 0);
    assert_false(gateway_run(g, &call, NULL, &f));
    assert_on_server("SELECT last_value FROM public.single_tries", "1");
    gateway_close(g);
}

static void a_server_that_stops_is_waited_for(void **state)
{
    (void)state;
    struct answer read = {0}, write = {0};
    struct gateway *g = open_online();
    assert_true(local_stop(test_server_local(server), NULL));
    wait_for_state(g, GATEWAY_OFFLINE);
    assert_int_not_equal(gateway_link(g)->since, 0);
    (void)gateway_send(
        g, &(struct gateway_call){
               .sql = "SELECT 'waited'", .resend = true, .done = keep_answer, .data = &read});
    (void)gateway_send(
        g, &(struct gateway_call){.sql = "SELECT 'not sent'", .done = keep_answer, .data = &write});
    wait_for(g, &write.came);
    assert_int_equal(write.failure.status, EX_UNAVAILABLE);
    assert_false(read.came);
    test_server_start_again(server);
    gateway_retry(g);
    wait_for(g, &read.came);
    assert_string_equal(reply_text(read.reply, 0, 0), "waited");
    reply_free(read.reply);
    gateway_close(g);
}

/* --- cancelling ------------------------------------------------------------------------------- */

/* Until a session of the gateway waits for a lock. */
static void wait_until_blocked(struct gateway *g)
{
    bool blocked = false;
    while (!blocked) {
        gateway_wait(g, 10);
        char *count = test_server_ask(
            server, "SELECT count(*) FROM pg_locks WHERE NOT granted AND locktype = 'advisory'");
        blocked = strcmp(count, "0") != 0;
        free(count);
    }
}

static void a_cancelled_request_ends_and_its_neighbours_do_not(void **state)
{
    (void)state;
    struct answer stuck = {0}, queued = {0}, behind = {0};
    PGconn *other = test_server_connect(server, NULL);
    PQclear(PQexec(other, "SELECT pg_advisory_lock(7)"));
    struct gateway *g = open_online();
    uint64_t number = gateway_send(g, &(struct gateway_call){.sql = "SELECT pg_advisory_lock(7)",
                                                             .done = keep_answer,
                                                             .data = &stuck});
    (void)gateway_send(
        g, &(struct gateway_call){.sql = "SELECT 'behind'", .done = keep_answer, .data = &behind});
    wait_until_blocked(g);
    uint64_t unsent = gateway_send(
        g, &(struct gateway_call){.sql = "SELECT 1", .done = keep_answer, .data = &queued});
    gateway_cancel(g, unsent);
    gateway_cancel(g, number);
    wait_for(g, &behind.came);
    assert_true(stuck.came && queued.came);
    assert_string_equal(stuck.failure.sqlstate, "57014");
    assert_string_equal(queued.failure.sqlstate, "57014");
    assert_string_equal(reply_text(behind.reply, 0, 0), "behind");
    reply_free(behind.reply);
    /* A cancellation that comes late hits what was sent after it. */
    make_failing("hit", "57014", "n = 1");
    assert_asked(g, "SELECT public.hit()", "2");
    gateway_close(g);
    PQfinish(other);
}

/* --- notifications ---------------------------------------------------------------------------- */

struct heard {
    bool came, came_back;
    char payload[32];
};

static void keep_heard(void *data, const char *channel, const char *payload)
{
    struct heard *h = data;
    assert_string_equal(channel, "Hold\"fast");
    h->came = h->came || payload != NULL;
    h->came_back = h->came_back || payload == NULL;
    (void)snprintf(h->payload, sizeof h->payload, "%s", payload != NULL ? payload : "");
}

static void notifications_are_heard_again_after_a_lost_link(void **state)
{
    (void)state;
    struct heard h = {0};
    make_deadly("deaf");
    struct gateway *g = open_gateway();
    gateway_listen(g, "Hold\"fast", keep_heard, &h);
    assert_asked(g, "SELECT 1", "1");
    test_server_run(server, "NOTIFY \"Hold\"\"fast\", 'one'");
    wait_for(g, &h.came);
    assert_string_equal(h.payload, "one");
    h.came = false;
    (void)gateway_ask(g, "SELECT public.deaf()", GATEWAY_NO_VALUES, NULL, NULL);
    wait_for(g, &h.came_back);
    test_server_run(server, "NOTIFY \"Hold\"\"fast\", 'two'");
    wait_for(g, &h.came);
    assert_string_equal(h.payload, "two");
    gateway_close(g);
}

/* --- does program and schema fit? ------------------------------------------------------------- */

/* The server still reads what was on its way when we hung up, and by the next change of the schema
 * it might find it fitting. */
static void wait_until_alone(void)
{
    char *others;
    for (bool alone = false; !alone; free(others)) {
        others =
            test_server_ask(server, "SELECT count(*) FROM pg_stat_activity WHERE backend_type ="
                                    " 'client backend' AND pid <> pg_backend_pid()");
        alone = strcmp(others, "0") == 0;
    }
}

static void assert_incompatible(const char *conninfo, const char *part)
{
    struct failure f;
    struct gateway *g = gateway_open(&(struct gateway_options){.conninfo = conninfo});
    assert_false(gateway_ask(g, "SELECT nextval('public.untouched')", GATEWAY_NO_VALUES, NULL, &f));
    assert_int_equal(f.status, EX_CONFIG);
    assert_non_null(strstr(f.why, part));
    assert_int_equal(gateway_link(g)->state, GATEWAY_INCOMPATIBLE);
    gateway_close(g);
    wait_until_alone();
}

static void a_schema_that_does_not_fit_is_refused_before_anything_runs(void **state)
{
    (void)state;
    const char *conninfo = test_server_conninfo(server, NULL), *elsewhere;
    test_server_run(server, "CREATE SEQUENCE public.untouched");
    test_server_run(server, "INSERT INTO app.schema_migration VALUES (9999, 'x', 'x')");
    assert_incompatible(conninfo, "program is older");
    test_server_run(server, "DELETE FROM app.schema_migration WHERE number = 9999");
    test_server_run(server, "UPDATE app.schema_migration SET number = -number");
    assert_incompatible(conninfo, "database is older");
    test_server_run(server, "UPDATE app.schema_migration SET number = -number");
    assert_true(local_conninfo(test_server_local(server), NULL, "postgres", &elsewhere, NULL));
    assert_incompatible(elsewhere, "schema");
    assert_on_server("SELECT is_called FROM public.untouched", "f");
}

static int start(void **state)
{
    (void)state;
    server = test_server_start();
    return 0;
}

static int stop(void **state)
{
    (void)state;
    test_server_stop(server);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(answers_come_in_the_order_of_the_requests),
        cmocka_unit_test(each_request_is_a_transaction_of_its_own),
        cmocka_unit_test(a_null_is_sent_and_read_as_one),
        cmocka_unit_test(instants_come_in_utc_whatever_the_database_says),
        cmocka_unit_test(a_forgotten_request_is_not_answered),
        cmocka_unit_test(statements_are_prepared_once_and_again_when_forgotten),
        cmocka_unit_test(a_statement_whose_shape_changed_is_prepared_anew),
        cmocka_unit_test(failures_carry_status_and_words_of_ours),
        cmocka_unit_test(a_lost_deadlock_is_tried_once_more),
        cmocka_unit_test(links_that_cannot_be_are_explained_without_passwords),
        cmocka_unit_test(a_server_that_asks_no_password_proves_nobody),
        cmocka_unit_test(a_password_is_asked_for_given_and_proved),
        cmocka_unit_test(what_may_be_resent_travels_again_after_a_lost_link),
        cmocka_unit_test(what_may_not_be_resent_fails_and_the_link_returns),
        cmocka_unit_test(one_link_is_one_link),
        cmocka_unit_test(a_server_that_stops_is_waited_for),
        cmocka_unit_test(a_cancelled_request_ends_and_its_neighbours_do_not),
        cmocka_unit_test(notifications_are_heard_again_after_a_lost_link),
        cmocka_unit_test(a_schema_that_does_not_fit_is_refused_before_anything_runs),
    };
    return cmocka_run_group_tests(tests, start, stop);
}
