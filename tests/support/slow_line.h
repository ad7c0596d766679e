/* A slow line between a test and what it tests, as a process of its own: every byte arrives so many
 * milliseconds after it was sent, each way, in the rhythm in which it was sent. */
#ifndef TESTS_SUPPORT_SLOW_LINE_H
#define TESTS_SUPPORT_SLOW_LINE_H

#include <sys/types.h>

/* For the test program's main(): when it was started as slow_line_start says, it is the line, and
 * this never returns. */
void slow_line_main(int argc, char **argv);

/* Between a terminal and a program in a terminal of its own, as ssh: the words to start it with are
 * these, then milliseconds, then the program's. */
#define SLOW_LINE "/proc/self/exe", "slow-line"

/* Between clients and the PostgreSQL server on the Unix socket that conninfo names as host: they
 * find it in client_dir. Gives the line's process, which ends with the test, or by kill. */
pid_t slow_line_socket(const char *client_dir, const char *conninfo, int ms);

#endif
