#include "inside.h"

#include "holdfast/util/say.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* log_min_messages = log keeps ERROR out of the log, and with it the values that messages quote. */
static const char server_settings[] = "# Written by holdfast at every start. Settings of your own: "
                                      "ALTER SYSTEM, or local.conf here.\n"
                                      "listen_addresses = ''\n"
                                      "port = %d\n"
                                      "unix_socket_directories = '%s'\n"
                                      "unix_socket_permissions = 0700\n"
                                      "cluster_name = 'holdfast'\n"
                                      "max_connections = 200\n"
                                      "shared_buffers = 128MB\n"
                                      "max_parallel_workers_per_gather = 0\n"
                                      "jit = off\n"
                                      "wal_level = minimal\n"
                                      "max_wal_senders = 0\n"
                                      "fsync = %s\n"
                                      "password_encryption = 'scram-sha-256'\n"
                                      "timezone = 'UTC'\n"
                                      "log_timezone = 'UTC'\n"
                                      "lc_messages = 'C'\n"
                                      "logging_collector = off\n"
                                      "log_destination = 'stderr'\n"
                                      "log_line_prefix = '%%m [%%p] '\n"
                                      "log_statement = 'none'\n"
                                      "log_min_messages = log\n"
                                      "log_min_error_statement = panic\n"
                                      "log_min_duration_statement = -1\n"
                                      "log_error_verbosity = terse\n"
                                      "log_parameter_max_length = 0\n"
                                      "log_parameter_max_length_on_error = 0\n"
                                      "log_checkpoints = off\n"
                                      "log_connections = off\n"
                                      "log_autovacuum_min_duration = -1\n"
                                      "include_if_exists = 'local.conf'\n";

/* Inside a folder that only one person may enter, a login is what it says it is. */
static const char who_may_connect[] = "# Written by holdfast at every start.\n"
                                      "local all \"" LOCAL_OWNER "\" peer map=owner\n"
                                      "local all +holdfast_person trust\n";

static const char who_is_owner[] = "# Written by holdfast at every start.\n"
                                   "owner \"%s\" " LOCAL_OWNER "\n"
                                   "owner root " LOCAL_OWNER "\n";

/* A half-written file must never be what the server reads. */
static bool write_whole(struct local_server *s, const char *data, const char *name,
                        const char *text, struct failure *f)
{
    const char *path = arena_print(s->arena, "%s/%s", data, name);
    const char *fresh = arena_print(s->arena, "%s.new", path);
    FILE *file = fopen(fresh, "we");
    bool good = file != NULL && fputs(text, file) >= 0 && fflush(file) == 0 &&
                (s->throwaway || fsync(fileno(file)) == 0);
    if (file != NULL && fclose(file) != 0)
        good = false;
    if (good && rename(fresh, path) == 0)
        return true;
    return failure_set(f, EX_CANTCREAT, say("the private server"), "", "%s: %s", path,
                       strerror(errno));
}

static const char *quoted(struct local_server *s, const char *text)
{
    struct buffer b = {0};
    for (; *text != '\0'; text++)
        buffer_print(&b, *text == '\'' ? "''" : "%c", *text);
    const char *kept = arena_text(s->arena, b.data != NULL ? b.data : "");
    buffer_free(&b);
    return kept;
}

bool settings_write(struct local_server *s, const char *data, const char *socket_dir,
                    struct failure *f)
{
    const char *settings = arena_print(s->arena, server_settings, LOCAL_PORT, quoted(s, socket_dir),
                                       s->throwaway ? "off" : "on");
    return write_whole(s, data, "postgresql.conf", settings, f) &&
           write_whole(s, data, "pg_hba.conf", who_may_connect, f) &&
           write_whole(s, data, "pg_ident.conf", arena_print(s->arena, who_is_owner, s->user), f);
}
