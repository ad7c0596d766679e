/* Malformed YAML gets a clear error with its place; well-formed YAML becomes a tree with places. */
#include "holdfast/policy/tree.h"
#include "holdfast/util/buffer.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

struct reading {
    struct arena arena;
    struct finding_list findings;
    struct yaml_node *root;
    bool read;
};

static void read_text(struct reading *r, const char *text, size_t len)
{
    *r = (struct reading){0};
    r->findings = (struct finding_list){.arena = &r->arena, .file = "policy.yaml"};
    r->read = tree_read(&r->arena, text, len, &r->root, &r->findings);
    finding_sort(&r->findings);
}

struct malformed {
    const char *text;
    size_t len; /* 0: up to the NUL */
    unsigned line, column;
    const char *words;
};

static const struct malformed cases[] = {
    {"", 0, 1, 1, "holds nothing"},
    {"# only a comment\n", 0, 1, 1, "holds nothing"},
    {"---\n", 0, 1, 1, "holds nothing"},
    {"- a\n- b\n", 0, 1, 1, "made of sections"},
    {"just words\n", 0, 1, 1, "made of sections"},
    {"a:\n\tb: 1\n", 0, 2, 1, "a tab is used"},
    {"a: 1\nb: \xff\xfe\n", 0, 2, 4, "not UTF-8"},
    {"a: 1\nb: \xc0\xaf\n", 0, 2, 4, "not UTF-8"},
    {"a: \xed\xa0\x80\n", 0, 1, 4, "not UTF-8"},
    {"a: \xc3", 0, 1, 4, "not UTF-8"},
    {"a: 1\nb: x\0y\n", 12, 2, 5, "control character"},
    {"a: \x1b[31m\n", 0, 1, 4, "control character"},
    {"a: \"x\\e[31m\"\n", 0, 1, 4, "control character"},
    {"a: 1\n\"b\\u202e\": 2\n", 0, 2, 1, "control character"},
    {"a: \xe2\x80\xae"
     "evil\n",
     0, 1, 4, "control character"},
    {"a: \"x\\0y\"\n", 0, 1, 4, "zero byte"},
    {"a: &x 1\nb: 2\n", 0, 1, 4, "anchors"},
    {"a: &x [1]\nb: *x\n", 0, 1, 4, "anchors"},
    {"b: *x\n", 0, 1, 4, "aliases"},
    {"<<: *x\n", 0, 1, 5, "aliases"},
    {"a: !!int 1\n", 0, 1, 4, "tags"},
    {"a: !x {b: 1}\n", 0, 1, 4, "tags"},
    {"%YAML 1.1\n---\na: 1\n", 0, 1, 1, "directives"},
    {"a: 1\n---\nb: 2\n", 0, 2, 1, "second document"},
    {"a: 1\nb: {c: 2\n", 0, 2, 4, "not closed"},
    {"a: [1, 2\nb: 3\n", 0, 1, 4, "not closed"},
    {"a: \"open\nb: 2\n", 0, 1, 4, "never closed"},
    {"a: 'open\n", 0, 1, 4, "never closed"},
    {"a: 1\n  b: 2\n", 0, 2, 4, "second colon"},
    {"a: b: c\n", 0, 1, 5, "second colon"},
    {"a:\n    b: 1\n  c: 2\n", 0, 3, 3, "does not fit the indentation"},
    {"a: @mail\n", 0, 1, 4, "cannot begin with @"},
    {"a: %x\n", 0, 1, 4, "cannot begin with %"},
    {"a: \"\\q\"\n", 0, 1, 5, "backslash"},
    {"a: 1\nb\n", 0, 2, 1, "without a colon"},
    {"a: 1\nb: 2\na: 3\n", 0, 3, 1, "already given in line 1"},
    {"a: {b: 1, b: 2}\n", 0, 1, 11, "already given in line 1"},
    {"[a]: 1\n", 0, 1, 1, "key must be plain text"},
    {"{a: 1}: 1\n", 0, 1, 1, "key must be plain text"},
};

