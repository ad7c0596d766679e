/* Keys of access.basis: "FROM>TO/CATEGORY". */
#ifndef HOLDFAST_POLICY_BASIS_H
#define HOLDFAST_POLICY_BASIS_H

#include "holdfast/policy/tree.h"

enum basis_kind { BASIS_ORGANIZATION, BASIS_SECTOR, BASIS_ANY, BASIS_UNKNOWN };

struct basis_side {
    const char *id;
    enum basis_kind kind;
};

struct basis_key {
    struct basis_side from, to;
    const char *category; /* "*" is any but substance_use */
};

/* False when the text is not of that form. The texts belong to arena. A side that names neither
 * an organisation nor a sector of root is BASIS_UNKNOWN. */
bool basis_read(struct arena *arena, const struct yaml_node *root, const char *text,
                struct basis_key *key);

#endif
