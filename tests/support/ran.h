/* The program run as a script would run it, on a server of this test program's own, and what it
 * said. One for the whole program: each run replaces what the one before said. */
#ifndef TESTS_SUPPORT_RAN_H
#define TESTS_SUPPORT_RAN_H

#include "holdfast/util/buffer.h"
#include "support/program.h"
#include "support/server.h"

#include <stdbool.h>

struct ran {
    struct test_server *server;
    struct buffer output, error;
};
extern struct ran ran;

/* cmocka fixtures of a group: the server has the example network. Where the program brings a server
 * of its own, ran.server stays NULL, and only ran_close is for it. */
int ran_open(void **state);
int ran_close(void **state);

/* Runs it as that person; gives its exit status. */
#define AS(login, ...)                                                                             \
    PROGRAM(&ran.output, &ran.error, "-d", test_server_conninfo(ran.server, login), __VA_ARGS__)

bool ran_says(const struct buffer *said, const char *part);
/* What the latest run said stands in the failure. */
void assert_ended(int status, int expected);
void assert_says(const char *part);
void assert_silent_on(const char *part);
void assert_complains(const char *part);
/* The first value that the superuser is answered. */
void assert_value(const char *sql, const char *expected);

#endif
