#include "support/child.h"

#include <signal.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sysexits.h>
#include <time.h>
#include <unistd.h>

enum { CONNECTS_MOST = 3000, NAP_MS = 20 };

void test_child_follow(pid_t parent)
{
    /* A parent that ended before the call is not announced any more. */
    if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 || getppid() != parent)
        _exit(EX_OSERR);
}

pid_t test_child_fork(void)
{
    pid_t parent = getpid();
    pid_t pid = fork();
    if (pid == 0)
        test_child_follow(parent);
    return pid;
}

static void ignore_notice(void *data, const char *message)
{
    (void)data;
    (void)message;
}

PGconn *test_child_connect(const char *conninfo)
{
    for (int tries = 1;; tries++) {
        PGconn *link = PQconnectdb(conninfo);
        (void)PQsetNoticeProcessor(link, ignore_notice, NULL);
        if (PQstatus(link) == CONNECTION_OK)
            return link;
        if (tries == CONNECTS_MOST) {
            fprintf(stderr, "test child: connect: %s", PQerrorMessage(link));
            _exit(EX_UNAVAILABLE);
        }
        PQfinish(link);
        (void)nanosleep(&(struct timespec){.tv_nsec = NAP_MS * 1000 * 1000}, NULL);
    }
}
