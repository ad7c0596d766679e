/* A policy file that was read: the tree as written, and what was found wrong with it.
 * Reading has three stages, each run only when the one before found no error: the YAML itself,
 * the shape of every value (the table in schema.c), the policy as a system of responsibilities
 * (check_*.c). A policy without errors may be published. */
#ifndef HOLDFAST_POLICY_POLICY_H
#define HOLDFAST_POLICY_POLICY_H

#include "holdfast/policy/finding.h"
#include "holdfast/policy/tree.h"
#include "holdfast/util/arena.h"
#include "holdfast/util/failure.h"

/* Zero-initialise to use; policy_free ends it. */
struct policy {
    struct arena arena;
    struct yaml_node *root; /* NULL when the YAML could not be read */
    char *file;             /* the name that findings carry */
    char *text;             /* the file's bytes, NUL-terminated, as they will be stored */
    size_t len;
    struct finding_list findings; /* sorted by place */
};

/* Reads and checks the file at path ("-": standard input). False only when it could not be read
 * at all (f says why: EX_NOINPUT, EX_DATAERR); what is wrong with its content is in p->findings. */
bool policy_open(struct policy *p, const char *path, struct failure *f);
/* The same for text that is already in memory; name is how findings call it. */
void policy_parse(struct policy *p, const char *name, const char *text, size_t len);
void policy_free(struct policy *p);

#endif
