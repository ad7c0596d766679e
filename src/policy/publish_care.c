#include "publish_care.h"

#include "care.h"
#include "words.h"

#include <string.h>

static void number_entries(json_t *map, const struct yaml_node *node, size_t first)
{
    for (size_t i = 0; i < node->count; i++)
        json_object_set_new(json_object_get(map, node->entries[i].key), "position",
                            json_integer((json_int_t)first + (json_int_t)i));
}

json_t *publish_in_order(const struct yaml_node *root, const struct schema *s,
                         const struct yaml_node *node)
{
    json_t *map = schema_plain_json(root, s, node);
    number_entries(map, node, 1);
    return map;
}

/* Behind the built-in ones. */
json_t *publish_events(const struct yaml_node *root, const struct schema *s,
                       const struct yaml_node *node)
{
    json_t *events = schema_plain_json(root, s, node);
    size_t built_in = 0;
    while (event_words[built_in] != NULL)
        built_in++;
    number_entries(events, node, built_in + 1);
    return events;
}

static json_t *text_or_null(const char *text)
{
    return text == NULL ? json_null() : json_string(text);
}

static void set_owner(json_t *record, const struct yaml_node *node)
{
    struct care_owner owner = care_owner(node);
    json_object_set_new(record, "owner_kind", text_or_null(owner.kind));
    json_object_set_new(record, "owner", text_or_null(owner.id));
}

json_t *publish_owned(const struct yaml_node *root, const struct schema *s,
                      const struct yaml_node *node)
{
    json_t *record = schema_plain_json(root, s, node);
    json_object_del(record, "area");
    set_owner(record, node);
    return record;
}

/* ---- Risks ---- */

/* A target whose length is a default is written in canonical form already. */
static json_t *target_json(const struct yaml_node *root, struct care_target target)
{
    json_t *record = schema_json(
        root, &(const struct schema){.form = FORM_RECORD, .of = schema_target}, target.written);
    if (strcmp(tree_text(target.written, "within"), target.within) != 0)
        json_object_set_new(record, "within", json_string(target.within));
    return record;
}

json_t *publish_risk_rule(const struct yaml_node *root, const struct schema *s,
                          const struct yaml_node *node)
{
    json_t *rule = schema_plain_json(root, s, node);
    json_object_set(rule, "categories", json_object_get(rule, "category"));
    json_object_del(rule, "category");
    for (int step = 0; step < RISK_STEP_COUNT; step++)
        json_object_set_new(rule, risk_step_words[step],
                            target_json(root, care_risk_target(node, (enum risk_step)step)));
    return rule;
}

/* ---- Pathways ---- */

static json_t *step_json(const struct yaml_node *root, const struct schema *s,
                         const struct yaml_entry *entry)
{
    json_t *step = schema_json(root, s, entry->value);
    const struct yaml_node *task = tree_find(entry->value, "task");
    json_object_del(step, "task");
    json_object_set_new(step, "code", json_string(entry->key));
    json_object_set_new(step, "label", text_or_null(tree_text(task, "label")));
    set_owner(step, task);
    return step;
}

/* "ed_follow_up" reads "ed follow up", where the file gives no name. */
static json_t *name_of(const struct yaml_node *root, const struct yaml_node *pathway)
{
    const struct yaml_node *all = tree_find(root, "pathways");
    const char *name = tree_text(pathway, "name");
    if (name != NULL)
        return json_string(name);
    for (size_t i = 0; all != NULL && i < all->count; i++) {
        if (all->entries[i].value == pathway)
            name = all->entries[i].key;
    }
    char words[128] = "";
    size_t length = name == NULL ? 0 : strnlen(name, sizeof words - 1);
    for (size_t i = 0; i < length; i++)
        words[i] = name[i] == '_' ? ' ' : name[i];
    return json_string(words);
}

json_t *publish_pathway(const struct yaml_node *root, const struct schema *s,
                        const struct yaml_node *node)
{
    const struct yaml_node *steps = tree_find(node, "steps");
    const struct schema *of = schema_find(s->of, "steps")->of;
    size_t order[PATHWAY_STEPS_LIMIT], count = care_pathway_order(steps, order);
    json_t *list = json_array(), *pathway = schema_plain_json(root, s, node);
    for (size_t i = 0; i < count; i++)
        json_array_append_new(list, step_json(root, of, &steps->entries[order[i]]));
    json_object_set_new(pathway, "steps", list);
    json_object_set_new(pathway, "name", name_of(root, node));
    return pathway;
}

/* ---- Emergency numbers, in the order of the file ---- */

/* Only where there are any: what was published without them reads the same. */
static void add_names(json_t *number, const struct yaml_node *names)
{
    json_t *object = json_object();
    for (size_t i = 0; names != NULL && i < names->count; i++)
        (void)json_object_set_new(object, names->entries[i].key,
                                  json_string(names->entries[i].value->text));
    if (json_object_size(object) > 0)
        (void)json_object_set(number, "names", object);
    json_decref(object);
}

json_t *publish_emergency(const struct yaml_node *root, const struct schema *s,
                          const struct yaml_node *node)
{
    (void)root;
    (void)s;
    json_t *list = json_array();
    for (size_t i = 0; i < node->count; i++) {
        const struct yaml_node *value = node->entries[i].value;
        const char *phone = value->kind == YAML_NODE_MAP ? tree_text(value, "phone") : value->text;
        json_t *number = json_pack("{s:s, s:s}", "name", node->entries[i].key, "phone", phone);
        add_names(number, tree_find(value, "names"));
        (void)json_array_append_new(list, number);
    }
    return list;
}
