#include "holdfast/command/seals.h"

#include "holdfast/util/buffer.h"
#include "holdfast/util/say.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

/* A line is some 400 bytes. */
enum { TAIL = 4096, PAGE = 1000 };

/* The end of a file: its last whole line, and what was begun after it. */
struct tail {
    char text[TAIL + 1];
    char *last, *begun; /* "" where there is none */
    int64_t number;     /* of last; 0: none */
};

static bool refuse_io(const char *path, struct failure *f)
{
    return failure_set(f, EX_IOERR, say("the seals"), "", "%s: %s", path, strerror(errno));
}

static bool refuse_found(const char *path, struct failure *f, const char *why, int64_t number)
{
    char text[160];
    (void)snprintf(text, sizeof text, why, (long long)number);
    return failure_set(
        f, EXIT_CHECK_FOUND, say("the seals"),
        say("the record was written anew, or an older backup was restored: keep the "
            "file and the database as they are, tell your compliance officer, and go "
            "on with another file"),
        "%s: %s", path, text);
}

static bool seal_number(const char *line, int64_t *number)
{
    char *end;
    if (strncmp(line, "seal\t", 5) != 0)
        return false;
    *number = strtoll(line + 5, &end, 10);
    return *end == '\t' && *number > 0;
}

static bool read_seals(struct gateway *g, int64_t after, bool block, struct reply **reply,
                       struct failure *f)
{
    char number[24];
    const struct gateway_call call = {
        .sql = "SELECT s.number, s.line FROM api.ledger_seals($1::bigint, 1000) s",
        .values = GATEWAY_VALUES(gateway_number(number, after)),
        .what = say("the seals"),
        .resend = !block,
        .block = block};
    return gateway_run(g, &call, reply, f);
}

