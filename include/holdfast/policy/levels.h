/* Service levels: which target holds for a priority and a stage. */
#ifndef HOLDFAST_POLICY_LEVELS_H
#define HOLDFAST_POLICY_LEVELS_H

#include "holdfast/policy/tree.h"

/* In rising urgency, as FHIR's request-priority orders them. */
enum priority { PRIORITY_ROUTINE, PRIORITY_URGENT, PRIORITY_ASAP, PRIORITY_STAT, PRIORITY_COUNT };
enum stage { STAGE_ACCEPT, STAGE_START, STAGE_COMPLETE, STAGE_COUNT };

extern const char *const priority_names[PRIORITY_COUNT];
extern const char *const stage_names[STAGE_COUNT];

/* Routine for NULL and for what is none. */
enum priority priority_read(const char *name);

/* What the level says itself for the priority; NULL when it says nothing. */
const struct yaml_node *level_written(const struct yaml_node *level, enum priority priority,
                                      enum stage stage);
/* The same, or else what holds for the next less urgent priority; NULL when nothing does. */
const struct yaml_node *level_target(const struct yaml_node *level, enum priority priority,
                                     enum stage stage);

#endif
