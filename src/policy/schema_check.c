/* Does every value of a policy have the form and kind that the table asks for? */
#include "holdfast/util/nearest.h"
#include "holdfast/util/say.h"
#include "schema.h"

#include <string.h>
#include <strings.h>

enum { SUGGEST_LIMIT = 63 }; /* longer texts are not looked up for what they might have meant */

struct walk {
    struct arena *arena;
    struct finding_list *found;
    const struct yaml_node *root;
};

/* What a value belongs to: the key before it, and where to point when something is missing. */
struct subject {
    const char *name;
    struct place at;
};

static void check_value(struct walk *w, const struct schema *s, const struct yaml_node *node,
                        struct subject of);

static void wrong(struct walk *w, struct place at, const char *mend, const char *what)
{
    finding_add(w->found, SEVERITY_ERROR, at, mend, "%s", what);
}

/* ---- Names: of sections, and of fixed lists of words ---- */

static bool is_word(const struct schema *s, const char *text)
{
    for (const char *const *word = s->words; word != NULL && *word != NULL; word++) {
        if (strcmp(*word, text) == 0)
            return true;
    }
    return false;
}

static const char *list_words(struct walk *w, const struct schema *s)
{
    const char *list = "";
    for (const char *const *word = s->words; *word != NULL; word++)
        list = arena_print(w->arena, "%s%s%s", list, list[0] == '\0' ? "" : ", ", *word);
    return arena_print(w->arena, say("use one of: %s"), list);
}

static const char *other_case(const struct yaml_node *section, const char *text)
{
    for (size_t i = 0; section != NULL && i < section->count; i++) {
        if (section->kind == YAML_NODE_MAP && strcasecmp(section->entries[i].key, text) == 0)
            return section->entries[i].key;
    }
    return NULL;
}

static const char *nearest_name(const struct schema *s, const struct yaml_node *section,
                                const char *text)
{
    struct nearest n = {.typed = text};
    if (strlen(text) > SUGGEST_LIMIT)
        return NULL;
    for (const char *const *word = s->words; word != NULL && *word != NULL; word++)
        nearest_consider(&n, *word);
    for (size_t i = 0; section != NULL && i < section->count; i++) {
        if (section->kind == YAML_NODE_MAP)
            nearest_consider(&n, section->entries[i].key);
    }
    return n.best;
}

static const char *mend_name(struct walk *w, const struct schema *s, const char *near)
{
    if (near != NULL)
        return arena_print(w->arena, say("did you mean \"%s\"?"), near);
    if (s->section == NULL)
        return list_words(w, s);
    return arena_print(w->arena, say("add it under \"%s\", or name one that is there"), s->section);
}

static void check_name(struct walk *w, const struct schema *s, const char *text, struct place at)
{
    const struct yaml_node *section = s->section == NULL ? NULL : tree_find(w->root, s->section);
    if (is_word(s, text) || tree_entry(section, text) != NULL)
        return;
    if (w->found->count >= FINDING_LIMIT) { /* only counted from here on: no search for advice */
        wrong(w, at, "", "");
        return;
    }
    const char *twin = other_case(section, text);
    if (twin != NULL) {
        finding_add(w->found, SEVERITY_ERROR, at, arena_print(w->arena, say("write \"%s\""), twin),
                    say("\"%s\" differs from \"%s\" only by capital letters"), text, twin);
        return;
    }
    const char *mend = mend_name(w, s, nearest_name(s, section, text));
    const struct schema *kept =
        s->section == NULL ? NULL : schema_find(schema_sections, s->section);
    if (kept != NULL)
        finding_add(w->found, SEVERITY_ERROR, at, mend, say("there is no %s \"%s\""),
                    say(kept->one), text);
    else
        finding_add(w->found, SEVERITY_ERROR, at, mend, say("\"%s\" is not known here"), text);
}

/* ---- Texts ---- */

