#include "holdfast/gateway/migrate.h"

#include "holdfast/gateway/run_file.h"
#include "holdfast/util/buffer.h"
#include "holdfast/util/embed.h"
#include "holdfast/util/memory.h"
#include "holdfast/util/say.h"

#include <stdlib.h>
#include <string.h>

static const char migrations[] = "src/sql/migration/";

/* --- files ------------------------------------------------------------------------------------ */

/* "src/sql/migration/0007_name.sql" is number 7. */
static int number_of(const struct embedded_file *file)
{
    return atoi(file->path + strlen(migrations));
}

static const char *name_of(const struct embedded_file *file)
{
    return file->path + strlen(migrations);
}

int migrate_newest(void)
{
    size_t at = 0;
    int newest = 0;
    for (const struct embedded_file *f; (f = embedded_next(migrations, &at)) != NULL;)
        newest = number_of(f) > newest ? number_of(f) : newest;
    return newest;
}

static bool ask(struct gateway *g, const char *sql, struct gateway_values values,
                struct reply **reply, struct failure *f)
{
    const struct gateway_call call = {
        .sql = sql, .values = values, .what = say("migrate"), .block = true, .verbatim = true};
    return gateway_run(g, &call, reply, f);
}

static bool tell(struct gateway *g, const char *sql, struct failure *f)
{
    return ask(g, sql, GATEWAY_NO_VALUES, NULL, f);
}

static bool run_setup(struct gateway *g, const char *path, struct failure *f)
{
    return tell(g, "RESET ROLE", f) && gateway_run_file(g, embedded_find(path), f) &&
           tell(g, "SET LOCAL ROLE holdfast_owner", f);
}

/* --- digests ---------------------------------------------------------------------------------- */

/* The server works it out: this program carries no cryptography of its own. */
static bool digest_of(struct gateway *g, const char *text, char digest[static 65],
                      struct failure *f)
{
    struct reply *reply;
    if (!ask(g, "SELECT encode(sha256(convert_to($1, 'UTF8')), 'hex')", GATEWAY_VALUES(text),
             &reply, f))
        return false;
    (void)strncpy(digest, reply_text(reply, 0, 0), 64);
    digest[64] = '\0';
    reply_free(reply);
    return true;
}

static const char *const code_folders[] = {"src/sql/engine/", "src/sql/api/",
                                           "src/sql/setup/3_doors.sql"};

static bool digest_of_code(struct gateway *g, char digest[static 65], struct failure *f)
{
    struct buffer all = {0};
    for (size_t i = 0; i < sizeof code_folders / sizeof code_folders[0]; i++) {
        size_t at = 0;
        for (const struct embedded_file *e; (e = embedded_next(code_folders[i], &at)) != NULL;)
            buffer_print(&all, "-- %s\n%s\n", e->path, e->text);
    }
    bool good = digest_of(g, all.data != NULL ? all.data : "", digest, f);
    buffer_free(&all);
    return good;
}

static bool is_code_current(struct gateway *g, const char *digest, bool *current, struct failure *f)
{
    struct reply *reply;
    if (!ask(g, "SELECT 1 FROM app.schema_code c WHERE c.digest = $1", GATEWAY_VALUES(digest),
             &reply, f))
        return false;
    *current = reply_rows(reply) > 0;
    reply_free(reply);
    return true;
}

/* --- migrations ------------------------------------------------------------------------------- */

static bool refuse_newer(int number, struct failure *f)
{
    return failure_set(f, EX_CONFIG, say("migrate"), say("install the current version of Holdfast"),
                       say("this program is older than the database, which has migration %d"),
                       number);
}

static bool refuse_changed(const struct embedded_file *file, struct failure *f)
{
    return failure_set(f, EX_DATAERR, say("migrate"),
                       say("restore the file as it was applied; put the change into a new one"),
                       say("%s was changed after it was applied to this database"), file->path);
}

static const struct embedded_file *file_numbered(int number)
{
    size_t at = 0;
    const struct embedded_file *file;
    do
        file = embedded_next(migrations, &at);
    while (file != NULL && number_of(file) != number);
    return file;
}

/* One migration that the database has. */
static bool verify(struct gateway *g, const struct reply *applied, size_t row, struct failure *f)
{
    const struct embedded_file *file = file_numbered(reply_int(applied, row, 0));
    char digest[65];
    if (file == NULL)
        return refuse_newer(reply_int(applied, row, 0), f);
    if (!digest_of(g, file->text, digest, f))
        return false;
    return strcmp(digest, reply_text(applied, row, 1)) == 0 || refuse_changed(file, f);
}

/* Checks what is there against the program; gives the newest number. */
static bool verify_applied(struct gateway *g, int *newest, struct failure *f)
{
    struct reply *applied;
    if (!ask(g, "SELECT m.number, m.checksum FROM app.schema_migration m ORDER BY m.number",
             GATEWAY_NO_VALUES, &applied, f))
        return false;
    bool good = true;
    *newest = 0;
    for (size_t row = 0; good && row < reply_rows(applied); row++) {
        *newest = reply_int(applied, row, 0);
        good = verify(g, applied, row, f);
    }
    reply_free(applied);
    return good;
}

