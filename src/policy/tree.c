#include "holdfast/policy/tree.h"

#include "holdfast/util/memory.h"
#include "holdfast/util/say.h"
#include "utf8.h"
#include "yaml_words.h"

#include <stdlib.h>
#include <string.h>
#include <yaml.h>

/* One open map or list while reading. */
struct frame {
    struct yaml_node *node;
    size_t room;
    bool has_key; /* a map's key was read, its value not yet */
};

struct reader {
    struct arena *arena;
    struct finding_list *findings;
    struct frame frames[TREE_DEPTH_LIMIT];
    size_t depth, documents;
    struct yaml_node *root;
};

static struct place place_of(yaml_mark_t mark)
{
    return (struct place){(unsigned)mark.line + 1, (unsigned)mark.column + 1};
}

static bool refuse(struct reader *r, struct place at, const char *mend, const char *what)
{
    finding_add(r->findings, SEVERITY_ERROR, at, mend, "%s", what);
    return false;
}

static struct yaml_entry *next_entry(struct reader *r, struct frame *frame)
{
    struct yaml_node *node = frame->node;
    if (node->count == frame->room) {
        size_t room = frame->room == 0 ? 4 : frame->room * 2;
        struct yaml_entry *grown = arena_take(r->arena, room, sizeof *grown);
        if (node->count > 0)
            memcpy(grown, node->entries, node->count * sizeof *grown);
        node->entries = grown;
        frame->room = room;
    }
    return &node->entries[node->count++];
}

static bool take_key(struct reader *r, struct frame *frame, struct yaml_node *node)
{
    if (node->kind != YAML_NODE_TEXT)
        return refuse(r, node->at, say("write a name followed by a colon"),
                      say("a key must be plain text"));
    struct yaml_entry *entry = next_entry(r, frame);
    entry->key = node->text;
    entry->key_at = node->at;
    frame->has_key = true;
    return true;
}

static bool place_node(struct reader *r, struct yaml_node *node)
{
    if (r->depth == 0) {
        r->root = node;
        return true;
    }
    struct frame *frame = &r->frames[r->depth - 1];
    if (frame->node->kind == YAML_NODE_LIST) {
        next_entry(r, frame)->value = node;
        return true;
    }
    if (!frame->has_key)
        return take_key(r, frame, node);
    frame->node->entries[frame->node->count - 1].value = node;
    frame->has_key = false;
    return true;
}

static int by_key(const void *left, const void *right)
{
    const struct yaml_entry *a = *(const struct yaml_entry *const *)left;
    const struct yaml_entry *b = *(const struct yaml_entry *const *)right;
    int order = strcmp(a->key, b->key);
    return order != 0 ? order : (a > b) - (a < b);
}

static void report_twice(struct reader *r, const struct yaml_entry *first,
                         const struct yaml_entry *again)
{
    finding_add(r->findings, SEVERITY_ERROR, again->key_at,
                say("keep one of the two, or give this one another name"),
                say("\"%s\" was already given in line %u"), again->key, first->key_at.line);
}

/* Entries by key, so that a map of thousands is searched quickly and repeats lie side by side. */
static void index_map(struct reader *r, struct yaml_node *map)
{
    map->sorted = arena_take(r->arena, map->count + 1, sizeof(struct yaml_entry *));
    for (size_t i = 0; i < map->count; i++)
        map->sorted[i] = &map->entries[i];
    qsort(map->sorted, map->count, sizeof(struct yaml_entry *), by_key);
    size_t kept = 0;
    for (size_t i = 0; i < map->count; i++) {
        if (kept > 0 && strcmp(map->sorted[kept - 1]->key, map->sorted[i]->key) == 0)
            report_twice(r, map->sorted[kept - 1], map->sorted[i]);
        else
            map->sorted[kept++] = map->sorted[i];
    }
    while (kept < map->count)
        map->sorted[kept++] = NULL;
}

static bool open_node(struct reader *r, struct yaml_node *node)
{
    if (r->depth > 0 && node->kind != YAML_NODE_TEXT) {
        const struct frame *frame = &r->frames[r->depth - 1];
        if (frame->node->kind == YAML_NODE_MAP && !frame->has_key)
            return take_key(r, &r->frames[r->depth - 1], node);
    }
    if (r->depth == TREE_DEPTH_LIMIT)
        return refuse(r, node->at, say("a policy needs no more than 8 levels"),
                      say("lists and maps are nested more than 32 deep"));
    if (!place_node(r, node))
        return false;
    r->frames[r->depth++] = (struct frame){.node = node};
    return true;
}

static struct yaml_node *new_node(struct reader *r, enum yaml_kind kind, yaml_mark_t mark)
{
    struct yaml_node *node = arena_take(r->arena, 1, sizeof *node);
    node->kind = kind;
    node->at = place_of(mark);
    return node;
}

static bool refuse_marks(struct reader *r, const yaml_event_t *event, const yaml_char_t *anchor,
                         const yaml_char_t *tag)
{
    if (anchor != NULL)
        return refuse(r, place_of(event->start_mark),
                      say("remove it, or put a text that begins with & in double quotes"),
                      say("anchors (&name) are not used in a policy"));
    if (tag != NULL)
        return refuse(r, place_of(event->start_mark),
                      say("remove it, or put a text that begins with ! in double quotes"),
                      say("tags (!name) are not used in a policy"));
    return true;
}

