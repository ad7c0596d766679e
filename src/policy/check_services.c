#include "check.h"
#include "holdfast/util/say.h"

#include <string.h>

static bool somebody_offers(const struct check *c, const char *type)
{
    const struct yaml_node *services = check_section(c, "services");
    for (size_t i = 0; i < services->count; i++) {
        if (strcmp(tree_text(services->entries[i].value, "type"), type) == 0)
            return true;
    }
    return false;
}

void check_types_offered(const struct check *c)
{
    const struct yaml_node *types = check_section(c, "service_types");
    for (size_t i = 0; i < types->count; i++) {
        if (!somebody_offers(c, types->entries[i].key))
            CHECK_ERROR(
                c, types->entries[i].key_at, say("add a service of this type, or remove the type"),
                say("nobody offers \"%s\": such a referral reaches nobody"), types->entries[i].key);
    }
}

/* A referral passes all three stages, and none of them may be without a clock. */
void check_type_stages(const struct check *c)
{
    const struct yaml_node *types = check_section(c, "service_types");
    for (size_t i = 0; i < types->count; i++) {
        const char *id = tree_text(types->entries[i].value, "level");
        const struct yaml_node *level = check_entry(c, "service_levels", id)->value;
        for (int stage = 0; stage < STAGE_COUNT; stage++) {
            if (level_written(level, PRIORITY_ROUTINE, (enum stage)stage) == NULL)
                CHECK_ERROR(c, check_place(&types->entries[i], "level"),
                            arena_print(c->arena, say("add \"%s\" to level \"%s\""),
                                        stage_names[stage], id),
                            say("level \"%s\" has no \"%s\": a referral would have no clock"), id,
                            stage_names[stage]);
        }
    }
}

static const char *shared_area(const struct yaml_node *a, const struct yaml_node *b)
{
    for (size_t i = 0; i < check_count(a); i++) {
        if (check_listed(b, check_item(a, i)))
            return check_item(a, i);
    }
    return NULL;
}

static bool same_rank(const struct yaml_node *a, const struct yaml_node *b)
{
    const char *x = tree_text(a, "rank"), *y = tree_text(b, "rank");
    return strcmp(tree_text(a, "type"), tree_text(b, "type")) == 0 &&
           strcmp(x == NULL ? "1" : x, y == NULL ? "1" : y) == 0;
}

void check_same_rank(const struct check *c)
{
    const struct yaml_node *all = check_section(c, "services");
    for (size_t i = 1; i < all->count; i++) {
        const struct yaml_entry *service = &all->entries[i];
        for (size_t k = 0; k < i; k++) {
            const struct yaml_node *other = all->entries[k].value;
            if (!same_rank(service->value, other))
                continue;
            const char *area =
                shared_area(tree_find(service->value, "areas"), tree_find(other, "areas"));
            if (area == NULL)
                continue;
            CHECK_WARNING(c, check_place(service, "rank"), say("give one of them another rank"),
                          say("\"%s\" and \"%s\" have the same rank in area %s: the name decides"),
                          service->key, all->entries[k].key, area);
            break;
        }
    }
}

void check_network_levels(const struct check *c)
{
    static const char *const wanted[] = {"reroute", "follow_up", "correction"};
    const struct yaml_entry *levels = tree_entry(tree_find(c->root, "network"), "levels");
    for (size_t i = 0; i < sizeof wanted / sizeof wanted[0]; i++) {
        if (tree_find(levels->value, wanted[i]) == NULL)
            CHECK_ERROR(c, levels->key_at, say("name a service level for it"),
                        say("\"levels\" has no \"%s\": such work would have no clock"), wanted[i]);
    }
    for (size_t i = 0; i < levels->value->count; i++) {
        const struct yaml_node *named = levels->value->entries[i].value;
        const struct yaml_node *level = check_entry(c, "service_levels", named->text)->value;
        if (level_written(level, PRIORITY_ROUTINE, STAGE_COMPLETE) == NULL)
            CHECK_ERROR(c, named->at,
                        arena_print(c->arena, say("add \"complete\" to level \"%s\""), named->text),
                        say("level \"%s\" has no \"complete\": such work would have no clock"),
                        named->text);
    }
}

void check_levels_used(const struct check *c)
{
    const struct yaml_node *levels = check_section(c, "service_levels");
    const struct yaml_node *network = tree_find(tree_find(c->root, "network"), "levels");
    const struct yaml_node *types = check_section(c, "service_types");
    for (size_t i = 0; i < levels->count; i++) {
        const char *id = levels->entries[i].key;
        bool used = false;
        for (size_t k = 0; k < network->count && !used; k++)
            used = strcmp(network->entries[k].value->text, id) == 0;
        for (size_t k = 0; k < types->count && !used; k++)
            used = strcmp(tree_text(types->entries[k].value, "level"), id) == 0;
        if (!used)
            CHECK_WARNING(c, levels->entries[i].key_at, say("remove it, or give it to a type"),
                          say("nothing uses level \"%s\""), id);
    }
}

/* People choose by name; two that read the same cannot be told apart. */
void check_names_differ(const struct check *c)
{
    static const char *const sections[] = {"organizations", "roles", "service_types", "domains"};
    for (size_t s = 0; s < sizeof sections / sizeof sections[0]; s++) {
        const struct yaml_node *all = check_section(c, sections[s]);
        for (size_t i = 1; i < all->count; i++) {
            const char *name = tree_text(all->entries[i].value, "name");
            for (size_t k = 0; k < i; k++) {
                if (strcmp(tree_text(all->entries[k].value, "name"), name) != 0)
                    continue;
                CHECK_WARNING(c, check_place(&all->entries[i], "name"), say("name them apart"),
                              say("\"%s\" and \"%s\" have the same name"), all->entries[k].key,
                              all->entries[i].key);
                break;
            }
        }
    }
}
