/* What a session may set for itself, and what outlives a change of who somebody is: none of it may
 * change an answer, let out more than the answer, or carry a right past its end. */
#include "support/guarded.h"

#include "holdfast/util/buffer.h"
#include "holdfast/util/memory.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(list) (sizeof(list) / sizeof *(list))

/* ---- settings that change how statements are read, planned or answered ---- */

static const char *const settings[] = {
    "standard_conforming_strings = off",
    "DateStyle = 'SQL, DMY'",
    "DateStyle = 'German'",
    "DateStyle = 'Postgres, MDY'",
    "TimeZone = 'Pacific/Kiritimati'",
    "TimeZone = 'ODD+23:59'",
    "IntervalStyle = 'iso_8601'",
    "IntervalStyle = 'sql_standard'",
    "extra_float_digits = -15",
    "bytea_output = 'escape'",
    "transform_null_equals = on",
    "array_nulls = off",
    "xmloption = 'document'",
    "lc_numeric = 'C'",
    "row_security = on",
    "quote_all_identifiers = on",
    "backslash_quote = off",
    "escape_string_warning = off",
    "default_text_search_config = 'simple'",
    "search_path = 'public, app, engine'",
    "lock_timeout = 1",
    "plan_cache_mode = force_generic_plan",
    "plan_cache_mode = force_custom_plan",
    "enable_indexscan = off",
    "enable_seqscan = off",
    "enable_hashjoin = off",
    "enable_nestloop = off",
    "from_collapse_limit = 1",
    "join_collapse_limit = 1",
    "geqo_threshold = 2",
    "work_mem = '64kB'",
    "force_parallel_mode = regress",
    "jit_above_cost = 0",
    "constraint_exclusion = on",
    "holdfast.actor = 'lena'",
    "holdfast.sandbox = 'on'",
    "application_name = E'\\x1b[2J'",
    "plpgsql.print_strict_params = on",
    "plpgsql.extra_warnings = 'all'",
    "default_transaction_deferrable = on",
    "temp_buffers = 100",
    "check_function_bodies = off",
    "synchronous_commit = off",
    "cursor_tuple_fraction = 0.01",
    "vacuum_cost_delay = 100",
    "default_tablespace = ''",
    "plpgsql.variable_conflict = use_column",
    "plpgsql.extra_errors = 'all'",
};

/* Answers that must not depend on any of them; what PostgreSQL writes of an instant outside of our
 * functions is the session's own affair. */
static const struct {
    const char *who, *call;
} calls[] = {
    {"maria", "SELECT api.me() - 'now'"},
    {"maria", "SELECT string_agg((to_jsonb(q) - '{stage_since,need_since,needed_by,due,sort_at,"
              "hold_until}'::text[])::text, ',') FROM api.queue('role') q"},
    {"maria", "SELECT api.peek(%task%)"},
    {"maria", "SELECT api.plan('%person%')"},
    {"maria", "SELECT api.individual('%person%')"},
    {"maria", "SELECT api.find(E'Riv\\x5c')"},
    {"maria", "SELECT api.find('Riv_ra')"},
    {"maria", "SELECT api.find('riv')"},
    {"maria", "SELECT api.find('1951-03-14')"},
    {"maria", "SELECT api.find('03/14/1951')"},
    {"maria", "SELECT api.find('%ref%')"},
    {"maria", "SELECT api.today()"},
    {"maria", "SELECT api.directory()"},
    {"maria", "SELECT api.choices('%ref%', 'decline')"},
    {"maria", "SELECT api.counts('role', '{\"text\": \"riv\"}')"},
    {"maria",
     "SELECT extract(epoch FROM api.business_due('office', '2026-11-20T22:05:00Z', '2bd'))"},
    {"maria", "SELECT extract(epoch FROM api.business_elapsed('office', '2026-11-18T15:00:00Z',"
              " '2026-11-20T15:00:00Z'))"},
    {"drew", "SELECT api.refer_preview('{\"individual\": \"%person%\", \"needed_by\":"
             " \"2026-12-01T12:00\", \"items\": [{\"type\": \"meals\"}]}')"},
    {"casey", "SELECT string_agg(l.detail::text || l.hash, ',') FROM api.ledger_show('%ref%') l"},
    {"maria", "SELECT api.item('%secret%')"},
};

/* All of them in one session, which has been nothing else yet: what it keeps of a function it keeps
 * as it was first read. */
