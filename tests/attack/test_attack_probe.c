/* What may not be seen is told from what is not there by nothing: no answer, refusal, count, key or
 * duplicate, and no counter of what the server had to read. Vera Hollow is known to Riverway
 * Recovery alone; whoever asks for her by any function must be answered as for somebody who does
 * not exist. */
#include "absent.h"
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

/* Everything that is told: values of all rows, or code, message, detail, hint, and where it was
 * refused, which psql prints. */
static char *whole_answer(PGconn *link, const char *statement)
{
    struct buffer b = {0};
    PGresult *r = PQexec(link, statement);
    static const int fields[] = {PG_DIAG_SQLSTATE,        PG_DIAG_MESSAGE_PRIMARY,
                                 PG_DIAG_MESSAGE_DETAIL,  PG_DIAG_MESSAGE_HINT,
                                 PG_DIAG_CONSTRAINT_NAME, PG_DIAG_CONTEXT};
    buffer_text(&b, "");
    for (int i = 0; i < PQntuples(r); i++)
        for (int f = 0; f < PQnfields(r); f++)
            buffer_print(&b, "%s|", PQgetvalue(r, i, f));
    for (size_t i = 0; i < COUNT(fields); i++) {
        const char *text = PQresultErrorField(r, fields[i]);
        buffer_print(&b, "%s|", text != NULL ? text : "");
    }
    PQclear(r);
    return b.data;
}

/* What differs because it was asked for: the reference itself, and new random ids. */
static void replace(char *text, const char *what, const char *by)
{
    size_t len = strlen(what), other = strlen(by);
    for (char *at = text; (at = strstr(at, what)) != NULL; at += other) {
        assert_true(other <= len);
        memmove(at + other, at + len, strlen(at + len) + 1);
        for (size_t i = 0; i < other; i++)
            at[i] = by[i];
    }
}

/* Every argument of the door that could carry a reference, and a call of its function with {X} for
 * it: the rest is of Ana Rivera, whom many may see, so that a call goes as far as it can. */
#define ARGUMENTS(as)                                                                              \
    "(SELECT n.name, n.type::regtype, n.no FROM unnest(p.proargnames[1:p.pronargs],"               \
    " p.proargtypes::oid[]) WITH ORDINALITY n (name, type, no)) " as
#define BY_ID "'''00000000-0000-4000-8000-' || lpad(p.oid::text, 12, '0') || ''''"
#define CATALOGUE                                                                                  \
    "SELECT p.proname || '.' || w.name, format('SELECT to_jsonb(x) FROM api.%I(%s) x', p.proname," \
    " (SELECT string_agg(format('%I => %s', a.name, CASE WHEN a.name = w.name THEN CASE"           \
    " a.type::text WHEN 'bigint' THEN '{X}' WHEN 'bigint[]' THEN '''{ {X} }''' WHEN 'text[]' THEN" \
    " '''{\"{X}\"}''' ELSE '''{X}''' END"                                                          \
    " WHEN a.type = 'uuid'::regtype THEN " BY_ID                                                   \
    " WHEN a.name ~ 'individual_ref|keep_ref|other_ref' THEN '''%person%'''"                       \
    " WHEN a.name = 'review_ref' THEN '''%meeting%''' WHEN a.name = 'event_ref' THEN '''%move%'''" \
    " WHEN a.name ~ 'ref$|asked|place' THEN '''%ref%''' WHEN a.name = 'scope' THEN '''network'''"  \
    " WHEN a.name = 'action' THEN '''note''' WHEN a.name = 'part' THEN '''plan'''"                 \
    " WHEN a.type = 'text'::regtype THEN '''x'''"                                                  \
    " WHEN a.name = 'detail' THEN '''{\"note\": \"x\"}'''"                                         \
    " WHEN a.type = 'jsonb'::regtype THEN '''{}''' WHEN a.type::text ~ 'int' THEN '1'"             \
    " WHEN a.type = 'boolean'::regtype THEN 'false'"                                               \
    " WHEN a.type = 'timestamptz'::regtype THEN '''2026-11-23T12:00:00Z''' ELSE 'NULL' END), ', '" \
    " ORDER BY a.no) FROM " ARGUMENTS(                                                             \
        "a") " WHERE a.name NOT IN ('after_sort', 'before') AND"                                   \
             " (a.name NOT IN ('after_id', 'before_id') OR a.name = w.name)))"                     \
             " FROM pg_proc p CROSS JOIN LATERAL " ARGUMENTS(                                      \
                 "w") " WHERE p.pronamespace ="                                                    \
                      " 'api'::regnamespace AND w.type::regtype::text IN ('text', 'text[]', "      \
                      "'jsonb', 'bigint',"                                                         \
                      " 'bigint[]') ORDER BY 1"

