/* What checks, publishing and explanations all ask of event rules, risk rules and pathways. Private
 * to the policy reader. */
#ifndef POLICY_CARE_H
#define POLICY_CARE_H

#include "holdfast/policy/tree.h"

#include <stddef.h>

/* Who owns the work that a rule or step opens. */
struct care_owner {
    const char *kind; /* "role", "area", "coordinator", "on_call"; NULL: nobody is named */
    const char *id;   /* the role, or the domain of an area; NULL for the others */
};

/* node holds `owner` or `area`. */
struct care_owner care_owner(const struct yaml_node *node);
/* The role that this is: of an area, its domain's owner. NULL when nobody is named. */
const char *care_owner_role(const struct yaml_node *root, const struct yaml_node *node);

/* One timed step of a risk, with what holds where the file says nothing. */
struct care_target {
    const char *within, *ladder;
    const struct yaml_node *written; /* where the file says it, or says what it follows from */
};

enum risk_step { RISK_VERIFY, RISK_CONTACT, RISK_REFER, RISK_RESOLVE, RISK_STEP_COUNT };

/* To refer takes as long as contact, to resolve 30 days, with the ladder of the step before. */
struct care_target care_risk_target(const struct yaml_node *rule, enum risk_step step);

/* Fills order with the places of steps, each behind those it waits for, else as the file has them.
 * Gives how many could be placed: fewer than all when some wait in a circle. Names of no step are
 * passed over. order has room for steps->count. */
size_t care_pathway_order(const struct yaml_node *steps, size_t *order);
enum { PATHWAY_STEPS_LIMIT = 100 };

#endif
