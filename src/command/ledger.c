/* holdfast ledger: whether the record is whole, what it holds about one item, and the erasure of
 * what the law wants forgotten. */
#include "ledger_parts.h"

#include "holdfast/command/arguments.h"
#include "holdfast/command/command.h"
#include "holdfast/gateway/answer.h"
#include "holdfast/util/say.h"

#include <stdio.h>
#include <string.h>

void ledger_print_row(const struct reply *r, size_t row)
{
    int count = reply_columns(r);
    for (int i = 0; i < count; i++)
        printf("%s%c", reply_text(r, row, i), i + 1 < count ? '\t' : '\n');
}

/* Fields with tabs; below them, indented, what a publication of the policy changed. */
static void print_entry(const struct reply *r, size_t row)
{
    int words = reply_columns(r) - 1;
    for (int i = 0; i < words; i++)
        printf("%s%c", reply_text(r, row, i), i + 1 < words ? '\t' : '\n');
    for (const char *at = reply_text(r, row, words); *at != '\0';) {
        int len = (int)strcspn(at, "\n");
        printf("    %.*s\n", len, at);
        at += len + (at[len] == '\n');
    }
}

static int show(struct session *s, int argc, char **argv)
{
    struct failure f;
    struct reply *reply;
    if (argc != 2)
        return command_misused("ledger", "%s", say("show needs one reference"));
    const struct gateway_call call = {
        .sql =
            "SELECT e.seq, e.at, e.actor, e.action, e.from_status, e.to_status, e.version,"
            " CASE WHEN e.words IS NULL THEN e.detail ELSE e.detail - 'changes' END, e.hash, e.of,"
            " e.words FROM api.ledger_show($1) e",
        .values = GATEWAY_VALUES(argv[1]),
        .what = "ledger",
        .resend = true};
    if (!gateway_run(s->gateway, &call, &reply, &f))
        return command_fail(&f);
    for (size_t row = 0; row < reply_rows(reply); row++)
        print_entry(reply, row);
    reply_free(reply);
    return EX_OK;
}

static void print_erased(const struct reply *reply)
{
    json_t *answer = reply_json(reply, 0, 0);
    printf(
        say("Erased: the words of %lld entries of %s, and what else was kept of them. The record "
            "says so; its chain is whole.\n"),
        (long long)answer_int(answer, "entries"),
        json_string_value(json_object_get(answer, "ref")));
    puts(say("Backups made before still hold them."));
    json_decref(answer);
}

int ledger_erase(struct session *s, int argc, char **argv)
{
    struct failure f;
    struct reply *reply;
    char fresh[37];
    const char *reason = NULL, *id = NULL;
    const struct argument table[] = {{"--reason", NULL, &reason}, {"--request-id", NULL, &id}};
    if (!arguments_parse(table, 2, &argc, argv, &f))
        return command_fail(&f);
    if (argc != 2 || reason == NULL)
        return command_misused("ledger", "%s",
                               say("erase needs one reference, and --reason: the request or order "
                                   "that it follows"));
    gateway_request_id(fresh);
    id = id != NULL ? id : fresh;
    const struct gateway_call call = {.sql = "SELECT api.ledger_erase($1::uuid, $2, $3)",
                                      .values = GATEWAY_VALUES(id, argv[1], reason),
                                      .what = "ledger",
                                      .resend = true};
    if (!gateway_run(s->gateway, &call, &reply, &f)) {
        if (f.status == EX_UNAVAILABLE)
            (void)snprintf(f.mend, sizeof f.mend,
                           say("repeat it with --request-id %s: it is done only once"), id);
        return command_fail(&f);
    }
    print_erased(reply);
    reply_free(reply);
    return EX_OK;
}

static const struct {
    const char *name;
    int (*run)(struct session *s, int argc, char **argv);
} actions[] = {
    {"verify", ledger_verify},
    {"show", show},
    {"erase", ledger_erase},
};

int command_ledger(const struct options *o, int argc, char **argv)
{
    struct session s;
    struct failure f;
    size_t i = 0, count = sizeof actions / sizeof actions[0];
    while (argc > 1 && i < count && strcmp(actions[i].name, argv[1]) != 0)
        i++;
    if (argc < 2 || i == count)
        return command_misused(argv[0], "%s", say("say verify, show or erase"));
    if (!session_open(&s, o, SESSION_PERSON, &f))
        return command_fail(&f);
    int status = actions[i].run(&s, argc - 1, argv + 1);
    session_close(&s);
    return status;
}
