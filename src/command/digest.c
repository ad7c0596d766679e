/* holdfast digest: tells everybody once a day, by mail, how much waits for them. It counts and
 * names nobody. For cron. */
#include "holdfast/command/arguments.h"
#include "holdfast/command/command.h"
#include "holdfast/command/deliver.h"
#include "holdfast/command/session.h"
#include "holdfast/util/say.h"

#include <stdio.h>

struct digest {
    struct session session;
    bool mail, forced;
    int sent, failed;
};

static bool ask_yes(struct digest *d, const char *sql, const char *login, const char *flag,
                    bool *yes, struct failure *f)
{
    struct reply *reply;
    const struct gateway_call call = {
        .sql = sql, .values = GATEWAY_VALUES(login, flag), .what = "digest", .resend = true};
    if (!gateway_run(d->session.gateway, &call, &reply, f))
        return false;
    *yes = reply_bool(reply, 0, 0);
    reply_free(reply);
    return true;
}

static bool mail_one(struct digest *d, const struct reply *r, size_t row, struct failure *f)
{
    const char *login = reply_named(r, row, "login");
    bool taken, kept;
    if (!ask_yes(d, "SELECT api.digest_claim($1, $2::boolean)", login, d->forced ? "true" : "false",
                 &taken, f))
        return false;
    if (!taken)
        return true;
    json_t *program = reply_json(r, row, reply_column(r, "program"));
    bool sent = deliver_message(program, true, reply_named(r, row, "address"),
                                reply_named(r, row, "message")) == DELIVER_SENT;
    json_decref(program);
    d->sent += sent;
    d->failed += !sent;
    return ask_yes(d, "SELECT api.digested($1, $2::boolean)", login, sent ? "true" : "false", &kept,
                   f);
}

static bool is_switched_off(const struct reply *r)
{
    return reply_rows(r) > 0 && reply_named(r, 0, "program")[0] == '\0';
}

static bool mail_all(struct digest *d, const struct reply *r, struct failure *f)
{
    if (is_switched_off(r))
        return failure_set(f, EX_CONFIG, "digest", say("give mail a program under \"notify\""),
                           "%s", say("the policy in force switches mail off"));
    for (size_t row = 0; row < reply_rows(r); row++)
        if (!mail_one(d, r, row, f))
            return false;
    printf(say("Digests sent: %d, failed: %d.\n"), d->sent, d->failed);
    return true;
}

static void print_all(const struct reply *r)
{
    for (size_t row = 0; row < reply_rows(r); row++)
        printf("%s\t%s\n", reply_named(r, row, "login"), reply_named(r, row, "message"));
}

static int run(struct digest *d)
{
    struct failure f = {0};
    struct reply *reply;
    const struct gateway_call call = {.sql = "SELECT * FROM api.digests($1::boolean)",
                                      .values = GATEWAY_VALUES(d->forced ? "true" : "false"),
                                      .what = "digest",
                                      .resend = true};
    if (!gateway_run(d->session.gateway, &call, &reply, &f))
        return command_fail(&f);
    bool good = true;
    if (d->mail)
        good = mail_all(d, reply, &f);
    else
        print_all(reply);
    reply_free(reply);
    if (!good)
        return command_fail(&f);
    return d->failed > 0 ? EX_TEMPFAIL : EX_OK;
}

int command_digest(const struct options *o, int argc, char **argv)
{
    struct digest d = {0};
    struct failure f;
    const struct argument table[] = {{"--mail", &d.mail, NULL}, {"--force", &d.forced, NULL}};
    if (!arguments_parse(table, 2, &argc, argv, &f))
        return command_fail(&f);
    if (argc > 1)
        return command_misused(argv[0], say("%s is one word too many"), argv[1]);
    if (!session_open(&d.session, o, SESSION_PERSON, &f))
        return command_fail(&f);
    int status = run(&d);
    session_close(&d.session);
    return status;
}
