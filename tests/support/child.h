/* Processes that a test program forks. None of them outlives it, however it ends: one that went on
 * alone would hold the test's server and directory for ever. */
#ifndef TESTS_SUPPORT_CHILD_H
#define TESTS_SUPPORT_CHILD_H

#include <libpq-fe.h>
#include <sys/types.h>

/* As fork(): the child is killed when its parent ends. */
pid_t test_child_fork(void);
/* In a child, whose parent is that one. Only needed where test_child_fork cannot be used, and once
 * more after the child has become another user, which makes the kernel forget it. */
void test_child_follow(pid_t parent);

/* In a child: connects, as often as it takes while a server is down or starting; the caller
 * finishes it with PQfinish. Ends the child with a sentence when that has failed for a minute.
 * Notices are not printed. */
PGconn *test_child_connect(const char *conninfo);

#endif
