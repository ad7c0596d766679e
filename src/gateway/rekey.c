#include "parts.h"

#include "holdfast/util/memory.h"
#include "holdfast/util/say.h"

#include <stdio.h>
#include <string.h>

static bool fail(struct failure *f, int status, const char *mend, const char *why)
{
    return failure_set(f, status, say("password"), mend, "%s", why);
}

/* What this link began with, and the verifier. */
static char *make_options(const struct gateway *g, const char *login, const char *password)
{
    char *verifier = PQencryptPasswordConn(g->conn, password, login, "scram-sha-256");
    const char *before = PQoptions(g->conn);
    if (verifier == NULL)
        return NULL;
    size_t size = strlen(verifier) + (before != NULL ? strlen(before) : 0) + 64;
    char *options = memory_take(size, 1);
    (void)snprintf(options, size, "%s -c holdfast.verifier=%s", before != NULL ? before : "",
                   verifier);
    explicit_bzero(verifier, strlen(verifier));
    PQfreemem(verifier);
    return options;
}

static bool is_proved(const struct gateway *twin, const struct gateway_rekey *key,
                      struct failure *f)
{
    if (key->proof == NULL || gateway_used_password(twin))
        return true;
    return fail(f, EX_NOPERM, say("sign in by your password first"),
                say("this server asked for no password, so the old one proves nothing"));
}

static bool send_verifier(struct gateway *twin, const struct gateway_rekey *key,
                          struct reply **reply, struct failure *f)
{
    char request[37];
    gateway_request_id(request);
    const struct gateway_call call = {.sql = "SELECT api.staff_password($1::uuid, $2)",
                                      .values = GATEWAY_VALUES(request, key->login),
                                      .what = say("password")};
    return gateway_connect(twin, f) && is_proved(twin, key, f) &&
           gateway_run(twin, &call, reply, f);
}

bool gateway_rekey(struct gateway *g, const struct gateway_rekey *key, struct reply **reply,
                   struct failure *f)
{
    if (g->conn == NULL)
        return fail(f, EX_UNAVAILABLE, say("try again"),
                    say("the connection to the database was lost"));
    char *options = make_options(g, key->login != NULL ? key->login : g->user, key->password);
    if (options == NULL)
        return fail(f, EX_OSERR, say("choose another"), say("this password cannot be used"));
    struct gateway *twin = gateway_open(
        &(struct gateway_options){.conninfo = g->conninfo,
                                  .login = g->login,
                                  .password = key->proof != NULL ? key->proof : g->password,
                                  .fallback = g->fallback,
                                  .options = options,
                                  .one_link = true});
    bool done = send_verifier(twin, key, reply, f);
    gateway_close(twin);
    gateway_wipe(options);
    return done;
}
