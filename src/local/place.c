#include "inside.h"

#include "holdfast/util/memory.h"
#include "holdfast/util/say.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <limits.h>
#include <pwd.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* sockaddr_un holds 108 bytes with the final zero. */
enum { SOCKET_PATH_MOST = 106 };

static bool refuse(struct failure *f, int status, const char *dir, const char *mend,
                   const char *why)
{
    return failure_set(f, status, say("the private server"), mend, "%s: %s", dir, why);
}

bool local_place(struct arena *arena, const char *name, const char **dir, struct failure *f)
{
    const char *data_home = getenv("XDG_DATA_HOME");
    const char *home = getenv("HOME");
    if (geteuid() == 0)
        *dir = arena_print(arena, "/var/lib/%s", name);
    else if (data_home != NULL && data_home[0] == '/')
        *dir = arena_print(arena, "%s/%s", data_home, name);
    else if (home != NULL && home[0] == '/')
        *dir = arena_print(arena, "%s/.local/share/%s", home, name);
    else
        return failure_set(f, EX_CANTCREAT, say("the private server"),
                           say("set HOME, or name a place with --local=DIR"), "%s",
                           say("there is no home directory to keep it in"));
    return true;
}

void place_paths(struct local_server *s, const char *dir)
{
    s->dir = dir;
    s->data = arena_print(s->arena, "%s/data", dir);
    s->log = arena_print(s->arena, "%s/log", dir);
    s->lock = arena_print(s->arena, "%s/lock", dir);
}

static void run_as(struct local_server *s, const struct passwd *who)
{
    s->user = arena_text(s->arena, who->pw_name);
    s->uid = who->pw_uid;
    s->gid = who->pw_gid;
}

/* As root: whoever owns the place already, else an account made for servers. */
static bool choose_user(struct local_server *s, const struct stat *place, struct failure *f)
{
    static const char *const accounts[] = {"postgres", "holdfast", "nobody"};
    const struct passwd *who = getpwuid(geteuid());
    if (geteuid() == 0) {
        who = place != NULL && place->st_uid != 0 ? getpwuid(place->st_uid) : NULL;
        for (size_t i = 0; who == NULL && i < sizeof accounts / sizeof accounts[0]; i++)
            who = getpwnam(accounts[i]);
    }
    if (who == NULL || who->pw_uid == 0)
        return failure_set(f, EX_OSERR, say("the private server"),
                           say("add an account to the system first"), "%s",
                           say("there is no account that it could run as"));
    run_as(s, who);
    return true;
}

static bool look_at(const char *dir, struct stat *place, bool *there, struct failure *f)
{
    *there = stat(dir, place) == 0;
    if (!*there && errno != ENOENT)
        return refuse(f, EX_NOPERM, dir, say("choose another place with --local=DIR"),
                      strerror(errno));
    if (*there && !S_ISDIR(place->st_mode))
        return refuse(f, EX_CANTCREAT, dir, say("choose another place with --local=DIR"),
                      say("is no directory"));
    if (*there && geteuid() != 0 && place->st_uid != geteuid())
        return refuse(f, EX_NOPERM, dir, say("choose another place with --local=DIR"),
                      say("belongs to somebody else"));
    return true;
}

bool local_open(struct local_server *s, struct arena *arena, const char *dir, struct failure *f)
{
    char here[PATH_MAX], whole[PATH_MAX];
    struct stat place;
    bool there;
    *s = (struct local_server){.arena = arena};
    if (dir[0] != '/' && getcwd(here, sizeof here) == NULL)
        return refuse(f, EX_OSERR, dir, "", strerror(errno));
    const char *path = dir[0] == '/' ? dir : arena_print(arena, "%s/%s", here, dir);
    if (realpath(path, whole) != NULL)
        path = whole;
    place_paths(s, arena_text(arena, path));
    return look_at(s->dir, &place, &there, f) && choose_user(s, there ? &place : NULL, f);
}

static bool make_parents(struct arena *arena, const char *dir)
{
    char *path = arena_text(arena, dir);
    for (char *slash = strchr(path + 1, '/'); slash != NULL; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        if (mkdir(path, 0755) != 0 && errno != EEXIST)
            return false;
        *slash = '/';
    }
    return true;
}

