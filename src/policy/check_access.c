#include "check.h"
#include "holdfast/policy/basis.h"
#include "holdfast/util/say.h"

#include <string.h>
#include <strings.h>

#define PART2      "substance_use"
#define COUNSELING "counseling_notes"

static bool category_exists(const struct check *c, const char *category)
{
    if (strcmp(category, "general") == 0 || strcmp(category, "*") == 0 ||
        strcmp(category, PART2) == 0 || strcmp(category, COUNSELING) == 0)
        return true;
    const struct yaml_node *types = check_section(c, "service_types");
    for (size_t i = 0; i < types->count; i++) {
        const char *has = tree_text(types->entries[i].value, "category");
        if (has != NULL && strcmp(has, category) == 0)
            return true;
    }
    return false;
}

/* A category that no basis can name would hide the area from everybody. */
void check_domain_categories(const struct check *c)
{
    const struct yaml_node *domains = check_section(c, "domains");
    for (size_t i = 0; i < domains->count; i++) {
        const char *category = tree_text(domains->entries[i].value, "category");
        if (category != NULL && (strcmp(category, "*") == 0 || !category_exists(c, category)))
            CHECK_ERROR(c, check_place(&domains->entries[i], "category"),
                        say("use general, or the category of a service type"),
                        say("no service type has the category \"%s\""), category);
    }
}

static const struct yaml_node *basis_of(const struct check *c)
{
    return tree_find(tree_find(c->root, "access"), "basis");
}

static void side_exists(const struct check *c, struct place at, struct basis_side side)
{
    if (side.kind == BASIS_UNKNOWN)
        CHECK_ERROR(c, at, say("name a sector, an organization, or *"),
                    say("no organization and no sector is called \"%s\""), side.id);
}

void check_basis_keys(const struct check *c)
{
    const struct yaml_node *basis = basis_of(c);
    for (size_t i = 0; i < check_count(basis); i++) {
        struct place at = basis->entries[i].key_at;
        struct basis_key key;
        if (!basis_read(c->arena, c->root, basis->entries[i].key, &key)) {
            CHECK_ERROR(c, at, say("write it like \"health>housing/general\""),
                        say("\"%s\" does not say who tells whom what"), basis->entries[i].key);
            continue;
        }
        side_exists(c, at, key.from);
        side_exists(c, at, key.to);
        if (!category_exists(c, key.category))
            CHECK_ERROR(c, at, say("use general, or the category of a service type"),
                        say("no service type has the category \"%s\""), key.category);
    }
}

/* Under 42 CFR Part 2: a consent of its own kind, an emergency, a report the law asks for; notes of
 * counseling a consent to just those. */
static bool is_ground(const char *category, const char *ground)
{
    if (strcmp(ground, "part2_consent") == 0)
        return true;
    if (strcmp(category, COUNSELING) == 0)
        return false;
    return strcmp(category, PART2) != 0 || strcmp(ground, "medical_emergency") == 0 ||
           strcmp(ground, "required_report") == 0;
}

/* What happens once is the ground of that occasion; no entry makes it stand for everybody. */
static bool is_occasion(const char *ground)
{
    return strcmp(ground, "serious_threat") == 0 || strcmp(ground, "medical_emergency") == 0;
}

void check_basis_part2(const struct check *c)
{
    const struct yaml_node *basis = basis_of(c);
    for (size_t i = 0; i < check_count(basis); i++) {
        struct basis_key key;
        const struct yaml_node *ground = basis->entries[i].value;
        if (!basis_read(c->arena, c->root, basis->entries[i].key, &key))
            continue;
        if (!is_ground(key.category, ground->text))
            CHECK_ERROR(c, ground->at, say("use part2_consent"),
                        say("\"%s\" is no ground for %s (42 CFR Part 2)"), ground->text,
                        strcmp(key.category, PART2) == 0 ? say("substance use")
                                                         : say("notes of counseling"));
        else if (is_occasion(ground->text))
            CHECK_WARNING(c, ground->at, say("leave the entry out"),
                          say("\"%s\" opens nothing by being here: it is the ground of one "
                              "occasion, whatever the policy says"),
                          ground->text);
    }
}

/* Whoever counsels keeps such notes to themselves: nothing is offered or owned as them. */
static void refuse_counseling(const struct check *c, const char *section)
{
    const struct yaml_node *all = check_section(c, section);
    for (size_t i = 0; i < all->count; i++) {
        const char *category = tree_text(all->entries[i].value, "category");
        if (category != NULL && strcmp(category, COUNSELING) == 0)
            CHECK_ERROR(c, check_place(&all->entries[i], "category"), say("use substance_use"),
                        "%s",
                        say("notes of counseling are notes: no service or area is made of them"));
    }
}

void check_counseling(const struct check *c)
{
    refuse_counseling(c, "service_types");
    refuse_counseling(c, "domains");
}

static bool side_fits(const struct check *c, struct basis_side side, const char *organization)
{
    if (side.kind == BASIS_ANY || strcmp(side.id, organization) == 0)
        return true;
    const struct yaml_entry *entry = check_entry(c, "organizations", organization);
    return side.kind == BASIS_SECTOR && strcmp(tree_text(entry->value, "sector"), side.id) == 0;
}

