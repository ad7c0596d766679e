/* Reasons and outcomes: can they be chosen, told apart, and does anything count as help? */
#include "check.h"
#include "holdfast/util/say.h"

#include <string.h>
#include <strings.h>

/* Declining takes one key and nothing typed, so there must be a reason to fall back on. */
void check_decline_list(const struct check *c)
{
    const struct yaml_entry *reasons = tree_entry(c->root, "reasons");
    const struct yaml_entry *decline = tree_entry(reasons->value, "decline");
    if (decline == NULL)
        CHECK_ERROR(c, reasons->key_at, say("add the list \"decline\""), "%s",
                    say("there are no reasons for declining"));
    else if (tree_text(decline->value, "default") == NULL)
        CHECK_ERROR(c, decline->key_at, say("add \"default: …\", one of the choices"), "%s",
                    say("declining has no default reason"));
}

static void choice_exists(const struct check *c, const struct yaml_entry *list,
                          const struct yaml_node *named)
{
    if (named == NULL || tree_find(tree_find(list->value, "choices"), named->text) != NULL)
        return;
    CHECK_ERROR(c, named->at, say("add it to the choices, or name one of them"),
                say("nobody can choose \"%s\": it is no choice of \"%s\""), named->text, list->key);
}

void check_reason_defaults(const struct check *c)
{
    const struct yaml_node *reasons = check_section(c, "reasons");
    for (size_t i = 0; i < reasons->count; i++) {
        const struct yaml_entry *list = &reasons->entries[i];
        const struct yaml_node *by_role = tree_find(list->value, "by_role");
        choice_exists(c, list, tree_find(list->value, "default"));
        for (size_t k = 0; k < check_count(by_role); k++)
            choice_exists(c, list, by_role->entries[k].value);
    }
}

static bool offers_something(const struct check *c, const char *role)
{
    const struct yaml_node *services = check_section(c, "services");
    for (size_t i = 0; i < services->count; i++) {
        if (strcmp(tree_text(services->entries[i].value, "owner"), role) == 0)
            return true;
    }
    return false;
}

void check_reasons_by_role(const struct check *c)
{
    const struct yaml_node *decline = tree_find(check_section(c, "reasons"), "decline");
    const struct yaml_node *by_role = tree_find(decline, "by_role");
    for (size_t i = 0; i < check_count(by_role); i++) {
        if (!offers_something(c, by_role->entries[i].key))
            CHECK_ERROR(c, by_role->entries[i].key_at, say("remove it"),
                        say("role \"%s\" offers no service: it never declines"),
                        by_role->entries[i].key);
    }
}

static const char *shown(const struct yaml_node *value)
{
    return value->kind == YAML_NODE_MAP ? tree_text(value, "name") : value->text;
}

static void reads_the_same(const struct check *c, const struct label *first,
                           const struct label *again)
{
    CHECK_ERROR(c, again->entry->key_at, say("word them differently, or keep one"),
                say("\"%s\" and \"%s\" read the same: nobody can choose between them"),
                first->entry->key, again->entry->key);
}

static void entries_differ(const struct check *c, const struct yaml_node *map)
{
    struct label *labels = arena_take(c->arena, check_count(map) + 1, sizeof *labels);
    for (size_t i = 0; i < check_count(map); i++)
        labels[i] = (struct label){shown(map->entries[i].value), &map->entries[i], i};
    check_twins(c, labels, check_count(map), reads_the_same);
}

void check_choices_differ(const struct check *c)
{
    const struct yaml_node *reasons = check_section(c, "reasons");
    for (size_t i = 0; i < reasons->count; i++)
        entries_differ(c, tree_find(reasons->entries[i].value, "choices"));
}

void check_outcomes_differ(const struct check *c)
{
    entries_differ(c, check_section(c, "outcomes"));
}

void check_outcome_helps(const struct check *c)
{
    const struct yaml_entry *outcomes = tree_entry(c->root, "outcomes");
    for (size_t i = 0; i < outcomes->value->count; i++) {
        const char *helped = tree_text(outcomes->value->entries[i].value, "helped");
        if (strcasecmp(helped, "true") == 0 || strcasecmp(helped, "yes") == 0)
            return;
    }
    CHECK_ERROR(c, outcomes->key_at, say("mark what is help with \"helped: true\""), "%s",
                say("no outcome counts as help: the measures would always show none"));
}
