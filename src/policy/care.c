#include "care.h"

#include "words.h"

#include <string.h>

struct care_owner care_owner(const struct yaml_node *node)
{
    const char *area = tree_text(node, "area"), *owner = tree_text(node, "owner");
    if (area != NULL)
        return (struct care_owner){"area", area};
    if (owner == NULL)
        return (struct care_owner){NULL, NULL};
    if (strcmp(owner, "coordinator") == 0 || strcmp(owner, "on_call") == 0)
        return (struct care_owner){owner, NULL};
    return (struct care_owner){"role", owner};
}

const char *care_owner_role(const struct yaml_node *root, const struct yaml_node *node)
{
    struct care_owner owner = care_owner(node);
    if (owner.kind == NULL || strcmp(owner.kind, "role") == 0)
        return owner.id;
    if (strcmp(owner.kind, "area") == 0)
        return tree_text(tree_find(tree_find(root, "domains"), owner.id), "owner");
    return tree_text(tree_find(root, "network"), owner.kind);
}

struct care_target care_risk_target(const struct yaml_node *rule, enum risk_step step)
{
    const struct yaml_node *written = tree_find(rule, risk_step_words[step]);
    if (written != NULL)
        return (struct care_target){tree_text(written, "within"), tree_text(written, "ladder"),
                                    written};
    struct care_target before = care_risk_target(rule, step - 1);
    if (step == RISK_RESOLVE)
        before.within = "30d";
    return before;
}

static bool has_all_before(const struct yaml_node *steps, size_t step, const bool *placed)
{
    const struct yaml_node *after = tree_find(steps->entries[step].value, "after");
    for (size_t i = 0; after != NULL && i < after->count; i++) {
        const struct yaml_entry *other = tree_entry(steps, after->entries[i].value->text);
        if (other != NULL && !placed[other - steps->entries])
            return false;
    }
    return true;
}

size_t care_pathway_order(const struct yaml_node *steps, size_t *order)
{
    bool placed[PATHWAY_STEPS_LIMIT] = {false};
    size_t count = 0;
    for (size_t i = 0; i < steps->count && i < PATHWAY_STEPS_LIMIT;) {
        if (placed[i] || !has_all_before(steps, i, placed)) {
            i++;
            continue;
        }
        placed[i] = true;
        order[count++] = i;
        i = 0; /* an earlier one may have waited for it */
    }
    return count;
}
