/* The sample network in a private server of its own, filled by playing ten weeks of work. */
#include "holdfast/command/arguments.h"
#include "holdfast/command/command.h"
#include "holdfast/command/connect.h"
#include "holdfast/gateway/run_file.h"
#include "holdfast/policy/policy.h"
#include "holdfast/policy/publish.h"
#include "holdfast/util/embed.h"
#include "holdfast/util/say.h"

#include <stdlib.h>
#include <unistd.h>

enum {
    SAMPLE_DAYS = 70,
    SAMPLE_OPEN = 1500,         /* open tasks that the played weeks leave, about */
    SAMPLE_OPEN_MOST = 1000000, /* with --open */
    SAMPLE_BATCH = 20000        /* open tasks made by one statement beyond them */
};

#define SAMPLE_PERSON "lena"

struct demo {
    bool reset, no_console;
    const char *open; /* N */
    long wanted;
    struct arena arena;
    struct local_server server;
};

static bool read_open(struct demo *d, struct failure *f)
{
    char *end = NULL;
    d->wanted = d->open != NULL ? strtol(d->open, &end, 10) : SAMPLE_OPEN;
    if (d->open != NULL &&
        (*end != '\0' || d->wanted < SAMPLE_OPEN || d->wanted > SAMPLE_OPEN_MOST))
        return failure_set(f, EX_USAGE, say("demo"), "", say("--open takes a number from %d to %d"),
                           SAMPLE_OPEN, SAMPLE_OPEN_MOST);
    return true;
}

static bool find_place(struct demo *d, const struct options *o, struct failure *f)
{
    const char *dir = o->local_dir;
    return (dir != NULL || local_place(&d->arena, CONNECT_DEMO_PLACE, &dir, f)) &&
           local_open(&d->server, &d->arena, dir, f);
}

/* ---- loading ---- */

/* On a terminal one line that is written over; else a line for each quarter that step ended. */
static void show_progress(const char *what, long done, long all, long step)
{
    bool terminal = isatty(STDERR_FILENO) == 1;
    if (!terminal && done > 0 && all > 0 && done * 4 / all == (done - step) * 4 / all)
        return;
    fprintf(stderr, terminal ? "\r%s %3ld%%%s" : "%s %ld%%%s", what,
            all > 0 ? done * 100 / all : 100, terminal && done != all ? "" : "\n");
    (void)fflush(stderr);
}

static bool run_scripts(struct gateway *g, struct failure *f)
{
    size_t at = 0;
    const struct embedded_file *file;
    while ((file = embedded_next("src/sql/sample/", &at)) != NULL)
        if (!gateway_run_file(g, file, f))
            return false;
    return true;
}

static bool publish_example(struct gateway *g, struct failure *f)
{
    const struct embedded_file *file = embedded_find("config.example.yaml");
    struct policy policy = {0};
    policy_parse(&policy, file->path, file->text, file->len);
    if (policy.findings.errors > 0) {
        finding_print(&policy.findings, stderr);
        policy_free(&policy);
        return failure_set(f, EX_SOFTWARE, say("demo"), "", "%s",
                           say("the example policy has errors"));
    }
    json_t *json = publish_json(&policy);
    char *text = json_dumps(json, JSON_COMPACT);
    bool good = gateway_ask(g, "SELECT api.publish($1, $2::jsonb, false)",
                            GATEWAY_VALUES(policy.text, text != NULL ? text : "{}"), NULL, f);
    free(text);
    json_decref(json);
    policy_free(&policy);
    return good;
}

static bool play(struct gateway *g, const char *until, struct failure *f)
{
    char ago[24];
    for (int day = SAMPLE_DAYS; day >= 0; day--) {
        show_progress(say("Playing ten weeks of work in the sample network"), SAMPLE_DAYS - day,
                      SAMPLE_DAYS + 1, 1);
        if (!gateway_ask(g, "SELECT sample.day($1::int, $2::timestamptz, 700)",
                         GATEWAY_VALUES(gateway_number(ago, day), until), NULL, f))
            return false;
    }
    if (!gateway_ask(g, "SELECT sample.last_hours($1::timestamptz, 700)", GATEWAY_VALUES(until),
                     NULL, f))
        return false;
    show_progress(say("Playing ten weeks of work in the sample network"), SAMPLE_DAYS + 1,
                  SAMPLE_DAYS + 1, 1);
    return true;
}

static bool count_open(struct gateway *g, long *count, struct failure *f)
{
    struct reply *r = NULL;
    if (!gateway_ask(g, "SELECT count(*) FROM app.task WHERE closed_at IS NULL", GATEWAY_NO_VALUES,
                     &r, f))
        return false;
    *count = (long)reply_bigint(r, 0, 0);
    reply_free(r);
    return true;
}

