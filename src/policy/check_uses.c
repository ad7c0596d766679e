/* Who climbs which ladder: every stage of every level, with each role that owns work on it. */
#include "check.h"

#include <string.h>

enum { THROUGH_THE_NIGHT = 24 * 3600 };

static struct use *next_use(struct check *c, struct check_uses *uses)
{
    if (uses->count == uses->room) {
        size_t room = uses->room == 0 ? 64 : uses->room * 2;
        struct use *grown = arena_take(c->arena, room, sizeof *grown);
        if (uses->count > 0)
            memcpy(grown, uses->items, uses->count * sizeof *grown);
        uses->items = grown;
        uses->room = room;
    }
    return &uses->items[uses->count++];
}

static void add_use(struct check *c, struct check_uses *uses, const struct yaml_entry *level,
                    const char *owner, enum priority priority, enum stage stage)
{
    const struct yaml_node *target = level_written(level->value, priority, stage);
    if (target == NULL)
        return;
    struct use use = {.level = level,
                      .target = target,
                      .ladder = check_entry(c, "ladders", tree_text(target, "ladder")),
                      .owner = owner,
                      .priority = priority,
                      .stage = stage};
    (void)duration_read(tree_text(target, "within"), &use.within);
    use.urgent = priority > PRIORITY_ROUTINE || (!duration_is_business(use.within) &&
                                                 duration_seconds(use.within) <= THROUGH_THE_NIGHT);
    *next_use(c, uses) = use;
}

static void add_level(struct check *c, struct check_uses *uses, const char *level_id,
                      const char *owner)
{
    const struct yaml_entry *level = check_entry(c, "service_levels", level_id);
    for (int priority = 0; level != NULL && priority < PRIORITY_COUNT; priority++) {
        for (int stage = 0; stage < STAGE_COUNT; stage++)
            add_use(c, uses, level, owner, (enum priority)priority, (enum stage)stage);
    }
}

/* A role that offers five services of one level climbs the same ladders once. */
static bool seen_before(const struct check_uses *uses, const char *level, const char *owner)
{
    for (size_t i = uses->count; i > 0; i--) {
        const struct use *use = &uses->items[i - 1];
        if (strcmp(use->level->key, level) == 0 && strcmp(use->owner, owner) == 0)
            return true;
    }
    return false;
}

static void add_services(struct check *c, struct check_uses *uses)
{
    const struct yaml_node *services = check_section(c, "services");
    for (size_t i = 0; i < services->count; i++) {
        const struct yaml_node *service = services->entries[i].value;
        const struct yaml_entry *type = check_entry(c, "service_types", tree_text(service, "type"));
        const char *level = tree_text(type->value, "level"), *owner = tree_text(service, "owner");
        if (!seen_before(uses, level, owner))
            add_level(c, uses, level, owner);
    }
}

/* The network's own work: most of it is the coordinators', corrections are for compliance. */
static void add_network(struct check *c, struct check_uses *uses)
{
    const struct yaml_node *levels = tree_find(tree_find(c->root, "network"), "levels");
    for (size_t i = 0; i < check_count(levels); i++) {
        const char *kind = levels->entries[i].key;
        const char *desk = strcmp(kind, "correction") == 0 ? "compliance" : "coordinator";
        const char *owner = check_network(c, desk);
        if (!seen_before(uses, levels->entries[i].value->text, owner))
            add_level(c, uses, levels->entries[i].value->text, owner);
    }
}

const struct check_uses *check_find_uses(struct check *c)
{
    struct check_uses *uses = arena_take(c->arena, 1, sizeof *uses);
    add_network(c, uses);
    add_services(c, uses);
    return uses;
}

const char *use_reached(const struct check *c, const struct yaml_node *rung, const char *owner)
{
    const char *to = tree_text(rung, "to");
    if (strcmp(to, "owner") == 0)
        return owner;
    if (strcmp(to, "owner.supervisor") == 0)
        return tree_text(check_role(c, owner), "supervisor");
    if (strcmp(to, "coordinator") == 0 || strcmp(to, "on_call") == 0)
        return check_network(c, to);
    return strcmp(to, "requester") == 0 ? NULL : to;
}