static void answer_all(struct guarded *g, const char *who, const char *setting, char **answers)
{
    PGconn *link = guarded_connect(g, who);
    char set[200];
    (void)snprintf(set, sizeof set, "SET %s", setting);
    if (guarded_answer(g, link, set)[0] != '=')
        fail_msg("%s: %s", set, PQerrorMessage(link));
    for (size_t c = 0; c < COUNT(calls); c++)
        if (strcmp(calls[c].who, who) == 0)
            answers[c] = memory_text(guarded_answer(g, link, calls[c].call));
    PQfinish(link);
}

static void answer_everybody(struct guarded *g, const char *setting, char **answers)
{
    for (size_t c = 0; c < COUNT(calls); c++)
        answers[c] = NULL;
    for (size_t c = 0; c < COUNT(calls); c++)
        if (answers[c] == NULL)
            answer_all(g, calls[c].who, setting, answers);
}

static size_t compare(const char *setting, char **plain, char **answers)
{
    size_t changed = 0;
    for (size_t c = 0; c < COUNT(calls); c++) {
        if (strcmp(plain[c], answers[c]) != 0) {
            changed++;
            printf("SET %s: %s\n    %.400s\n    is plainly %.400s\n", setting, calls[c].call,
                   answers[c], plain[c]);
        }
        free(answers[c]);
    }
    return changed;
}

static void no_setting_changes_an_answer(void **state)
{
    struct guarded *g = *state;
    char *plain[COUNT(calls)], *answers[COUNT(calls)];
    size_t changed = 0;
    answer_everybody(g, "escape_string_warning = on", plain);
    for (size_t s = 0; s < COUNT(settings); s++) {
        answer_everybody(g, settings[s], answers);
        changed += compare(settings[s], plain, answers);
    }
    for (size_t c = 0; c < COUNT(calls); c++)
        free(plain[c]);
    guarded_count(g, COUNT(calls) * COUNT(settings));
    printf("settings: %zu attacks, %zu got through\n", COUNT(calls) * COUNT(settings), changed);
    assert_int_equal(changed, 0);
}

/* ---- what the server tells on the side ---- */

/* Everything that a session may ask the server to chatter about. */
#define CHATTER                                                                                    \
    "SET client_min_messages = debug5;;SET debug_print_parse = on;;SET debug_print_rewritten = "   \
    "on;;"                                                                                         \
    "SET debug_print_plan = on;;SET trace_notify = on;;SET trace_sort = on"

static void hear(void *with, const PGresult *notice)
{
    struct buffer *heard = with;
    const char *text = PQresultErrorField(notice, PG_DIAG_MESSAGE_PRIMARY);
    const char *detail = PQresultErrorField(notice, PG_DIAG_MESSAGE_DETAIL);
    buffer_print(heard, "%s %s\n", text != NULL ? text : "", detail != NULL ? detail : "");
}

static char *what_is_heard(struct guarded *g, const char *who, const char *statement)
{
    struct buffer heard = {0};
    PGconn *link = guarded_connect(g, who);
    (void)PQsetNoticeReceiver(link, hear, &heard);
    assert_string_equal(guarded_answer(g, link, CHATTER), "=");
    buffer_text(&heard, "");
    (void)guarded_answer(g, link, statement);
    PQfinish(link);
    return heard.data;
}

static const char *const told[] = {
    "SELECT api.me()",
    "SELECT api.item('%secret%')",
    "SELECT api.item('%ref%')",
    "SELECT api.find('Hollow')",
    "SELECT api.find('1951-03-14')",
    "SELECT api.peek(%secret_task%)",
    "SELECT * FROM api.queue('network')",
    "SELECT api.today()",
    "SELECT api.plan('%hidden%')",
    "SELECT api.individual('%hidden%')",
    "SELECT api.act(gen_random_uuid(), '%secret%', 1, 'accept', '{}')",
    "SELECT api.act(gen_random_uuid(), '%ref%', 1, 'note', '{\"note\": \"x\"}')",
    "SELECT api.sweep()",
};

/* A plan tells the tables it reads by a range table entry of kind 0. */
static void nothing_is_told_beside_the_answer(void **state)
{
    struct guarded *g = *state;
    size_t leaks = 0;
    for (size_t i = 0; i < COUNT(told); i++) {
        char *heard = what_is_heard(g, "maria", told[i]);
        if (strstr(heard, ":rtekind 0") != NULL || strstr(heard, "Async_Notify") != NULL) {
            printf("%s: the plans inside were printed to the client\n", told[i]);
            leaks++;
        }
        free(heard);
    }
    guarded_count(g, COUNT(told));
    printf("chatter: %zu attacks, %zu got through\n", COUNT(told), leaks);
    assert_int_equal(leaks, 0);
}

