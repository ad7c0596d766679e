/* holdfast ledger: whether the record is whole, and what it holds about one item. */
#include "holdfast/command/arguments.h"
#include "holdfast/command/command.h"
#include "holdfast/command/session.h"
#include "holdfast/util/say.h"

#include <stdio.h>
#include <string.h>

static bool ask(struct session *s, const char *sql, struct gateway_values values,
                struct reply **reply, struct failure *f)
{
    const struct gateway_call call = {
        .sql = sql, .values = values, .what = "ledger", .resend = true};
    return gateway_run(s->gateway, &call, reply, f);
}

/* Fields in their order with tabs between: for people and for programs alike. Nothing in these
 * rows was typed by a person but references and logins. */
static void print_row(const struct reply *r, size_t row)
{
    int count = reply_columns(r);
    for (int i = 0; i < count; i++)
        printf("%s%c", reply_text(r, row, i), i + 1 < count ? '\t' : '\n');
}

static int print_breaks(const struct reply *r)
{
    size_t count = reply_rows(r);
    for (size_t row = 0; row < count; row++)
        print_row(r, row);
    if (count == 0)
        puts(say("The record is whole."));
    else
        fprintf(stderr,
                say("holdfast: ledger: the record is broken (places: %zu); keep the "
                    "database as it is and tell your compliance officer\n"),
                count);
    return count == 0 ? EX_OK : EXIT_CHECK_FOUND;
}

static int verify(struct session *s, int argc, char **argv)
{
    struct failure f;
    struct reply *reply;
    bool full = false;
    const struct argument table[] = {{"--full", &full, NULL}};
    if (!arguments_parse(table, 1, &argc, argv, &f) ||
        !ask(s,
             "SELECT b.ref, b.entity_kind, b.seq, b.entry_id, b.at, b.problem"
             " FROM api.ledger_verify($1::boolean) b",
             GATEWAY_VALUES(full ? "true" : "false"), &reply, &f))
        return command_fail(&f);
    int status = print_breaks(reply);
    reply_free(reply);
    return status;
}

static int show(struct session *s, int argc, char **argv)
{
    struct failure f;
    struct reply *reply;
    if (argc != 2)
        return command_misused("ledger", "%s", say("show needs one reference"));
    if (!ask(s,
             "SELECT e.seq, e.at, e.actor, e.action, e.from_status, e.to_status, e.version,"
             " e.detail, e.hash FROM api.ledger_show($1) e",
             GATEWAY_VALUES(argv[1]), &reply, &f))
        return command_fail(&f);
    for (size_t row = 0; row < reply_rows(reply); row++)
        print_row(reply, row);
    reply_free(reply);
    return EX_OK;
}

static const struct {
    const char *name;
    int (*run)(struct session *s, int argc, char **argv);
} actions[] = {
    {"verify", verify},
    {"show", show},
};

int command_ledger(const struct options *o, int argc, char **argv)
{
    struct session s;
    struct failure f;
    size_t i = 0, count = sizeof actions / sizeof actions[0];
    while (argc > 1 && i < count && strcmp(actions[i].name, argv[1]) != 0)
        i++;
    if (argc < 2 || i == count)
        return command_misused(argv[0], "%s", say("say verify or show"));
    if (!session_open(&s, o, SESSION_PERSON, &f))
        return command_fail(&f);
    int status = actions[i].run(&s, argc - 1, argv + 1);
    session_close(&s);
    return status;
}
