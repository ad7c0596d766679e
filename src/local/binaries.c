#include "inside.h"

#include "holdfast/util/say.h"

#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { OLDEST_MAJOR = 15 };

struct found {
    const char *folder;
    int major;
};

/* The major version of the server program in a folder, 0 when there is none. */
static int major_of(struct local_server *s, const char *folder)
{
    const char *program = arena_print(s->arena, "%s/postgres", folder);
    const char *const argv[] = {program, "--version", NULL};
    struct buffer said = {0};
    int major = 0;
    if (access(program, X_OK) == 0 &&
        child_run(s, &(struct program){.argv = argv, .in = -1, .out = -1, .said = &said}) &&
        said.data != NULL && sscanf(said.data, "postgres (PostgreSQL) %d", &major) != 1)
        major = 0;
    buffer_free(&said);
    return major;
}

static void consider(struct local_server *s, int wanted, const char *folder, struct found *best)
{
    int major = major_of(s, folder);
    if (major < OLDEST_MAJOR || (wanted != 0 && major != wanted) || major <= best->major)
        return;
    best->folder = arena_text(s->arena, folder);
    best->major = major;
}

static void consider_configured(struct local_server *s, int wanted, struct found *best)
{
    static const char *const places[] = {"/usr/local/bin/pg_config", "/usr/bin/pg_config"};
    for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
        const char *const argv[] = {places[i], "--bindir", NULL};
        struct buffer said = {0};
        if (access(places[i], X_OK) == 0 &&
            child_run(s, &(struct program){.argv = argv, .in = -1, .out = -1, .said = &said}) &&
            said.data != NULL) {
            said.data[strcspn(said.data, "\n")] = '\0';
            consider(s, wanted, said.data, best);
        }
        buffer_free(&said);
    }
}

static void consider_packaged(struct local_server *s, int wanted, struct found *best)
{
    glob_t list;
    if (glob("/usr/lib/postgresql/*/bin", GLOB_NOSORT, NULL, &list) == 0)
        for (size_t i = 0; i < list.gl_pathc; i++)
            consider(s, wanted, list.gl_pathv[i], best);
    globfree(&list);
}

const char *binaries_find(struct local_server *s, int major, struct failure *f)
{
    struct found best = {0};
    consider_packaged(s, major, &best);
    if (best.folder == NULL)
        consider_configured(s, major, &best);
    if (best.folder != NULL)
        return best.folder;
    const char *mend = arena_print(s->arena, say("install the package postgresql-%d"),
                                   major != 0 ? major : OLDEST_MAJOR);
    (void)failure_set(f, EX_UNAVAILABLE, say("the private server"), mend,
                      say("the programs of PostgreSQL %d are not on this machine"),
                      major != 0 ? major : OLDEST_MAJOR);
    return NULL;
}
