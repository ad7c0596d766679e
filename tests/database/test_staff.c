/* holdfast staff on a server with passwords: what it prints, whom it lets do what; and what happens
 * when it meets people who are at work, or another administrator. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "support/guarded.h"
#include "support/ran.h"

static int run(struct guarded *g, const char *login, const char *const *words)
{
    char conninfo[700];
    const char *argv[16] = {"-d", conninfo, "staff"};
    size_t count = 3;
    (void)snprintf(conninfo, sizeof conninfo, "%s password='%s'", guarded_conninfo(g, login),
                   guarded_password());
    for (; *words != NULL; words++)
        argv[count++] = *words;
    return program_run(argv, NULL, &ran.output, &ran.error);
}

#define STAFF(g, login, ...) run(g, login, (const char *const[]){__VA_ARGS__, NULL})

static void assert_answer(struct guarded *g, const char *login, const char *sql, const char *answer)
{
    const char *got = guarded_ask(g, login, sql);
    if (strcmp(got, answer) != 0)
        fail_msg("%s: %s instead of %s", sql, got, answer);
}

/* Somebody was referred to Bright Home Care and Maria has accepted it; gives the try. */
static char *make_accepted(struct guarded *g)
{
    static const char refer[] =
        "SELECT api.refer(gen_random_uuid(), jsonb_build_object('individual', '%person%',"
        " 'duplicate_reason', 'more of it', 'provided', '{\"orders\": \"daily\"}'::jsonb, 'items',"
        " '[{\"type\": \"home_care\", \"service\": \"bright_home_care\"}]'::jsonb))"
        " #>> '{referrals,0,ref}'";
    char accept[200];
    char *ref = guarded_text(g, guarded_ask(g, "drew", refer) + 1);
    (void)snprintf(accept, sizeof accept,
                   "SELECT api.act(gen_random_uuid(), '%s', 1, 'accept') ->> 'owner_login'", ref);
    assert_answer(g, "maria", accept, "=maria");
    return ref;
}

static void assert_owner(struct guarded *g, const char *ref, const char *login)
{
    char sql[300], answer[80];
    (void)snprintf(sql, sizeof sql,
                   "SELECT s.login FROM app.task t LEFT JOIN app.staff s ON s.id = t.owner_staff_id"
                   " WHERE t.id = engine.task_id('%s')",
                   ref);
    (void)snprintf(answer, sizeof answer, "=%s", login);
    assert_answer(g, NULL, sql, answer);
}

static void assert_whole(struct guarded *g)
{
    assert_answer(g, NULL, "SELECT count(*) FROM api.ledger_verify(true)", "=0");
    assert_answer(g, NULL,
                  "SELECT count(*) FROM app.task t JOIN app.staff s ON s.id = t.owner_staff_id"
                  " WHERE t.closed_at IS NULL AND s.disabled_at IS NOT NULL",
                  "=0");
}

static void enable(struct guarded *g, const char *login)
{
    assert_ended(STAFF(g, "adm", "enable", login), EX_OK);
    assert_says("can sign in again");
}

/* --- what it prints --------------------------------------------------------------------------- */

static void lists_people_to_those_who_manage_them(void **state)
{
    struct guarded *g = *state;
    assert_ended(STAFF(g, "adm", "list"), EX_OK);
    assert_says("maria\tMaria Soto\tBright Home Care\there\tBright Home Care intake");
    assert_says("wes\tWes Tran");
    assert_null(strstr(ran.output.data, "SCRAM"));
    assert_ended(STAFF(g, "sam", "list"), EX_OK);
    assert_says("tomas\t");
    assert_null(strstr(ran.output.data, "wes\t"));
    assert_ended(STAFF(g, "maria", "list"), EX_NOPERM);
    assert_ended(run(g, "adm", (const char *const[]){NULL}), EX_USAGE);
    assert_ended(STAFF(g, "adm", "lst"), EX_USAGE);
    assert_ended(STAFF(g, "adm", "disable"), EX_USAGE);
    assert_ended(STAFF(g, "adm", "list", "--to", "sam"), EX_USAGE);
    assert_ended(STAFF(g, "adm", "move", "maria"), EX_USAGE);
}

static void a_dry_run_reports_and_does_nothing(void **state)
{
    struct guarded *g = *state;
    char *ref = make_accepted(g);
    assert_ended(STAFF(g, "adm", "disable", "maria", "--dry-run"), EX_OK);
    assert_says("Maria Soto (maria)");
    assert_says("Has\t1 referral");
    assert_says("Would go\tTomas Silva, Bright Home Care intake: 1 referral");
    assert_says("Answers\tBright Home Care intake: Tomas Silva");
    assert_says("Nothing was done");
    assert_null(strstr(ran.output.data, ref));
    assert_null(strstr(ran.output.data, "Rivera"));
    assert_owner(g, ref, "maria");
    assert_ended(STAFF(g, "adm", "disable", "ines", "--dry-run"), EX_DATAERR);
    assert_says("Ines Vale (ines)");
    assert_complains("operational owner");
    assert_ended(STAFF(g, "sam", "disable", "maria"), EX_NOPERM);
    free(ref);
}

