#include "support/guarded.h"

#include "holdfast/util/buffer.h"
#include "holdfast/util/memory.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

enum { NAMES_MAX = 40 };

/* The pages of the record, of rights and of logins. What a call leaves by design without changing
 * anything for anybody (who swept last, who signed in) is left out. */
#define TRACES                                                                                     \
    "SELECT md5((SELECT string_agg(t.name || t.mark, ',' ORDER BY t.name) FROM ("                  \
    "  SELECT c.oid::regclass::text AS name, query_to_xml(format('SELECT md5(string_agg(x::text,"  \
    " ''|'' ORDER BY x::text)) FROM %s x', c.oid::regclass), true, true, '')::text AS mark"        \
    "  FROM pg_class c WHERE c.relnamespace = 'app'::regnamespace AND c.relkind IN ('r', 'p')"     \
    "  AND NOT c.relispartition AND c.relname NOT IN ('sweep_lead', 'hint_gate', 'sign_in')) t)"   \
    " || (SELECT string_agg(p.oid || coalesce(p.proacl::text, '') || p.proowner ||"                \
    "     coalesce(p.proconfig::text, ''), ',' ORDER BY p.oid) FROM pg_proc p)"                    \
    " || (SELECT string_agg(c.oid || coalesce(c.relacl::text, '') || c.relowner, ',' ORDER BY"     \
    "     c.oid) FROM pg_class c WHERE c.relkind <> 't')"                                          \
    " || (SELECT string_agg(n.nspname || coalesce(n.nspacl::text, ''), ',' ORDER BY n.nspname)"    \
    "     FROM pg_namespace n WHERE n.nspname !~ '^pg_(toast_)?temp')"                             \
    " || (SELECT string_agg(d.datname || coalesce(d.datacl::text, ''), ',' ORDER BY d.datname)"    \
    "     FROM pg_database d)"                                                                     \
    " || (SELECT string_agg(a::text, ',' ORDER BY a.rolname) FROM pg_authid a)"                    \
    " || (SELECT string_agg(m::text, ',' ORDER BY m::text) FROM pg_auth_members m)"                \
    " || (SELECT string_agg(e.extname, ',' ORDER BY e.extname) FROM pg_extension e)"               \
    " || (SELECT count(*) FROM pg_largeobject_metadata)"                                           \
    " || (SELECT count(*) FROM pg_event_trigger) || (SELECT count(*) FROM pg_foreign_server))"

struct guarded {
    struct test_server *server;
    struct buffer answer;
    struct {
        char *name, *value;
    } names[NAMES_MAX];
    size_t count, attacks;
};

static _Noreturn void give_up(const char *what, const char *why)
{
    fprintf(stderr, "guarded server: %s: %s\n", what, why);
    exit(EXIT_FAILURE);
}

/* ---- set-up ---- */

const char *guarded_password(void)
{
    return "correct horse";
}

static void be_silent(void *with, const char *notice)
{
    (void)with;
    (void)notice;
}

/* As `\password` in psql does: only the verifier travels. */
static void set_passwords(struct guarded *g)
{
    PGconn *link = guarded_connect(g, NULL);
    PGresult *logins = PQexec(link, "SELECT login FROM app.staff WHERE active");
    for (int i = 0; i < PQntuples(logins); i++) {
        const char *login = PQgetvalue(logins, i, 0);
        char *verifier = PQencryptPasswordConn(link, guarded_password(), login, "scram-sha-256");
        const char *const values[] = {login, verifier};
        PGresult *set = PQexecParams(link, "SELECT logins.set_verifier($1, $2)", 2, NULL, values,
                                     NULL, NULL, 0);
        if (PQresultStatus(set) != PGRES_TUPLES_OK)
            give_up(login, PQresultErrorMessage(set));
        PQclear(set);
        PQfreemem(verifier);
    }
    PQclear(logins);
    PQfinish(link);
}

static bool asks_for_password(struct guarded *g)
{
    PGconn *link = PQconnectdb(test_server_conninfo(g->server, "maria"));
    bool asked = PQconnectionNeedsPassword(link);
    PQfinish(link);
    return asked;
}

