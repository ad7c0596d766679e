/* The values whose published shape is not that of the file: see publish.h. Private. */
#ifndef POLICY_PUBLISH_SHAPES_H
#define POLICY_PUBLISH_SHAPES_H

#include "schema.h"

json_t *publish_calendar(const struct yaml_node *root, const struct schema *s,
                         const struct yaml_node *node);
json_t *publish_service(const struct yaml_node *root, const struct schema *s,
                        const struct yaml_node *node);
json_t *publish_level(const struct yaml_node *root, const struct schema *s,
                      const struct yaml_node *node);
json_t *publish_reasons(const struct yaml_node *root, const struct schema *s,
                        const struct yaml_node *node);
json_t *publish_outcomes(const struct yaml_node *root, const struct schema *s,
                         const struct yaml_node *node);
json_t *publish_basis(const struct yaml_node *root, const struct schema *s,
                      const struct yaml_node *node);
json_t *publish_review(const struct yaml_node *root, const struct schema *s,
                       const struct yaml_node *node);

#endif
