#include "bench/part/measure.h"
#include "bench/part/screen.h"
#include "bench/part/table.h"
#include "bench/part/topic.h"
#include "support/child.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

enum { ROUNDS = 15 };

struct start {
    struct network *network;
    const char *login, *sql;
};

static double open_console(void *context)
{
    const struct start *s = context;
    double from = measure_now();
    struct terminal *t = screen_open(s->network, s->login, false);
    double took = measure_now() - from;
    terminal_end(t);
    return took;
}

static void become_psql(const char *conninfo, const char *sql)
{
    int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
    (void)dup2(nowhere, STDOUT_FILENO);
    (void)execlp("psql", "psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-d", conninfo, "-c", sql,
                 (char *)NULL);
    _exit(127);
}

static double run_psql(void *context)
{
    const struct start *s = context;
    const char *conninfo = network_conninfo(s->network, s->login, false);
    int status = -1;
    double from = measure_now();
    pid_t pid = test_child_fork();
    if (pid == 0)
        become_psql(conninfo, s->sql);
    if (pid < 0 || waitpid(pid, &status, 0) != pid || status != 0) {
        fprintf(stderr, "bench: psql did not end well\n");
        exit(EX_SOFTWARE);
    }
    return measure_now() - from;
}

static void print(struct start s, const char *what, double budget)
{
    struct measure_pair p = measure_in_turns(open_console, run_psql, &s, ROUNDS);
    table_print(&(struct table_line){what, "ms", p.ours, p.against,
                                     budget > 0 ? TABLE_RATIO_AT_MOST : TABLE_NO_BUDGET, budget});
}

void topic_start(struct network *n)
{
    table_group("Start to a complete first screen; psql calling api.queue for a page");
    print((struct start){n, BENCH_INTAKE, "SELECT * FROM api.queue('role')"}, "as an intake worker",
          1.5);
    print((struct start){n, BENCH_COORDINATOR, "SELECT * FROM api.queue('network')"},
          "as the coordinator", 1.5);
    table_group("The same; psql calling api.today");
    print((struct start){n, BENCH_COORDINATOR, "SELECT api.today()"}, "as the coordinator", 0);
}
