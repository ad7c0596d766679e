#include "inside.h"

#include "holdfast/util/say.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static bool refuse(struct failure *f, int status, const char *mend, const char *why)
{
    return failure_set(f, status, say("the restore"), mend, "%s", why);
}

/* The bytes of one entry, from where the file stands, to a program that may have ended. */
static bool pour(int file, off_t size, int into)
{
    char chunk[65536];
    while (size > 0) {
        size_t want = size < (off_t)sizeof chunk ? (size_t)size : sizeof chunk;
        ssize_t got = read(file, chunk, want);
        for (ssize_t done = 0; done < got;) {
            ssize_t n = send(into, chunk + done, (size_t)(got - done), MSG_NOSIGNAL);
            if (n <= 0)
                return false;
            done += n;
        }
        if (got <= 0)
            return false;
        size -= got;
    }
    return true;
}

/* Feeds one entry of the backup to a program; what it complains about goes to the failure. */
static bool feed(struct local_server *s, int file, const char *entry, const char *const *argv,
                 struct failure *f)
{
    off_t size;
    int ends[2];
    if (!archive_find(file, entry, &size))
        return refuse(f, EX_DATAERR, "", say("the file is no backup of holdfast"));
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
        return refuse(f, EX_OSERR, "", strerror(errno));
    pid_t pid = child_start(s, &(struct program){.argv = argv, .in = ends[0], .out = -1});
    (void)close(ends[0]);
    bool whole = pid > 0 && pour(file, size, ends[1]);
    (void)close(ends[1]);
    if (pid > 0 && child_wait(pid) && whole)
        return true;
    return refuse(f, EX_DATAERR, say("nothing was changed"),
                  whole ? say("the server refused what the backup holds")
                        : say("the backup is cut short or damaged"));
}

static bool fill_cluster(struct local_server *s, const char *data, int file, struct failure *f)
{
    char socket_dir[PATH_MAX];
    const char *folder = binaries_find(s, cluster_major(data), f);
    if (folder == NULL || process_of(data, socket_dir, sizeof socket_dir) == 0)
        return false;
    const char *conninfo = cluster_conninfo(s, socket_dir, LOCAL_OWNER, "postgres");
    const char *const roles[] = {arena_print(s->arena, "%s/psql", folder),
                                 "-X",
                                 "-q",
                                 "-1",
                                 "-v",
                                 "ON_ERROR_STOP=1",
                                 "-d",
                                 conninfo,
                                 NULL};
    const char *const dump[] = {arena_print(s->arena, "%s/pg_restore", folder),
                                "--create",
                                "--exit-on-error",
                                "--dbname",
                                conninfo,
                                NULL};
    return session_close_others(conninfo, f) && feed(s, file, "roles.sql", roles, f) &&
           feed(s, file, "holdfast.dump", dump, f) &&
           session_analyze(cluster_conninfo(s, socket_dir, LOCAL_OWNER, LOCAL_DATABASE), f);
}

static bool clear_path(struct local_server *s, void *with, struct failure *f)
{
    (void)s;
    return place_remove(with) ? true : refuse(f, EX_CANTCREAT, "", strerror(errno));
}

/* The old cluster is empty, but goes only after the new one is in place. */
static bool swap(struct local_server *s, void *with, struct failure *f)
{
    const char *old = arena_print(s->arena, "%s.old", s->data);
    if (!place_remove(old) || (rename(s->data, old) != 0 && errno != ENOENT))
        return refuse(f, EX_CANTCREAT, "", strerror(errno));
    if (rename(with, s->data) != 0) {
        int kept = errno;
        (void)rename(old, s->data);
        return refuse(f, EX_CANTCREAT, "", strerror(kept));
    }
    (void)place_remove(old);
    return true;
}

static bool check_empty(struct local_server *s, struct failure *f)
{
    struct local_status status;
    const char *conninfo;
    bool empty = true;
    if (!local_status(s, &status, f))
        return false;
    if (status.state == LOCAL_ABSENT)
        return true;
    bool good = cluster_start(s, s->data, f) && local_conninfo(s, NULL, NULL, &conninfo, f) &&
                session_is_empty(conninfo, &empty, f);
    if (status.state == LOCAL_STOPPED)
        good = cluster_stop(s, s->data, good ? f : NULL) && good;
    if (good && !empty)
        return refuse(f, EX_CANTCREAT,
                      say("name an empty place with --local=DIR, or destroy this server first"),
                      say("the private server already holds people or a policy"));
    return good;
}

static bool build_and_swap(struct local_server *s, char *fresh, int file, struct failure *f)
{
    bool good =
        cluster_make(s, fresh, f) && cluster_start(s, fresh, f) && fill_cluster(s, fresh, file, f);
    good = cluster_stop(s, fresh, good ? f : NULL) && good;
    if (good && child_do(s, swap, fresh, f))
        return true;
    (void)child_do(s, clear_path, fresh, NULL);
    return false;
}

/* Both clusters use the one socket, so the old one stops meanwhile. */
static bool restore_locked(struct local_server *s, int file, struct failure *f)
{
    char *fresh = arena_print(s->arena, "%s.restore", s->data);
    struct local_status before;
    if (!local_status(s, &before, f) || !check_empty(s, f) || !cluster_stop(s, s->data, f) ||
        !cluster_stop(s, fresh, f))
        return false;
    bool good = build_and_swap(s, fresh, file, f);
    if (!good && before.state == LOCAL_RUNNING)
        (void)cluster_start(s, s->data, NULL);
    return good;
}

bool local_restore(struct local_server *s, const char *path, struct failure *f)
{
    off_t size;
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0)
        return failure_set(f, EX_NOINPUT, say("the restore"), "", "%s: %s", path, strerror(errno));
    bool good = archive_find(file, "holdfast.dump", &size) ||
                refuse(f, EX_DATAERR, "", say("the file is no backup of holdfast"));
    int lock = good && place_make(s, f) ? lock_take(s, f) : -1;
    good = lock >= 0 && restore_locked(s, file, f);
    if (lock >= 0)
        lock_release(lock);
    (void)close(file);
    return good;
}
