/* holdfast export: a person, or one referral, as a FHIR R4 Bundle on standard output. Whoever is
 * told is in the account of disclosures; the notice that goes with substance-use content is in the
 * Bundle, and on standard error for whoever sends it on. */
#include "holdfast/command/arguments.h"
#include "holdfast/command/command.h"
#include "holdfast/command/plain.h"
#include "holdfast/gateway/answer.h"
#include "holdfast/util/say.h"

#include <stdio.h>
#include <string.h>

static void tell_notice(const json_t *bundle)
{
    const json_t *tags = json_object_get(json_object_get(bundle, "meta"), "tag");
    const json_t *tag = json_array_get(tags, 0);
    if (tag != NULL)
        (void)fprintf(stderr, "holdfast: export: %s\n", answer_text(tag, "display"));
}

static int print_bundle(const json_t *bundle)
{
    /* ASCII alone: what people typed steers no terminal that shows it. */
    bool done = json_dumpf(bundle, stdout, JSON_INDENT(2) | JSON_ENSURE_ASCII) == 0 &&
                fputc('\n', stdout) != EOF && fflush(stdout) == 0;
    struct failure f;
    if (done) {
        tell_notice(bundle);
        return EX_OK;
    }
    (void)failure_set(&f, EX_CANTCREAT, "export", say("look at the disk or pipe it goes to"), "%s",
                      say("the output could not be written"));
    return command_fail(&f);
}

static int run(const struct options *o, const char *individual, const char *referral)
{
    struct failure f;
    struct plain p;
    if (!plain_open(&p, o, &f))
        return command_fail(&f);
    json_t *bundle = plain_ask(&p, "export", "SELECT api.export_fhir($1, $2)",
                               GATEWAY_VALUES(individual, referral), &f);
    int status = bundle != NULL ? print_bundle(bundle) : command_fail(&f);
    json_decref(bundle);
    plain_close(&p);
    return status;
}

int command_export(const struct options *o, int argc, char **argv)
{
    const char *individual = NULL, *referral = NULL;
    const struct argument table[] = {{"--individual", NULL, &individual},
                                     {"--referral", NULL, &referral}};
    struct failure f;
    if (!arguments_parse(table, sizeof table / sizeof table[0], &argc, argv, &f))
        return command_fail(&f);
    if (argc > 1 || (individual == NULL) == (referral == NULL))
        return command_misused("export", say("it wants one --individual or one --referral"));
    return run(o, individual, referral);
}
