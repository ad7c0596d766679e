#include "inside.h"

#include "holdfast/util/say.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

bool local_status(struct local_server *s, struct local_status *status, struct failure *f)
{
    char socket_dir[PATH_MAX];
    *status = (struct local_status){.state = LOCAL_ABSENT};
    if (access(s->dir, X_OK) != 0 && errno != ENOENT)
        return failure_set(f, EX_NOPERM, say("the private server"), "", "%s: %s", s->dir,
                           strerror(errno));
    status->major = cluster_major(s->data);
    if (status->major == 0)
        return true;
    status->pid = process_of(s->data, socket_dir, sizeof socket_dir);
    status->state = status->pid > 0 ? LOCAL_RUNNING : LOCAL_STOPPED;
    if (status->pid > 0)
        status->socket_dir = arena_text(s->arena, socket_dir);
    return true;
}

static bool sync_folder(const char *path)
{
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool good = fd >= 0 && fsync(fd) == 0;
    if (fd >= 0)
        (void)close(fd);
    return good;
}

static bool take_place(struct local_server *s, void *with, struct failure *f)
{
    if (rename(with, s->data) == 0 && sync_folder(s->dir))
        return true;
    return failure_set(f, EX_CANTCREAT, say("the private server"), "", "%s: %s", s->data,
                       strerror(errno));
}

/* A cluster is made under another name: one cut short is never taken for a whole one. */
static bool make_if_absent(struct local_server *s, struct failure *f)
{
    char *fresh = arena_print(s->arena, "%s.new", s->data);
    if (cluster_major(s->data) > 0)
        return true;
    return cluster_make(s, fresh, f) && child_do(s, take_place, fresh, f);
}

static bool start_and_prepare(struct local_server *s, local_prepare *prepare, void *with,
                              struct failure *f)
{
    const char *first = NULL, *conninfo = NULL;
    if (!make_if_absent(s, f) || !cluster_start(s, s->data, f))
        return false;
    if (local_conninfo(s, NULL, "postgres", &first, f) && session_found_database(first, f) &&
        local_conninfo(s, NULL, NULL, &conninfo, f) &&
        (prepare == NULL || prepare(conninfo, with, f)))
        return true;
    (void)cluster_stop(s, s->data, NULL);
    return false;
}

bool local_start(struct local_server *s, local_prepare *prepare, void *with, bool *started,
                 struct failure *f)
{
    struct local_status status;
    if (started != NULL)
        *started = false;
    if (!place_make(s, f))
        return false;
    int lock = lock_take(s, f);
    if (lock < 0)
        return false;
    bool good = local_status(s, &status, f);
    if (good && status.state == LOCAL_RUNNING) {
        good = cluster_start(s, s->data, f);
    } else if (good) {
        good = start_and_prepare(s, prepare, with, f);
        if (started != NULL)
            *started = good;
    }
    lock_release(lock);
    return good;
}

bool local_stop(struct local_server *s, struct failure *f)
{
    struct local_status status;
    if (!local_status(s, &status, f))
        return false;
    if (status.state == LOCAL_ABSENT)
        return true;
    int lock = lock_take(s, f);
    if (lock < 0)
        return false;
    bool good = cluster_stop(s, s->data, f);
    lock_release(lock);
    return good;
}

bool local_conninfo(struct local_server *s, const char *login, const char *database,
                    const char **conninfo, struct failure *f)
{
    struct local_status status;
    if (!local_status(s, &status, f))
        return false;
    if (status.state != LOCAL_RUNNING)
        return failure_set(f, EX_UNAVAILABLE, say("the private server"),
                           say("start it with holdfast local start"), say("%s: it does not run"),
                           s->dir);
    *conninfo = cluster_conninfo(s, status.socket_dir, login != NULL ? login : LOCAL_OWNER,
                                 database != NULL ? database : LOCAL_DATABASE);
    return true;
}
