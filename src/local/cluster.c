#include "inside.h"

#include "holdfast/util/conninfo.h"
#include "holdfast/util/say.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    START_NAPS = 6000,             /* two minutes: recovery after a crash takes its time */
    STOP_NAPS = 3000,              /* one minute */
    LOG_LARGEST = 4 * 1024 * 1024, /* then the log starts afresh, the old one kept beside it */
};

int cluster_major(const char *data)
{
    char path[PATH_MAX];
    int major = 0;
    (void)snprintf(path, sizeof path, "%s/PG_VERSION", data);
    FILE *file = fopen(path, "re");
    if (file == NULL)
        return 0;
    if (fscanf(file, "%d", &major) != 1)
        major = 0;
    (void)fclose(file);
    return major;
}

const char *cluster_conninfo(struct local_server *s, const char *socket_dir, const char *login,
                             const char *database)
{
    struct buffer b = {0};
    char port[16];
    (void)snprintf(port, sizeof port, "%d", LOCAL_PORT);
    conninfo_add(&b, "host", socket_dir);
    conninfo_add(&b, "port", port);
    conninfo_add(&b, "dbname", database);
    conninfo_add(&b, "user", login);
    const char *kept = arena_text(s->arena, b.data);
    buffer_free(&b);
    return kept;
}

static bool clear_leftover(struct local_server *s, void *with, struct failure *f)
{
    const char *path = with;
    if (place_remove(path))
        return true;
    return failure_set(f, EX_CANTCREAT, say("the private server"), "", "%s: %s: %s", s->dir, path,
                       strerror(errno));
}

/* The last line that says something, for the person who reads the failure. */
static const char *last_line(struct local_server *s, const char *text)
{
    const char *end = text + strlen(text);
    while (end > text && end[-1] == '\n')
        end--;
    const char *start = end;
    while (start > text && start[-1] != '\n')
        start--;
    return arena_slice(s->arena, start, (size_t)(end - start));
}

bool cluster_make(struct local_server *s, const char *data, struct failure *f)
{
    const char *folder = binaries_find(s, 0, f);
    if (folder == NULL || !child_do(s, clear_leftover, (void *)(uintptr_t)data, f))
        return false;
    const char *const argv[] = {arena_print(s->arena, "%s/initdb", folder),
                                "--pgdata",
                                data,
                                "--username=" LOCAL_OWNER,
                                "--encoding=UTF8",
                                "--locale=C.UTF-8",
                                "--data-checksums",
                                "--auth-local=peer",
                                "--auth-host=reject",
                                "--no-instructions",
                                s->throwaway ? "--no-sync" : NULL,
                                NULL};
    struct buffer said = {0};
    bool good = child_run(
        s, &(struct program){.argv = argv, .as_server = true, .in = -1, .out = -1, .said = &said});
    if (!good)
        (void)failure_set(f, EX_CANTCREAT, say("the private server"), "",
                          say("its data directory could not be made: %s"),
                          said.data != NULL ? last_line(s, said.data) : folder);
    buffer_free(&said);
    return good;
}

static void rotate_log(struct local_server *s)
{
    struct stat st;
    const char *log = arena_print(s->arena, "%s/server.log", s->log);
    if (stat(log, &st) == 0 && st.st_size > LOG_LARGEST)
        (void)rename(log, arena_print(s->arena, "%s.old", log));
}

static bool ready(struct local_server *s, void *with, struct failure *f)
{
    const char *data = with;
    const char *socket_dir = place_socket_dir(s);
    if (socket_dir == NULL)
        return failure_set(f, EX_CANTCREAT, say("the private server"),
                           say("set XDG_RUNTIME_DIR to a private directory with a short name"),
                           say("%s: there is no private folder for its socket"), s->dir);
    if (mkdir(s->log, 0700) != 0 && errno != EEXIST)
        return failure_set(f, EX_CANTCREAT, say("the private server"), "", "%s: %s", s->log,
                           strerror(errno));
    rotate_log(s);
    return settings_write(s, data, socket_dir, f) && process_clear(s, data, socket_dir, f);
}

static const char *tail_of_log(struct local_server *s)
{
    const char *path = arena_print(s->arena, "%s/server.log", s->log);
    struct buffer b = {0};
    FILE *file = fopen(path, "re");
    if (file != NULL) {
        if (fseek(file, -2048, SEEK_END) != 0)
            rewind(file);
        (void)buffer_read(&b, file);
        (void)fclose(file);
    }
    const char *line = b.data != NULL ? last_line(s, b.data) : "";
    buffer_free(&b);
    return line;
}

static bool not_started(struct local_server *s, struct failure *f)
{
    const char *mend = arena_print(s->arena, say("see %s/server.log"), s->log);
    return failure_set(f, EX_UNAVAILABLE, say("the private server"), mend,
                       say("it did not start: %s"), tail_of_log(s));
}

static bool wait_until_ready(struct local_server *s, const char *data, pid_t launched,
                             struct failure *f)
{
    char socket_dir[PATH_MAX];
    for (int i = 0; i < START_NAPS; i++, process_nap()) {
        if (!process_alive(launched))
            return not_started(s, f);
        if (process_of(data, socket_dir, sizeof socket_dir) == launched && socket_dir[0] == '/' &&
            session_try(cluster_conninfo(s, socket_dir, LOCAL_OWNER, "postgres")) == SESSION_READY)
            return true;
    }
    return failure_set(f, EX_TEMPFAIL, say("the private server"), say("try again in a minute"),
                       say("%s: it is still recovering"), s->dir);
}

bool cluster_start(struct local_server *s, const char *data, struct failure *f)
{
    pid_t pid = process_of(data, NULL, 0);
    if (pid > 0)
        return wait_until_ready(s, data, pid, f);
    const char *folder = binaries_find(s, cluster_major(data), f);
    if (folder == NULL || !child_do(s, ready, (void *)(uintptr_t)data, f))
        return false;
    const char *const argv[] = {arena_print(s->arena, "%s/postgres", folder), "-D", data, NULL};
    pid = child_launch(s, argv, arena_print(s->arena, "%s/server.log", s->log));
    return pid > 0 ? wait_until_ready(s, data, pid, f) : not_started(s, f);
}

static bool wait_until_gone(pid_t pid, const char *data)
{
    for (int i = 0; i < STOP_NAPS; i++) {
        if (!process_running(pid, data))
            return true;
        process_nap();
    }
    return false;
}

/* Above all one that stands outside DIR; rmdir leaves alone what is not empty. */
static bool drop_socket_dir(struct local_server *s, void *with, struct failure *f)
{
    (void)s;
    (void)f;
    (void)rmdir(with);
    return true;
}

bool cluster_stop(struct local_server *s, const char *data, struct failure *f)
{
    char socket_dir[PATH_MAX];
    pid_t pid = process_of(data, socket_dir, sizeof socket_dir);
    if (pid == 0)
        return true;
    if (kill(pid, SIGINT) != 0 && errno == EPERM)
        return failure_set(f, EX_NOPERM, say("the private server"), "",
                           say("%s: it runs as another user"), s->dir);
    if (!wait_until_gone(pid, data)) {
        (void)kill(pid, SIGQUIT);
        if (!wait_until_gone(pid, data))
            return failure_set(f, EX_TEMPFAIL, say("the private server"),
                               say("try again in a minute"), say("%s: it does not stop"), s->dir);
    }
    return child_do(s, drop_socket_dir, socket_dir, f);
}
