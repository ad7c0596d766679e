#include "holdfast/policy/publish.h"

#include "schema.h"

#include <stdlib.h>
#include <string.h>

static json_t *scalar_json(const struct schema *s, const struct yaml_node *node)
{
    struct arena scratch = {0};
    struct scalar_input in = {
        .arena = &scratch, .text = node->text, .low = s->low, .high = s->high};
    const char *why = NULL;
    const char *text = s->scalar->read(&in, &why);
    json_t *value = NULL;
    if (text == NULL)
        value = json_null();
    else if (s->scalar->json == SCALAR_NUMBER)
        value = json_integer(strtol(text, NULL, 10));
    else if (s->scalar->json == SCALAR_TRUTH)
        value = json_boolean(strcmp(text, "true") == 0);
    else
        value = json_string(text);
    arena_free(&scratch);
    return value;
}

static json_t *list_json(const struct yaml_node *root, const struct schema *s,
                         const struct yaml_node *node)
{
    json_t *list = json_array();
    if (node->kind != YAML_NODE_LIST) {
        json_array_append_new(list, schema_json(root, s->of, node));
        return list;
    }
    for (size_t i = 0; i < node->count; i++)
        json_array_append_new(list, schema_json(root, s->of, node->entries[i].value));
    return list;
}

static json_t *map_json(const struct yaml_node *root, const struct schema *s,
                        const struct yaml_node *node)
{
    json_t *map = json_object();
    for (size_t i = 0; i < node->count; i++)
        json_object_set_new(map, node->entries[i].key,
                            schema_json(root, s->of, node->entries[i].value));
    return map;
}

static json_t *standard_json(const struct schema *s)
{
    return s->standard == NULL ? json_null() : json_loads(s->standard, JSON_DECODE_ANY, NULL);
}

static json_t *record_json(const struct yaml_node *root, const struct schema *s,
                           const struct yaml_node *node)
{
    json_t *record = json_object();
    for (const struct schema *key = s->of; key->key != NULL; key++) {
        if ((key->flags & PERSONAL) != 0)
            continue;
        const struct yaml_node *value = tree_find(node, key->key);
        json_object_set_new(record, key->key,
                            value == NULL ? standard_json(key) : schema_json(root, key, value));
    }
    return record;
}

json_t *schema_json(const struct yaml_node *root, const struct schema *s,
                    const struct yaml_node *node)
{
    if (s->publish != NULL)
        return s->publish(root, s, node);
    return schema_plain_json(root, s, node);
}

json_t *schema_plain_json(const struct yaml_node *root, const struct schema *s,
                          const struct yaml_node *node)
{
    switch (s->form) {
    case FORM_SCALAR:
        return scalar_json(s, node);
    case FORM_LIST:
    case FORM_ONE_OR_LIST:
        return list_json(root, s, node);
    case FORM_MAP:
        return map_json(root, s, node);
    case FORM_RECORD:
        return record_json(root, s, node);
    case FORM_TEXT_OR_RECORD:
        return node->kind == YAML_NODE_MAP ? record_json(root, s, node) : scalar_json(s, node);
    }
    return json_null();
}

json_t *publish_json(const struct policy *p)
{
    const struct schema all = {.form = FORM_RECORD, .of = schema_sections};
    return schema_json(p->root, &all, p->root);
}