static void check_text(struct walk *w, const struct schema *s, const char *text, struct place at)
{
    struct scalar_input in = {
        .arena = w->arena, .text = text, .low = s->low, .high = s->high, .mend = NULL};
    const char *why = NULL;
    if (s->scalar->read(&in, &why) != NULL) {
        if (s->section != NULL || s->words != NULL)
            check_name(w, s, text, at);
        return;
    }
    char shown[60];
    size_t length = strcspn(text, "\r\n");
    size_t cut = length < sizeof shown - 1 ? length : sizeof shown - 1;
    while (cut < length && cut > 0 && ((unsigned char)text[cut] & 0xC0) == 0x80)
        cut--;
    memcpy(shown, text, cut);
    shown[cut] = '\0';
    finding_add(w->found, SEVERITY_ERROR, at, in.mend != NULL ? in.mend : say(s->scalar->mend),
                "\"%s\" %s", shown, why);
}

static void check_scalar(struct walk *w, const struct schema *s, const struct yaml_node *node,
                         struct subject of)
{
    if (node->kind == YAML_NODE_TEXT) {
        check_text(w, s, node->text, node->at);
        return;
    }
    finding_add(w->found, SEVERITY_ERROR, node->at, say(s->scalar->mend),
                node->kind == YAML_NODE_LIST ? say("\"%s\" takes one value, not a list")
                                             : say("\"%s\" takes one value, not keys of its own"),
                of.name);
}

/* ---- Lists ---- */

static void check_distinct(struct walk *w, const struct yaml_node *list)
{
    for (size_t i = 1; i < list->count && i < 1000; i++) {
        const struct yaml_node *item = list->entries[i].value;
        for (size_t k = 0; k < i && item->kind == YAML_NODE_TEXT; k++) {
            const struct yaml_node *other = list->entries[k].value;
            if (other->kind != YAML_NODE_TEXT || strcmp(item->text, other->text) != 0)
                continue;
            finding_add(w->found, SEVERITY_ERROR, item->at, say("name it once"),
                        say("\"%s\" is in this list twice"), item->text);
            break;
        }
    }
}

static void check_item(struct walk *w, const struct schema *s, const struct yaml_node *item,
                       const char *name)
{
    check_value(w, s, item, (struct subject){name, item->at});
}

static void check_list(struct walk *w, const struct schema *s, const struct yaml_node *node,
                       struct subject of)
{
    if (node->kind != YAML_NODE_LIST) {
        finding_add(w->found, SEVERITY_ERROR, node->at, say("write it in brackets: [one, two]"),
                    say("\"%s\" takes a list"), of.name);
        return;
    }
    if ((s->flags & NOT_EMPTY) != 0 && node->count == 0)
        finding_add(w->found, SEVERITY_ERROR, node->at, say("name at least one"),
                    say("\"%s\" is an empty list"), of.name);
    for (size_t i = 0; i < node->count; i++)
        check_item(w, s->of, node->entries[i].value, of.name);
    if ((s->flags & DISTINCT) != 0)
        check_distinct(w, node);
}

static void check_one_or_list(struct walk *w, const struct schema *s, const struct yaml_node *node,
                              struct subject of)
{
    if (node->kind == YAML_NODE_LIST)
        check_list(w, s, node, of);
    else
        check_value(w, s->of, node, of);
}

/* ---- Maps and records ---- */

static bool is_map(struct walk *w, const struct schema *s, const struct yaml_node *node,
                   struct subject of)
{
    if (node->kind != YAML_NODE_MAP) {
        finding_add(w->found, SEVERITY_ERROR, node->at,
                    say("indent \"name: value\" lines below it, or write {name: value}"),
                    say("\"%s\" needs keys of its own"), of.name);
        return false;
    }
    if ((s->flags & NOT_EMPTY) != 0 && node->count == 0)
        finding_add(w->found, SEVERITY_ERROR, node->at, say("give at least one entry"),
                    say("\"%s\" is empty"), of.name);
    return true;
}

static bool nothing_given(struct walk *w, const struct yaml_entry *entry)
{
    if (!tree_nothing(entry->value))
        return false;
    finding_add(w->found, SEVERITY_ERROR, entry->key_at,
                say("write a value behind the colon, or remove the line"),
                say("\"%s\" has no value"), entry->key);
    return true;
}