/* Care work, the whole network, audit, administration. */
static const char *const askers[] = {"maria", "lena", "casey", "adm"};

static void make_hidden(struct guarded *g)
{
    for (size_t i = 0; i < COUNT(makings); i++) {
        char *made = memory_text(guarded_ask(g, makings[i].by, makings[i].statement));
        if (made[0] != '=' || made[1] == '\0')
            fail_msg("%s: %s", makings[i].name, made);
        guarded_name(g, makings[i].name, made + 1);
        free(made);
    }
}

/* The reference that was asked for, not one of which it is the beginning. */
static void forget(char *text, const char *asked)
{
    size_t len = strlen(asked);
    for (char *at = text; (at = strstr(at, asked)) != NULL; at++)
        if (at[len] < '0' || at[len] > '9') {
            *at = '?';
            memmove(at + 1, at + len, strlen(at + len) + 1);
        }
}

/* {X} of a call filled in, and the names that the guarded network knows. */
static char *filled(struct guarded *g, const char *call, const char *what)
{
    struct buffer b = {0};
    const char *at = call;
    for (const char *next; (next = strstr(at, "{X}")) != NULL; at = next + 3) {
        buffer_add(&b, at, (size_t)(next - at));
        buffer_text(&b, what);
    }
    buffer_text(&b, at);
    char *text = guarded_text(g, b.data);
    buffer_free(&b);
    return text;
}

/* In a transaction that is undone: what a call changed is not what is asked here. */
static char *answer_about(struct guarded *g, PGconn *link, const char *call, const char *wanted)
{
    char *what = guarded_text(g, wanted), *statement = filled(g, call, what);
    char *answer = NULL, *rest = statement;
    PQclear(PQexec(link, "BEGIN"));
    while (rest != NULL) {
        char *end = strstr(rest, ";;");
        if (end != NULL)
            *end = '\0';
        free(answer);
        answer = whole_answer(link, rest);
        rest = end != NULL ? end + 2 : NULL;
    }
    PQclear(PQexec(link, "ROLLBACK"));
    if (strpbrk(what, "-/") != NULL)
        forget(answer, what);
    free(statement);
    free(what);
    return answer;
}

struct probe {
    struct guarded *g;
    PGconn *link;
    const char *who;
    bool broken; /* what is no reference is tried, too */
    size_t tried, apart;
};

static void compare(struct probe *p, const char *call, const char *wanted, const char *nowhere)
{
    char *there = answer_about(p->g, p->link, call, wanted);
    p->tried++;
    if (strcmp(there, nowhere) != 0) {
        p->apart++;
        printf("%s: %s\n    %s: %.900s\n    nowhere: %.900s\n", p->who, call, wanted, there,
               nowhere);
    }
    free(there);
}

static void probe_kind(struct probe *p, const char *call, char letter, bool whole)
{
    const struct kind *k = kinds;
    while (k->letter != letter)
        if (++k == kinds + COUNT(kinds))
            fail_msg("%s: there is no kind %c", call, letter);
    if (strstr(k->shown, p->who) != NULL)
        return;
    char *nowhere = answer_about(p->g, p->link, call, k->absent);
    compare(p, call, k->hidden, nowhere);
    if (p->broken && !whole && k->broken != NULL)
        compare(p, call, k->broken, nowhere);
    free(nowhere);
}

/* An argument is told by its function first, then by its name alone. */
static const struct naming *first_of(const char *argument)
{
    const char *name = strchr(argument, '.');
    for (size_t i = 0; i < COUNT(namings); i++)
        if (strcmp(namings[i].argument, argument) == 0)
            return &namings[i];
    for (size_t i = 0; i < COUNT(namings); i++)
        if (namings[i].argument[0] == '*' && strcmp(namings[i].argument + 1, name) == 0)
            return &namings[i];
    return NULL;
}

