#include "support/directory.h"

#include "holdfast/local/server.h"
#include "holdfast/util/buffer.h"

#include <dirent.h>
#include <fcntl.h>
#include <ftw.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { DIRECTORIES_MOST = 64 };

static struct guarded {
    char *path;
    int life; /* written to by us, or closed by the kernel when we end */
    pid_t guardian;
} all[DIRECTORIES_MOST];

static int remove_one(const char *path, const struct stat *st, int kind, struct FTW *where)
{
    (void)st;
    (void)kind;
    (void)where;
    (void)remove(path);
    return 0;
}

static void destroy_servers(const char *path)
{
    DIR *list = opendir(path);
    const struct dirent *entry;
    while (list != NULL && (entry = readdir(list)) != NULL) {
        struct arena arena = {0};
        struct local_server s;
        const char *dir = arena_print(&arena, "%s/%s", path, entry->d_name);
        if (entry->d_name[0] != '.' && local_open(&s, &arena, dir, NULL))
            (void)local_destroy(&s, NULL);
        arena_free(&arena);
    }
    if (list != NULL)
        closedir(list);
}

/* Holds none of the test's descriptors, above all not its output, for which the runner waits. */
static _Noreturn void guard(const char *path, int life)
{
    char nothing;
    enum { KEPT = 3, AT_ONCE = 16 };
    (void)setsid();
    (void)signal(SIGINT, SIG_IGN);
    (void)signal(SIGTERM, SIG_IGN);
    int null = open("/dev/null", O_RDWR);
    for (int i = 0; i < KEPT; i++)
        (void)dup2(null, i);
    (void)dup2(life, KEPT);
    (void)close_range(KEPT + 1, ~0U, 0);
    (void)!read(KEPT, &nothing, 1);
    destroy_servers(path);
    (void)nftw(path, remove_one, AT_ONCE, FTW_DEPTH | FTW_PHYS);
    _exit(0);
}

static struct guarded *free_place(void)
{
    for (size_t i = 0; i < DIRECTORIES_MOST; i++)
        if (all[i].path == NULL)
            return &all[i];
    abort();
}

char *test_directory(void)
{
    const char *folder = getenv("TMPDIR");
    struct buffer b = {0};
    int ends[2];
    buffer_print(&b, "%s/hf.XXXXXX", folder != NULL ? folder : "/tmp");
    struct guarded *g = free_place();
    if (mkdtemp(b.data) == NULL || chmod(b.data, 0711) != 0 || pipe2(ends, O_CLOEXEC) != 0)
        abort();
    g->path = b.data;
    g->guardian = fork();
    if (g->guardian == 0)
        guard(g->path, ends[0]);
    (void)close(ends[0]);
    g->life = ends[1];
    return g->path;
}

void test_directory_remove(char *path)
{
    for (size_t i = 0; i < DIRECTORIES_MOST; i++) {
        if (all[i].path != path)
            continue;
        (void)!write(all[i].life, "", 1);
        (void)close(all[i].life);
        (void)waitpid(all[i].guardian, NULL, 0);
        all[i] = (struct guarded){0};
    }
    free(path);
}