static bool is_empty(const char *dir)
{
    DIR *list = opendir(dir);
    const struct dirent *entry;
    bool empty = list != NULL;
    while (empty && (entry = readdir(list)) != NULL)
        empty = strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0;
    if (list != NULL)
        closedir(list);
    return empty;
}

static bool can_work(struct local_server *s, void *with, struct failure *f)
{
    (void)with;
    if (access(s->dir, R_OK | W_OK | X_OK) == 0)
        return true;
    return failure_set(f, EX_CANTCREAT, say("the private server"),
                       say("choose a place with --local=DIR that this account can reach"),
                       say("%s: the account %s, which it runs as, cannot work there: %s"), s->dir,
                       s->user, strerror(errno));
}

/* A directory that root just made, or an empty one that root owns, goes to the server's user. */
static bool hand_over(struct local_server *s, struct failure *f)
{
    struct stat place;
    if (geteuid() != 0 || stat(s->dir, &place) != 0 || place.st_uid != 0)
        return true;
    if (!is_empty(s->dir))
        return refuse(f, EX_CANTCREAT, s->dir, say("choose an empty directory"),
                      say("holds other things"));
    if (chown(s->dir, s->uid, s->gid) != 0)
        return refuse(f, EX_CANTCREAT, s->dir, "", strerror(errno));
    return true;
}

bool place_make(struct local_server *s, struct failure *f)
{
    char whole[PATH_MAX];
    if (!make_parents(s->arena, s->dir) || (mkdir(s->dir, 0700) != 0 && errno != EEXIST))
        return refuse(f, EX_CANTCREAT, s->dir, say("choose another place with --local=DIR"),
                      strerror(errno));
    if (realpath(s->dir, whole) == NULL)
        return refuse(f, EX_CANTCREAT, s->dir, "", strerror(errno));
    place_paths(s, arena_text(s->arena, whole));
    return hand_over(s, f) && child_do(s, can_work, NULL, f);
}

/* Somebody else could have made the folder first, so it counts only when it is ours alone. */
static bool is_private_dir(const char *path)
{
    struct stat st;
    if (mkdir(path, 0700) != 0 && errno != EEXIST)
        return false;
    return lstat(path, &st) == 0 && S_ISDIR(st.st_mode) && st.st_uid == geteuid() &&
           ((st.st_mode & 077) == 0 || chmod(path, 0700) == 0);
}

static bool is_short(const char *dir)
{
    return strlen(dir) + sizeof "/.s.PGSQL.5432" - 1 <= SOCKET_PATH_MOST;
}

static uint64_t digest(const char *text)
{
    uint64_t sum = 14695981039346656037u;
    for (; *text != '\0'; text++)
        sum = (sum ^ (unsigned char)*text) * 1099511628211u;
    return sum;
}

const char *place_socket_dir(struct local_server *s)
{
    const char *runtime = getenv("XDG_RUNTIME_DIR");
    const char *name = arena_print(s->arena, "holdfast-%lu-%016llx", (unsigned long)s->uid,
                                   (unsigned long long)digest(s->dir));
    const char *path = arena_print(s->arena, "%s/run", s->dir);
    if (is_short(path))
        return is_private_dir(path) ? path : NULL;
    if (runtime != NULL && runtime[0] == '/') {
        path = arena_print(s->arena, "%s/%s", runtime, name);
        if (is_short(path) && is_private_dir(path))
            return path;
    }
    for (int i = 0; i < 10; i++) {
        path = arena_print(s->arena, "/tmp/%s-%d", name, i);
        if (is_private_dir(path))
            return path;
    }
    return NULL;
}

static int remove_one(const char *path, const struct stat *st, int kind, struct FTW *where)
{
    (void)st;
    (void)kind;
    (void)where;
    return remove(path) == 0 || errno == ENOENT ? 0 : -1;
}

bool place_remove(const char *path)
{
    enum { OPEN_AT_ONCE = 32 };
    return nftw(path, remove_one, OPEN_AT_ONCE, FTW_DEPTH | FTW_PHYS) == 0 || errno == ENOENT;
}