static void probe_argument(struct probe *p, const char *argument, const char *call)
{
    const struct naming *first = first_of(argument);
    if (first == NULL) {
        fail_msg("%s: say in tests/attack/absent.h what it may name, or that it names nothing",
                 argument);
        return;
    }
    for (const struct naming *n = first; n < namings + COUNT(namings); n++)
        if (strcmp(n->argument, first->argument) == 0)
            for (const char *letter = n->of + (n->of[0] == '='); *letter != '\0'; letter++)
                probe_kind(p, n->call != NULL ? n->call : call, *letter, n->of[0] == '=');
}

static void probe_all(struct probe *p, PGresult *catalogue)
{
    p->link = guarded_connect(p->g, p->who);
    for (int i = 0; i < PQntuples(catalogue); i++)
        probe_argument(p, PQgetvalue(catalogue, i, 0), PQgetvalue(catalogue, i, 1));
    PQfinish(p->link);
}

/* What is said of an argument that there is no more says nothing. */
static void each_is_there(PGresult *catalogue)
{
    for (size_t i = 0; i < COUNT(namings); i++) {
        bool there = false;
        for (int c = 0; c < PQntuples(catalogue) && !there; c++) {
            const struct naming *n = first_of(PQgetvalue(catalogue, c, 0));
            there = n != NULL && strcmp(n->argument, namings[i].argument) == 0;
        }
        if (!there)
            fail_msg("%s is no argument of the door", namings[i].argument);
    }
}

/* The same by what one can write: a page of one's own for the same person. */
static const char *const twins[][2] = {
    {"SELECT api.enter_individual('00000000-0000-4000-8000-00000000aaaa', '{\"family\": \"Hollow\","
     " \"given\": \"Vera\", \"birth_date\": \"1951-03-14\"}')",
     "SELECT api.enter_individual('00000000-0000-4000-8000-00000000aaaa', '{\"family\": \"Harrow\","
     " \"given\": \"Vera\", \"birth_date\": \"1951-03-14\"}')"},
    {"SELECT api.enter_individual('00000000-0000-4000-8000-00000000aaaa', '{\"family\": \"Q\","
     " \"identifiers\": [{\"kind\": \"MRN\", \"system\": \"mrn\", \"value\": \"Hollow-77\"}]}')",
     "SELECT api.enter_individual('00000000-0000-4000-8000-00000000aaaa', '{\"family\": \"Q\","
     " \"identifiers\": [{\"kind\": \"MRN\", \"system\": \"mrn\", \"value\": \"Harrow-77\"}]}')"},
    {"SELECT api.find('Hollow, Vera')", "SELECT api.find('Harrow, Vera')"},
    {"SELECT api.find('Hollow-77')", "SELECT api.find('Harrow-77')"},
    {"SELECT api.counts('network', '{\"text\": \"Hollow\"}')",
     "SELECT api.counts('network', '{\"text\": \"Harrow\"}')"},
    {"SELECT api.counts('org', '{\"text\": \"Hollow\"}')",
     "SELECT api.counts('org', '{\"text\": \"Harrow\"}')"},
};

/* References count up: which number the next one gets is nobody's secret, only that there is one.
 */
static void forget_numbers(char *text)
{
    for (char *at = text; (at = strstr(at, "P-")) != NULL; at += 2)
        while (at[2] >= '0' && at[2] <= '9')
            memmove(at + 2, at + 3, strlen(at + 3) + 1);
}

static const char *const curious[] = {"maria", "hana", "drew", "wes"};

static void nobody_learns_of_a_page_by_making_another(void **state)
{
    struct guarded *g = *state;
    for (size_t w = 0; w < COUNT(curious); w++)
        for (size_t i = 0; i < COUNT(twins); i++) {
            char *answers[2];
            for (size_t k = 0; k < 2; k++) {
                PGconn *link = guarded_connect(g, curious[w]);
                PQclear(PQexec(link, "BEGIN"));
                answers[k] = whole_answer(link, twins[i][k]);
                forget_numbers(answers[k]);
                PQfinish(link);
            }
            assert_string_equal(answers[0], answers[1]);
            free(answers[0]);
            free(answers[1]);
        }
    guarded_count(g, COUNT(curious) * COUNT(twins));
}