/* The file is written in place: it belongs to the server's account. */
static void ask_for_passwords(struct guarded *g)
{
    char path[400];
    (void)snprintf(path, sizeof path, "%s/pg_hba.conf", test_server_local(g->server)->data);
    FILE *file = fopen(path, "w");
    if (file == NULL ||
        fputs("local all \"" LOCAL_OWNER "\" peer map=owner\nlocal all all scram-sha-256\n", file) <
            0 ||
        fclose(file) != 0)
        give_up(path, "not written");
    test_server_run(g->server, "SELECT pg_reload_conf()");
    while (!asks_for_password(g))
        (void)usleep(10 * 1000);
}

static void name_answer(struct guarded *g, const char *name, const char *login, const char *sql)
{
    const char *answer = guarded_ask(g, login, sql);
    if (answer[0] != '=' || answer[1] == '\0')
        give_up(sql, answer);
    guarded_name(g, name, answer + 1);
}

#define ENTER(family, given)                                                                       \
    "SELECT api.enter_individual(gen_random_uuid(), jsonb_build_object('family', '" family         \
    "', 'given', '" given "', 'birth_date', '1951-03-14', 'address', '12 Elm St', 'city',"         \
    " 'Boston', 'postal_code', '02128', 'identifiers', '[{\"kind\": \"MRN\", \"system\":"          \
    " \"mrn\", \"value\": \"" family "-77\"}]'::jsonb, 'contacts',"                                \
    " '[{\"phone\": \"617-555-0142\"}]'::jsonb)) ->> 'individual_ref'"

static void tell_story(struct guarded *g)
{
    name_answer(g, "person", "drew", ENTER("Rivera", "Ana"));
    name_answer(g, "ref", "drew",
                "SELECT api.refer(gen_random_uuid(), '{\"individual\": \"%person%\", \"context\":"
                " \"Lives with a dog\", \"provided\": {\"orders\": \"daily\"}, \"items\":"
                " [{\"type\": \"home_care\", \"service\": \"bright_home_care\"}]}')"
                " #>> '{referrals,0,ref}'");
    name_answer(g, "hidden", "nina", ENTER("Hollow", "Vera"));
    name_answer(g, "secret", "nina",
                "SELECT api.refer(gen_random_uuid(), '{\"individual\": \"%hidden%\", \"context\":"
                " \"Methadone\", \"items\": [{\"type\": \"recovery\", \"service\":"
                " \"riverway_treatment\"}]}') #>> '{referrals,0,ref}'");
    name_answer(g, "id", NULL, "SELECT engine.individual_id('%person%')");
    name_answer(g, "hidden_id", NULL, "SELECT engine.individual_id('%hidden%')");
    name_answer(g, "task", NULL, "SELECT engine.task_id('%ref%')");
    name_answer(g, "secret_task", NULL, "SELECT engine.task_id('%secret%')");
}

int guarded_open(void **state)
{
    struct guarded *g = memory_take(1, sizeof *g);
    g->server = test_server_start_published();
    set_passwords(g);
    ask_for_passwords(g);
    tell_story(g);
    *state = g;
    return 0;
}

int guarded_close(void **state)
{
    struct guarded *g = *state;
    printf("%zu attacks\n", g->attacks);
    test_server_stop(g->server);
    for (size_t i = 0; i < g->count; i++) {
        free(g->names[i].name);
        free(g->names[i].value);
    }
    buffer_free(&g->answer);
    free(g);
    return 0;
}

struct test_server *guarded_server(struct guarded *g)
{
    return g->server;
}

/* ---- connections ---- */

const char *guarded_conninfo(struct guarded *g, const char *login)
{
    return test_server_conninfo(g->server, login);
}

PGconn *guarded_try(struct guarded *g, const char *login, const char *more)
{
    char conninfo[600];
    (void)snprintf(conninfo, sizeof conninfo, "%s password='%s' %s", guarded_conninfo(g, login),
                   guarded_password(), more);
    PGconn *link = PQconnectdb(conninfo);
    (void)PQsetNoticeProcessor(link, be_silent, NULL);
    return link;
}

PGconn *guarded_connect(struct guarded *g, const char *login)
{
    PGconn *link = guarded_try(g, login, "");
    if (PQstatus(link) != CONNECTION_OK)
        give_up(login != NULL ? login : "superuser", PQerrorMessage(link));
    return link;
}

/* ---- statements ---- */