static char *server_log(struct guarded *g)
{
    struct buffer text = {0};
    char path[400];
    (void)snprintf(path, sizeof path, "%s/server.log", test_server_local(guarded_server(g))->log);
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    assert_true(buffer_read(&text, file));
    assert_int_equal(fclose(file), 0);
    return text.data;
}

/* What people typed and who they are about stays out of the server's log, whatever goes wrong and
 * whatever a session asks to be logged. */
static void nothing_personal_is_logged(void **state)
{
    struct guarded *g = *state;
    static const char *const wrong[] = {
        "SELECT api.enter_individual(gen_random_uuid(), '{\"family\": \"Zanzibarova\", "
        "\"birth_date\": \"x\"}')",
        "SELECT api.act(gen_random_uuid(), '%ref%', 1, 'note', '{\"note\": "
        "\"Zanzibarova\"}'::jsonb || '1')",
        "SELECT 'Zanzibarova'::int",
        "SELECT api.find('Zanzibarova', -1)",
        "SET statement_timeout = 1;;SELECT api.find('Zanzibarova'), pg_sleep(1)",
        "SELECT api.find('Zanzibarova') FROM nowhere",
        "SET log_statement = 'all'",
        "SET log_min_duration_statement = 0",
        "SET log_min_error_statement = error",
        "SET log_error_verbosity = verbose",
        "SET log_duration = on",
    };
    for (size_t i = 0; i < COUNT(wrong); i++) {
        PGconn *link = guarded_connect(g, "drew");
        if (guarded_answer(g, link, wrong[i])[0] == '=')
            fail_msg("%s is not refused", wrong[i]);
        PQfinish(link);
    }
    for (size_t i = 0; i < COUNT(told); i++)
        free(what_is_heard(g, "maria", told[i]));
    char *log = server_log(g);
    guarded_count(g, COUNT(wrong) + COUNT(told));
    assert_null(strstr(log, "Zanzibarova"));
    assert_null(strstr(log, "Hollow"));
    assert_null(strstr(log, "Rivera"));
    assert_null(strstr(log, ":rtekind 0"));
    assert_null(strstr(log, "correct horse"));
    free(log);
}

/* DETAIL, CONTEXT and the names of constraints: rows that failed are never shown in them. */
static void no_error_carries_a_row(void **state)
{
    struct guarded *g = *state;
    static const char *const wrong[] = {
        "SELECT api.enter_individual(NULL, '{\"family\": \"Q\"}')",
        "SELECT api.enter_individual('00000000-0000-4000-8000-000000000001', '[]')",
        "SELECT api.correct_individual(gen_random_uuid(), '%person%', 1, '{\"family\": null}', "
        "'x')",
        "SELECT api.correct_individual(gen_random_uuid(), '%person%', 1, '{\"birth_date\": "
        "\"x\"}', "
        "'x')",
        "SELECT api.refer(gen_random_uuid(), '{\"individual\": \"%hidden%\", \"items\": "
        "[{\"type\": \"meals\"}]}')",
        "SELECT api.record_event(gen_random_uuid(), '{\"individual\": \"%hidden%\", \"type\": "
        "\"ed_visit\"}')",
        "SELECT api.act(gen_random_uuid(), '%ref%', 2147483647, 'note', '{}')",
        "SELECT api.act(gen_random_uuid(), '%secret%', -1, NULL, NULL)",
        "SELECT api.save_draft(NULL, NULL)",
        "SELECT api.intake(gen_random_uuid(), 'riverway_treatment', false, '2027-01-01', 'x')",
    };
    for (size_t i = 0; i < COUNT(wrong); i++) {
        PGconn *link = guarded_connect(g, "drew");
        char *text = guarded_text(g, wrong[i]);
        PGresult *result = PQexec(link, text);
        const char *detail = PQresultErrorField(result, PG_DIAG_MESSAGE_DETAIL);
        const char *context = PQresultErrorField(result, PG_DIAG_CONTEXT);
        const char *message = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
        const char *code = PQresultErrorField(result, PG_DIAG_SQLSTATE);
        if (message == NULL || code == NULL || strncmp(code, "HF", 2) != 0)
            fail_msg("%s: %s %s", text, code, message);
        const char *const said[] = {detail, context, message};
        for (size_t s = 0; s < COUNT(said); s++)
            if (said[s] != NULL &&
                (strstr(said[s], "Hollow") != NULL || strstr(said[s], "Rivera") != NULL ||
                 strstr(said[s], "617-555") != NULL || strstr(said[s], "Methadone") != NULL))
                fail_msg("%s: %s", text, said[s]);
        /* Our own few words, if any: rows and keys come in brackets. */
        assert_true(detail == NULL || strchr(detail, '(') == NULL);
        PQclear(result);
        PQfinish(link);
        free(text);
    }
    guarded_count(g, COUNT(wrong));
}