static void write_to(struct guarded *g, const char *login, const char *ref)
{
    char call[200];
    (void)snprintf(
        call, sizeof call,
        "SELECT api.message(gen_random_uuid(), '%s', '{\"to\": \"%s\", \"text\": \"x\"}') "
        "IS NOT NULL",
        ref, login);
    assert_answer(g, "sam", call, "=t");
}

static void disabling_ends_sessions_and_passes_work_on(void **state)
{
    struct guarded *g = *state;
    char *ref = make_accepted(g);
    PGconn *open = guarded_connect(g, "maria");
    assert_ended(STAFF(g, "adm", "disable", "maria", "--to", "sam", "--reason", "moved away"),
                 EX_OK);
    assert_says("Went to\tSam ");
    assert_says("Sessions\t1 ended");
    assert_says("Maria Soto can no longer sign in");
    PQclear(PQexec(open, "SELECT api.me()"));
    assert_int_equal(PQstatus(open), CONNECTION_BAD);
    PQfinish(open);
    open = guarded_try(g, "maria", "");
    assert_int_equal(PQstatus(open), CONNECTION_BAD);
    PQfinish(open);
    assert_owner(g, ref, "sam");
    assert_whole(g);
    /* The policy names her still: applying it again changes nothing. */
    assert_answer(g, NULL,
                  "SELECT (api.publish(p.yaml, p.policy)) ->> 'revision' = p.number::text FROM "
                  "app.policy_revision p",
                  "=t");
    assert_answer(g, NULL, "SELECT rolcanlogin FROM pg_roles WHERE rolname = 'maria'", "=f");
    enable(g, "maria");
    assert_says("Now with\tSam ");
    assert_owner(g, ref, "sam");
    assert_ended(STAFF(g, "adm", "move", "sam", "--to", "maria", "--kind", "referral", "--dry-run"),
                 EX_OK);
    assert_says("Would go\tMaria Soto");
    assert_owner(g, ref, "sam");
    assert_ended(STAFF(g, "adm", "move", "sam", "--to", "maria"), EX_OK);
    assert_says("It was passed on from Sam ");
    assert_owner(g, ref, "maria");
    write_to(g, "maria", ref);
    assert_ended(STAFF(g, "adm", "move", "maria", "--to", "lena"), EX_OK);
    assert_says("No open item of Maria ");
    assert_owner(g, ref, "maria");
    assert_whole(g);
    free(ref);
}

/* --- meeting others --------------------------------------------------------------------------- */

/* Sends without waiting. */
static void begin_call(PGconn *link, const char *sql)
{
    assert_int_equal(PQsendQuery(link, sql), 1);
}

/* "=" and the first value, or the SQLSTATE; "gone" when the link is. */
static void end_call(PGconn *link, char *answer, size_t size)
{
    PGresult *result, *last = NULL;
    while ((result = PQgetResult(link)) != NULL) {
        PQclear(last);
        last = result;
    }
    const char *code = PQresultErrorField(last, PG_DIAG_SQLSTATE);
    if (PQresultStatus(last) == PGRES_TUPLES_OK)
        (void)snprintf(answer, size, "=%s", PQgetvalue(last, 0, 0));
    else
        (void)snprintf(answer, size, "%s", code != NULL ? code : "gone");
    PQclear(last);
}

#define DISABLE(login) "SELECT api.staff_disable(gen_random_uuid(), '" login "') ->> 'login'"

static void nobody_is_left_out_by_two_who_disable_each_other(void **state)
{
    struct guarded *g = *state;
    for (int round = 0; round < 6; round++) {
        char a[64], b[64];
        PGconn *adm = guarded_connect(g, "adm"), *basil = guarded_connect(g, "basil");
        begin_call(adm, DISABLE("basil"));
        begin_call(basil, DISABLE("adm"));
        end_call(adm, a, sizeof a);
        end_call(basil, b, sizeof b);
        /* One did it; the other was ended, or found to be nobody any more. */
        assert_true((strcmp(a, "=basil") == 0) != (strcmp(b, "=adm") == 0));
        assert_answer(g, NULL,
                      "SELECT count(*) FROM app.staff WHERE login IN ('adm', 'basil') AND"
                      " disabled_at IS NOT NULL",
                      "=1");
        assert_answer(g, NULL,
                      "SELECT api.staff_enable(gen_random_uuid(), s.login) ->> 'replayed' FROM"
                      " app.staff s WHERE s.login IN ('adm', 'basil') AND disabled_at IS NOT NULL",
                      "=false");
        PQfinish(adm);
        PQfinish(basil);
    }
}

