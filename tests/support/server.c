#include "support/server.h"

#include "holdfast/command/connect.h"
#include "holdfast/util/memory.h"
#include "support/directory.h"
#include "support/mould.h"
#include "support/publish.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct test_server {
    struct arena arena;
    struct local_server local;
    char *directory;
};

static _Noreturn void give_up(const char *what, const char *why)
{
    fprintf(stderr, "test server: %s: %s\n", what, why);
    exit(EX_SOFTWARE);
}

static void must(bool good, const char *what, const struct failure *f)
{
    if (good)
        return;
    failure_print(f, stderr);
    give_up(what, f->why);
}

static void start(struct test_server *server)
{
    struct failure f;
    must(connect_start(&server->local, true, NULL, &f), "start", &f);
}

static struct test_server *open_in_directory(bool throwaway)
{
    struct test_server *server = memory_take(1, sizeof *server);
    struct failure f;
    server->directory = test_directory();
    const char *dir = arena_print(&server->arena, "%s/s", server->directory);
    must(local_open(&server->local, &server->arena, dir, &f), "open", &f);
    server->local.throwaway = throwaway;
    return server;
}

static void make_empty(void *with)
{
    struct test_server *server = with;
    start(server);
    test_server_run(server, "UPDATE app.time_setting SET frozen = '" TEST_NOW "'");
}

static void make_published(void *with)
{
    make_empty(with);
    test_server_publish(with, NULL);
}

static struct test_server *start_as(const char *name, mould_make *make)
{
    struct test_server *server = open_in_directory(true);
    mould_fill(&server->local, name, make, server);
    start(server);
    return server;
}

struct test_server *test_server_start(void)
{
    return start_as("empty", make_empty);
}

struct test_server *test_server_start_published(void)
{
    return start_as("published", make_published);
}

struct test_server *test_server_start_durable(void)
{
    struct test_server *server = open_in_directory(false);
    make_empty(server);
    return server;
}

void test_server_stop(struct test_server *server)
{
    test_directory_remove(server->directory);
    arena_free(&server->arena);
    free(server);
}

const char *test_server_dir(const struct test_server *server)
{
    return server->local.dir;
}

struct local_server *test_server_local(struct test_server *server)
{
    return &server->local;
}

const char *test_server_conninfo(struct test_server *server, const char *login)
{
    const char *conninfo;
    struct failure f;
    must(local_conninfo(&server->local, login, NULL, &conninfo, &f), "conninfo", &f);
    return conninfo;
}

PGconn *test_server_connect(struct test_server *server, const char *login)
{
    PGconn *link = PQconnectdb(test_server_conninfo(server, login));
    if (PQstatus(link) != CONNECTION_OK)
        give_up("connect", PQerrorMessage(link));
    return link;
}

static PGresult *run(PGconn *link, const char *sql)
{
    PGresult *result = PQexec(link, sql);
    ExecStatusType status = PQresultStatus(result);
    if (status != PGRES_TUPLES_OK && status != PGRES_COMMAND_OK)
        give_up(sql, PQresultErrorMessage(result));
    return result;
}

void test_server_run(struct test_server *server, const char *sql)
{
    free(test_server_ask(server, sql));
}

char *test_server_ask(struct test_server *server, const char *sql)
{
    PGconn *link = test_server_connect(server, NULL);
    PGresult *result = run(link, sql);
    char *value = memory_text(PQntuples(result) > 0 ? PQgetvalue(result, 0, 0) : "");
    PQclear(result);
    PQfinish(link);
    return value;
}

void test_server_kill(struct test_server *server)
{
    struct local_status status;
    struct failure f;
    must(local_status(&server->local, &status, &f), "status", &f);
    if (status.state != LOCAL_RUNNING || kill(status.pid, SIGKILL) != 0)
        give_up("kill", "it does not run");
    while (local_status(&server->local, &status, &f) && status.state == LOCAL_RUNNING)
        (void)usleep(10 * 1000);
}

/* Every process of a server works in its data directory; how many of them were told. */
static int kill_in(const char *data)
{
    int killed = 0;
    DIR *list = opendir("/proc");
    const struct dirent *entry;
    while (list != NULL && (entry = readdir(list)) != NULL) {
        char path[64], where[PATH_MAX];
        long pid = strtol(entry->d_name, NULL, 10);
        (void)snprintf(path, sizeof path, "/proc/%ld/cwd", pid);
        ssize_t len = pid > 0 ? readlink(path, where, sizeof where - 1) : -1;
        where[len > 0 ? len : 0] = '\0';
        if (strcmp(where, data) == 0 && kill((pid_t)pid, SIGKILL) == 0)
            killed++;
    }
    if (list != NULL)
        closedir(list);
    return killed;
}

void test_server_kill_whole(struct test_server *server)
{
    char data[PATH_MAX];
    struct local_status status;
    struct failure f;
    must(local_status(&server->local, &status, &f), "status", &f);
    /* Stopped first, so that it neither starts others nor mends what it sees dying. */
    if (status.state != LOCAL_RUNNING || kill(status.pid, SIGSTOP) != 0)
        give_up("kill", "it does not run");
    if (realpath(server->local.data, data) == NULL)
        give_up(server->local.data, strerror(errno));
    while (kill_in(data) > 0)
        (void)usleep(1000);
}

void test_server_start_again(struct test_server *server)
{
    start(server);
}
