/* A policy that `holdfast check` would refuse, published by an administrator through psql: what the
 * file's checks promise, the database promises too. */
#include "support/guarded.h"

#include "holdfast/util/memory.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(list) (sizeof(list) / sizeof *(list))

/* The policy in force is p; each makes another of it. */
static const char *const defects[] = {
    /* shape */
    "'null'::jsonb",
    "'[]'",
    "'{}'",
    "p - 'roles'",
    "p || '{\"roles\": []}'",
    "p || '{\"network\": null}'",
    "p || '{\"access\": 1}'",
    /* names that dangle */
    "jsonb_set(p, '{network,coordinator}', '\"nobody\"')",
    "jsonb_set(p, '{network,operational_owner}', '\"nobody\"')",
    "jsonb_set(p, '{roles,legal_intake,holders}', '[\"nobody\"]')",
    "jsonb_set(p, '{roles,legal_intake,supervisor}', '\"nobody\"')",
    "jsonb_set(p, '{roles,legal_intake,organization}', '\"nowhere\"')",
    "jsonb_set(p, '{services,legal_defense,owner}', '\"nobody\"')",
    "jsonb_set(p, '{service_types,legal_aid,level}', '\"none\"')",
    "jsonb_set(p, '{domains,housing,owner}', '\"nobody\"')",
    "jsonb_set(p, '{staff,maria,organization}', '\"nowhere\"')",
    "jsonb_set(p, '{ladders,slow,0,to}', '\"nobody\"')",
    "jsonb_set(p, '{network,timezone}', '\"America/Boston\"')",
    "jsonb_set(p, '{calendars,office,timezone}', '\"EST5EDT\"')",
    /* nobody answers */
    "jsonb_set(p, '{roles,legal_intake,holders}', '[]')",
    "p #- '{roles,legal_intake,holders}'",
    "jsonb_set(p, '{ladders,slow}', '[]')",
    "jsonb_set(p, '{ladders,slow,-1,do}', '\"remind\"')",
    "jsonb_set(p, '{ladders,slow,-1,to}', '\"owner\"')",
    "p #- '{services,legal_defense}'",
    "jsonb_set(p, '{roles,home_care_supervisor,supervisor}', '\"home_care_intake\"')",
    "jsonb_set(p, '{roles,legal_intake,supervisor}', '\"legal_intake\"')",
    "jsonb_set(p, '{outcomes}', (SELECT jsonb_object_agg(e.key, e.value || '{\"helped\": false}')"
    " FROM jsonb_each(p -> 'outcomes') e))",
    "jsonb_set(p, '{outcomes}', '{}')",
    /* time */
    "jsonb_set(p, '{service_levels,discharge,routine,accept,within}', '\"0bh\"')",
    "jsonb_set(p, '{service_levels,discharge,routine,accept,within}', '\"-1h\"')",
    "jsonb_set(p, '{service_levels,discharge,routine,accept,within}', '\"1 fortnight\"')",
    "jsonb_set(p, '{service_levels,discharge,routine,accept,within}', 'null')",
    "jsonb_set(p, '{ladders,slow}', (SELECT jsonb_agg(r ORDER BY n DESC) FROM"
    " jsonb_array_elements(p -> 'ladders' -> 'slow') WITH ORDINALITY l (r, n)))",
    "jsonb_set(p, '{ladders,slow,0,at}', '\"-5%\"')",
    "jsonb_set(p, '{ladders,slow,0,do}', '\"forget\"')",
    "jsonb_set(p, '{access,undo_within}', '\"-1h\"')",
    "jsonb_set(p, '{access,undo_within}', '\"900d\"')",
    "jsonb_set(p, '{access,idle_lock}', '\"0m\"')",
    /* rights */
    "jsonb_set(p, '{roles,legal_intake,duties}', '[\"superuser\"]')",
    "jsonb_set(p, '{access,basis,0,basis}', '\"because\"')",
    "jsonb_set(p, '{access,basis,0,category}', '\"everything\"')",
    "jsonb_set(p, '{access,basis}', (p -> 'access' -> 'basis') || '[{\"from_kind\": \"any\", "
    "\"from\": null,"
    " \"to_kind\": \"any\", \"to\": \"*\", \"category\": \"substance_use\", \"basis\": "
    "\"treatment\"}]')",
    /* logins */
    "jsonb_set(p, '{staff,postgres}', p -> 'staff' -> 'maria')",
    "jsonb_set(p, '{staff,holdfast_owner}', p -> 'staff' -> 'maria')",
    "jsonb_set(p, '{staff,pg_monitor}', p -> 'staff' -> 'maria')",
    "jsonb_set(p, '{staff,public}', p -> 'staff' -> 'maria')",
    "jsonb_set(p, '{staff,MARIA}', p -> 'staff' -> 'maria')",
    "jsonb_set(p, ARRAY['staff', 'x; DROP ROLE lena'], p -> 'staff' -> 'maria')",
    "jsonb_set(p, ARRAY['staff', 'x\" SUPERUSER --'], p -> 'staff' -> 'maria')",
    "jsonb_set(p, ARRAY['staff', repeat('x', 64)], p -> 'staff' -> 'maria')",
    "jsonb_set(p, ARRAY['staff', ''], p -> 'staff' -> 'maria')",
    /* reasons */
    "jsonb_set(p, '{reasons,decline,default}', '\"no such\"')",
    "jsonb_set(p, '{reasons,decline,choices}', '{}')",
    /* programs that the sweep runs */
    "jsonb_set(p, '{notify,page}', '[\"sh\", \"-c\", \"id\"]')",
    "jsonb_set(p, '{notify,page}', '\"/bin/sh\"')",
    "jsonb_set(p, '{notify,page}', '[\"/bin/sh\", 1, null]')",
};