static void malformed_text_is_refused_at_its_place(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const struct malformed *c = &cases[i];
        struct reading r;
        read_text(&r, c->text, c->len == 0 ? strlen(c->text) : c->len);
        if (r.findings.count == 0)
            fail_msg("nothing was found in: %s", c->text);
        const struct finding *f = &r.findings.items[0];
        if (f->line != c->line || f->column != c->column || strstr(f->what, c->words) == NULL)
            fail_msg("\"%s\": expected %u:%u %s, got %u:%u %s", c->text, c->line, c->column,
                     c->words, f->line, f->column, f->what);
        assert_true(f->mend[0] != '\0');
        arena_free(&r.arena);
    }
}

static void nested(struct buffer *text, size_t depth, const char *open, const char *close)
{
    buffer_text(text, "a: ");
    for (size_t i = 0; i < depth; i++)
        buffer_text(text, open);
    for (size_t i = 0; i < depth; i++)
        buffer_text(text, close);
    buffer_text(text, "\n");
}

static void depth_stops_while_reading(void **state)
{
    (void)state;
    static const struct {
        size_t depth;
        bool read;
    } depths[] = {{1, true}, {31, true}, {32, false}, {33, false}, {200000, false}};
    for (size_t i = 0; i < sizeof depths / sizeof depths[0]; i++) {
        struct buffer text = {0};
        nested(&text, depths[i].depth, "[", "]");
        struct reading r;
        read_text(&r, text.data, text.len);
        assert_int_equal(r.read, depths[i].read);
        if (!r.read)
            assert_non_null(strstr(r.findings.items[0].what, "nested"));
        arena_free(&r.arena);
        buffer_free(&text);
    }
}

static void a_file_too_large_is_refused(void **state)
{
    (void)state;
    size_t len = (size_t)TREE_SIZE_LIMIT + 1;
    char *text = malloc(len);
    assert_non_null(text);
    memset(text, '#', len);
    struct reading r;
    read_text(&r, text, len);
    assert_false(r.read);
    assert_non_null(strstr(r.findings.items[0].what, "larger"));
    arena_free(&r.arena);
    free(text);
}

static void every_key_and_value_knows_its_place(void **state)
{
    (void)state;
    struct reading r;
    const char *text = "\xEF\xBB\xBFone:\r\n  zwölf: 08:00\r\n  list: [a, \"no\", ~]\r\n";
    read_text(&r, text, strlen(text));
    assert_true(r.read);
    const struct yaml_node *one = tree_find(r.root, "one");
    assert_int_equal(one->count, 2);
    assert_string_equal(tree_text(one, "zwölf"), "08:00");
    const struct yaml_entry *list = tree_entry(one, "list");
    assert_int_equal(list->key_at.line, 3);
    assert_int_equal(list->key_at.column, 3);
    assert_int_equal(list->value->entries[1].value->at.column, 13);
    assert_true(list->value->entries[1].value->quoted);
    assert_true(tree_nothing(list->value->entries[2].value));
    assert_null(tree_find(one, "gone"));
    assert_null(tree_text(one, "list"));
    arena_free(&r.arena);
}

static void the_first_of_two_keys_counts(void **state)
{
    (void)state;
    struct reading r;
    const char *text = "z: 1\nb: 2\nz: 3\na: 4\n";
    read_text(&r, text, strlen(text));
    assert_true(r.read);
    assert_int_equal(r.findings.errors, 1);
    assert_string_equal(tree_text(r.root, "z"), "1");
    assert_string_equal(tree_text(r.root, "a"), "4");
    assert_string_equal(tree_text(r.root, "b"), "2");
    arena_free(&r.arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(malformed_text_is_refused_at_its_place),
        cmocka_unit_test(depth_stops_while_reading),
        cmocka_unit_test(a_file_too_large_is_refused),
        cmocka_unit_test(every_key_and_value_knows_its_place),
        cmocka_unit_test(the_first_of_two_keys_counts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
