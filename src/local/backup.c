#include "inside.h"

#include "holdfast/util/say.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
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

/* What comes out of a pipe, on its way into a file. */
struct passage {
    int from, to;
    bool whole;
};

static void *pass_on(void *with)
{
    struct passage *p = with;
    char chunk[1 << 16];
    ssize_t got;
    p->whole = true;
    while ((got = read(p->from, chunk, sizeof chunk)) > 0 || (got < 0 && errno == EINTR))
        for (ssize_t done = 0, more; p->whole && done < got; done += more) {
            more = write(p->to, chunk + done, (size_t)(got - done));
            p->whole = more > 0;
        }
    p->whole = p->whole && got == 0;
    return NULL;
}

/* Through a pipe: where pg_dump can seek it notes where its parts are in the file it is given, and
 * that is the archive, not the entry; pg_restore would then not find them in what is taken out. */
static bool dump_into(int out, const struct dump *d, const char *const *argv, struct buffer *said)
{
    int ends[2];
    pthread_t helper;
    if (pipe2(ends, O_CLOEXEC) != 0)
        return false;
    struct passage passage = {ends[0], out, false};
    bool helped = pthread_create(&helper, NULL, pass_on, &passage) == 0;
    bool good =
        helped &&
        child_run(d->s, &(struct program){.argv = argv, .in = -1, .out = ends[1], .said = said});
    (void)close(ends[1]);
    if (helped)
        (void)pthread_join(helper, NULL);
    (void)close(ends[0]);
    return good && passage.whole;
}

static bool write_dump(int out, void *with, struct failure *f)
{
    const struct dump *d = with;
    struct buffer said = {0};
    const char *const argv[] = {arena_print(d->s->arena, "%s/pg_dump", d->folder),
                                "--format=custom", "--dbname", d->conninfo, NULL};
    bool good = dump_into(out, d, argv, &said);
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
