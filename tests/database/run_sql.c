/* Runs the pgTAP scripts of tests/sql, each in a database of its own cloned from one template:
 * migrated, config.example.yaml published, time frozen, tests/sql/support.sql loaded. Two hands
 * take them one by one, each with a server of its own, since logins belong to a whole server. Named
 * arguments run only those scripts. Prints what failed, and "N passed, N failed". */
#include <fcntl.h>
#include <glob.h>
#include <libpq-fe.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "holdfast/util/arena.h"
#include "holdfast/util/buffer.h"
#include "holdfast/util/conninfo.h"
#include "support/child.h"
#include "support/server.h"

#define SUPPORT "tests/sql/support.sql"

enum { HANDS = 2 };

struct tally {
    long plan; /* -1: none was given */
    long passed, failed;
};

/* What the hands share. */
struct work {
    atomic_size_t next; /* script */
    atomic_long passed, failed;
};

/* One statement that hangs must not cost all the other scripts. */
static void set_limit(void)
{
    const char *seconds = getenv("HOLDFAST_LIMIT");
    char options[128];
    (void)snprintf(options, sizeof options,
                   "-c statement_timeout=%ss -c client_min_messages=warning",
                   seconds != NULL ? seconds : "120");
    (void)setenv("PGOPTIONS", options, 1);
}

/* psql's output and messages together, in said; true when it ended with 0. */
static bool run_script(struct test_server *server, const char *database, const char *script,
                       struct buffer *said)
{
    const char *conninfo;
    struct failure f;
    int ends[2];
    if (!local_conninfo(test_server_local(server), NULL, database, &conninfo, &f) ||
        pipe2(ends, O_CLOEXEC) != 0)
        return false;
    pid_t pid = test_child_fork();
    if (pid == 0) {
        (void)dup2(ends[1], STDOUT_FILENO);
        (void)dup2(ends[1], STDERR_FILENO);
        set_limit();
        (void)execlp("psql", "psql", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-d",
                     conninfo, "-f", script, (char *)NULL);
        _exit(127);
    }
    (void)close(ends[1]);
    FILE *output = fdopen(ends[0], "r");
    bool read = pid > 0 && output != NULL && buffer_read(said, output);
    if (output != NULL)
        (void)fclose(output);
    int status = -1;
    return pid > 0 && waitpid(pid, &status, 0) == pid && read && status == 0;
}

static struct tally count(char *text)
{
    struct tally t = {.plan = -1};
    char *rest = text;
    for (const char *line; (line = strsep(&rest, "\n")) != NULL;) {
        if (strncmp(line, "1..", 3) == 0)
            t.plan = strtol(line + 3, NULL, 10);
        else if (strncmp(line, "ok ", 3) == 0)
            t.passed++;
        else if (strncmp(line, "not ok ", 7) == 0)
            t.failed++;
    }
    return t;
}

/* Everything but what went well. */
static void print_trouble(const char *text)
{
    while (*text != '\0') {
        int len = (int)strcspn(text, "\n");
        if (strncmp(text, "ok ", 3) != 0 && strncmp(text, "1..", 3) != 0 && len > 0)
            printf("    %.*s\n", len, text);
        text += len + (text[len] == '\n' ? 1 : 0);
    }
}

static void run_one(struct test_server *server, const char *script, struct work *work)
{
    struct buffer said = {0};
    test_server_run(server, "CREATE DATABASE script TEMPLATE " LOCAL_DATABASE);
    bool good = run_script(server, "script", script, &said);
    char *copy = strdup(said.data != NULL ? said.data : "");
    struct tally t = count(copy);
    const char *why = !good                           ? "did not end well"
                      : t.plan < 0                    ? "has no plan"
                      : t.plan != t.passed + t.failed ? "did not keep its plan"
                                                      : NULL;
    if (why != NULL || t.failed > 0) {
        printf("%s: %s\n", script, why != NULL ? why : "failed");
        print_trouble(said.data != NULL ? said.data : "");
    }
    work->passed += t.passed;
    work->failed += why != NULL && t.failed == 0 ? 1 : t.failed;
    test_server_run(server, "DROP DATABASE script WITH (FORCE)");
    free(copy);
    buffer_free(&said);
    (void)fflush(stdout); /* what one hand has to say in one piece */
}

static bool is_wanted(const char *script, int argc, char **argv)
{
    if (strcmp(script, SUPPORT) == 0)
        return false;
    for (int i = 1; i < argc; i++)
        if (strstr(script, argv[i]) != NULL)
            return true;
    return argc < 2;
}

/* Nobody may be connected to a template while it is cloned. */
static struct test_server *make_template(void)
{
    struct buffer said = {0};
    struct test_server *server = test_server_start_published();
    if (!run_script(server, LOCAL_DATABASE, SUPPORT, &said)) {
        printf("%s", said.data != NULL ? said.data : SUPPORT);
        exit(EX_SOFTWARE);
    }
    buffer_free(&said);
    return server;
}

/* Moves them to the front, in their order; how many they are. */
static size_t pick_wanted(glob_t *scripts, int argc, char **argv)
{
    size_t count = 0;
    for (size_t i = 0; i < scripts->gl_pathc; i++) {
        char *script = scripts->gl_pathv[i];
        if (!is_wanted(script, argc, argv))
            continue;
        scripts->gl_pathv[i] = scripts->gl_pathv[count];
        scripts->gl_pathv[count++] = script;
    }
    return count;
}

static _Noreturn void be_hand(char *const *scripts, size_t count, struct work *work)
{
    struct test_server *server = make_template();
    size_t i;
    while ((i = atomic_fetch_add(&work->next, 1)) < count)
        run_one(server, scripts[i], work);
    test_server_stop(server);
    exit(0);
}

/* One that did not end well may have had a script that nobody counted. */
static void await_hand(pid_t hand, struct work *work)
{
    int status = -1;
    if (hand < 0 || waitpid(hand, &status, 0) != hand || status != 0)
        work->failed++;
}

int main(int argc, char **argv)
{
    glob_t scripts;
    pid_t hands[HANDS];
    if (glob("tests/sql/*.sql", 0, NULL, &scripts) != 0)
        return EX_NOINPUT;
    size_t count = pick_wanted(&scripts, argc, argv);
    struct work *work =
        mmap(NULL, sizeof *work, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (work == MAP_FAILED)
        return EX_OSERR;
    size_t used = count < HANDS ? count : HANDS;
    for (size_t i = 0; i < used; i++)
        if ((hands[i] = test_child_fork()) == 0)
            be_hand(scripts.gl_pathv, count, work);
    for (size_t i = 0; i < used; i++)
        await_hand(hands[i], work);
    globfree(&scripts);
    long passed = work->passed, failed = work->failed;
    printf("%ld passed, %ld failed\n", passed, failed);
    return failed > 0 ? 1 : 0;
}