static bool apply(struct gateway *g, const struct embedded_file *file, struct failure *f)
{
    char number[24], digest[65];
    return digest_of(g, file->text, digest, f) && gateway_run_file(g, file, f) &&
           tell(g, "SET LOCAL ROLE holdfast_owner", f) &&
           ask(g, "INSERT INTO app.schema_migration (number, name, checksum) VALUES ($1, $2, $3)",
               GATEWAY_VALUES(gateway_number(number, number_of(file)), name_of(file), digest), NULL,
               f);
}

static bool apply_missing(struct gateway *g, struct migrate_report *report, struct failure *f)
{
    size_t at = 0;
    report->after = report->before;
    for (const struct embedded_file *file; (file = embedded_next(migrations, &at)) != NULL;) {
        if (number_of(file) <= report->after)
            continue;
        if (!apply(g, file, f))
            return false;
        report->after = number_of(file);
    }
    return true;
}

/* --- engine and api --------------------------------------------------------------------------- */

static bool load_folder(struct gateway *g, const char *folder, struct failure *f)
{
    size_t at = 0;
    for (const struct embedded_file *file; (file = embedded_next(folder, &at)) != NULL;)
        if (!gateway_run_file(g, file, f) || !tell(g, "SET LOCAL ROLE holdfast_owner", f))
            return false;
    return true;
}

static bool replace_code(struct gateway *g, const char *digest, struct failure *f)
{
    return run_setup(g, "src/sql/setup/2_code.sql", f) && load_folder(g, "src/sql/engine/", f) &&
           load_folder(g, "src/sql/api/", f) && run_setup(g, "src/sql/setup/3_doors.sql", f) &&
           ask(g,
               "INSERT INTO app.schema_code (digest) VALUES ($1) ON CONFLICT (singleton)"
               " DO UPDATE SET digest = excluded.digest, applied_at = excluded.applied_at",
               GATEWAY_VALUES(digest), NULL, f);
}

static bool bring_code(struct gateway *g, struct migrate_report *report, struct failure *f)
{
    char digest[65];
    bool current = false;
    if (!digest_of_code(g, digest, f) || !is_code_current(g, digest, &current, f))
        return false;
    report->code_replaced = !current || report->after != report->before;
    return !report->code_replaced || replace_code(g, digest, f);
}

static bool read_sandbox(struct gateway *g, struct migrate_report *report, struct failure *f)
{
    struct reply *reply;
    if (!ask(g, "SELECT i.sandbox FROM app.installation i", GATEWAY_NO_VALUES, &reply, f))
        return false;
    report->sandbox = reply_bool(reply, 0, 0);
    reply_free(reply);
    return true;
}

/* --- the whole -------------------------------------------------------------------------------- */

static bool begin(struct gateway *g, bool sandbox, struct failure *f)
{
    return gateway_connect(g, f) && tell(g, "BEGIN", f) &&
           tell(g, "SET LOCAL check_function_bodies = off", f) &&
           tell(g, "SET LOCAL client_min_messages = error", f) &&
           tell(g, "SET LOCAL search_path = pg_catalog, pg_temp", f) &&
           ask(g, "SELECT set_config('holdfast.sandbox', $1, true)",
               GATEWAY_VALUES(sandbox ? "on" : "off"), NULL, f);
}

/* Readers are let through meanwhile: every console asks for the number at each connect. */
static bool take_lock(struct gateway *g, struct failure *f)
{
    return run_setup(g, "src/sql/setup/1_before.sql", f) &&
           tell(g, "LOCK TABLE app.schema_migration IN SHARE ROW EXCLUSIVE MODE", f);
}

bool migrate_run(struct gateway *g, bool sandbox, struct migrate_report *report, struct failure *f)
{
    *report = (struct migrate_report){.newest = migrate_newest()};
    bool good = begin(g, sandbox, f) && take_lock(g, f) && verify_applied(g, &report->before, f) &&
                apply_missing(g, report, f) && bring_code(g, report, f) &&
                read_sandbox(g, report, f) && tell(g, "COMMIT", f);
    if (!good)
        (void)tell(g, "ROLLBACK", NULL);
    return good;
}

static bool is_there(struct gateway *g, bool *there, struct failure *f)
{
    struct reply *reply;
    if (!ask(g, "SELECT to_regclass('app.schema_migration') IS NOT NULL", GATEWAY_NO_VALUES, &reply,
             f))
        return false;
    *there = reply_bool(reply, 0, 0);
    reply_free(reply);
    return true;
}

static bool read_status(struct gateway *g, struct migrate_report *report, struct failure *f)
{
    char digest[65];
    bool current = false;
    if (!verify_applied(g, &report->before, f) || !digest_of_code(g, digest, f) ||
        !is_code_current(g, digest, &current, f))
        return false;
    report->after = report->before;
    report->code_replaced = !current;
    return report->before == 0 || read_sandbox(g, report, f);
}

bool migrate_status(struct gateway *g, struct migrate_report *report, struct failure *f)
{
    bool there = false;
    *report = (struct migrate_report){.newest = migrate_newest(), .code_replaced = true};
    return gateway_connect(g, f) && is_there(g, &there, f) && (!there || read_status(g, report, f));
}
