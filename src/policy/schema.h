/* The one table that says what a policy may hold: which sections, which keys in each, what each
 * value is, what it refers to. Reading, publishing and the manual follow it; a new key is a new
 * row. Private to the policy reader. */
#ifndef POLICY_SCHEMA_H
#define POLICY_SCHEMA_H

#include "holdfast/policy/tree.h"
#include "scalar.h"

#include <jansson.h>

enum form {
    FORM_SCALAR,      /* one text of kind `scalar` */
    FORM_LIST,        /* a list; `of` is what each item is */
    FORM_ONE_OR_LIST, /* a list, or one item without brackets */
    FORM_MAP,         /* names of kind `scalar`, chosen by the writer; `of` is what stands behind */
    FORM_RECORD,      /* the keys of the table `of` */
    FORM_TEXT_OR_RECORD, /* one text of kind `scalar`, or, with more to say, a record of `of` */
};

enum {
    REQUIRED = 1,  /* the key must be there */
    NOT_EMPTY = 2, /* a list or map with at least one entry */
    DISTINCT = 4,  /* a list that names nothing twice */
    PERSONAL = 8,  /* a section that belongs to a person, never published */
};

struct schema {
    const char *key; /* NULL ends the table of a record */
    enum form form;
    unsigned flags;
    const struct scalar *scalar;
    const struct schema *of;
    const char *section;      /* a name from this section is accepted … */
    const char *const *words; /* … or one of these words (NULL-terminated) */
    long low, high;
    const char *standard; /* JSON published when the file gives nothing; NULL is null */
    const char *one;      /* of a section: what one entry is called, "role" */
    /* Publishes what the plain rule cannot: root is the whole policy. NULL for the plain rule. */
    json_t *(*publish)(const struct yaml_node *root, const struct schema *s,
                       const struct yaml_node *node);
};

extern const struct schema schema_sections[];
/* What stands behind one id of events, event_rules, risk_rules and pathways (schema_care.c). */
extern const struct schema schema_event, schema_event_rule, schema_risk_rule, schema_pathway;
/* {within, ladder} */
extern const struct schema schema_target[];

/* The row of a record's table, NULL when there is no such key. */
const struct schema *schema_find(const struct schema *table, const char *key);

/* Checks root against schema_sections: forms, kinds, unknown and missing keys, dangling names. */
void schema_check(struct arena *arena, const struct yaml_node *root, struct finding_list *found);

/* The value as JSON, by s->publish where there is one, else by the plain rule. */
json_t *schema_json(const struct yaml_node *root, const struct schema *s,
                    const struct yaml_node *node);
/* The plain rule: canonical texts, every key of a record present. */
json_t *schema_plain_json(const struct yaml_node *root, const struct schema *s,
                          const struct yaml_node *node);

#endif