void guarded_name(struct guarded *g, const char *name, const char *value)
{
    for (size_t i = 0; i < g->count; i++)
        if (strcmp(g->names[i].name, name) == 0) {
            free(g->names[i].value);
            g->names[i].value = memory_text(value);
            return;
        }
    if (g->count == NAMES_MAX)
        give_up(name, "too many names");
    g->names[g->count].name = memory_text(name);
    g->names[g->count++].value = memory_text(value);
}

static const char *value_of(struct guarded *g, const char *name, size_t len)
{
    for (size_t i = 0; i < g->count; i++)
        if (strlen(g->names[i].name) == len && memcmp(g->names[i].name, name, len) == 0)
            return g->names[i].value;
    return NULL;
}

char *guarded_text(struct guarded *g, const char *text)
{
    struct buffer b = {0};
    buffer_text(&b, "");
    while (*text != '\0') {
        const char *end = *text == '%' ? strchr(text + 1, '%') : NULL;
        const char *value = end != NULL ? value_of(g, text + 1, (size_t)(end - text - 1)) : NULL;
        if (value != NULL) {
            buffer_text(&b, value);
            text = end + 1;
        } else {
            buffer_add(&b, text++, 1);
        }
    }
    return b.data;
}

static bool keep_answer(struct guarded *g, PGresult *result)
{
    const char *state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
    bool good = PQresultStatus(result) != PGRES_FATAL_ERROR;
    buffer_clear(&g->answer);
    if (!good)
        buffer_text(&g->answer, state != NULL ? state : "lost");
    else
        buffer_print(&g->answer, "=%s",
                     PQntuples(result) > 0 && PQnfields(result) > 0 ? PQgetvalue(result, 0, 0)
                                                                    : "");
    PQclear(result);
    return good;
}

const char *guarded_answer(struct guarded *g, PGconn *link, const char *statement)
{
    char *text = guarded_text(g, statement), *rest = text;
    bool good = true;
    while (good && rest != NULL) {
        char *end = strstr(rest, ";;");
        if (end != NULL)
            *end = '\0';
        good = keep_answer(g, PQexec(link, rest));
        rest = end != NULL ? end + 2 : NULL;
    }
    free(text);
    return g->answer.data;
}

const char *guarded_ask(struct guarded *g, const char *login, const char *statement)
{
    PGconn *link = guarded_connect(g, login);
    const char *answer = guarded_answer(g, link, statement);
    PQfinish(link);
    return answer;
}

/* ---- attacks ---- */

static bool is_one(struct guarded *g, const char *wanted, size_t len, const char *answer)
{
    char *copy = memory_text(wanted);
    copy[len] = '\0';
    char *text = guarded_text(g, copy);
    bool same = strcmp(text, answer) == 0 || (strcmp(text, "*") == 0 && answer[0] != '=');
    free(text);
    free(copy);
    return same;
}

static bool is_expected(struct guarded *g, const char *wanted, const char *answer)
{
    for (;;) {
        size_t len = strcspn(wanted, "|");
        if (is_one(g, wanted, len, answer))
            return true;
        if (wanted[len] == '\0')
            return false;
        wanted += len + 1;
    }
}

void guarded_count(struct guarded *g, size_t n)
{
    g->attacks += n;
}

void guarded_attack(struct guarded *g, const char *topic, const struct attack *attacks, size_t n,
                    bool unchanged)
{
    size_t failed = 0;
    char *before = memory_text(guarded_ask(g, NULL, TRACES));
    for (size_t i = 0; i < n; i++) {
        const char *answer = guarded_ask(g, attacks[i].who, attacks[i].statement);
        if (is_expected(g, attacks[i].answer, answer))
            continue;
        failed++;
        printf("%s: %s: %s\n    answered %.300s, wanted %s\n", topic, attacks[i].who,
               attacks[i].statement, answer, attacks[i].answer);
    }
    printf("%s: %zu attacks, %zu got through\n", topic, n, failed);
    guarded_count(g, n);
    bool same = strcmp(before, guarded_ask(g, NULL, TRACES)) == 0;
    free(before);
    assert_int_equal(failed, 0);
    if (unchanged)
        assert_true(same);
    assert_string_equal(guarded_ask(g, NULL, "SELECT count(*) FROM engine.ledger_breaks()"), "=0");
}