/* What a session can read of the server's own books. */
static const struct attack books[] = {
    {"maria",
     "BEGIN;;SELECT api.find('Hollow');;SELECT idx_tup_fetch FROM pg_stat_xact_user_tables WHERE "
     "relname = 'individual'",
     "42501"},
    {"maria",
     "BEGIN;;SELECT api.find('Hollow');;SELECT sum(seq_tup_read) FROM pg_stat_xact_all_tables",
     "42501"},
    {"maria", "SELECT n_live_tup FROM pg_stat_user_tables WHERE relname = 'consent'", "42501"},
    {"maria", "SELECT n_tup_ins FROM pg_stat_all_tables WHERE relname = 'consent'", "42501"},
    {"maria", "SELECT idx_scan FROM pg_stat_user_indexes", "42501"},
    {"maria", "SELECT idx_blks_hit FROM pg_statio_user_indexes", "42501"},
    {"maria", "SELECT heap_blks_read FROM pg_statio_user_tables", "42501"},
    {"maria", "SELECT tup_fetched FROM pg_stat_database", "42501"},
    {"maria",
     "SELECT pg_stat_get_tuples_inserted(c.oid) FROM pg_class c WHERE c.relname = 'individual'",
     "42501"},
    {"maria", "SELECT pg_stat_get_xact_numscans(c.oid) FROM pg_class c", "42501"},
    {"maria", "SELECT pg_relation_size(c.oid) FROM pg_class c WHERE c.relname = 'consent'",
     "42501"},
    {"maria", "SELECT pg_total_relation_size(c.oid) FROM pg_class c", "42501"},
    {"maria", "SELECT pg_indexes_size(c.oid) FROM pg_class c", "42501"},
    {"maria", "SELECT pg_table_size(c.oid) FROM pg_class c", "42501"},
    {"maria", "SELECT pg_database_size('holdfast')", "42501"},
    /* Who works in which table this moment: a consent, an emergency look. */
    {"maria", "SELECT count(*) FROM pg_locks", "42501"},
    {"maria", "SELECT count(*) FROM pg_lock_status()", "42501"},
    {"maria", "SELECT pg_blocking_pids(pg_backend_pid())", "42501"},
    /* How much a call, or somebody else meanwhile, wrote. */
    {"maria", "SELECT pg_current_wal_lsn()", "42501"},
    {"maria", "SELECT pg_current_wal_insert_lsn()", "42501"},
    {"maria", "SELECT pg_current_wal_flush_lsn()", "42501"},
    {"maria", "SELECT checkpoint_lsn FROM pg_control_checkpoint()", "42501"},
    {"maria", "SELECT pg_stat_get_last_autoanalyze_time(c.oid) FROM pg_class c", "42501"},
    {"maria",
     "SELECT count(*) FROM pg_stat_activity WHERE usename <> 'maria' AND query <> '<insufficient "
     "privilege>'",
     "=0"},
    {"maria",
     "SELECT count(*) FROM pg_stat_activity WHERE usename <> 'maria' AND (application_name <> '' "
     "OR client_addr IS NOT NULL OR backend_xid IS NOT NULL)",
     "=0"},
    {"maria",
     "SELECT pg_stat_get_backend_activity(b) FROM pg_stat_get_backend_idset() b WHERE "
     "pg_stat_get_backend_userid(b) <> 'maria'::regrole AND pg_stat_get_backend_activity(b) <> "
     "'<insufficient privilege>'",
     "="},
    {"maria", "SELECT * FROM pg_stat_statements", "42P01"},
    {"maria",
     "SELECT count(*) FROM pg_settings WHERE name IN ('data_directory', 'hba_file', 'ident_file', "
     "'config_file', 'unix_socket_directories')",
     "=0|=1"},
    {"maria", "SHOW data_directory", "42501"},
    {"maria", "SHOW hba_file", "42501"},
    {"maria", "SELECT pg_stat_get_progress_info('VACUUM')", "="},
    {"maria", "SELECT count(*) FROM pg_prepared_xacts", "=0"},
    {"maria", "SELECT count(*) FROM pg_seclabels", "=0"},
    {"maria", "SELECT count(*) FROM pg_user_mappings", "=0"},
    {"maria",
     "SELECT count(*) FROM pg_shdescription d JOIN pg_roles r ON r.oid = d.objoid WHERE "
     "d.description ~ 'SCRAM'",
     "=0"},
    /* Functions are published with the program; no person, password or key is in one. */
    {"maria",
     "SELECT count(*) FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE n.nspname "
     "IN ('api', 'engine', 'app', 'logins') AND p.prosrc ~* '(hollow|methadone)'",
     "=0"},
    {"maria", "SELECT count(*) FROM pg_description d WHERE d.description ~ '(Hollow|Methadone)'",
     "=0"},
    {"maria",
     "SELECT count(*) FROM pg_constraint c WHERE pg_get_constraintdef(c.oid) ~ '(Hollow|Rivera)'",
     "=0"},
    {"maria", "SELECT count(*) FROM pg_db_role_setting", "=0"},
};

