/* What passes between two kinds of organisation only once somebody has signed, and what never does:
 * the holes of access.basis, as whoever signs people in must know them. */
#include "explain_parts.h"
#include "holdfast/policy/basis.h"
#include "holdfast/util/say.h"

#include <string.h>

enum { MOST_CATEGORIES = 64 };

struct categories {
    const char *names[MOST_CATEGORIES];
    size_t count;
};

static void add_category(struct categories *all, const char *name)
{
    if (name == NULL || strcmp(name, "*") == 0 || all->count == MOST_CATEGORIES)
        return;
    for (size_t i = 0; i < all->count; i++)
        if (strcmp(all->names[i], name) == 0)
            return;
    all->names[all->count++] = name;
}

static void add_section(const struct check *c, struct categories *all, const char *section)
{
    const struct yaml_node *node = check_section(c, section);
    for (size_t i = 0; i < node->count; i++)
        add_category(all, tree_text(node->entries[i].value, "category"));
}

/* Content under 42 CFR Part 2 passes nowhere by itself: said once, not for every pair. */
static bool is_apart(const char *category)
{
    return strcmp(category, "substance_use") == 0 || strcmp(category, "counseling_notes") == 0;
}

static bool covers(const struct basis_key *key, const char *category)
{
    if (strcmp(key->category, "*") != 0)
        return strcmp(key->category, category) == 0;
    return !is_apart(category);
}

static bool fits(struct basis_side side, const struct yaml_entry *organization)
{
    return side.kind == BASIS_ANY || strcmp(side.id, organization->key) == 0 ||
           (side.kind == BASIS_SECTOR &&
            strcmp(side.id, tree_text(organization->value, "sector")) == 0);
}

enum grounds { NONE = 0, RELEASE = 1, PART2 = 2, STANDS = 4 };

/* Every ground that the policy has for the pair, one after the other: a consent decides only where
 * nothing stands without one. */
static enum grounds grounds_of(const struct explanation *e, const struct yaml_entry *from,
                               const struct yaml_entry *to, const char *category)
{
    const struct yaml_node *basis = tree_find(tree_find(e->c->root, "access"), "basis");
    unsigned found = NONE;
    for (size_t i = 0; i < check_count(basis); i++) {
        const char *ground = basis->entries[i].value->text;
        struct basis_key key;
        if (!basis_read(e->c->arena, e->c->root, basis->entries[i].key, &key) ||
            !covers(&key, category) || !fits(key.from, from) || !fits(key.to, to))
            continue;
        if (strcmp(ground, "treatment") == 0 || strcmp(ground, "required_report") == 0)
            found |= STANDS;
        else if (strcmp(ground, "part2_consent") == 0)
            found |= PART2;
        else if (strcmp(ground, "authorization") == 0)
            found |= RELEASE;
    }
    return (enum grounds)found;
}

static const char *ground_words(enum grounds grounds, const char *category)
{
    if ((grounds & STANDS) != 0 || (grounds == NONE && is_apart(category)))
        return NULL;
    if (grounds == NONE)
        return say("never, nothing in \"basis\" allows it");
    return grounds & PART2 ? say("with a consent (42 CFR 2.31)") : say("with a signed release");
}

/* Whether the organisation is named by an entry itself. */
static bool is_named(const struct explanation *e, const char *organization)
{
    const struct yaml_node *basis = tree_find(tree_find(e->c->root, "access"), "basis");
    for (size_t i = 0; i < check_count(basis); i++) {
        struct basis_key key;
        if (basis_read(e->c->arena, e->c->root, basis->entries[i].key, &key) &&
            (strcmp(key.from.id, organization) == 0 || strcmp(key.to.id, organization) == 0))
            return true;
    }
    return false;
}

/* The first organisation of a sector speaks for it; one that has entries of its own for itself. */
static const char *speaks_for(const struct explanation *e, size_t at)
{
    const struct yaml_node *all = check_section(e->c, "organizations");
    const char *sector = tree_text(all->entries[at].value, "sector");
    if (is_named(e, all->entries[at].key))
        return all->entries[at].key;
    for (size_t i = 0; i < at; i++)
        if (strcmp(tree_text(all->entries[i].value, "sector"), sector) == 0 &&
            !is_named(e, all->entries[i].key))
            return NULL;
    return sector;
}

static void print_pair(const struct explanation *e, size_t from, size_t to,
                       const struct categories *categories)
{
    const struct yaml_node *all = check_section(e->c, "organizations");
    for (size_t i = 0; i < categories->count; i++) {
        const char *category = categories->names[i];
        const char *words =
            ground_words(grounds_of(e, &all->entries[from], &all->entries[to], category), category);
        if (words != NULL)
            fprintf(e->out, "  %s > %s, %s: %s\n", speaks_for(e, from), speaks_for(e, to), category,
                    words);
    }
}

void explain_access(const struct explanation *e)
{
    const struct yaml_node *all = check_section(e->c, "organizations");
    struct categories categories = {.names = {"general", "substance_use", "counseling_notes"},
                                    .count = 3};
    add_section(e->c, &categories, "service_types");
    add_section(e->c, &categories, "domains");
    fprintf(e->out, "%s",
            say("Who tells whom only once the person has signed, and what never passes "
                "(serious threat and\nmedical emergency are grounds of one occasion)\n"));
    for (size_t from = 0; from < all->count; from++)
        for (size_t to = 0; to < all->count; to++)
            if (speaks_for(e, from) != NULL && speaks_for(e, to) != NULL &&
                (from != to || !is_named(e, all->entries[to].key)))
                print_pair(e, from, to, &categories);
    fprintf(e->out, "%s", say("  substance_use and counseling_notes: between no others\n\n"));
}