/* api.publish as adm, of p changed so; the SQLSTATE, or "taken". */
static char *publish(struct guarded *g, const char *change)
{
    PGconn *owner = guarded_connect(g, NULL), *adm = guarded_connect(g, "adm");
    char sql[1200];
    (void)snprintf(
        sql, sizeof sql,
        "SELECT %s FROM (SELECT policy AS p FROM app.policy_revision ORDER BY number DESC"
        " LIMIT 1) r",
        change);
    PGresult *made = PQexec(owner, sql);
    if (PQresultStatus(made) != PGRES_TUPLES_OK)
        fail_msg("%s: %s", change, PQresultErrorMessage(made));
    const char *const values[] = {"# by hand",
                                  PQgetisnull(made, 0, 0) ? NULL : PQgetvalue(made, 0, 0)};
    PGresult *said = PQexecParams(adm, "BEGIN; ", 0, NULL, NULL, NULL, NULL, 0);
    PQclear(said);
    said = PQexecParams(adm, "SELECT api.publish($1, $2::jsonb)", 2, NULL, values, NULL, NULL, 0);
    const char *state = PQresultErrorField(said, PG_DIAG_SQLSTATE);
    char *answer = memory_text(state != NULL ? state : "taken");
    PQclear(said);
    PQclear(made);
    PQfinish(adm);
    PQfinish(owner);
    return answer;
}

static void what_the_checks_would_refuse_is_refused(void **state)
{
    struct guarded *g = *state;
    size_t taken = 0;
    for (size_t i = 0; i < COUNT(defects); i++) {
        char *answer = publish(g, defects[i]);
        if (strcmp(answer, "HF400") != 0 && strcmp(answer, "HF412") != 0) {
            printf("%s: %s\n", defects[i], answer);
            taken++;
        }
        free(answer);
    }
    printf("policies: %zu attacks, %zu got through\n", COUNT(defects), taken);
    guarded_count(g, COUNT(defects));
    assert_int_equal(taken, 0);
    /* And one with nothing wrong is taken: the refusals above were for what was changed. */
    char *answer = publish(g, "jsonb_set(p, '{staff,maria,name}', '\"Maria Soto-Reyes\"')");
    assert_string_equal(answer, "taken");
    free(answer);
}

static const struct attack publishers[] = {
    {"lena", "SELECT api.publish('', '{}')", "HF404"},
    {"casey", "SELECT api.publish('', '{}')", "HF404"},
    {"sam", "SELECT api.publish(NULL, NULL)", "HF404"},
    {"adm", "SELECT api.publish(NULL, NULL)", "HF400"},
    {"adm", "SELECT api.publish('x', to_jsonb(repeat('x', 1000000)))", "HF400"},
    {"adm", "SELECT api.item('%ref%')", "HF404"},
    {"adm", "SELECT api.individual('%person%')", "HF404"},
    {"adm", "SELECT api.find('Rivera') ->> 'individuals'", "=[]"},
    {"adm", "SELECT count(*) FROM api.queue('network')", "=0"},
    {"adm", "SELECT api.ledger_show('%ref%')", "HF404"},
    {"adm", "SELECT api.record('%ref%')", "HF404"},
    {"casey", "SELECT api.act(gen_random_uuid(), '%ref%', 1, 'accept', '{}')", "HF404"},
    {"casey", "SELECT api.act(gen_random_uuid(), '%ref%', 1, 'note', '{\"note\": \"x\"}')",
     "HF404"},
    {"maria", "SELECT api.deliveries()", "HF404|="},
};

static void only_who_may_publishes(void **state)
{
    GUARDED_ATTACK(*state, "publishers", publishers, false);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_the_checks_would_refuse_is_refused),
        cmocka_unit_test(only_who_may_publishes),
    };
    return cmocka_run_group_tests(tests, guarded_open, guarded_close);
}