static void check_map(struct walk *w, const struct schema *s, const struct yaml_node *node,
                      struct subject of)
{
    if (!is_map(w, s, node, of))
        return;
    for (size_t i = 0; i < node->count; i++) {
        const struct yaml_entry *entry = &node->entries[i];
        check_text(w, s, entry->key, entry->key_at);
        if (!nothing_given(w, entry))
            check_value(w, s->of, entry->value, (struct subject){entry->key, entry->key_at});
    }
}

static const char *nearest_key(const struct schema *table, const char *key)
{
    struct nearest n = {.typed = key};
    if (strlen(key) > SUGGEST_LIMIT)
        return NULL;
    for (; table->key != NULL; table++)
        nearest_consider(&n, table->key);
    return n.best;
}

static const char *list_keys(struct walk *w, const struct schema *table)
{
    const char *list = "";
    for (; table->key != NULL; table++)
        list = arena_print(w->arena, "%s%s%s", list, list[0] == '\0' ? "" : ", ", table->key);
    return arena_print(w->arena, say("the keys here are: %s"), list);
}

static void unknown_key(struct walk *w, const struct schema *table, const struct yaml_entry *entry)
{
    const char *near = nearest_key(table, entry->key);
    const char *mend = near == NULL ? list_keys(w, table)
                                    : arena_print(w->arena, say("did you mean \"%s\"?"), near);
    finding_add(w->found, SEVERITY_ERROR, entry->key_at, mend, say("\"%s\" is not a known key"),
                entry->key);
}

static void check_key(struct walk *w, const struct schema *table, const struct yaml_entry *entry)
{
    const struct schema *s = schema_find(table, entry->key);
    if (s == NULL)
        unknown_key(w, table, entry);
    else if (!nothing_given(w, entry))
        check_value(w, s, entry->value, (struct subject){entry->key, entry->key_at});
}

static void check_missing(struct walk *w, const struct schema *table, const struct yaml_node *node,
                          struct subject of)
{
    for (const struct schema *s = table; s->key != NULL; s++) {
        if ((s->flags & REQUIRED) == 0 || tree_entry(node, s->key) != NULL)
            continue;
        if (table == schema_sections)
            finding_add(w->found, SEVERITY_ERROR, of.at, say("config.example.yaml shows one"),
                        say("the section \"%s\" is missing"), s->key);
        else
            finding_add(w->found, SEVERITY_ERROR, of.at,
                        arena_print(w->arena, say("add \"%s: …\""), s->key),
                        say("\"%s\" has no \"%s\""), of.name, s->key);
    }
}

static void check_record(struct walk *w, const struct schema *s, const struct yaml_node *node,
                         struct subject of)
{
    if (!is_map(w, s, node, of))
        return;
    for (size_t i = 0; i < node->count; i++)
        check_key(w, s->of, &node->entries[i]);
    check_missing(w, s->of, node, of);
}

static void check_text_or_record(struct walk *w, const struct schema *s,
                                 const struct yaml_node *node, struct subject of)
{
    if (node->kind == YAML_NODE_MAP)
        check_record(w, s, node, of);
    else
        check_scalar(w, s, node, of);
}

static void check_value(struct walk *w, const struct schema *s, const struct yaml_node *node,
                        struct subject of)
{
    static void (*const checks[])(struct walk *, const struct schema *, const struct yaml_node *,
                                  struct subject) = {
        [FORM_SCALAR] = check_scalar,           [FORM_LIST] = check_list,
        [FORM_ONE_OR_LIST] = check_one_or_list, [FORM_MAP] = check_map,
        [FORM_RECORD] = check_record,           [FORM_TEXT_OR_RECORD] = check_text_or_record,
    };
    if (tree_nothing(node)) {
        wrong(w, node->at, say("write a value, or remove it"), say("there is no value here"));
        return;
    }
    checks[s->form](w, s, node, of);
}

void schema_check(struct arena *arena, const struct yaml_node *root, struct finding_list *found)
{
    struct walk w = {.arena = arena, .found = found, .root = root};
    const struct schema all = {.form = FORM_RECORD, .of = schema_sections};
    check_record(&w, &all, root, (struct subject){"", {1, 1}});
}