static void the_servers_books_tell_nothing(void **state)
{
    GUARDED_ATTACK(*state, "the server's books", books, true);
}

/* Pages of the server's memory that a call touched: what time it takes, without a clock. A person
 * who is there and hidden may not make a search work otherwise than one who is not there. */
static long work_of(struct guarded *g, PGconn *link, const char *call)
{
    char statement[300];
    (void)snprintf(statement, sizeof statement,
                   "EXPLAIN (ANALYZE, BUFFERS, COSTS OFF, TIMING OFF, FORMAT JSON) %s", call);
    const char *plan = guarded_answer(g, link, statement);
    const char *hit = strstr(plan, "\"Shared Hit Blocks\": ");
    if (hit == NULL) {
        fail_msg("%s: %.200s", call, plan);
        return 0;
    }
    assert_null(strstr(plan, "app."));
    assert_null(strstr(plan, "individual_"));
    return strtol(hit + strlen("\"Shared Hit Blocks\": "), NULL, 10);
}

/* Fifty people more, some of whom something was asked for, so that people differ. */
static void fill_the_network(struct guarded *g)
{
    PGconn *link = guarded_connect(g, "drew");
    for (int i = 0; i < 50; i++) {
        char sql[700];
        (void)snprintf(
            sql, sizeof sql,
            "WITH p AS MATERIALIZED (SELECT api.enter_individual(gen_random_uuid(),"
            " '{\"family\": \"Person%d\", \"contacts\": [{\"phone\": \"617-555-01%02d\"}],"
            " \"address\": \"1 Elm St\", \"postal_code\": \"02128\"}')"
            " ->> 'individual_ref' AS ref)"
            " SELECT CASE WHEN %d = 1 THEN api.refer(gen_random_uuid(), jsonb_build_object("
            "'individual', p.ref, 'items', '[{\"type\": \"meals\"}, {\"type\": \"home_aide\"}]'"
            "::jsonb)) END FROM p",
            i, i, i % 3 == 0);
        if (guarded_answer(g, link, sql)[0] != '=')
            fail_msg("%s", PQerrorMessage(link));
    }
    PQfinish(link);
}

static void a_search_does_the_same_work_for_whoever_is_hidden(void **state)
{
    struct guarded *g = *state;
    static const char *const met[] = {"SELECT api.find('Hollow')",
                                      "SELECT api.find('Hollow, Vera')", "SELECT api.find('Vera')",
                                      "SELECT api.find('Hollow-77')"};
    fill_the_network(g);
    PGconn *link = guarded_connect(g, "maria");
    for (int warm = 0; warm < 12; warm++)
        (void)work_of(g, link, met[warm % 4]);
    for (size_t i = 0; i < COUNT(met); i++) {
        long there = work_of(g, link, met[i]), least = 0, most = 0;
        for (int k = 0; k < 40; k++) {
            char call[100];
            (void)snprintf(call, sizeof call, "SELECT api.find('Nobody%d%s')", k,
                           i == 3   ? "-77"
                           : i == 1 ? ", Vera"
                                    : "");
            if (i != 3)
                replace(call, "body", "");
            long nowhere = work_of(g, link, call);
            least = k == 0 || nowhere < least ? nowhere : least;
            most = nowhere > most ? nowhere : most;
        }
        if (there < least || there > most)
            fail_msg("%s reads %ld pages, names that nobody has %ld to %ld", met[i], there, least,
                     most);
    }
    PQfinish(link);
    guarded_count(g, COUNT(met));
}

