#include "holdfast/command/connect.h"

#include "holdfast/command/config.h"
#include "holdfast/gateway/gateway.h"
#include "holdfast/gateway/migrate.h"
#include "holdfast/util/say.h"

#include <stddef.h>

static bool is_there(struct arena *arena, const char *name, struct local_server *s,
                     struct local_status *status, struct failure *f)
{
    const char *dir;
    return local_place(arena, name, &dir, f) && local_open(s, arena, dir, f) &&
           local_status(s, status, f);
}

bool connect_server(const struct options *o, struct arena *arena, struct local_server *s,
                    struct failure *f)
{
    struct local_server demo;
    struct local_status status;
    if (o->local_dir != NULL)
        return local_open(s, arena, o->local_dir, f);
    if (!is_there(arena, CONNECT_PLACE, s, &status, f))
        return false;
    if (status.state == LOCAL_ABSENT && is_there(arena, CONNECT_DEMO_PLACE, &demo, &status, NULL) &&
        status.state != LOCAL_ABSENT)
        *s = demo;
    return true;
}

/* The schema, on a server that nobody else can use yet. */
static bool bring_schema(const char *conninfo, void *with, struct failure *f)
{
    const bool *sandbox = with;
    struct migrate_report report;
    struct gateway *g = gateway_open(
        &(struct gateway_options){.conninfo = conninfo, .any_schema = true, .one_link = true});
    bool good = gateway_connect(g, f) && migrate_run(g, *sandbox, &report, f);
    gateway_close(g);
    return good;
}

bool connect_start(struct local_server *s, bool sandbox, bool *started, struct failure *f)
{
    return local_start(s, bring_schema, &sandbox, started, f);
}

static bool use_local(const struct options *o, struct arena *arena, char **conninfo,
                      struct failure *f)
{
    struct local_server s;
    const char *text;
    if (o->as == NULL && !o->administrative)
        return failure_set(f, EX_USAGE, say("command line"), say("add --as LOGIN"), "%s",
                           say("with --local it must be said who you are"));
    if (!connect_server(o, arena, &s, f) || !connect_start(&s, false, NULL, f) ||
        !local_conninfo(&s, o->as, NULL, &text, f))
        return false;
    *conninfo = arena_text(arena, text);
    return true;
}

static bool use_config(const struct options *o, struct arena *arena, char **conninfo,
                       struct failure *f)
{
    struct config_connection c;
    struct options chosen = *o;
    if (!config_connection(o, arena, &c, f))
        return false;
    *conninfo = arena_text(arena, c.conninfo);
    if (chosen.as == NULL)
        chosen.as = c.as;
    chosen.local_dir = c.local_dir;
    if (o->kiosk && (c.local || c.as != NULL))
        return failure_set(f, EX_CONFIG, say("configuration"),
                           say("name a server that knows who somebody is"), "%s",
                           say("a kiosk cannot use the private server, where people say it "
                               "themselves"));
    if (c.local)
        return use_local(&chosen, arena, conninfo, f);
    if (o->as != NULL)
        return failure_set(f, EX_USAGE, say("command line"),
                           say("add --local, or name the login with --db user=LOGIN"), "%s",
                           say("--as is for the private server only"));
    return true;
}

bool connect_target(const struct options *o, struct arena *arena, char **conninfo,
                    struct failure *f)
{
    if (o->local)
        return use_local(o, arena, conninfo, f);
    if (o->db == NULL)
        return use_config(o, arena, conninfo, f);
    if (o->as != NULL)
        return failure_set(f, EX_USAGE, say("command line"),
                           say("name the login in --db (user=LOGIN)"), "%s",
                           say("--as is for the private server only"));
    *conninfo = arena_text(arena, o->db);
    return true;
}
