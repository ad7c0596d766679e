/* Who climbs which ladder when an event, a risk or a pathway opens the work: what a rule writes in
 * place is a service level of its own, named as SQL names it (engine.policy_targets). */
#include "check.h"
#include "words.h"

static void add_task(struct check *c, struct check_uses *uses, const char *level,
                     const struct yaml_node *target, const struct yaml_node *owned)
{
    const char *within = tree_text(target, "within"), *ladder = tree_text(target, "ladder");
    if (within == NULL || ladder == NULL)
        return;
    struct use use = {.level = level,
                      .stage = stage_names[STAGE_COMPLETE],
                      .owner = care_owner_role(c->root, owned),
                      .priority = priority_read(tree_text(target, "priority"))};
    check_add_use(c, uses, use, (struct care_target){within, ladder, target});
}

static void add_events(struct check *c, struct check_uses *uses)
{
    const struct yaml_node *rules = check_section(c, "event_rules");
    for (size_t i = 0; i < rules->count; i++) {
        const struct yaml_node *tasks = tree_find(rules->entries[i].value, "tasks");
        for (size_t k = 0; k < check_count(tasks); k++) {
            const struct yaml_node *task = tasks->entries[k].value;
            const char *level =
                arena_print(c->arena, "event_rules.%s.%zu", rules->entries[i].key, k + 1);
            add_task(c, uses, level, task, task);
        }
    }
}

static void add_risks(struct check *c, struct check_uses *uses)
{
    const struct yaml_node *rules = check_section(c, "risk_rules");
    for (size_t i = 0; i < rules->count; i++) {
        const struct yaml_node *rule = rules->entries[i].value;
        struct use use = {.level = arena_print(c->arena, "risk_rules.%s", rules->entries[i].key),
                          .owner = tree_text(rule, "owner")};
        for (int step = 0; step < RISK_STEP_COUNT; step++) {
            use.stage = risk_step_words[step];
            check_add_use(c, uses, use, care_risk_target(rule, (enum risk_step)step));
        }
    }
}

static void add_pathways(struct check *c, struct check_uses *uses)
{
    const struct yaml_node *all = check_section(c, "pathways");
    for (size_t i = 0; i < all->count; i++) {
        const struct yaml_node *steps = tree_find(all->entries[i].value, "steps");
        for (size_t k = 0; k < steps->count; k++) {
            const struct yaml_node *step = steps->entries[k].value;
            const char *level =
                arena_print(c->arena, "pathways.%s.%s", all->entries[i].key, steps->entries[k].key);
            add_task(c, uses, level, step, tree_find(step, "task"));
        }
    }
}

void check_add_care(struct check *c, struct check_uses *uses)
{
    add_events(c, uses);
    add_risks(c, uses);
    add_pathways(c, uses);
}
