/* Whatever bytes a policy file holds: it is read or refused with a place, and a policy without
 * errors can be published and explained. */
#include "holdfast/policy/explain.h"
#include "holdfast/policy/publish.h"

#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void use_policy(const struct policy *p)
{
    json_t *policy = publish_json(p);
    char *text = json_dumps(policy, JSON_COMPACT);
    if (text == NULL)
        abort();
    free(text);
    json_decref(policy);
    FILE *nowhere = fopen("/dev/null", "w");
    if (nowhere == NULL)
        return;
    explain_policy(p, INT64_C(1795176000), nowhere);
    (void)fclose(nowhere);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct policy p = {0};
    policy_parse(&p, "fuzz", (const char *)data, size);
    if (p.root == NULL && p.findings.errors == 0)
        abort();
    for (size_t i = 0; i < p.findings.count; i++) {
        if (p.findings.items[i].line == 0 || p.findings.items[i].column == 0)
            abort();
    }
    if (p.findings.errors == 0)
        use_policy(&p);
    policy_free(&p);
    return 0;
}