static bool add_bulk(struct gateway *g, long wanted, struct failure *f)
{
    char n[24], batch[24];
    long made;
    if (!count_open(g, &made, f) ||
        !gateway_ask(g, "SELECT sample.bulk_begin()", GATEWAY_NO_VALUES, NULL, f))
        return false;
    for (long i = 0; made < wanted; i++) {
        long more = wanted - made < SAMPLE_BATCH ? wanted - made : SAMPLE_BATCH;
        if (!gateway_ask(g, "SELECT sample.bulk($1::int, $2::int)",
                         GATEWAY_VALUES(gateway_number(n, more), gateway_number(batch, i)), NULL,
                         f))
            return false;
        made += more;
        show_progress(say("Adding open referrals"), made, wanted, more);
    }
    return gateway_ask(g, "SELECT sample.bulk_end()", GATEWAY_NO_VALUES, NULL, f);
}

static bool load(struct gateway *g, const struct demo *d, struct failure *f)
{
    struct reply *now = NULL;
    if (!publish_example(g, f) || !run_scripts(g, f) ||
        !gateway_ask(g, "SELECT clock_timestamp()", GATEWAY_NO_VALUES, &now, f))
        return false;
    bool good = play(g, reply_text(now, 0, 0), f) &&
                (d->wanted <= SAMPLE_OPEN || add_bulk(g, d->wanted, f)) &&
                gateway_ask(g, "DROP SCHEMA sample CASCADE", GATEWAY_NO_VALUES, NULL, f) &&
                gateway_ask(g, "VACUUM ANALYZE", GATEWAY_NO_VALUES, NULL, f);
    reply_free(now);
    return good;
}

/* Loaded wholly, begun and broken off, or empty. */
enum sample_state { SAMPLE_NONE, SAMPLE_BROKEN, SAMPLE_LOADED };

static bool look(struct gateway *g, enum sample_state *state, struct failure *f)
{
    struct reply *r = NULL;
    if (!gateway_ask(g,
                     "SELECT CASE WHEN to_regnamespace('sample') IS NOT NULL THEN 1 "
                     "WHEN EXISTS (SELECT 1 FROM app.referral) THEN 2 "
                     "WHEN EXISTS (SELECT 1 FROM app.policy_revision) THEN 1 ELSE 0 END",
                     GATEWAY_NO_VALUES, &r, f))
        return false;
    *state = (enum sample_state)reply_int(r, 0, 0);
    reply_free(r);
    return true;
}

/* What takes a while is named before it begins. */
static void say_if_new(struct demo *d)
{
    if (access(arena_print(&d->arena, "%s/data", d->server.dir), F_OK) != 0)
        fprintf(stderr, "%s\n",
                say("Making a server for the sample network; loading it takes some minutes."));
}

static bool connect_owner(struct demo *d, struct gateway **g, struct failure *f)
{
    const char *conninfo;
    say_if_new(d);
    if (!connect_start(&d->server, true, NULL, f) ||
        !local_conninfo(&d->server, NULL, NULL, &conninfo, f))
        return false;
    *g = gateway_open(&(struct gateway_options){.conninfo = conninfo, .one_link = true});
    if (gateway_connect(*g, f))
        return true;
    gateway_close(*g);
    return false;
}

static bool prepare(struct demo *d, struct failure *f)
{
    struct gateway *g;
    enum sample_state state = SAMPLE_NONE;
    if (d->reset && !local_destroy(&d->server, f))
        return false;
    if (!connect_owner(d, &g, f))
        return false;
    bool good = look(g, &state, f);
    if (good && state == SAMPLE_BROKEN) {
        fprintf(stderr, "%s\n", say("The sample was not loaded to its end last time; once more."));
        gateway_close(g);
        if (!local_destroy(&d->server, f) || !connect_owner(d, &g, f))
            return false;
        state = SAMPLE_NONE;
    }
    good = good && (state == SAMPLE_LOADED || load(g, d, f));
    gateway_close(g);
    return good;
}

static int open_console(const struct demo *d, const struct options *o)
{
    char name[] = "console", *argv[] = {name, NULL};
    struct options as = *o;
    as.local = true;
    as.local_dir = d->server.dir;
    as.as = o->as != NULL ? o->as : SAMPLE_PERSON;
    as.db = NULL;
    return command_console(&as, 1, argv);
}

int command_demo(const struct options *o, int argc, char **argv)
{
    struct demo d = {0};
    struct failure f;
    const struct argument table[] = {{"--reset", &d.reset, NULL},
                                     {"--no-console", &d.no_console, NULL},
                                     {"--open", NULL, &d.open}};
    if (!arguments_parse(table, 3, &argc, argv, &f))
        return command_fail(&f);
    if (argc > 1)
        return command_misused(argv[0], say("%s is one word too many"), argv[1]);
    bool good = read_open(&d, &f) && find_place(&d, o, &f) && prepare(&d, &f);
    int status = !good ? command_fail(&f) : d.no_console ? EX_OK : open_console(&d, o);
    arena_free(&d.arena);
    return status;
}
