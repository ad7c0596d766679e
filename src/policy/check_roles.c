#include "check.h"
#include "holdfast/util/say.h"

#include <string.h>

void check_people_used(const struct check *c)
{
    const struct yaml_node *roles = check_section(c, "roles"), *staff = check_section(c, "staff");
    bool *used = check_flags(c, "staff");
    for (size_t i = 0; i < roles->count; i++) {
        const struct yaml_node *holders = tree_find(roles->entries[i].value, "holders");
        for (size_t k = 0; k < check_count(holders); k++)
            check_flag(c, "staff", used, check_item(holders, k));
    }
    for (size_t i = 0; i < staff->count; i++) {
        if (!used[i])
            CHECK_WARNING(c, staff->entries[i].key_at, say("make them holder of a role"),
                          say("\"%s\" holds no role and can do nothing"), staff->entries[i].key);
    }
}

void check_organizations_used(const struct check *c)
{
    const struct yaml_node *all = check_section(c, "organizations");
    const struct yaml_node *roles = check_section(c, "roles");
    bool *used = check_flags(c, "organizations");
    for (size_t i = 0; i < roles->count; i++)
        check_flag(c, "organizations", used, tree_text(roles->entries[i].value, "organization"));
    for (size_t i = 0; i < all->count; i++) {
        if (!used[i])
            CHECK_WARNING(c, all->entries[i].key_at, say("give it a role, or remove it"),
                          say("\"%s\" has no role: nobody answers for it"), all->entries[i].key);
    }
}

void check_one_holder(const struct check *c)
{
    const struct yaml_node *roles = check_section(c, "roles");
    for (size_t i = 0; i < roles->count; i++) {
        const struct yaml_entry *role = &roles->entries[i];
        if (tree_find(role->value, "holders")->count > 1)
            continue;
        const char *supervisor = tree_text(role->value, "supervisor");
        CHECK_WARNING(c, check_place(role, "holders"), say("name a second holder"),
                      supervisor == NULL
                          ? say("role \"%s\" has one holder and no supervisor: nobody covers")
                          : say("role \"%s\" has one holder: nobody covers an absence"),
                      role->key);
    }
}

void check_holders_home(const struct check *c)
{
    const struct yaml_node *roles = check_section(c, "roles");
    for (size_t i = 0; i < roles->count; i++) {
        const struct yaml_node *role = roles->entries[i].value;
        const struct yaml_node *holders = tree_find(role, "holders");
        for (size_t k = 0; k < holders->count; k++) {
            const struct yaml_node *holder = holders->entries[k].value;
            const struct yaml_entry *person = check_entry(c, "staff", holder->text);
            const char *home = tree_text(person->value, "organization");
            if (strcmp(home, tree_text(role, "organization")) != 0)
                CHECK_WARNING(c, holder->at, say("is it meant? They will see that role's people"),
                              say("\"%s\" belongs to \"%s\", the role to \"%s\""), holder->text,
                              home, tree_text(role, "organization"));
        }
    }
}

/* Follows the supervisors upwards; true when that comes back to where it began. */
static bool leads_back(const struct check *c, const char *role)
{
    const char *at = role;
    for (size_t steps = 0; steps <= check_section(c, "roles")->count; steps++) {
        at = tree_text(check_role(c, at), "supervisor");
        if (at == NULL)
            return false;
        if (strcmp(at, role) == 0)
            return true;
    }
    return false;
}

void check_supervisor_circle(const struct check *c)
{
    const struct yaml_node *roles = check_section(c, "roles");
    for (size_t i = 0; i < roles->count; i++) {
        const struct yaml_entry *role = &roles->entries[i];
        const char *supervisor = tree_text(role->value, "supervisor");
        if (supervisor == NULL || !leads_back(c, role->key))
            continue;
        CHECK_ERROR(c, check_place(role, "supervisor"),
                    say("let the supervisors end with somebody who has none"),
                    strcmp(supervisor, role->key) == 0
                        ? say("role \"%s\" is its own supervisor")
                        : say("the supervisors of role \"%s\" go in a circle"),
                    role->key);
    }
}