/* What she has not committed holds the item; it never was, and the item passes on. */
static void an_open_transaction_is_ended(void **state)
{
    struct guarded *g = *state;
    char *ref = make_accepted(g);
    char sql[200], answer[64];
    PGconn *maria = guarded_connect(g, "maria");
    PQclear(PQexec(maria, "BEGIN"));
    (void)snprintf(sql, sizeof sql,
                   "SELECT api.act(gen_random_uuid(), '%s', 2, 'start',"
                   " '{\"date\": \"2026-11-20\", \"note\": \"first visit\"}') ->> 'status'",
                   ref);
    begin_call(maria, sql);
    end_call(maria, answer, sizeof answer);
    assert_string_equal(answer, "=in-progress");
    assert_answer(g, "adm", DISABLE("maria"), "=maria");
    PQclear(PQexec(maria, "COMMIT"));
    assert_int_equal(PQstatus(maria), CONNECTION_BAD);
    PQfinish(maria);
    assert_owner(g, ref, "tomas");
    (void)snprintf(sql, sizeof sql, "SELECT status FROM app.task WHERE id = engine.task_id('%s')",
                   ref);
    assert_answer(g, NULL, sql, "=accepted");
    assert_whole(g);
    enable(g, "maria");
    free(ref);
}

/* Somebody else holds one of the items for longer than a lock is waited for: nothing is done. */
static void an_item_in_other_hands_stops_it_whole(void **state)
{
    struct guarded *g = *state;
    char *ref = make_accepted(g);
    char sql[200], answer[64];
    PGconn *sam = guarded_connect(g, "sam");
    PQclear(PQexec(sam, "BEGIN"));
    (void)snprintf(sql, sizeof sql,
                   "SELECT api.act(gen_random_uuid(), '%s', 2, 'assign', '{\"to\": \"tomas\"}') "
                   "->> 'owner_login'",
                   ref);
    begin_call(sam, sql);
    end_call(sam, answer, sizeof answer);
    assert_string_equal(answer, "=tomas");
    assert_answer(g, "adm", DISABLE("maria"), "HF409");
    assert_answer(g, NULL, "SELECT rolcanlogin FROM pg_roles WHERE rolname = 'maria'", "=t");
    PQclear(PQexec(sam, "ROLLBACK"));
    PQfinish(sam);
    assert_owner(g, ref, "maria");
    assert_answer(g, "adm", DISABLE("maria"), "=maria");
    assert_whole(g);
    enable(g, "maria");
    free(ref);
}

/* She accepts again and again, on new connections, while she is disabled: nothing stays with her.
 */
static void acting_while_being_disabled_leaves_nothing_behind(void **state)
{
    struct guarded *g = *state;
    char *refs[6], sql[200], answer[64];
    for (int i = 0; i < 6; i++) {
        refs[i] = make_accepted(g);
        PGconn *maria = guarded_connect(g, "maria"), *adm = guarded_connect(g, "adm");
        (void)snprintf(sql, sizeof sql,
                       "SELECT api.act(gen_random_uuid(), '%s', 2, 'start', '{\"date\": "
                       "\"2026-11-20\", \"note\": \"seen\"}') ->> 'status'",
                       refs[i]);
        begin_call(i % 2 == 0 ? maria : adm, i % 2 == 0 ? sql : DISABLE("maria"));
        begin_call(i % 2 == 0 ? adm : maria, i % 2 == 0 ? DISABLE("maria") : sql);
        end_call(adm, answer, sizeof answer);
        assert_string_equal(answer, "=maria");
        end_call(maria, answer, sizeof answer);
        PQfinish(maria);
        PQfinish(adm);
        assert_answer(g, NULL, "SELECT api.sweep(500) ->> 'more'", "=false");
        assert_whole(g);
        enable(g, "maria");
    }
    for (int i = 0; i < 6; i++)
        free(refs[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lists_people_to_those_who_manage_them),
        cmocka_unit_test(a_dry_run_reports_and_does_nothing),
        cmocka_unit_test(disabling_ends_sessions_and_passes_work_on),
        cmocka_unit_test(nobody_is_left_out_by_two_who_disable_each_other),
        cmocka_unit_test(an_open_transaction_is_ended),
        cmocka_unit_test(an_item_in_other_hands_stops_it_whole),
        cmocka_unit_test(acting_while_being_disabled_leaves_nothing_behind),
    };
    int failed = cmocka_run_group_tests(tests, guarded_open, guarded_close);
    buffer_free(&ran.output);
    buffer_free(&ran.error);
    return failed;
}