/* Makes the file where there is none; its directory then knows of it for good. */
static int open_file(const char *path, struct failure *f)
{
    int file = open(path, O_RDWR | O_APPEND | O_CLOEXEC);
    if (file < 0 && errno == ENOENT) {
        char copy[PATH_MAX];
        (void)snprintf(copy, sizeof copy, "%s", path);
        file = open(path, O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC, 0644);
        int directory = file < 0 ? -1 : open(dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        if (directory >= 0) {
            (void)fsync(directory);
            (void)close(directory);
        }
    }
    if (file < 0)
        (void)failure_set(f, EX_CANTCREAT, say("the seals"), "", "%s: %s", path, strerror(errno));
    return file;
}

static bool read_tail(int file, const char *path, struct tail *t, struct failure *f)
{
    struct stat s;
    if (flock(file, LOCK_EX) != 0 || fstat(file, &s) != 0)
        return refuse_io(path, f);
    off_t from = s.st_size > TAIL ? s.st_size - TAIL : 0;
    ssize_t got = pread(file, t->text, TAIL, from);
    if (got != s.st_size - from)
        return refuse_io(path, f);
    t->text[got] = '\0';
    char *end = strrchr(t->text, '\n');
    t->begun = end != NULL ? end + 1 : t->text;
    t->last = t->text + got;
    t->number = 0;
    if (end == NULL)
        return from == 0 ||
               failure_set(f, EX_CONFIG, say("the seals"), "", say("%s is no file of seals"), path);
    *end = '\0';
    char *before = strrchr(t->text, '\n');
    t->last = before != NULL ? before + 1 : t->text;
    return seal_number(t->last, &t->number) ||
           failure_set(f, EX_CONFIG, say("the seals"), "", say("%s is no file of seals"), path);
}

static bool write_all(int file, const struct buffer *b, const char *path, struct failure *f)
{
    for (size_t done = 0; done < b->len;) {
        ssize_t n = write(file, b->data + done, b->len - done);
        if (n < 0 && errno != EINTR)
            return refuse_io(path, f);
        done += n > 0 ? (size_t)n : 0;
    }
    return b->len == 0 || fdatasync(file) == 0 || refuse_io(path, f);
}

/* The rows from that one on, each a line; the first goes on where begun ends. */
static void add_lines(struct buffer *b, const struct reply *r, size_t row, const char *begun)
{
    size_t skip = strlen(begun);
    for (; row < reply_rows(r); row++, skip = 0)
        buffer_print(b, "%s\n", reply_text(r, row, 1) + skip);
}

/* One page of what follows. *after: the last number written, 0 for none; the first page begins with
 * the file's own last line, to be compared. */
static bool append_page(struct gateway *g, int file, const char *path, struct tail *t,
                        int64_t *after, size_t *rows, struct failure *f)
{
    struct reply *r;
    struct buffer b = {0};
    bool first = *after == t->number;
    size_t skip = first && t->number > 0 ? 1 : 0;
    const char *begun = first && t->begun != NULL ? t->begun : "";
    if (!read_seals(g, *after - (int64_t)skip, false, &r, f))
        return false;
    *rows = reply_rows(r) - (reply_rows(r) > 0 ? skip : 0);
    bool good = true;
    if (skip > 0 && (reply_rows(r) == 0 || strcmp(reply_text(r, 0, 1), t->last) != 0))
        good = refuse_found(path, f, say("its last seal, number %lld, is not in this database"),
                            t->number);
    else if (begun[0] != '\0' &&
             (reply_rows(r) <= skip || strncmp(reply_text(r, skip, 1), begun, strlen(begun)) != 0))
        good = refuse_found(path, f,
                            say("what it begins to say after seal %lld is not in this database"),
                            t->number);
    if (good)
        add_lines(&b, r, skip, begun);
    good = good && write_all(file, &b, path, f);
    if (good && *rows > 0)
        *after = reply_bigint(r, reply_rows(r) - 1, 0);
    reply_free(r);
    buffer_free(&b);
    return good;
}

bool seals_append(struct gateway *g, const char *path, int64_t *appended, struct failure *f)
{
    struct tail t = {0};
    size_t rows = PAGE;
    *appended = 0;
    int file = open_file(path, f);
    bool good = file >= 0 && read_tail(file, path, &t, f);
    int64_t after = good ? t.number : 0;
    while (good && rows + 1 >= PAGE) {
        good = append_page(g, file, path, &t, &after, &rows, f);
        *appended += good ? (int64_t)rows : 0;
    }
    if (file >= 0)
        (void)close(file);
    return good;
}

/* --- the file against the database -------------------------------------------------------- */

struct comparison {
    struct gateway *g;
    struct seals_check *c;
    struct reply *page;
    size_t row;
};

static void differ(struct seals_check *c, int64_t number, const char *problem)
{
    c->differing++;
    if (c->differs != NULL)
        c->differs(c->data, number, problem);
}

/* What the database says of that seal; NULL when it has none. */
static bool find_seal(struct comparison *m, int64_t number, const char **line, struct failure *f)
{
    m->row++;
    if (m->page == NULL || reply_bigint(m->page, m->row, 0) != number) {
        reply_free(m->page);
        m->page = NULL;
        m->row = 0;
        if (!read_seals(m->g, number - 1, m->c->block, &m->page, f))
            return false;
    }
    bool there = reply_bigint(m->page, m->row, 0) == number;
    *line = there ? reply_text(m->page, m->row, 1) : NULL;
    return true;
}

static bool compare_line(struct comparison *m, const char *line, struct failure *f)
{
    struct seals_check *c = m->c;
    const char *theirs;
    int64_t number;
    if (!seal_number(line, &number)) {
        differ(c, c->last + 1, say("the file's line is no seal"));
        return true;
    }
    if (c->lines > 0 && number != c->last + 1)
        differ(c, number, say("the file does not have what comes before it"));
    c->lines++;
    c->last = number;
    if (!find_seal(m, number, &theirs, f))
        return false;
    if (theirs == NULL)
        differ(c, number, say("the database does not have it"));
    else if (strcmp(theirs, line) != 0)
        differ(c, number, say("the database says something else than the file"));
    return true;
}

/* A last line that was cut short is whole at the next sweep. */
bool seals_compare(struct gateway *g, const char *path, struct seals_check *c, struct failure *f)
{
    struct comparison m = {.g = g, .c = c};
    char *line = NULL;
    size_t size = 0;
    ssize_t len;
    bool good = true;
    c->lines = c->last = c->differing = 0;
    FILE *file = fopen(path, "re");
    if (file == NULL)
        return failure_set(f, EX_NOINPUT, say("the seals"), "", "%s: %s", path, strerror(errno));
    while (good && (len = getline(&line, &size, file)) > 0 && line[len - 1] == '\n') {
        line[len - 1] = '\0';
        good = compare_line(&m, line, f);
    }
    good = good && (ferror(file) == 0 || refuse_io(path, f));
    if (good && c->lines + c->differing == 0)
        good = failure_set(f, EX_DATAERR, say("the seals"), "", say("%s holds no seal"), path);
    free(line);
    (void)fclose(file);
    reply_free(m.page);
    return good;
}
