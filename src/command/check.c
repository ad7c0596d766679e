#include "holdfast/command/arguments.h"
#include "holdfast/command/command.h"
#include "holdfast/policy/explain.h"
#include "holdfast/policy/policy.h"
#include "holdfast/policy/publish.h"
#include "holdfast/util/say.h"

#include <string.h>
#include <time.h>

/* Warnings do not keep a policy from being published. */
static void print_verdict(const struct policy *p)
{
    const struct finding_list *found = &p->findings;
    fprintf(stderr, say("%s: errors: %zu, warnings: %zu\n"), p->file, found->errors,
            found->warnings);
}

/* What publishing would hand to the database, for scripts. */
static void print_json(const struct policy *p)
{
    json_t *policy = publish_json(p);
    (void)json_dumpf(policy, stdout, JSON_INDENT(2) | JSON_SORT_KEYS);
    putchar('\n');
    json_decref(policy);
}

int command_check(const struct options *o, int argc, char **argv)
{
    (void)o;
    bool explain = false, json = false;
    struct failure f;
    const struct argument table[] = {{"--explain", &explain, NULL}, {"--json", &json, NULL}};
    if (!arguments_parse(table, 2, &argc, argv, &f))
        return command_fail(&f);
    if (argc != 2)
        return command_misused("check", argc < 2 ? say("it needs a policy file")
                                                 : say("it takes one policy file"));
    struct policy p = {0};
    if (!policy_open(&p, argv[1], &f))
        return command_fail(&f);
    finding_print(&p.findings, json ? stderr : stdout);
    bool sound = p.findings.errors == 0;
    if (json && sound)
        print_json(&p);
    if (explain && sound)
        explain_policy(&p, (int64_t)time(NULL), stdout);
    (void)fflush(stdout);
    print_verdict(&p);
    policy_free(&p);
    return sound ? EX_OK : EXIT_CHECK_FOUND;
}
