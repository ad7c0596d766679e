/* The fields of the referral form: some that are always there, and one for each thing that some
 * service type wants a referral to carry, shown when such a type is chosen. */
#ifndef HOLDFAST_SCREEN_REFERRAL_FIELDS_H
#define HOLDFAST_SCREEN_REFERRAL_FIELDS_H

#include "holdfast/console/form.h"
#include "holdfast/util/arena.h"

#include <jansson.h>

enum {
    REFERRAL_INDIVIDUAL,
    REFERRAL_SERVICES,
    REFERRAL_PRIORITY,
    REFERRAL_NEEDED_BY,
    REFERRAL_CONTEXT,
    REFERRAL_DUPLICATE,
    REFERRAL_THREAT, /* where nothing else allows it: what is about to happen, in a line */
    REFERRAL_FIXED
};

struct referral_type {
    const char *code;
    const char *const *requires; /* keys */
    size_t require_count;
};

/* Lives in the arena it was read into. */
struct referral_fields {
    struct field *rows;
    int count;
    struct referral_type *types;
    size_t type_count;
};

/* From api.catalogue. */
void referral_fields_read(struct referral_fields *fields, struct arena *arena,
                          const json_t *catalogue);
/* Shows what the chosen types (codes, comma between) require, and hides the rest. */
void referral_fields_follow(const struct referral_fields *fields, struct form *form,
                            const char *chosen);

#endif