/* ---- rights that end ---- */

/* Sam supervises; then does no more. What was prepared, opened or begun before ends with it. */
struct lasting {
    const char *before, *after, *answer;
};
static const struct lasting lasting[] = {
    {"SELECT 1", "SELECT api.item('%ref%')", "HF404"},
    {"PREPARE look AS SELECT api.item('%ref%');;EXECUTE look", "EXECUTE look", "HF404"},
    {"PREPARE look AS SELECT * FROM api.queue('network');;EXECUTE look", "EXECUTE look", "HF404"},
    {"BEGIN;;DECLARE c CURSOR FOR SELECT api.item('%ref%') FROM generate_series(1, 9);;FETCH 1 "
     "FROM c",
     "FETCH 1 FROM c", "HF404"},
    {"BEGIN;;DECLARE c CURSOR FOR SELECT api.risk_categories() FROM generate_series(1, 9);;FETCH 1 "
     "FROM c",
     "FETCH 1 FROM c", "HF404"},
    {"BEGIN;;DECLARE c CURSOR FOR SELECT api.business_due('office', now(), '1bd') FROM "
     "generate_series(1, 9);;FETCH 1 FROM c",
     "FETCH 1 FROM c", "HF404"},
    {"BEGIN;;DECLARE c CURSOR FOR SELECT * FROM api.queue('network')", "FETCH 1 FROM c", "HF404"},
    {"BEGIN;;SELECT api.item('%ref%')", "SELECT api.item('%ref%')", "HF404"},
    {"BEGIN ISOLATION LEVEL REPEATABLE READ;;SELECT 1", "SELECT api.item('%ref%')", "HF404|HF412"},
    {"BEGIN ISOLATION LEVEL SERIALIZABLE;;SELECT 1", "SELECT api.item('%ref%')", "HF404|HF412"},
    {"SET default_transaction_isolation = 'repeatable read';;BEGIN;;SELECT 1",
     "SELECT api.queue('mine')", "HF404|HF412"},
    {"BEGIN ISOLATION LEVEL REPEATABLE READ;;SELECT 1",
     "SELECT api.act(gen_random_uuid(), '%ref%', 1, 'note', '{\"note\": \"x\"}')", "HF404|HF412"},
    {"BEGIN;;SAVEPOINT s;;SELECT api.item('%ref%')", "ROLLBACK TO s;;SELECT api.item('%ref%')",
     "HF404"},
};

static void a_right_ends_at_once_and_everywhere(void **state)
{
    struct guarded *g = *state;
    size_t kept = 0;
    for (size_t i = 0; i < COUNT(lasting); i++) {
        PGconn *link = guarded_connect(g, "sam");
        const char *answer = guarded_answer(g, link, lasting[i].before);
        if (answer[0] != '=' && strcmp(answer, "HF412") != 0)
            fail_msg("%s: %s", lasting[i].before, PQerrorMessage(link));
        test_server_run(guarded_server(g),
                        "UPDATE app.staff SET disabled_at = app.now() WHERE login = 'sam'");
        answer = guarded_answer(g, link, lasting[i].after);
        test_server_run(guarded_server(g),
                        "UPDATE app.staff SET disabled_at = NULL WHERE login = 'sam'");
        if (strlen(answer) != 5 || strstr(lasting[i].answer, answer) == NULL) {
            printf("%s ... %s: %.200s\n", lasting[i].before, lasting[i].after, answer);
            kept++;
        }
        PQfinish(link);
    }
    guarded_count(g, COUNT(lasting));
    printf("rights that ended: %zu attacks, %zu got through\n", COUNT(lasting), kept);
    assert_int_equal(kept, 0);
}

