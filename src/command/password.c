/* holdfast staff passwd: a password is typed here, and only what proves it leaves this machine. */
#include "staff.h"

#include "holdfast/command/command.h"
#include "holdfast/command/password.h"
#include "holdfast/command/secret.h"
#include "holdfast/gateway/answer.h"
#include "holdfast/util/say.h"

#include <stdio.h>
#include <string.h>

static bool is_own(struct gateway *g, const char *login)
{
    return login == NULL || strcmp(login, gateway_login(g)) == 0;
}

/* The old one, where this server wants one at all. */
static bool read_old(struct gateway *g, const struct secret_asker *asker,
                     char old[static SECRET_SIZE], const char **proof, struct failure *f)
{
    bool wanted = gateway_used_password(g);
    *proof = wanted ? old : NULL;
    return !wanted || secret_ask(asker, say("Your present password:"), old, f);
}

static bool change(struct gateway *g, const struct staff_call *call, bool own, struct reply **reply,
                   struct failure *f)
{
    const char *login = own ? gateway_login(g) : call->login;
    char old[SECRET_SIZE] = "", chosen[SECRET_SIZE] = "";
    struct gateway_rekey key = {.login = own ? NULL : login, .password = chosen};
    bool done = (!own || read_old(g, call->asker, old, &key.proof, f)) &&
                secret_choose(call->asker, login, chosen, f) && gateway_rekey(g, &key, reply, f);
    if (done && own)
        gateway_password(g, chosen);
    explicit_bzero(old, sizeof old);
    explicit_bzero(chosen, sizeof chosen);
    return done;
}

int staff_passwd(struct plain *p, const struct staff_call *call)
{
    struct failure f;
    struct reply *reply;
    struct gateway *g = p->session.gateway;
    bool own = is_own(g, call->login);
    char line[256];
    if (!change(g, call, own, &reply, &f))
        return command_fail(&f);
    json_t *answer = reply_json(reply, 0, 0);
    reply_free(reply);
    (void)snprintf(line, sizeof line,
                   own ? say("The password is changed.")
                       : say("%s has a first password, and must choose another at the next "
                             "sign-in. Hand it over in person."),
                   answer_text(answer, "name"));
    plain_line(p, 0, line);
    json_decref(answer);
    return EX_OK;
}

static bool is_due(struct gateway *g)
{
    struct reply *reply;
    struct failure f;
    if (!gateway_ask(g, "SELECT api.password_due()", GATEWAY_NO_VALUES, &reply, &f))
        return false;
    bool due = reply_bool(reply, 0, 0);
    reply_free(reply);
    return due;
}

bool password_was_given(struct gateway *g, const struct failure *f)
{
    return strcmp(f->sqlstate, "HF412") == 0 && is_due(g);
}

bool password_replace(struct gateway *g, struct failure *f)
{
    char chosen[SECRET_SIZE] = "";
    struct reply *reply;
    puts(say("Your password was given to you by somebody else. Choose your own, which nobody else "
             "knows:"));
    (void)fflush(stdout);
    bool done = secret_choose(NULL, gateway_login(g), chosen, f) &&
                gateway_rekey(g, &(struct gateway_rekey){.password = chosen}, &reply, f);
    if (done) {
        gateway_password(g, chosen);
        reply_free(reply);
    }
    explicit_bzero(chosen, sizeof chosen);
    return done;
}