/* That an item is being worked on is told to nobody who may not know that it is there. */
static void a_locked_item_is_as_absent_as_any(void **state)
{
    struct guarded *g = *state;
    static const char *const calls[] = {
        "SELECT api.act(gen_random_uuid(), '%secret%', 1, 'accept', '{}')",
        "SELECT api.correct_individual(gen_random_uuid(), '%hidden%', 1, '{\"city\": \"Lynn\"}', "
        "'x')",
        "SELECT api.refer(gen_random_uuid(), '{\"individual\": \"%hidden%\", \"items\": "
        "[{\"type\": \"meals\"}]}')",
        "SELECT api.item('%secret%')",
        "SELECT api.record_event(gen_random_uuid(), '{\"individual\": \"%hidden%\", \"type\": "
        "\"ed_visit\"}')",
        "SELECT api.record_risk(gen_random_uuid(), '{\"individual\": \"%hidden%\", \"category\": "
        "\"food_insecurity\"}')",
        "SELECT api.safety(gen_random_uuid(), '%hidden%', 'x')",
        "SELECT api.appointment(gen_random_uuid(), '%secret%', '{\"status\": \"missed\"}')",
        "SELECT api.message(gen_random_uuid(), '%hidden%', '{\"text\": \"x\"}')",
        "SELECT api.case_review_schedule(gen_random_uuid(), '%hidden%', '2031-01-01', 'x')",
        "SELECT api.grant_consent(gen_random_uuid(), '%hidden%', '{}')",
        "SELECT api.plan_edit(gen_random_uuid(), '%hidden%', 'plan', 1, '{\"open\": true}')",
        "SELECT api.pathway_start(gen_random_uuid(), '%hidden%', 'x')",
        "SELECT api.merge(gen_random_uuid(), '%hidden%', '%person%', 'x')",
    };
    PGconn *holder = guarded_connect(g, NULL);
    assert_string_equal(
        guarded_answer(g, holder,
                       "BEGIN;;SELECT 1 FROM app.task WHERE id = %secret_task% FOR UPDATE;;"
                       "SELECT 1 FROM app.referral FOR UPDATE;;"
                       "SELECT 1 FROM app.individual WHERE id = %hidden_id% FOR UPDATE"),
        "=1");
    for (size_t i = 0; i < COUNT(calls); i++) {
        char statement[400];
        (void)snprintf(statement, sizeof statement, "SET statement_timeout = '1500ms';;%s",
                       calls[i]);
        assert_string_equal(guarded_ask(g, "maria", statement), "HF404");
    }
    PQfinish(holder);
    guarded_count(g, COUNT(calls));
}

