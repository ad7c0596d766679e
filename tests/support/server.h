/* A private server for one test program: migrated, a sandbox, in a temporary directory. It stops
 * and its directory goes when the program ends, however that ends. Failing here ends the program
 * with a sentence, so that tests need not check. */
#ifndef TESTS_SUPPORT_SERVER_H
#define TESTS_SUPPORT_SERVER_H

#include "holdfast/local/server.h"

#include <libpq-fe.h>

/* When every test begins, unless it says otherwise: Friday, 17:05 in New York. */
#define TEST_NOW "2026-11-20 17:05:00-05"

struct test_server;

/* An empty migrated database, its time frozen at TEST_NOW. */
struct test_server *test_server_start(void);
/* The same with config.example.yaml published; the logins it makes have no password. */
struct test_server *test_server_start_published(void);
/* The same on a server that keeps what it acknowledged, as a real one does: for measuring. */
struct test_server *test_server_start_durable(void);
/* Ends it and waits until everything is gone. */
void test_server_stop(struct test_server *server);

/* A connection that the caller finishes with PQfinish. login NULL: the superuser. */
PGconn *test_server_connect(struct test_server *server, const char *login);
/* Valid as long as the server: for programs that connect by themselves. */
const char *test_server_conninfo(struct test_server *server, const char *login);
/* --local=DIR for the program under test. */
const char *test_server_dir(const struct test_server *server);
struct local_server *test_server_local(struct test_server *server);

/* SIGKILL to the server process itself; returns when it is gone. */
void test_server_kill(struct test_server *server);
/* The same to all of its processes, as when the machine is reset. */
void test_server_kill_whole(struct test_server *server);
/* Starts it again after that. */
void test_server_start_again(struct test_server *server);

/* As the superuser: runs statements; gives the first value of the first row, "" without one, which
 * the caller frees. */
void test_server_run(struct test_server *server, const char *sql);
char *test_server_ask(struct test_server *server, const char *sql);

#endif
