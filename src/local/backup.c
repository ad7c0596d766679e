#include "inside.h"

#include "holdfast/util/say.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define ROLES_ENTRY "roles.sql"
#define DUMP_ENTRY  "holdfast.dump"

/* One run of a PostgreSQL program that writes an entry of the backup. */
struct dump {
    struct local_server *s;
    const char *folder, *conninfo;
};

static bool tell(struct failure *f, const struct buffer *said)
{
    const char *text = said->data != NULL ? said->data : "";
    return failure_set(f, EX_UNAVAILABLE, say("the backup"), "", "%.*s", (int)strcspn(text, "\n"),
                       text);
}

static bool write_dump(int out, void *with, struct failure *f)
{
    const struct dump *d = with;
    struct buffer said = {0};
    const char *const argv[] = {arena_print(d->s->arena, "%s/pg_dump", d->folder),
                                "--format=custom", "--dbname", d->conninfo, NULL};
    bool good =
        child_run(d->s, &(struct program){.argv = argv, .in = -1, .out = out, .said = &said});
    if (!good)
        (void)tell(f, &said);
    buffer_free(&said);
    return good;
}

/* The superuser is made by initdb; every other role of the cluster is ours. */
static bool is_about_owner(const char *line)
{
    static const char *const starts[] = {"CREATE ROLE " LOCAL_OWNER ";",
                                         "ALTER ROLE " LOCAL_OWNER " "};
    for (size_t i = 0; i < sizeof starts / sizeof starts[0]; i++)
        if (strncmp(line, starts[i], strlen(starts[i])) == 0)
            return true;
    return false;
}

static bool copy_roles(int out, const char *text)
{
    while (*text != '\0') {
        size_t len = strcspn(text, "\n");
        len += text[len] == '\n' ? 1 : 0;
        if (!is_about_owner(text) && write(out, text, len) != (ssize_t)len)
            return false;
        text += len;
    }
    return true;
}

static bool write_roles(int out, void *with, struct failure *f)
{
    const struct dump *d = with;
    struct buffer said = {0}, roles = {0};
    const char *const argv[] = {arena_print(d->s->arena, "%s/pg_dumpall", d->folder),
                                "--roles-only", "--dbname", d->conninfo, NULL};
    FILE *held = fdopen(memfd_create("roles", MFD_CLOEXEC), "r+");
    bool good =
        held != NULL &&
        child_run(d->s,
                  &(struct program){.argv = argv, .in = -1, .out = fileno(held), .said = &said});
    if (!good)
        (void)tell(f, &said);
    if (good)
        rewind(held);
    good = good && buffer_read(&roles, held) && copy_roles(out, roles.data);
    if (held != NULL)
        (void)fclose(held);
    buffer_free(&roles);
    buffer_free(&said);
    return good;
}

static bool write_archive(struct local_server *s, int file, struct failure *f)
{
    struct local_status status;
    struct dump d = {.s = s};
    return local_status(s, &status, f) && local_conninfo(s, NULL, NULL, &d.conninfo, f) &&
           (d.folder = binaries_find(s, status.major, f)) != NULL &&
           archive_add(file, ROLES_ENTRY, write_roles, &d, f) &&
           archive_add(file, DUMP_ENTRY, write_dump, &d, f) && archive_end(file);
}

/* Under another name until it is whole, then on the disk, then renamed. */
static bool write_file(struct local_server *s, const char *path, struct failure *f)
{
    char *fresh = arena_print(s->arena, "%s.XXXXXX", path);
    int file = mkostemp(fresh, O_CLOEXEC);
    if (file < 0)
        return failure_set(f, EX_CANTCREAT, say("the backup"), "", "%s: %s", path, strerror(errno));
    struct failure why = {0};
    bool good = write_archive(s, file, &why);
    int kept = errno;
    good = close(file) == 0 && good && rename(fresh, path) == 0;
    if (good)
        return true;
    (void)unlink(fresh);
    if (why.status == 0)
        return failure_set(f, EX_CANTCREAT, say("the backup"), "", "%s: %s", path, strerror(kept));
    if (f != NULL)
        *f = why;
    return false;
}

bool local_backup(struct local_server *s, const char *file, struct failure *f)
{
    struct local_status status;
    if (!local_status(s, &status, f))
        return false;
    if (status.state == LOCAL_ABSENT)
        return failure_set(f, EX_NOINPUT, say("the backup"), "",
                           say("%s: there is no private server"), s->dir);
    if (!local_start(s, NULL, NULL, NULL, f))
        return false;
    bool good = write_file(s, file, f);
    return (status.state == LOCAL_RUNNING || local_stop(s, good ? f : NULL)) && good;
}
