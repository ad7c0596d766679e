#include "inside.h"

#include "holdfast/util/say.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

/* Only what local_start made goes: DIR itself may hold other things. The lock goes last. */
static bool remove_all(struct local_server *s, void *with, struct failure *f)
{
    static const char *const names[] = {"data", "data.new", "data.old", "data.restore",
                                        "run",  "log",      "lock"};
    (void)with;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        const char *path = arena_print(s->arena, "%s/%s", s->dir, names[i]);
        if (!place_remove(path))
            return failure_set(f, EX_CANTCREAT, say("the private server"), "", "%s: %s", path,
                               strerror(errno));
    }
    return true;
}

bool local_destroy(struct local_server *s, struct failure *f)
{
    if (access(s->dir, F_OK) != 0)
        return true;
    int lock = lock_take(s, f);
    if (lock < 0)
        return false;
    bool good = cluster_stop(s, s->data, f) && child_do(s, remove_all, NULL, f);
    lock_release(lock);
    if (good)
        (void)rmdir(s->dir);
    return good;
}
