/* YAML as a tree in which every key and value knows its line and column.
 * Only what a policy needs is accepted: one document of mappings, lists and text. Anchors,
 * aliases, tags and further documents are refused, so that what is read is what is written;
 * text is UTF-8, checked first; a byte-order mark is skipped. No scalar has a type of its own:
 * "no", 08:00 and 02110 are text until the schema says otherwise. */
#ifndef HOLDFAST_POLICY_TREE_H
#define HOLDFAST_POLICY_TREE_H

#include "holdfast/policy/finding.h"
#include "holdfast/util/arena.h"

enum { TREE_DEPTH_LIMIT = 32, TREE_SIZE_LIMIT = 8 * 1024 * 1024 };

enum yaml_kind { YAML_NODE_TEXT, YAML_NODE_LIST, YAML_NODE_MAP };

struct yaml_node {
    enum yaml_kind kind;
    bool quoted;     /* TEXT: in quotes or a block; an unquoted empty text is "nothing given" */
    struct place at; /* where it starts */
    const char *text;
    size_t count; /* of entries */
    struct yaml_entry *entries;
    const struct yaml_entry **sorted; /* MAP: entries by key, for tree_find */
};

/* One entry of a map, or one item of a list (key NULL). */
struct yaml_entry {
    const char *key;
    struct place key_at;
    struct yaml_node *value;
};

/* Fills *root with a tree owned by arena; false, with at least one error in findings, when text
 * is not such a document. The root is always a map. A key that a map has twice is an error too,
 * but leaves the tree usable: true, and the first one counts. */
bool tree_read(struct arena *arena, const char *text, size_t len, struct yaml_node **root,
               struct finding_list *findings);

/* The entry of map under key, NULL when there is none (also when map is NULL or not a map). */
const struct yaml_entry *tree_entry(const struct yaml_node *map, const char *key);
/* Its value, NULL when there is none. */
const struct yaml_node *tree_find(const struct yaml_node *map, const char *key);
/* Its value's text, NULL when there is none or it is not text or nothing was given. */
const char *tree_text(const struct yaml_node *map, const char *key);
/* True for an unquoted empty value ("phone:" and nothing behind it) and for ~ and null. */
bool tree_nothing(const struct yaml_node *node);

#endif
