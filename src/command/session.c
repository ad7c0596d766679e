#include "holdfast/command/session.h"

#include "holdfast/command/connect.h"
#include "holdfast/command/secret.h"
#include "holdfast/util/say.h"

#include <stdio.h>
#include <string.h>

enum { PASSWORD_TRIES = 3 };

static bool is_about_password(const struct gateway *g)
{
    const struct gateway_link *link = gateway_link(g);
    return link->needs_password || strcmp(link->failure.sqlstate, "28P01") == 0;
}

static bool connect_asking(struct gateway *g, struct failure *f)
{
    char password[SECRET_SIZE] = "";
    bool online = gateway_connect(g, f);
    for (int i = 0; i < PASSWORD_TRIES && !online && is_about_password(g); i++) {
        if (!secret_read(say("Password:"), password))
            break;
        gateway_password(g, password);
        online = gateway_connect(g, f);
    }
    explicit_bzero(password, sizeof password);
    if (online)
        *f = (struct failure){0}; /* that a password was wanted is no failure */
    return online;
}

bool session_open(struct session *s, const struct options *o, enum session_kind kind,
                  struct failure *f)
{
    *s = (struct session){0};
    if (!connect_target(o, &s->arena, &s->conninfo, f)) {
        session_close(s);
        return false;
    }
    s->gateway = gateway_open(&(struct gateway_options){.conninfo = s->conninfo,
                                                        .fallback = o->password,
                                                        .any_schema = kind == SESSION_SCHEMA,
                                                        .one_link = kind == SESSION_SCHEMA});
    if (!connect_asking(s->gateway, f)) {
        session_close(s);
        return false;
    }
    if (gateway_warning(s->gateway) != NULL)
        fprintf(stderr, say("holdfast: note: %s\n"), gateway_warning(s->gateway));
    return true;
}

void session_close(struct session *s)
{
    gateway_close(s->gateway);
    if (s->conninfo != NULL)
        explicit_bzero(s->conninfo, strlen(s->conninfo));
    arena_free(&s->arena);
    *s = (struct session){0};
}
