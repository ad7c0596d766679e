/* The published shapes of events, event rules, risk rules and pathways: see publish.h. Private. */
#ifndef POLICY_PUBLISH_CARE_H
#define POLICY_PUBLISH_CARE_H

#include "schema.h"

/* A map whose entries get the key "position", from 1. */
json_t *publish_in_order(const struct yaml_node *root, const struct schema *s,
                         const struct yaml_node *node);
json_t *publish_events(const struct yaml_node *root, const struct schema *s,
                       const struct yaml_node *node);
/* A record with the keys owner and area, which become owner_kind and owner. */
json_t *publish_owned(const struct yaml_node *root, const struct schema *s,
                      const struct yaml_node *node);
json_t *publish_risk_rule(const struct yaml_node *root, const struct schema *s,
                          const struct yaml_node *node);
json_t *publish_pathway(const struct yaml_node *root, const struct schema *s,
                        const struct yaml_node *node);
json_t *publish_emergency(const struct yaml_node *root, const struct schema *s,
                          const struct yaml_node *node);

#endif