/* Another's request id, forged keys, and texts beyond all measure. */
static const struct attack forged[] = {
    {"maria",
     "SELECT api.act('00000000-0000-4000-8000-0000000000f1', '%ref%', 1, 'note', '{\"note\": "
     "\"x\"}') ->> 'replayed'",
     "=false"},
    {"tomas",
     "SELECT api.act('00000000-0000-4000-8000-0000000000f1', '%ref%', 1, 'note', '{\"note\": "
     "\"x\"}') ->> 'replayed'",
     "=false"},
    {"hana",
     "SELECT api.act('00000000-0000-4000-8000-0000000000f1', '%ref%', 1, 'note', '{\"note\": "
     "\"x\"}')",
     "HF404"},
    {"maria",
     "SELECT api.act('00000000-0000-4000-8000-0000000000f1', '%ref%', 1, 'note', '{\"note\": "
     "\"y\"}')",
     "HF422"},
    {"maria", "SELECT api.act('00000000-0000-4000-8000-0000000000f1', '%ref%', 1, 'accept', '{}')",
     "HF422"},
    {"maria",
     "SELECT api.act('00000000-0000-4000-8000-0000000000f1', '%ref%', 1, 'note', '{\"note\": "
     "\"x\"}') ->> 'replayed'",
     "=true"},
    {"maria",
     "SELECT api.save_draft('00000000', '{}');;SELECT "
     "api.act('00000000-0000-4000-8000-0000000000f1', '%secret%', 1, 'note', '{\"note\": \"x\"}')",
     "HF404|HF422"},
    {"maria", "SELECT api.act(NULL, '%ref%', 1, 'accept', '{}')", "HF400"},
    {"maria", "SELECT api.act(gen_random_uuid(), '%ref%', NULL, 'accept', '{}')", "HF400|HF409"},
    {"maria", "SELECT api.act(gen_random_uuid(), '%ref%', 1, 'accept', '{\"owner\": \"maria\"}')",
     "HF400"},
    {"maria",
     "SELECT api.act(gen_random_uuid(), '%ref%', 1, 'accept', '{\"status\": \"completed\"}')",
     "HF400"},
    {"maria",
     "SELECT api.act(gen_random_uuid(), '%ref%', 1, 'note', '{\"note\": \"x\", \"at\": "
     "\"2020-01-01\"}')",
     "HF400"},
    {"maria",
     "SELECT api.act(gen_random_uuid(), '%ref%', 1, 'note', '{\"note\": \"x\", \"actor\": "
     "\"lena\"}')",
     "HF400"},
    {"maria", "SELECT api.act(gen_random_uuid(), '%ref%', 1, 'accept', '[]')", "HF400"},
    /* What is malformed is told by a sentence of ours, never by the server's own. */
    {"maria",
     "SELECT api.message(gen_random_uuid(), '%ref%', '{\"text\": \"x\", \"question\": \"maybe\"}')",
     "HF400"},
    {"lena",
     "SELECT api.plan_edit(gen_random_uuid(), '%person%', 'plan', NULL, '{\"open\": \"x\"}')",
     "HF400"},
    {"maria", "SELECT api.timeline('%person%', '4713-01-01 BC') ->> 'more'", "=false"},
    {"maria", "SELECT api.business_due('office', '294276-12-31', '2d')", "HF400"},
    {"casey", "SELECT api.disclosures('{\"after\": {\"at\": \"2026-01-01\", \"id\": 1.5}}')",
     "HF400"},
    {"casey", "SELECT api.report_risks('{\"after\": {\"at\": \"2026-01-01\", \"id\": \"x\"}}')",
     "HF400"},
    {"casey", "SELECT api.report_review('{\"n\": 99999999999999999999}')", "HF400"},
    {"casey", "SELECT api.report_review('[1]')", "HF400"},
    {"adm", "SELECT api.deliveries(-1)", "HF400|="},
    {"maria", "SELECT api.act(gen_random_uuid(), '%ref%', 1, 'accept', '\"x\"')", "HF400"},
    {"maria", "SELECT api.act(gen_random_uuid(), '%ref%', 1, 'accept; DROP TABLE app.task', '{}')",
     "HF400"},
    {"maria", "SELECT api.act(gen_random_uuid(), '%ref%'' OR true --', 1, 'accept', '{}')",
     "42601|HF404"},
    {"maria", "SELECT api.act(gen_random_uuid(), $$%ref%' OR true --$$, 1, 'accept', '{}')",
     "HF404"},
    {"maria", "SELECT api.queue($$mine' OR true --$$)", "HF400"},
    {"maria", "SELECT api.queue('mine', $${\"text\": \"' OR true --\"}$$)", "="},
    {"maria", "SELECT api.queue('mine', $${\"group\": \"late') OR (true\"}$$)", "HF400"},
    {"maria", "SELECT api.queue('mine', $${\"kind\": \"risk') OR (true\"}$$)", "HF400"},
    {"maria", "SELECT api.find($$x' OR true --$$) ->> 'individuals'", "=[]"},
    {"maria", "SELECT api.find('%') ->> 'individuals'", "=[]"},
    {"maria", "SELECT api.find('_') ->> 'individuals'", "=[]"},
    {"maria", "SELECT api.find(E'\\\\') ->> 'individuals'", "=[]"},
    {"maria", "SELECT api.plan_edit(gen_random_uuid(), '%person%', $$area' --$$, 1, '{}')",
     "HF400|HF404"},
    {"maria",
     "SELECT api.act(gen_random_uuid(), '%ref%', 1, 'note', jsonb_build_object('note', repeat('x', "
     "10001)))",
     "HF400"},
    {"maria",
     "SELECT api.act(gen_random_uuid(), '%ref%', 1, 'decline', jsonb_build_object('reason', "
     "repeat('x', 10000000)))",
     "HF400"},
    {"maria", "SELECT api.save_draft('x', to_jsonb(repeat('x', 10000000)))", "HF400"},
    {"maria", "SELECT api.save_draft(repeat('x', 100000), '1')", "HF400"},
    {"maria", "SELECT length(api.find(repeat('x', 10000000))::text) < 100", "=t|HF400"},
    {"maria", "SELECT api.queue(repeat('x', 10000000))", "HF400"},
    {"maria", "SELECT api.item(repeat('R', 10000000))", "HF404"},
    {"maria", "SELECT api.item('R-' || repeat('9', 40))", "HF404"},
    {"maria", "SELECT api.item('R-9223372036854775807')", "HF404"},
    {"maria", "SELECT api.item('R--1')", "HF404"},
    {"maria", "SELECT api.peek(-9223372036854775808)", "HF404"},
    {"maria", "SELECT api.find('x', 2147483647)", "HF400"},
    {"maria", "SELECT api.queue('mine', '{}', NULL, NULL, 2147483647)", "HF400"},
    {"maria", "SELECT api.queue('mine', '{}', 'infinity', 9223372036854775807)", "="},
    {"maria", "SELECT api.sweep(2147483647)", "HF400"},
    {"drew",
     "SELECT api.refer(gen_random_uuid(), jsonb_build_object('individual', '%person%', 'items', "
     "(SELECT jsonb_agg(jsonb_build_object('type', 't' || i)) FROM generate_series(1, 100000) i)))",
     "HF400"},
    {"drew",
     "SELECT api.refer_preview(jsonb_build_object('individual', '%person%', 'provided', "
     "jsonb_build_object('x', repeat('x', 20000000)), 'items', '[{\"type\": \"meals\"}]'::jsonb))",
     "HF400"},
    {"drew", "SELECT api.refer_preview((repeat('[', 5000) || repeat(']', 5000))::jsonb)", "HF400"},
    {"drew",
     "SELECT api.enter_individual(gen_random_uuid(), jsonb_build_object('family', 'Q', 'contacts', "
     "(SELECT jsonb_agg('{\"phone\": \"1\"}'::jsonb) FROM generate_series(1, 100000))))",
     "HF400"},
    {"drew",
     "SELECT api.enter_individual(gen_random_uuid(), jsonb_build_object('family', 'Q', "
     "'identifiers', (SELECT jsonb_agg(jsonb_build_object('system', 'x', 'value', i::text)) FROM "
     "generate_series(1, 100000) i)))",
     "HF400"},
};

