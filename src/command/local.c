#include "holdfast/command/arguments.h"
#include "holdfast/command/command.h"
#include "holdfast/command/connect.h"
#include "holdfast/util/say.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

struct request {
    const struct options *options;
    struct arena *arena;
    struct local_server server;
    const char *file; /* of backup and restore */
    bool yes;
};

typedef bool action_run(struct request *r, int *status, struct failure *f);

/* Without DIR, start means the usual place even where the sample network lives beside it. */
static bool open_usual(struct request *r, const char *name, struct failure *f)
{
    const char *dir = r->options->local_dir;
    return (dir != NULL || local_place(r->arena, name, &dir, f)) &&
           local_open(&r->server, r->arena, dir, f);
}

static bool run_start(struct request *r, int *status, struct failure *f)
{
    bool started;
    (void)status;
    if (!open_usual(r, CONNECT_PLACE, f) || !connect_start(&r->server, false, &started, f))
        return false;
    printf(started ? say("%s: started\n") : say("%s: runs already\n"), r->server.dir);
    return true;
}

static bool stop_one(struct request *r, const char *name, struct failure *f)
{
    struct local_status before;
    if (!open_usual(r, name, f) || !local_status(&r->server, &before, f) ||
        !local_stop(&r->server, f))
        return false;
    if (before.state == LOCAL_RUNNING)
        printf(say("%s: stopped\n"), r->server.dir);
    return true;
}

/* Without DIR everything that holdfast started by itself stops, the sample network included. */
static bool run_stop(struct request *r, int *status, struct failure *f)
{
    (void)status;
    return stop_one(r, CONNECT_PLACE, f) &&
           (r->options->local_dir != NULL || stop_one(r, CONNECT_DEMO_PLACE, f));
}

static bool show_one(struct request *r, const char *name, bool always, int *status,
                     struct failure *f)
{
    struct local_status now;
    if (!open_usual(r, name, f) || !local_status(&r->server, &now, f))
        return false;
    if (now.state == LOCAL_RUNNING) {
        printf(say("%s: runs, PostgreSQL %d, process %ld, socket in %s\n"), r->server.dir,
               now.major, (long)now.pid, now.socket_dir);
        *status = EX_OK;
    } else if (now.state == LOCAL_STOPPED || always) {
        printf(now.state == LOCAL_STOPPED ? say("%s: stopped\n") : say("%s: no server yet\n"),
               r->server.dir);
    }
    return true;
}

static bool run_status(struct request *r, int *status, struct failure *f)
{
    *status = EX_UNAVAILABLE;
    return show_one(r, CONNECT_PLACE, true, status, f) &&
           (r->options->local_dir != NULL || show_one(r, CONNECT_DEMO_PLACE, false, status, f));
}

static bool run_conninfo(struct request *r, int *status, struct failure *f)
{
    const char *conninfo;
    (void)status;
    if (!connect_server(r->options, r->arena, &r->server, f) ||
        !connect_start(&r->server, false, NULL, f) ||
        !local_conninfo(&r->server, r->options->as, NULL, &conninfo, f))
        return false;
    puts(conninfo);
    return true;
}

static bool run_backup(struct request *r, int *status, struct failure *f)
{
    (void)status;
    if (!connect_server(r->options, r->arena, &r->server, f) ||
        !local_backup(&r->server, r->file, f))
        return false;
    printf(say("%s: holds everything of %s; keep it where only you can read it\n"), r->file,
           r->server.dir);
    return true;
}

static bool run_restore(struct request *r, int *status, struct failure *f)
{
    (void)status;
    if (!open_usual(r, CONNECT_PLACE, f) || !local_restore(&r->server, r->file, f) ||
        !connect_start(&r->server, false, NULL, f))
        return false;
    printf(say("%s: restored from %s, and started\n"), r->server.dir, r->file);
    return true;
}

static bool confirm(const char *dir, struct failure *f)
{
    char line[4096] = "";
    fprintf(stderr, say("This removes the server and all its data. Type %s to go on: "), dir);
    (void)fflush(stderr);
    if (fgets(line, sizeof line, stdin) != NULL)
        line[strcspn(line, "\n")] = '\0';
    if (strcmp(line, dir) == 0)
        return true;
    return failure_set(f, EX_NOPERM, say("local destroy"),
                       say("type the directory's name, or give --yes"), "%s",
                       say("not confirmed, nothing was removed"));
}

static bool run_destroy(struct request *r, int *status, struct failure *f)
{
    struct local_status now;
    (void)status;
    if (!open_usual(r, CONNECT_PLACE, f) || !local_status(&r->server, &now, f))
        return false;
    if (now.state == LOCAL_ABSENT && access(r->server.lock, F_OK) != 0)
        return failure_set(f, EX_NOINPUT, say("local destroy"), "",
                           say("%s: there is no private server"), r->server.dir);
    if ((!r->yes && !confirm(r->server.dir, f)) || !local_destroy(&r->server, f))
        return false;
    printf(say("%s: removed\n"), r->server.dir);
    return true;
}

static const struct action {
    const char *name;
    bool needs_file;
    action_run *run;
} actions[] = {
    {"backup", true, run_backup},    {"conninfo", false, run_conninfo},
    {"destroy", false, run_destroy}, {"restore", true, run_restore},
    {"start", false, run_start},     {"status", false, run_status},
    {"stop", false, run_stop},
};

static const struct action *find_action(const char *name)
{
    for (size_t i = 0; i < sizeof actions / sizeof actions[0]; i++)
        if (strcmp(actions[i].name, name) == 0)
            return &actions[i];
    return NULL;
}

int command_local(const struct options *o, int argc, char **argv)
{
    struct arena arena = {0};
    struct request r = {.options = o, .arena = &arena};
    const struct argument table[] = {{"--yes", &r.yes, NULL}};
    struct failure f;
    int status = EX_OK;
    if (!arguments_parse(table, 1, &argc, argv, &f))
        return command_fail(&f);
    const struct action *action = argc > 1 ? find_action(argv[1]) : NULL;
    if (action == NULL)
        return command_misused("local", "%s",
                               argc > 1 ? say("there is no such action") : say("say what to do"));
    if (argc != (action->needs_file ? 3 : 2))
        return command_misused("local", "%s",
                               action->needs_file ? say("name one file") : say("too many words"));
    r.file = argv[2];
    bool good = action->run(&r, &status, &f);
    arena_free(&arena);
    return good ? status : command_fail(&f);
}