void check_supervisors_may(const struct check *c)
{
    const struct yaml_node *roles = check_section(c, "roles");
    for (size_t i = 0; i < roles->count; i++) {
        const char *supervisor = tree_text(roles->entries[i].value, "supervisor");
        if (supervisor == NULL || check_has_duty(c, supervisor, "supervise") ||
            check_has_duty(c, supervisor, "coordinate"))
            continue;
        CHECK_WARNING(c, check_place(&roles->entries[i], "supervisor"),
                      say("give it the duty supervise"),
                      say("role \"%s\" supervises without the duty to"), supervisor);
    }
}

void check_network_duties(const struct check *c)
{
    static const struct {
        const char *key, *duty;
    } wanted[] = {{"coordinator", "coordinate"}, {"compliance", "audit"}};
    const struct yaml_node *network = tree_find(c->root, "network");
    for (size_t i = 0; i < sizeof wanted / sizeof wanted[0]; i++) {
        const char *role = tree_text(network, wanted[i].key);
        if (!check_has_duty(c, role, wanted[i].duty))
            CHECK_ERROR(c, tree_find(network, wanted[i].key)->at,
                        arena_print(c->arena, say("give the role the duty %s"), wanted[i].duty),
                        say("role \"%s\" cannot do this: it lacks the duty %s"), role,
                        wanted[i].duty);
    }
}

static void check_owners(const struct check *c, const char *section, const char *duty)
{
    const struct yaml_node *all = check_section(c, section);
    for (size_t i = 0; i < all->count; i++) {
        const char *owner = tree_text(all->entries[i].value, "owner");
        if (check_has_duty(c, owner, duty))
            continue;
        CHECK_ERROR(c, check_place(&all->entries[i], "owner"),
                    arena_print(c->arena, say("give the role the duty %s, or name another"), duty),
                    say("\"%s\" leads to nobody who may act: role \"%s\" lacks the duty %s"),
                    all->entries[i].key, owner, duty);
    }
}

void check_owner_duties(const struct check *c)
{
    check_owners(c, "domains", "plan");
    check_owners(c, "services", "respond");
}

static bool somebody_has(const struct check *c, const char *duty)
{
    const struct yaml_node *roles = check_section(c, "roles");
    for (size_t i = 0; i < roles->count; i++) {
        if (check_has_duty(c, roles->entries[i].key, duty))
            return true;
    }
    return false;
}

void check_somebody_refers(const struct check *c)
{
    struct place at = tree_entry(c->root, "roles")->key_at;
    if (!somebody_has(c, "refer"))
        CHECK_ERROR(c, at, say("give a role the duty refer"), "%s",
                    say("no role may send referrals"));
    if (!somebody_has(c, "administer"))
        CHECK_WARNING(c, at, say("give a role the duty administer"), "%s",
                      say("no role may publish this policy: only the server's owner can"));
}

static void renamed_twice(const struct check *c, const struct label *first,
                          const struct label *again)
{
    (void)first;
    CHECK_ERROR(c, check_place(again->entry, "renamed_from"), say("let one role take its work"),
                say("the work of \"%s\" cannot move to two roles"), again->text);
}

void check_renamed(const struct check *c)
{
    const struct yaml_node *roles = check_section(c, "roles");
    struct label *labels = arena_take(c->arena, roles->count + 1, sizeof *labels);
    size_t count = 0;
    for (size_t i = 0; i < roles->count; i++) {
        const char *before = tree_text(roles->entries[i].value, "renamed_from");
        if (before == NULL)
            continue;
        labels[count++] = (struct label){before, &roles->entries[i], i};
        if (check_role(c, before) != NULL)
            CHECK_ERROR(c, check_place(&roles->entries[i], "renamed_from"),
                        say("remove the old role, or this line"),
                        say("role \"%s\" is still there: its work cannot move"), before);
    }
    check_twins(c, labels, count, renamed_twice);
}
