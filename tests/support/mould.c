#include "support/mould.h"

#include "support/child.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static _Noreturn void give_up(const char *what)
{
    fprintf(stderr, "test server: %s: %s\n", what, strerror(errno));
    exit(EX_SOFTWARE);
}

static void copy(const char *from, const char *to)
{
    int status = -1;
    pid_t pid = test_child_fork();
    if (pid == 0) {
        (void)execlp("cp", "cp", "-a", "--reflink=auto", from, to, (char *)NULL);
        _exit(127);
    }
    if (pid < 0 || waitpid(pid, &status, 0) != pid || status != 0)
        give_up(to);
}

/* Under another name until it is whole: one that was cut short is never taken. */
static void keep(struct local_server *s, const char *mould)
{
    struct failure f;
    const char *fresh = arena_print(s->arena, "%s.new", mould);
    if (!local_stop(s, &f)) {
        failure_print(&f, stderr);
        exit(f.status);
    }
    copy(s->data, fresh);
    if (rename(fresh, mould) != 0)
        give_up(mould);
}

/* As local_start would leave it. */
static void pour(struct local_server *s, const char *mould)
{
    if (mkdir(s->dir, 0700) != 0 || (geteuid() == 0 && chown(s->dir, s->uid, s->gid) != 0))
        give_up(s->dir);
    copy(mould, s->data);
}

static int lock_moulds(struct arena *arena, const char *directory)
{
    const char *path = arena_print(arena, "%s/lock", directory);
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0 || flock(fd, LOCK_EX) != 0)
        give_up(path);
    return fd;
}

void mould_fill(struct local_server *s, const char *name, mould_make *make, void *with)
{
    const char *directory = getenv("HOLDFAST_MOULDS");
    if (directory == NULL) {
        make(with);
        return;
    }
    const char *mould = arena_print(s->arena, "%s/%s", directory, name);
    if (access(mould, F_OK) != 0) {
        int lock = lock_moulds(s->arena, directory);
        if (access(mould, F_OK) != 0) {
            make(with);
            keep(s, mould);
        }
        (void)close(lock);
    }
    if (access(s->data, F_OK) != 0)
        pour(s, mould);
}
