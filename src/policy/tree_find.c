#include "holdfast/policy/tree.h"

#include <string.h>

const struct yaml_entry *tree_entry(const struct yaml_node *map, const char *key)
{
    if (map == NULL || map->kind != YAML_NODE_MAP)
        return NULL;
    size_t low = 0, high = map->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const struct yaml_entry *entry = map->sorted[middle];
        /* Repeated keys were taken out of the order; their empty places are at its end. */
        int order = entry == NULL ? -1 : strcmp(key, entry->key);
        if (order == 0)
            return entry;
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return NULL;
}

const struct yaml_node *tree_find(const struct yaml_node *map, const char *key)
{
    const struct yaml_entry *entry = tree_entry(map, key);
    return entry == NULL ? NULL : entry->value;
}

bool tree_nothing(const struct yaml_node *node)
{
    if (node->kind != YAML_NODE_TEXT || node->quoted)
        return false;
    return node->text[0] == '\0' || strcmp(node->text, "~") == 0 || strcmp(node->text, "null") == 0;
}

const char *tree_text(const struct yaml_node *map, const char *key)
{
    const struct yaml_node *node = tree_find(map, key);
    if (node == NULL || node->kind != YAML_NODE_TEXT || tree_nothing(node))
        return NULL;
    return node->text;
}
