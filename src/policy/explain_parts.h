/* What the explanations of service levels and of rules share. Private to the policy reader. */
#ifndef POLICY_EXPLAIN_PARTS_H
#define POLICY_EXPLAIN_PARTS_H

#include "check.h"
#include "holdfast/policy/hours.h"

#include <stdint.h>
#include <stdio.h>

struct explanation {
    struct check *c;
    FILE *out;
    int64_t sent; /* the Friday on which everything begins */
    const char *timezone;
};

/* "Fri 20 Nov 16:45 EST", on the network's clocks. */
const char *explain_moment(const struct explanation *e, int64_t instant);
const char *explain_role(const struct explanation *e, const char *role);
struct hours *explain_hours(const struct explanation *e, const char *role);

/* One clock: prints "      LABEL by …" with the rungs of its ladder below; *at moves from its start
 * to when it is due. */
void explain_clock(const struct explanation *e, const char *label, const char *owner,
                   struct hours *hours, struct care_target target, int64_t *at);

/* Event rules, risk rules and pathways (explain_care.c). */
void explain_care(const struct explanation *e);

/* What passes only with a consent, by pair of organisations and category (explain_access.c). */
void explain_access(const struct explanation *e);

#endif
