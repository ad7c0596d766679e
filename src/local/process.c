#include "inside.h"

#include "holdfast/util/say.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { ORPHAN_NAPS = 250 }; /* 5 s for those whose postmaster was killed to notice it */

void process_nap(void)
{
    (void)nanosleep(&(struct timespec){.tv_nsec = 20 * 1000 * 1000}, NULL);
}

static FILE *open_text(const char *path)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    return fd < 0 ? NULL : fdopen(fd, "r");
}

/* A zombie holds nothing any more. */
bool process_alive(pid_t pid)
{
    char path[64], line[512];
    (void)snprintf(path, sizeof path, "/proc/%ld/stat", (long)pid);
    FILE *file = open_text(path);
    bool read = file != NULL && fgets(line, sizeof line, file) != NULL;
    if (file != NULL)
        (void)fclose(file);
    const char *state = read ? strrchr(line, ')') : NULL;
    return state != NULL && state[1] == ' ' && strchr("ZXx", state[2]) == NULL;
}

/* Every process of a server works in its data directory; no other does. */
bool process_running(pid_t pid, const char *data)
{
    char path[64], where[PATH_MAX], whole[PATH_MAX];
    (void)snprintf(path, sizeof path, "/proc/%ld/cwd", (long)pid);
    ssize_t len = readlink(path, where, sizeof where - 1);
    if (len < 0 || !process_alive(pid) || realpath(data, whole) == NULL)
        return false;
    where[len] = '\0';
    return strcmp(where, whole) == 0;
}

/* postmaster.pid: line 1 the process, line 5 the folder of the socket. */
static pid_t read_pid_file(const char *data, char *socket_dir, size_t size)
{
    char path[PATH_MAX], line[PATH_MAX] = "";
    long pid = 0;
    (void)snprintf(path, sizeof path, "%s/postmaster.pid", data);
    FILE *file = open_text(path);
    if (file == NULL)
        return 0;
    for (int i = 1; i <= 5 && fgets(line, sizeof line, file) != NULL; i++) {
        line[strcspn(line, "\n")] = '\0';
        if (i == 1)
            pid = strtol(line, NULL, 10);
        if (i == 5 && size > 0)
            (void)snprintf(socket_dir, size, "%s", line);
    }
    (void)fclose(file);
    return pid > 0 ? (pid_t)pid : 0;
}

pid_t process_of(const char *data, char *socket_dir, size_t size)
{
    if (size > 0)
        socket_dir[0] = '\0';
    pid_t pid = read_pid_file(data, socket_dir, size);
    return pid > 0 && process_running(pid, data) ? pid : 0;
}

static int count_orphans(const char *data, int signal_number)
{
    DIR *list = opendir("/proc");
    const struct dirent *entry;
    int count = 0;
    while (list != NULL && (entry = readdir(list)) != NULL) {
        long pid = strtol(entry->d_name, NULL, 10);
        if (pid <= 0 || !process_running((pid_t)pid, data))
            continue;
        count++;
        if (signal_number != 0)
            (void)kill((pid_t)pid, signal_number);
    }
    if (list != NULL)
        closedir(list);
    return count;
}

/* Backends of a killed server hold its shared memory until they notice; starting beside them
 * would corrupt the data. */
static bool wait_for_orphans(const char *data)
{
    for (int i = 0; i < 2 * ORPHAN_NAPS; i++) {
        if (count_orphans(data, i == ORPHAN_NAPS ? SIGQUIT : 0) == 0)
            return true;
        process_nap();
    }
    return false;
}

/* PostgreSQL takes whoever has the number for a server: a stranger, or what is left of the killed
 * one until somebody asks for its exit status. A number that nobody has is left to PostgreSQL. */
static void remove_if_mistaken(const char *path, const char *data)
{
    char line[64] = "";
    FILE *file = open_text(path);
    if (file == NULL)
        return;
    bool read = fgets(line, sizeof line, file) != NULL;
    (void)fclose(file);
    long pid = read ? labs(strtol(line, NULL, 10)) : 0;
    bool taken = pid > 0 && (kill((pid_t)pid, 0) == 0 || errno == EPERM);
    if (taken && !process_running((pid_t)pid, data))
        (void)unlink(path);
}

bool process_clear(struct local_server *s, const char *data, const char *socket_dir,
                   struct failure *f)
{
    if (!wait_for_orphans(data))
        return failure_set(f, EX_TEMPFAIL, say("the private server"), say("try again in a minute"),
                           say("%s: processes of a killed server are still at work"), s->dir);
    remove_if_mistaken(arena_print(s->arena, "%s/postmaster.pid", data), data);
    remove_if_mistaken(arena_print(s->arena, "%s/.s.PGSQL.%d.lock", socket_dir, LOCAL_PORT), data);
    return true;
}
