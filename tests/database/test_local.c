#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <fcntl.h>
#include <libpq-fe.h>
#include <pwd.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "holdfast/local/server.h"
#include "support/child.h"
#include "support/directory.h"

/* Every test has a directory of its own, and one server in it. */
struct place {
    struct arena arena;
    char *directory;
    struct local_server s;
};

static struct failure why;

#define MUST(call)                                                                                 \
    do {                                                                                           \
        why = (struct failure){0};                                                                 \
        if (!(call)) {                                                                             \
            failure_print(&why, stderr);                                                           \
            fail_msg("%s", #call);                                                                 \
        }                                                                                          \
    } while (0)

static void open_server(struct place *p, struct local_server *s, const char *name)
{
    MUST(local_open(s, &p->arena, arena_print(&p->arena, "%s/%s", p->directory, name), &why));
    s->throwaway = true;
}

static int set_up(void **state)
{
    struct place *p = test_calloc(1, sizeof *p);
    p->directory = test_directory();
    open_server(p, &p->s, "s");
    *state = p;
    return 0;
}

static int tear_down(void **state)
{
    struct place *p = *state;
    test_directory_remove(p->directory);
    arena_free(&p->arena);
    test_free(p);
    return 0;
}

static struct local_status status_of(struct local_server *s)
{
    struct local_status status;
    MUST(local_status(s, &status, &why));
    return status;
}

/* The first value that login is told, or "refused". */
static const char *answer(struct place *p, struct local_server *s, const char *login,
                          const char *database, const char *sql)
{
    const char *conninfo;
    MUST(local_conninfo(s, login, database, &conninfo, &why));
    PGconn *link = PQconnectdb(conninfo);
    PGresult *result = PQexec(link, sql);
    const char *text = "refused";
    if (PQresultStatus(result) == PGRES_TUPLES_OK || PQresultStatus(result) == PGRES_COMMAND_OK)
        text = arena_text(&p->arena, PQntuples(result) > 0 ? PQgetvalue(result, 0, 0) : "done");
    PQclear(result);
    PQfinish(link);
    return text;
}

static void make_person(struct place *p, struct local_server *s)
{
    assert_string_equal(answer(p, s, NULL, NULL,
                               "CREATE ROLE holdfast_person;"
                               "CREATE ROLE maria LOGIN PASSWORD 'one' IN ROLE holdfast_person;"
                               "CREATE TABLE note (body text);"
                               "INSERT INTO note VALUES ('kept');"
                               "GRANT SELECT ON note TO holdfast_person"),
                        "done");
}

static void starting_twice_makes_one_server(void **state)
{
    struct place *p = *state;
    bool started;
    MUST(local_start(&p->s, NULL, NULL, &started, &why));
    assert_true(started);
    pid_t first = status_of(&p->s).pid;
    MUST(local_start(&p->s, NULL, NULL, &started, &why));
    assert_false(started);
    assert_int_equal(status_of(&p->s).pid, first);
    MUST(local_stop(&p->s, &why));
    assert_int_equal(status_of(&p->s).state, LOCAL_STOPPED);
    MUST(local_stop(&p->s, &why));
}

static pid_t start_in_child(struct place *p)
{
    pid_t pid = test_child_fork();
    if (pid == 0)
        _exit(local_start(&p->s, NULL, NULL, NULL, NULL) ? 0 : 1);
    return pid;
}

static bool ended_well(pid_t pid)
{
    int status;
    return waitpid(pid, &status, 0) == pid && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

static void several_starters_at_once_make_one_server(void **state)
{
    struct place *p = *state;
    enum { STARTERS = 4 };
    pid_t starters[STARTERS];
    for (int i = 0; i < STARTERS; i++)
        starters[i] = start_in_child(p);
    for (int i = 0; i < STARTERS; i++)
        assert_true(ended_well(starters[i]));
    assert_int_equal(status_of(&p->s).state, LOCAL_RUNNING);
    assert_string_equal(answer(p, &p->s, NULL, NULL, "SELECT current_database()"), "holdfast");
}

static void it_comes_back_after_a_kill_with_its_data(void **state)
{
    struct place *p = *state;
    bool started;
    MUST(local_start(&p->s, NULL, NULL, NULL, &why));
    make_person(p, &p->s);
    assert_int_equal(kill(status_of(&p->s).pid, SIGKILL), 0);
    while (status_of(&p->s).state == LOCAL_RUNNING)
        (void)usleep(5000);
    MUST(local_start(&p->s, NULL, NULL, &started, &why));
    assert_true(started);
    assert_string_equal(answer(p, &p->s, "maria", NULL, "SELECT body FROM note"), "kept");
}

static void write_text(const char *path, const char *text)
{
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(fclose(file), 0);
}

/* The process of the server's own account whose number a killed server once had. */
static pid_t start_stranger(const struct local_server *s)
{
    pid_t parent = getpid();
    pid_t pid = test_child_fork();
    if (pid == 0) {
        (void)close_range(0, ~0U, 0);
        if (geteuid() == 0 && (setgid(s->gid) != 0 || setuid(s->uid) != 0))
            _exit(1);
        test_child_follow(parent);
        for (;;)
            (void)pause();
    }
    return pid;
}

static void a_stranger_with_the_old_number_does_not_hinder_it(void **state)
{
    struct place *p = *state;
    MUST(local_start(&p->s, NULL, NULL, NULL, &why));
    MUST(local_stop(&p->s, &why));
    pid_t stranger = start_stranger(&p->s);
    const char *lock =
        arena_print(&p->arena, "%ld\n%s\n1\n5432\n%s/run\n", (long)stranger, p->s.data, p->s.dir);
    write_text(arena_print(&p->arena, "%s/postmaster.pid", p->s.data), lock);
    const char *run = arena_print(&p->arena, "%s/run", p->s.dir);
    assert_int_equal(mkdir(run, 0700), 0);
    assert_int_equal(chown(run, p->s.uid, p->s.gid), 0);
    write_text(arena_print(&p->arena, "%s/run/.s.PGSQL.5432.lock", p->s.dir), lock);
    assert_int_equal(status_of(&p->s).state, LOCAL_STOPPED);
    bool good = local_start(&p->s, NULL, NULL, NULL, &why);
    assert_int_equal(kill(stranger, SIGKILL), 0);
    assert_int_equal(waitpid(stranger, NULL, 0), stranger);
    MUST(good);
    assert_int_equal(status_of(&p->s).state, LOCAL_RUNNING);
}

static void a_cut_short_beginning_is_begun_again(void **state)
{
    struct place *p = *state;
    assert_int_equal(mkdir(p->s.dir, 0700), 0);
    assert_int_equal(chown(p->s.dir, p->s.uid, p->s.gid), 0);
    const char *half = arena_print(&p->arena, "%s.new", p->s.data);
    assert_int_equal(mkdir(half, 0700), 0);
    assert_int_equal(chown(half, p->s.uid, p->s.gid), 0);
    const char *rest = arena_print(&p->arena, "%s/rest", half);
    write_text(rest, "left over");
    MUST(local_start(&p->s, NULL, NULL, NULL, &why));
    assert_int_not_equal(access(half, F_OK), 0);
}

static void a_deep_directory_still_has_a_short_socket(void **state)
{
    struct place *p = *state;
    struct local_server deep;
    char name[121];
    struct stat st;
    memset(name, 'd', sizeof name - 1);
    name[sizeof name - 1] = '\0';
    open_server(p, &deep, name);
    MUST(local_start(&deep, NULL, NULL, NULL, &why));
    const char *socket_dir = status_of(&deep).socket_dir;
    assert_true(strlen(socket_dir) + strlen("/.s.PGSQL.5432") < 107);
    assert_int_equal(stat(socket_dir, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0700);
    assert_string_equal(answer(p, &deep, NULL, NULL, "SELECT 1"), "1");
    MUST(local_stop(&deep, &why));
    assert_int_not_equal(stat(socket_dir, &st), 0);
}

static void only_persons_and_the_owner_come_in(void **state)
{
    struct place *p = *state;
    struct stat st;
    MUST(local_start(&p->s, NULL, NULL, NULL, &why));
    make_person(p, &p->s);
    (void)answer(p, &p->s, NULL, NULL, "CREATE ROLE stranger LOGIN");
    assert_string_equal(answer(p, &p->s, "maria", NULL, "SELECT session_user"), "maria");
    assert_string_equal(answer(p, &p->s, "maria", "postgres", "SELECT 1"), "refused");
    assert_string_equal(answer(p, &p->s, "maria", "template1", "SELECT 1"), "refused");
    assert_string_equal(answer(p, &p->s, "stranger", NULL, "SELECT 1"), "refused");
    assert_string_equal(answer(p, &p->s, NULL, NULL, "SHOW listen_addresses"), "");
    assert_string_equal(answer(p, &p->s, NULL, NULL, "SHOW data_checksums"), "on");
    assert_int_equal(stat(status_of(&p->s).socket_dir, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0700);
}

static bool log_has(struct place *p, const char *word)
{
    char line[4096];
    bool found = false;
    FILE *log = fopen(arena_print(&p->arena, "%s/server.log", p->s.log), "r");
    assert_non_null(log);
    while (fgets(line, sizeof line, log) != NULL)
        found = found || strstr(line, word) != NULL;
    assert_int_equal(fclose(log), 0);
    return found;
}

static void what_people_type_never_reaches_the_log(void **state)
{
    struct place *p = *state;
    MUST(local_start(&p->s, NULL, NULL, NULL, &why));
    make_person(p, &p->s);
    assert_string_equal(answer(p, &p->s, "maria", NULL, "SELECT 'Zebulon'::date"), "refused");
    (void)answer(p, &p->s, NULL, NULL, "CREATE TABLE only_once (name text PRIMARY KEY)");
    (void)answer(p, &p->s, NULL, NULL, "INSERT INTO only_once VALUES ('Zebulon')");
    assert_string_equal(answer(p, &p->s, NULL, NULL, "INSERT INTO only_once VALUES ('Zebulon')"),
                        "refused");
    assert_true(log_has(p, "database system is ready"));
    assert_false(log_has(p, "Zebulon"));
}

static void a_backup_brings_everything_back_elsewhere(void **state)
{
    struct place *p = *state;
    struct local_server other;
    const char *file = arena_print(&p->arena, "%s/backup.tar", p->directory);
    static const char secret[] = "SELECT rolpassword FROM pg_authid WHERE rolname = 'maria'";
    struct stat st;
    MUST(local_start(&p->s, NULL, NULL, NULL, &why));
    make_person(p, &p->s);
    const char *verifier = answer(p, &p->s, NULL, NULL, secret);
    MUST(local_backup(&p->s, file, &why));
    assert_int_equal(stat(file, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0600);
    /* What is taken out of the archive is as good: pg_restore finds its parts there. */
    assert_int_equal(system(arena_print(&p->arena,
                                        "cd '%s' && tar -xf backup.tar holdfast.dump &&"
                                        " pg_restore -f restored.sql holdfast.dump &&"
                                        " grep -q kept restored.sql",
                                        p->directory)),
                     0);
    open_server(p, &other, "other");
    MUST(local_restore(&other, file, &why));
    MUST(local_start(&other, NULL, NULL, NULL, &why));
    assert_string_equal(answer(p, &other, "maria", NULL, "SELECT body FROM note"), "kept");
    assert_string_equal(answer(p, &other, NULL, NULL, secret), verifier);
    assert_string_equal(answer(p, &other, "maria", "postgres", "SELECT 1"), "refused");
    assert_string_equal(answer(p, &other, NULL, NULL,
                               "SELECT reltuples FROM pg_class WHERE oid = 'note'::regclass"),
                        "1"); /* and the server knows how much it holds */
}

static void a_backup_of_a_stopped_server_leaves_it_stopped(void **state)
{
    struct place *p = *state;
    MUST(local_start(&p->s, NULL, NULL, NULL, &why));
    MUST(local_stop(&p->s, &why));
    MUST(local_backup(&p->s, arena_print(&p->arena, "%s/backup.tar", p->directory), &why));
    assert_int_equal(status_of(&p->s).state, LOCAL_STOPPED);
}

static void a_server_with_people_is_never_restored_over(void **state)
{
    struct place *p = *state;
    const char *file = arena_print(&p->arena, "%s/backup.tar", p->directory);
    MUST(local_start(&p->s, NULL, NULL, NULL, &why));
    make_person(p, &p->s);
    MUST(local_backup(&p->s, file, &why));
    assert_false(local_restore(&p->s, file, &why));
    assert_int_equal(why.status, EX_CANTCREAT);
    assert_string_equal(answer(p, &p->s, "maria", NULL, "SELECT body FROM note"), "kept");
}

static void a_damaged_backup_changes_nothing(void **state)
{
    struct place *p = *state;
    struct local_server other;
    struct stat st;
    const char *file = arena_print(&p->arena, "%s/backup.tar", p->directory);
    MUST(local_start(&p->s, NULL, NULL, NULL, &why));
    make_person(p, &p->s);
    MUST(local_backup(&p->s, file, &why));
    assert_int_equal(stat(file, &st), 0);
    assert_int_equal(truncate(file, st.st_size - 2048), 0);
    open_server(p, &other, "other");
    assert_false(local_restore(&other, file, &why));
    assert_int_equal(why.status, EX_DATAERR);
    assert_int_equal(status_of(&other).state, LOCAL_ABSENT);
    MUST(local_start(&other, NULL, NULL, NULL, &why));
    assert_false(local_restore(&other, file, &why));
    assert_string_equal(answer(p, &other, NULL, NULL, "SELECT current_database()"), "holdfast");
}

static void destroying_leaves_what_is_not_ours(void **state)
{
    struct place *p = *state;
    const char *diary = arena_print(&p->arena, "%s/diary", p->s.dir);
    MUST(local_start(&p->s, NULL, NULL, NULL, &why));
    write_text(diary, "mine");
    MUST(local_destroy(&p->s, &why));
    assert_int_equal(access(diary, F_OK), 0);
    assert_int_not_equal(access(p->s.data, F_OK), 0);
    assert_int_equal(status_of(&p->s).state, LOCAL_ABSENT);
    assert_int_equal(unlink(diary), 0);
    MUST(local_destroy(&p->s, &why));
    assert_int_not_equal(access(p->s.dir, F_OK), 0);
}

static bool refuse(const char *conninfo, void *with, struct failure *f)
{
    (void)conninfo;
    (void)with;
    return failure_set(f, EX_DATAERR, "preparing", "", "not today");
}

static void a_server_that_could_not_be_prepared_does_not_run_on(void **state)
{
    struct place *p = *state;
    assert_false(local_start(&p->s, refuse, NULL, NULL, &why));
    assert_string_equal(why.why, "not today");
    assert_int_equal(status_of(&p->s).state, LOCAL_STOPPED);
}

/* What an ordinary person does: everything as one account that is not root. */
static int whole_life(struct place *p)
{
    struct local_server s;
    struct local_status status;
    const char *conninfo;
    if (!local_open(&s, &p->arena, arena_print(&p->arena, "%s/own/s", p->directory), &why))
        return 1;
    s.throwaway = true;
    if (!local_start(&s, NULL, NULL, NULL, &why) || !local_status(&s, &status, &why) ||
        status.state != LOCAL_RUNNING || !local_conninfo(&s, NULL, NULL, &conninfo, &why))
        return 2;
    PGconn *link = PQconnectdb(conninfo);
    bool connected = PQstatus(link) == CONNECTION_OK;
    PQfinish(link);
    return local_destroy(&s, &why) && connected ? 0 : 3;
}

static void an_ordinary_user_can_have_one(void **state)
{
    struct place *p = *state;
    const char *own = arena_print(&p->arena, "%s/own", p->directory);
    const struct passwd *nobody = getpwnam("nobody");
    assert_int_equal(mkdir(own, 0700), 0);
    if (geteuid() == 0)
        assert_int_equal(chown(own, nobody->pw_uid, nobody->pw_gid), 0);
    pid_t parent = getpid();
    pid_t pid = test_child_fork();
    if (pid == 0) {
        if (geteuid() == 0 && (setgid(nobody->pw_gid) != 0 || setuid(nobody->pw_uid) != 0))
            _exit(4);
        test_child_follow(parent);
        int status = whole_life(p);
        if (status != 0)
            failure_print(&why, stderr);
        _exit(status);
    }
    assert_true(ended_well(pid));
}

static void root_serves_as_somebody_else(void **state)
{
    struct place *p = *state;
    struct stat st;
    if (geteuid() != 0)
        skip();
    MUST(local_start(&p->s, NULL, NULL, NULL, &why));
    assert_int_equal(stat(arena_print(&p->arena, "/proc/%ld", (long)status_of(&p->s).pid), &st), 0);
    assert_int_not_equal(st.st_uid, 0);
    assert_int_equal(st.st_uid, p->s.uid);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(starting_twice_makes_one_server),
        TEST(several_starters_at_once_make_one_server),
        TEST(it_comes_back_after_a_kill_with_its_data),
        TEST(a_stranger_with_the_old_number_does_not_hinder_it),
        TEST(a_cut_short_beginning_is_begun_again),
        TEST(a_deep_directory_still_has_a_short_socket),
        TEST(only_persons_and_the_owner_come_in),
        TEST(what_people_type_never_reaches_the_log),
        TEST(a_backup_brings_everything_back_elsewhere),
        TEST(a_backup_of_a_stopped_server_leaves_it_stopped),
        TEST(a_server_with_people_is_never_restored_over),
        TEST(a_damaged_backup_changes_nothing),
        TEST(destroying_leaves_what_is_not_ours),
        TEST(a_server_that_could_not_be_prepared_does_not_run_on),
        TEST(an_ordinary_user_can_have_one),
        TEST(root_serves_as_somebody_else),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