static bool on_scalar(struct reader *r, const yaml_event_t *event)
{
    if (!refuse_marks(r, event, event->data.scalar.anchor, event->data.scalar.tag))
        return false;
    struct yaml_node *node = new_node(r, YAML_NODE_TEXT, event->start_mark);
    const char *value = (const char *)event->data.scalar.value;
    if (strlen(value) != event->data.scalar.length)
        return refuse(r, node->at, say("remove the \\0"), say("text may not hold a zero byte"));
    struct place within;
    if (utf8_check(value, strlen(value), &within) != UTF8_SOUND)
        return refuse(r, node->at, say("leave out what the \\u, \\x or \\e in it stands for"),
                      say("there is an invisible control character here"));
    node->text = arena_text(r->arena, value);
    node->quoted = event->data.scalar.style != YAML_PLAIN_SCALAR_STYLE;
    return place_node(r, node);
}

static bool on_list(struct reader *r, const yaml_event_t *event)
{
    return refuse_marks(r, event, event->data.sequence_start.anchor,
                        event->data.sequence_start.tag) &&
           open_node(r, new_node(r, YAML_NODE_LIST, event->start_mark));
}

static bool on_map(struct reader *r, const yaml_event_t *event)
{
    return refuse_marks(r, event, event->data.mapping_start.anchor,
                        event->data.mapping_start.tag) &&
           open_node(r, new_node(r, YAML_NODE_MAP, event->start_mark));
}

static bool on_close(struct reader *r, const yaml_event_t *event)
{
    (void)event;
    if (r->depth == 0)
        return false; /* libyaml never closes what it did not open */
    struct yaml_node *node = r->frames[--r->depth].node;
    if (node != NULL && node->kind == YAML_NODE_MAP)
        index_map(r, node);
    return true;
}

static bool on_alias(struct reader *r, const yaml_event_t *event)
{
    return refuse(r, place_of(event->start_mark),
                  say("write the value out, or put a text that begins with * in double quotes"),
                  say("aliases (*name) are not used in a policy"));
}

static bool on_document(struct reader *r, const yaml_event_t *event)
{
    if (event->data.document_start.version_directive != NULL ||
        event->data.document_start.tag_directives.start !=
            event->data.document_start.tag_directives.end)
        return refuse(r, place_of(event->start_mark), say("remove the line"),
                      say("directives (%YAML, %TAG) are not used in a policy"));
    if (r->documents++ == 0)
        return true;
    return refuse(r, place_of(event->start_mark), say("remove the line, or split the file in two"),
                  say("a second document begins here (---)"));
}

static bool on_event(struct reader *r, const yaml_event_t *event)
{
    static const struct {
        yaml_event_type_t type;
        bool (*take)(struct reader *, const yaml_event_t *);
    } takers[] = {
        {YAML_SCALAR_EVENT, on_scalar},           {YAML_SEQUENCE_START_EVENT, on_list},
        {YAML_SEQUENCE_END_EVENT, on_close},      {YAML_MAPPING_START_EVENT, on_map},
        {YAML_MAPPING_END_EVENT, on_close},       {YAML_ALIAS_EVENT, on_alias},
        {YAML_DOCUMENT_START_EVENT, on_document},
    };
    for (size_t i = 0; i < sizeof takers / sizeof takers[0]; i++) {
        if (takers[i].type == event->type)
            return takers[i].take(r, event);
    }
    return true;
}

static bool read_events(struct reader *r, yaml_parser_t *parser, const char *text, size_t len)
{
    for (;;) {
        yaml_event_t event;
        if (yaml_parser_parse(parser, &event) == 0) {
            struct place at;
            const char *mend;
            const char *what = yaml_words(parser, text, len, &at, &mend);
            return refuse(r, at, mend, what);
        }
        bool ended = event.type == YAML_STREAM_END_EVENT;
        bool taken = on_event(r, &event);
        yaml_event_delete(&event);
        if (!taken || ended)
            return taken;
    }
}

static bool text_is_sound(struct reader *r, const char *text, size_t len)
{
    struct place at;
    switch (utf8_check(text, len, &at)) {
    case UTF8_BROKEN:
        return refuse(r, at, say("save the file as UTF-8"), say("this is not UTF-8 text"));
    case UTF8_CONTROL:
        return refuse(r, at, say("delete it and type the line again"),
                      say("there is an invisible control character here"));
    case UTF8_SOUND:
        break;
    }
    return true;
}

static bool root_is_map(struct reader *r)
{
    if (r->root == NULL || tree_nothing(r->root))
        return refuse(r, (struct place){1, 1},
                      say("start from config.example.yaml, which comes with the program"),
                      say("the file holds nothing"));
    if (r->root->kind != YAML_NODE_MAP)
        return refuse(r, r->root->at, say("begin with a section such as \"network:\""),
                      say("a policy is made of sections, each a name with a colon"));
    return true;
}

bool tree_read(struct arena *arena, const char *text, size_t len, struct yaml_node **root,
               struct finding_list *findings)
{
    struct reader r = {.arena = arena, .findings = findings};
    *root = NULL;
    if (len > TREE_SIZE_LIMIT)
        return refuse(&r, (struct place){1, 1}, say("is it the right file?"),
                      say("the file is larger than 8 MiB"));
    if (len >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0) {
        text += 3;
        len -= 3;
    }
    if (!text_is_sound(&r, text, len))
        return false;
    yaml_parser_t parser;
    if (yaml_parser_initialize(&parser) == 0)
        memory_exhausted();
    yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&parser, (const unsigned char *)text, len);
    bool read = read_events(&r, &parser, text, len) && root_is_map(&r);
    yaml_parser_delete(&parser);
    if (read)
        *root = r.root;
    return read;
}
