#include "check.h"
#include "holdfast/util/say.h"

#include <string.h>

void check_types_offered(const struct check *c)
{
    const struct yaml_node *types = check_section(c, "service_types");
    const struct yaml_node *services = check_section(c, "services");
    bool *offered = check_flags(c, "service_types");
    for (size_t i = 0; i < services->count; i++)
        check_flag(c, "service_types", offered, tree_text(services->entries[i].value, "type"));
    for (size_t i = 0; i < types->count; i++) {
        if (!offered[i])
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

static void ranks_equally(const struct check *c, const struct label *first,
                          const struct label *again)
{
    if (first->entry == again->entry)
        return;
    CHECK_WARNING(c, check_place(again->entry, "rank"), say("give one of them another rank"),
                  say("\"%s\" and \"%s\" have the same rank in area %s: the name decides"),
                  first->entry->key, again->entry->key, strrchr(again->text, ' ') + 1);
}

void check_same_rank(const struct check *c)
{
    const struct yaml_node *all = check_section(c, "services");
    size_t count = 0, room = 0;
    for (size_t i = 0; i < all->count; i++)
        room += check_count(tree_find(all->entries[i].value, "areas"));
    struct label *labels = arena_take(c->arena, room + 1, sizeof *labels);
    for (size_t i = 0; i < all->count; i++) {
        const struct yaml_node *service = all->entries[i].value;
        const char *rank = tree_text(service, "rank");
        for (size_t k = 0; k < check_count(tree_find(service, "areas")); k++) {
            const char *text =
                arena_print(c->arena, "%s %s %s", tree_text(service, "type"),
                            rank == NULL ? "1" : rank, check_item(tree_find(service, "areas"), k));
            labels[count++] = (struct label){text, &all->entries[i], i};
        }
    }
    check_twins(c, labels, count, ranks_equally);
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

static void read_the_same(const struct check *c, const struct label *first,
                          const struct label *again)
{
    CHECK_WARNING(c, check_place(again->entry, "name"), say("name them apart"),
                  say("\"%s\" and \"%s\" have the same name"), first->entry->key,
                  again->entry->key);
}

/* People choose by name; two that read the same cannot be told apart. */
void check_names_differ(const struct check *c)
{
    static const char *const sections[] = {"organizations", "roles",  "service_types",
                                           "domains",       "events", "pathways"};
    for (size_t s = 0; s < sizeof sections / sizeof sections[0]; s++) {
        const struct yaml_node *all = check_section(c, sections[s]);
        struct label *labels = arena_take(c->arena, all->count + 1, sizeof *labels);
        for (size_t i = 0; i < all->count; i++) {
            const char *name = tree_text(all->entries[i].value, "name");
            labels[i] =
                (struct label){name == NULL ? all->entries[i].key : name, &all->entries[i], i};
        }
        check_twins(c, labels, all->count, read_the_same);
    }
}

static void mean_the_same(const struct check *c, const struct label *first,
                          const struct label *again)
{
    CHECK_ERROR(c, check_place(again->entry, "codes"), say("leave it with one of them"),
                say("\"%s\" and \"%s\" have the same code: what is imported could be either"),
                first->entry->key, again->entry->key);
}

void check_codes_differ(const struct check *c)
{
    const struct yaml_node *types = check_section(c, "service_types");
    size_t count = 0, room = 0;
    for (size_t i = 0; i < types->count; i++)
        room += check_count(tree_find(types->entries[i].value, "codes"));
    struct label *labels = arena_take(c->arena, room + 1, sizeof *labels);
    for (size_t i = 0; i < types->count; i++) {
        const struct yaml_node *codes = tree_find(types->entries[i].value, "codes");
        for (size_t k = 0; k < check_count(codes); k++)
            labels[count++] = (struct label){check_item(codes, k), &types->entries[i], i};
    }
    check_twins(c, labels, count, mean_the_same);
}
