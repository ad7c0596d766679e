#include "inside.h"

#include "holdfast/util/say.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

/* Longer than a first start on a slow disk. */
enum { NAPS_AT_MOST = 6000 };

/* Whoever destroys a server removes the file while others wait for it; what they then hold locks
 * nothing, so they must look again. */
static bool still_there(int lock, const char *path)
{
    struct stat held, named;
    return fstat(lock, &held) == 0 && lstat(path, &named) == 0 && held.st_ino == named.st_ino &&
           held.st_dev == named.st_dev;
}

static bool make_lock(struct local_server *s, void *with, struct failure *f)
{
    (void)with;
    int lock = open(s->lock, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (lock < 0)
        return failure_set(f, EX_CANTCREAT, say("the private server"), "", "%s: %s", s->lock,
                           strerror(errno));
    (void)close(lock);
    return true;
}

int lock_take(const struct local_server *s, struct failure *f)
{
    struct local_server copy = *s;
    for (int i = 0; i < NAPS_AT_MOST; i++) {
        if (!child_do(&copy, make_lock, NULL, f))
            return -1;
        int lock = open(s->lock, O_RDWR | O_CLOEXEC | O_NOFOLLOW);
        for (; lock >= 0 && i < NAPS_AT_MOST; i++) {
            if (flock(lock, LOCK_EX | LOCK_NB) == 0)
                break;
            process_nap();
        }
        if (lock >= 0 && i < NAPS_AT_MOST && still_there(lock, s->lock))
            return lock;
        if (lock >= 0)
            (void)close(lock);
    }
    (void)failure_set(f, EX_TEMPFAIL, say("the private server"), say("try again in a minute"),
                      say("%s: another program has been working on it for minutes"), s->dir);
    return -1;
}

void lock_release(int lock)
{
    (void)close(lock);
}