static void nothing_forged_is_taken(void **state)
{
    GUARDED_ATTACK(*state, "forged and oversize", forged, false);
}

static void hold_hidden(struct guarded *g, PGconn *holder)
{
    assert_string_equal(guarded_answer(g, holder, "BEGIN"), "=");
    for (size_t i = 0; i < COUNT(held); i++) {
        char statement[300];
        (void)snprintf(statement, sizeof statement, "SELECT 1 FROM app.%s FOR UPDATE", held[i]);
        assert_string_equal(guarded_answer(g, holder, statement), "=1");
    }
}

/* The last: what it makes changes how much there is to read, which the others measure. */
static void what_is_hidden_is_told_from_what_is_not_there_by_nothing(void **state)
{
    struct probe p = {.g = *state};
    make_hidden(p.g);
    PGconn *holder = guarded_connect(p.g, NULL);
    PGresult *catalogue = PQexec(holder, CATALOGUE);
    if (PQntuples(catalogue) < 100)
        fail_msg("%s", PQerrorMessage(holder));
    each_is_there(catalogue);
    for (size_t i = 0; i < COUNT(askers); i++) {
        p.who = askers[i];
        p.broken = i < 2;
        probe_all(&p, catalogue);
    }
    p.broken = false;
    /* And while somebody works on it: nobody who may not know of it waits. */
    hold_hidden(p.g, holder);
    for (size_t i = 0; i < 2; i++) {
        p.who = askers[i];
        probe_all(&p, catalogue);
    }
    assert_string_equal(guarded_answer(p.g, holder, "ROLLBACK;;" UNMADE), "=");
    PQclear(catalogue);
    PQfinish(holder);
    guarded_count(p.g, p.tried);
    printf("existence: %zu attacks, %zu got through\n", p.tried, p.apart);
    assert_int_equal(p.apart, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nobody_learns_of_a_page_by_making_another),
        cmocka_unit_test(the_servers_books_tell_nothing),
        cmocka_unit_test(a_search_does_the_same_work_for_whoever_is_hidden),
        cmocka_unit_test(a_locked_item_is_as_absent_as_any),
        cmocka_unit_test(nothing_forged_is_taken),
        cmocka_unit_test(what_is_hidden_is_told_from_what_is_not_there_by_nothing),
    };
    return cmocka_run_group_tests(tests, guarded_open, guarded_close);
}
