/* Who climbs which ladder: every stage of every level, with each role that owns work on it. */
#include "check.h"

#include <stdlib.h>
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

void check_add_use(struct check *c, struct check_uses *uses, struct use use,
                   struct care_target target)
{
    if (use.owner == NULL)
        return;
    use.target = target.written;
    use.ladder = check_entry(c, "ladders", target.ladder);
    (void)duration_read(target.within, &use.within);
    use.urgent =
        use.priority > PRIORITY_ROUTINE ||
        (!duration_is_business(use.within) && duration_seconds(use.within) <= THROUGH_THE_NIGHT);
    *next_use(c, uses) = use;
}

static void add_use(struct check *c, struct check_uses *uses, const struct yaml_entry *level,
                    const char *owner, enum priority priority, enum stage stage)
{
    const struct yaml_node *target = level_written(level->value, priority, stage);
    if (target == NULL)
        return;
    struct use use = {
        .level = level->key, .stage = stage_names[stage], .owner = owner, .priority = priority};
    check_add_use(
        c, uses, use,
        (struct care_target){tree_text(target, "within"), tree_text(target, "ladder"), target});
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

/* Work of one level that one role owns. */
struct owner {
    const char *level, *role;
    size_t order; /* in the file */
};

static int by_level_and_role(const void *left, const void *right)
{
    const struct owner *a = left, *b = right;
    int order = strcmp(a->level, b->level);
    if (order == 0)
        order = strcmp(a->role, b->role);
    return order != 0 ? order : (a->order > b->order) - (a->order < b->order);
}

static int by_order(const void *left, const void *right)
{
    const struct owner *a = left, *b = right;
    return (a->order > b->order) - (a->order < b->order);
}

/* A role that offers five services of one level climbs the same ladders once. */
static size_t keep_first_of_each(struct owner *owners, size_t count)
{
    size_t kept = 0;
    qsort(owners, count, sizeof *owners, by_level_and_role);
    for (size_t i = 0; i < count; i++) {
        bool again = kept > 0 && strcmp(owners[kept - 1].level, owners[i].level) == 0 &&
                     strcmp(owners[kept - 1].role, owners[i].role) == 0;
        if (!again)
            owners[kept++] = owners[i];
    }
    qsort(owners, kept, sizeof *owners, by_order);
    return kept;
}

/* The network's own work: most of it is the coordinators', corrections are for compliance. */
static size_t add_network(struct check *c, struct owner *owners, size_t count)
{
    const struct yaml_node *levels = tree_find(tree_find(c->root, "network"), "levels");
    for (size_t i = 0; i < check_count(levels); i++) {
        const char *kind = levels->entries[i].key;
        const char *desk = strcmp(kind, "correction") == 0 ? "compliance" : "coordinator";
        owners[count] =
            (struct owner){levels->entries[i].value->text, check_network(c, desk), count};
        count++;
    }
    return count;
}

static size_t add_services(struct check *c, struct owner *owners, size_t count)
{
    const struct yaml_node *services = check_section(c, "services");
    for (size_t i = 0; i < services->count; i++) {
        const struct yaml_node *service = services->entries[i].value;
        const struct yaml_entry *type = check_entry(c, "service_types", tree_text(service, "type"));
        owners[count] =
            (struct owner){tree_text(type->value, "level"), tree_text(service, "owner"), count};
        count++;
    }
    return count;
}

/* What the network's own work is when it is not the coordinators': the areas keep the plan, whoever
 * refers reads results and answers questions, whoever is on call hears of danger. */
static size_t add_others(struct check *c, struct owner *owners, size_t count)
{
    const struct yaml_node *levels = tree_find(tree_find(c->root, "network"), "levels");
    const struct yaml_node *domains = check_section(c, "domains"),
                           *roles = check_section(c, "roles");
    const char *upkeep = tree_text(levels, "plan_update"),
               *result = tree_text(levels, "result_review");
    const char *alert = tree_text(levels, "alert");
    if (alert != NULL) {
        owners[count] = (struct owner){alert, check_network(c, "on_call"), count};
        count++;
    }
    for (size_t i = 0; upkeep != NULL && i < domains->count; i++, count++)
        owners[count] =
            (struct owner){upkeep, tree_text(domains->entries[i].value, "owner"), count};
    for (size_t i = 0; result != NULL && i < roles->count; i++) {
        if (!check_has_duty(c, roles->entries[i].key, "refer"))
            continue;
        owners[count] = (struct owner){result, roles->entries[i].key, count};
        count++;
    }
    return count;
}

const struct check_uses *check_find_uses(struct check *c)
{
    const struct yaml_node *levels = tree_find(tree_find(c->root, "network"), "levels");
    size_t most = check_count(levels) + check_section(c, "services")->count +
                  check_section(c, "domains")->count + check_section(c, "roles")->count + 1;
    struct check_uses *uses = arena_take(c->arena, 1, sizeof *uses);
    struct owner *owners = arena_take(c->arena, most + 1, sizeof *owners);
    size_t count = add_services(c, owners, add_network(c, owners, 0));
    count = keep_first_of_each(owners, add_others(c, owners, count));
    for (size_t i = 0; i < count; i++)
        add_level(c, uses, owners[i].level, owners[i].role);
    check_add_care(c, uses);
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
