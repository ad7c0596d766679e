#include "holdfast/command/arguments.h"
#include "holdfast/command/command.h"
#include "holdfast/command/session.h"
#include "holdfast/gateway/answer.h"
#include "holdfast/policy/policy.h"
#include "holdfast/policy/publish.h"
#include "holdfast/util/say.h"

#include <stdlib.h>
#include <string.h>

struct apply {
    bool dry_run, recompute;
};

/* ---- What changed, in plain lines ---- */

static const char *word_of(const json_t *change, const char *key)
{
    const char *text = json_string_value(json_object_get(change, key));
    return text == NULL ? "" : text;
}

static void print_change(const json_t *change)
{
    static const struct {
        const char *change, *shown;
    } words[] = {{"added", "new"}, {"removed", "gone"}};
    const char *shown = word_of(change, "change"), *detail = word_of(change, "detail");
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (strcmp(words[i].change, shown) == 0)
            shown = say(words[i].shown);
    }
    printf("  %s%s%s: %s%s%s\n", word_of(change, "what"), word_of(change, "id")[0] == 0 ? "" : " ",
           word_of(change, "id"), shown, detail[0] == '\0' ? "" : "; ", detail);
}

/* What the file does not know of and what stays all the same. */
static void print_closures(const json_t *closures)
{
    size_t i;
    const json_t *closure;
    json_array_foreach (closures, i, closure)
        printf(say("  calendar %s: stays closed on %s%s%s (said by %s with holdfast close)\n"),
               word_of(closure, "calendar"), word_of(closure, "words"),
               word_of(closure, "reason")[0] == '\0' ? "" : ", ", word_of(closure, "reason"),
               word_of(closure, "by"));
}

static void print_answer(const struct apply *a, const json_t *answer)
{
    const json_t *changes = json_object_get(answer, "changes");
    json_int_t revision = answer_int(answer, "revision");
    const json_t *change;
    size_t i;
    json_array_foreach (changes, i, change) {
        print_change(change);
    }
    if (json_array_size(changes) == 0)
        puts(say("Nothing differs from the policy in force."));
    print_closures(json_object_get(answer, "closures"));
    if (a->dry_run)
        puts(say("Nothing was published: this was a dry run."));
    else
        printf(say("Revision %" JSON_INTEGER_FORMAT " is in force.\n"), revision);
}

/* ---- Publishing ---- */

static bool statement(struct gateway *g, const char *sql, struct failure *f)
{
    return gateway_run(g, &(struct gateway_call){.sql = sql, .block = true}, NULL, f);
}

static bool publish(const struct apply *a, struct gateway *g, const struct policy *p,
                    json_t **answer, struct failure *f)
{
    json_t *policy = publish_json(p);
    char *text = json_dumps(policy, JSON_COMPACT);
    struct reply *reply = NULL;
    struct gateway_call call = {
        .sql = "SELECT api.publish($1, $2::jsonb, $3::boolean)",
        .values = GATEWAY_VALUES(p->text, text, a->recompute ? "true" : "false"),
        .what = say("apply"),
        .block = true,
    };
    bool good = statement(g, "BEGIN", f) && gateway_run(g, &call, &reply, f);
    if (good) {
        *answer = reply_json(reply, 0, 0);
        good = statement(g, a->dry_run ? "ROLLBACK" : "COMMIT", f);
    }
    reply_free(reply);
    free(text);
    json_decref(policy);
    return good;
}

static int apply_policy(const struct options *o, const struct apply *a, const struct policy *p)
{
    struct session s;
    struct failure f;
    json_t *answer = NULL;
    if (!session_open(&s, o, SESSION_PERSON, &f))
        return command_fail(&f);
    bool good = publish(a, s.gateway, p, &answer, &f);
    session_close(&s);
    if (good)
        print_answer(a, answer);
    json_decref(answer);
    return good ? EX_OK : command_fail(&f);
}

int command_apply(const struct options *o, int argc, char **argv)
{
    struct apply a = {0};
    struct failure f;
    const struct argument table[] = {{"--dry-run", &a.dry_run, NULL},
                                     {"--recompute", &a.recompute, NULL}};
    if (!arguments_parse(table, 2, &argc, argv, &f))
        return command_fail(&f);
    if (argc != 2)
        return command_misused("apply", "%s",
                               argc < 2 ? say("it needs a policy file")
                                        : say("it takes one policy file"));
    struct policy p = {0};
    if (!policy_open(&p, argv[1], &f))
        return command_fail(&f);
    finding_print(&p.findings, stderr);
    int status;
    if (p.findings.errors > 0) {
        (void)failure_set(&f, EX_DATAERR, say("apply"),
                          say("mend them first; check finds the same"),
                          say("the policy has %zu errors"), p.findings.errors);
        status = command_fail(&f);
    } else {
        status = apply_policy(o, &a, &p);
    }
    policy_free(&p);
    return status;
}
