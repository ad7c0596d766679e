#include "holdfast/policy/basis.h"

#include <string.h>

static bool is_sector(const struct yaml_node *root, const char *id)
{
    const struct yaml_node *all = tree_find(root, "organizations");
    for (size_t i = 0; all != NULL && i < all->count; i++) {
        const char *sector = tree_text(all->entries[i].value, "sector");
        if (sector != NULL && strcmp(sector, id) == 0)
            return true;
    }
    return false;
}

static struct basis_side side_of(const struct yaml_node *root, const char *id)
{
    struct basis_side side = {.id = id, .kind = BASIS_UNKNOWN};
    if (strcmp(id, "*") == 0)
        side.kind = BASIS_ANY;
    else if (tree_find(tree_find(root, "organizations"), id) != NULL)
        side.kind = BASIS_ORGANIZATION;
    else if (is_sector(root, id))
        side.kind = BASIS_SECTOR;
    return side;
}

bool basis_read(struct arena *arena, const struct yaml_node *root, const char *text,
                struct basis_key *key)
{
    const char *arrow = strchr(text, '>');
    const char *slash = arrow == NULL ? NULL : strchr(arrow, '/');
    if (slash == NULL || arrow == text || slash == arrow + 1 || slash[1] == '\0' ||
        strpbrk(slash + 1, ">/ ") != NULL || strchr(text, ' ') != NULL)
        return false;
    key->from = side_of(root, arena_slice(arena, text, (size_t)(arrow - text)));
    key->to = side_of(root, arena_slice(arena, arrow + 1, (size_t)(slash - arrow - 1)));
    key->category = slash + 1;
    return true;
}
