/* A policy in worked examples: what every service level means for a referral that is sent on a
 * Friday at 16:45, for each kind of office that answers such referrals. */
#ifndef HOLDFAST_POLICY_EXPLAIN_H
#define HOLDFAST_POLICY_EXPLAIN_H

#include "holdfast/policy/policy.h"

#include <stdint.h>
#include <stdio.h>

/* p was read without errors. The Friday is the first one after now (seconds since 1970), in the
 * network's time zone. */
void explain_policy(const struct policy *p, int64_t now, FILE *out);

#endif