/* Who may tell whom, read once: the keys of access.basis, and the organisations that refer. */
struct disclosure {
    size_t key_count, referrer_count;
    struct basis_key *keys;
    const char **referrers;
};

static struct disclosure read_disclosure(const struct check *c)
{
    const struct yaml_node *basis = basis_of(c), *roles = check_section(c, "roles");
    const struct yaml_node *organizations = check_section(c, "organizations");
    struct disclosure d = {.keys = arena_take(c->arena, check_count(basis) + 1, sizeof *d.keys),
                           .referrers =
                               arena_take(c->arena, organizations->count + 1, sizeof *d.referrers)};
    for (size_t i = 0; i < check_count(basis); i++) {
        if (basis_read(c->arena, c->root, basis->entries[i].key, &d.keys[d.key_count]) &&
            !is_occasion(basis->entries[i].value->text))
            d.key_count++;
    }
    bool *refers = check_flags(c, "organizations");
    for (size_t i = 0; i < roles->count; i++) {
        const struct yaml_node *role = roles->entries[i].value;
        if (check_listed(tree_find(role, "duties"), "refer"))
            check_flag(c, "organizations", refers, tree_text(role, "organization"));
    }
    for (size_t i = 0; i < organizations->count; i++) {
        if (refers[i])
            d.referrers[d.referrer_count++] = organizations->entries[i].key;
    }
    return d;
}

static bool may_tell(const struct check *c, const struct disclosure *d, const char *from,
                     const char *to, const char *category)
{
    if (strcmp(from, to) == 0)
        return true;
    for (size_t i = 0; i < d->key_count; i++) {
        const struct basis_key *key = &d->keys[i];
        bool covers = strcmp(key->category, category) == 0 ||
                      (strcmp(key->category, "*") == 0 && strcmp(category, PART2) != 0 &&
                       strcmp(category, COUNSELING) != 0);
        if (covers && side_fits(c, key->from, from) && side_fits(c, key->to, to))
            return true;
    }
    return false;
}

static bool somebody_may_refer(const struct check *c, const struct disclosure *d, const char *to,
                               const char *category)
{
    for (size_t i = 0; i < d->referrer_count; i++) {
        if (may_tell(c, d, d->referrers[i], to, category))
            return true;
    }
    return false;
}

/* Without a ground for anybody who refers, every referral to the service would be refused. */
void check_service_reachable(const struct check *c)
{
    const struct yaml_node *services = check_section(c, "services");
    const struct disclosure d = read_disclosure(c);
    for (size_t i = 0; i < services->count; i++) {
        const struct yaml_node *service = services->entries[i].value;
        const struct yaml_node *type =
            check_entry(c, "service_types", tree_text(service, "type"))->value;
        const char *named = tree_text(type, "category");
        const char *category = named == NULL ? "general" : named;
        const char *to = tree_text(check_role(c, tree_text(service, "owner")), "organization");
        if (!somebody_may_refer(c, &d, to, category))
            CHECK_ERROR(c, services->entries[i].key_at, say("add an entry to \"basis\""),
                        say("nobody may send a referral to \"%s\": no basis for %s to \"%s\""),
                        services->entries[i].key, category, to);
    }
}

void check_commands(const struct check *c)
{
    const struct yaml_node *channels = check_section(c, "notify");
    for (size_t i = 0; i < channels->count; i++) {
        const struct yaml_entry *channel = &channels->entries[i];
        const char *program = check_item(channel->value, 0);
        if (strcmp(channel->key, "console") == 0)
            CHECK_ERROR(c, channel->key_at, say("give the channel another name"), "%s",
                        say("\"console\" is the screen and needs no program"));
        if (program != NULL && program[0] != '/')
            CHECK_ERROR(c, channel->value->entries[0].value->at,
                        say("write the whole path, like /usr/sbin/sendmail"),
                        say("\"%s\" is no path of a program"), program);
    }
}

/* In a medical emergency only medical personnel may look at substance-use content (42 CFR 2.51). */
void check_medical_role(const struct check *c)
{
    const struct yaml_node *types = check_section(c, "service_types");
    const struct yaml_node *roles = check_section(c, "roles");
    bool kept = false;
    for (size_t i = 0; i < types->count; i++) {
        const char *category = tree_text(types->entries[i].value, "category");
        kept = kept || (category != NULL && strcmp(category, PART2) == 0);
    }
    for (size_t i = 0; i < roles->count; i++) {
        const char *medical = tree_text(roles->entries[i].value, "medical");
        if (medical != NULL &&
            (strcasecmp(medical, "true") == 0 || strcasecmp(medical, "yes") == 0))
            return;
    }
    if (kept && roles->count > 0)
        CHECK_WARNING(c, roles->entries[0].key_at,
                      say("mark a role of medical personnel with \"medical: true\""), "%s",
                      say("no role may look at substance-use content in a medical emergency"));
}