/* The same for a role that a new revision of the policy takes away. */
static void a_duty_ends_with_the_policy_that_gave_it(void **state)
{
    struct guarded *g = *state;
    PGconn *link = guarded_connect(g, "sam");
    assert_int_equal(
        guarded_answer(g, link, "PREPARE look AS SELECT api.item('%ref%');;EXECUTE look")[0], '=');
    assert_int_equal(guarded_answer(g, link,
                                    "BEGIN;;DECLARE c CURSOR FOR SELECT api.queue_row('%ref%') FROM"
                                    " generate_series(1, 9);;FETCH 1 FROM c")[0],
                     '=');
    /* As publishing does it, within one transaction. */
    test_server_run(
        guarded_server(g),
        "CREATE TABLE public.kept AS SELECT h.* FROM app.role_holder h JOIN app.staff s"
        " ON s.id = h.staff_id WHERE s.login = 'sam'; DELETE FROM app.role_holder h USING"
        " app.staff s WHERE s.id = h.staff_id AND s.login = 'sam';"
        " SELECT engine.refresh_duty(app.now())");
    assert_string_equal(guarded_answer(g, link, "FETCH 1 FROM c"), "HF404");
    assert_string_equal(guarded_answer(g, link, "ROLLBACK;;EXECUTE look"), "HF404");
    assert_string_equal(guarded_answer(g, link, "SELECT count(*) FROM api.queue('network')"), "=0");
    test_server_run(guarded_server(g),
                    "INSERT INTO app.role_holder SELECT * FROM public.kept; DROP TABLE"
                    " public.kept; SELECT engine.refresh_duty(app.now())");
    assert_int_equal(guarded_answer(g, link, "EXECUTE look")[0], '=');
    PQfinish(link);
    guarded_count(g, 3);
}

/* Settings under which a step is done half, or recorded otherwise than it was. */
static const struct attack half[] = {
    {"maria",
     "SET default_transaction_read_only = on;;SELECT api.act(gen_random_uuid(), '%ref%', 1, "
     "'accept', '{}')",
     "25006"},
    {"maria", "SET session_replication_role = replica", "42501"},
    {"maria", "SET ignore_checksum_failure = on", "42501"},
    {"maria", "SET zero_damaged_pages = on", "42501"},
    {"maria", "SET allow_system_table_mods = on", "42501"},
    {"maria", "SET session_preload_libraries = 'evil'", "42501"},
    {"maria", "SET dynamic_library_path = '/tmp'", "42501"},
    {"maria", "SET lo_compat_privileges = on", "42501"},
    {"maria", "SET track_functions = 'all'", "42501"},
    {"maria", "SELECT api.me();;SET plpgsql.variable_conflict = use_column", "42501"},
    {"maria", "SET backtrace_functions = 'x'", "42501"},
    {"maria", "SET deadlock_timeout = 1", "42501"},
    {"maria", "SET max_stack_depth = '100MB'", "42501"},
    {"maria", "SET temp_file_limit = -1", "42501"},
    {"maria", "SET row_security = off;;SELECT api.item('%secret%')", "HF404|42501"},
    {"maria", "SET statement_timeout = 1;;SELECT api.sweep(500), pg_sleep(1)", "57014"},
    {"maria", "SET lock_timeout = 1;;SELECT api.me() ->> 'login'", "=maria"},
    {"maria", "BEGIN;;SET CONSTRAINTS ALL DEFERRED;;SELECT api.me() ->> 'login'", "=maria"},
    {"maria", "BEGIN READ ONLY;;SELECT api.me() ->> 'login'", "=maria"},
    {"maria",
     "SELECT set_config('holdfast.actor', 'lena', false);;SELECT api.sweep(1) ->> 'released'",
     "=0"},
};

static void no_step_is_done_by_halves(void **state)
{
    GUARDED_ATTACK(*state, "settings that break", half, false);
    assert_string_equal(
        guarded_ask(*state, NULL, "SELECT count(*) FROM app.ledger WHERE actor = 'lena'"), "=0");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_setting_changes_an_answer),
        cmocka_unit_test(nothing_is_told_beside_the_answer),
        cmocka_unit_test(nothing_personal_is_logged),
        cmocka_unit_test(no_error_carries_a_row),
        cmocka_unit_test(a_right_ends_at_once_and_everywhere),
        cmocka_unit_test(a_duty_ends_with_the_policy_that_gave_it),
        cmocka_unit_test(no_step_is_done_by_halves),
    };
    return cmocka_run_group_tests(tests, guarded_open, guarded_close);
}
