#include "holdfast/console/input.h"
#include "holdfast/console/text.h"
#include "holdfast/console/text_area.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { COLS = 11, ROWS = 4 }; /* ten cells of text, and the cursor's */

#define UP    "\033[A"
#define DOWN  "\033[B"
#define RIGHT "\033[C"
#define LEFT  "\033[D"
#define UNDO  "\x1A"
#define REDO  "\x19"

/* Types bytes as they come from a terminal, laid out after each key as a console would. */
static void type(struct text_area *area, const char *bytes)
{
    struct input input = {0};
    struct key key;
    input_feed(&input, bytes, strlen(bytes));
    while (input_next(&input, &key)) {
        (void)text_area_key(area, &key);
        text_area_wrap(area, COLS, ROWS);
    }
    input_free(&input);
}

static void open_with(struct text_area *area, const char *text)
{
    text_area_open(area, text, 0);
    text_area_wrap(area, COLS, ROWS);
}

static void assert_typed(const char *before, const char *bytes, const char *text, size_t at)
{
    struct text_area area;
    open_with(&area, before);
    type(&area, bytes);
    assert_string_equal(text_area_text(&area), text);
    assert_int_equal(area.at, at);
    text_area_close(&area);
}

static void assert_place(const char *text, const char *keys, int line, int cell)
{
    struct text_area area;
    int row, col;
    open_with(&area, text);
    type(&area, keys);
    text_area_place(&area, &row, &col);
    assert_int_equal(row, line);
    assert_int_equal(col, cell);
    text_area_close(&area);
}

static void types_lines(void **state)
{
    (void)state;
    assert_typed("", "one\rtwo", "one\ntwo", 7);
    assert_typed("", "a\r\r\x7f\x7f", "a", 1);
    assert_typed("", "e\xCC\x81x\x7f\x7f", "", 0);
    assert_typed("ab", "\x04", "b", 0);
    assert_typed("a\nb", RIGHT "\033[3~", "ab", 1);
    assert_typed("", "\t\007\033[24~", "", 0);
}

static void wraps_at_words(void **state)
{
    (void)state;
    assert_place("one two three", "\033[1;5F", 1, 5);
    assert_place("0123456789abc", "\033[1;5F", 1, 3);
    assert_place("one two\n", "\033[1;5F", 1, 0);
    assert_place("\n\nx", DOWN DOWN, 2, 0);
    /* Blanks at the end of a full line hang there; the newline behind them is no line more. */
    assert_place("0123456789  \nx", "\033[1;5F", 1, 1);
    assert_place("0123456789  ", "\033[1;5F", 0, 10);
}

static void moves_by_lines(void **state)
{
    (void)state;
    assert_place("abcdef\nab\nabcdef", RIGHT RIGHT RIGHT RIGHT DOWN, 1, 2);
    assert_place("abcdef\nab\nabcdef", RIGHT RIGHT RIGHT RIGHT DOWN DOWN, 2, 4);
    assert_place("abcdef\nab\nabcdef", RIGHT RIGHT RIGHT RIGHT DOWN DOWN UP UP, 0, 4);
    assert_place("a\nb\nc\nd\ne\nf", "\033[6~", 3, 0);
    assert_place("a\nb\nc\nd\ne\nf", "\033[6~\033[6~\033[5~", 2, 0);
    assert_place("one two three", "\033[F", 0, 7);
    assert_place("one two three", DOWN "\033[F\033[H", 1, 0);
    /* A wide character is never cut in two. */
    assert_place("abc\n\xE6\x9D\x8E\xE6\x9D\x8E", RIGHT RIGHT RIGHT DOWN, 1, 2);
}

static void cuts_words_and_lines(void **state)
{
    (void)state;
    assert_typed("one\ntwo three", "\033[1;5F\x17", "one\ntwo ", 8);
    assert_typed("one two", "\033d", " two", 0);
    assert_typed("one\ntwo", "\x0B\x0B", "two", 0);
    assert_typed("one\ntwo", DOWN "\033[F\x15", "one\n", 4);
    assert_typed("one\ntwo three", "\033f\033f", "one\ntwo three", 7);
}

static void pastes_as_text(void **state)
{
    (void)state;
    assert_typed("", "\033[200~Lives\r\nalone\rwith\na dog\033[201~", "Lives\nalone\nwith\na dog",
                 22);
    assert_typed("", "a\033[200~\tb\033[2J\007\033[201~", "a b[2J", 6);
}

static void takes_back(void **state)
{
    (void)state;
    assert_typed("", "one two" UNDO, "one ", 4);
    assert_typed("", "one two" UNDO UNDO, "", 0);
    assert_typed("", "one two" UNDO UNDO REDO, "one ", 4);
    assert_typed("", "one two" UNDO UNDO REDO REDO REDO, "one two", 7);
    assert_typed("abc", "\033[F\x7f\x7f" UNDO, "abc", 3);
    assert_typed("abc", "\033[F\x7f\x7f" UNDO "x" REDO, "abcx", 4);
    assert_typed("abc", UNDO, "abc", 0);
    assert_typed("one two", "\033[F\x17\x17" UNDO, "one ", 4);
}

static void another_text_is_one_edit(void **state)
{
    (void)state;
    struct text_area area;
    open_with(&area, "mine");
    text_area_put(&area, "theirs");
    assert_string_equal(text_area_text(&area), "theirs");
    text_area_add(&area, "mine");
    assert_string_equal(text_area_text(&area), "theirs\n\nmine");
    assert_true(text_area_undo(&area));
    assert_true(text_area_undo(&area));
    assert_string_equal(text_area_text(&area), "mine");
    assert_false(text_area_undo(&area));
    text_area_close(&area);
}

static void respects_its_longest(void **state)
{
    (void)state;
    struct text_area area;
    text_area_open(&area, "", 4);
    type(&area, "abcd");
    assert_false(area.refused);
    type(&area, "e");
    assert_true(area.refused);
    assert_string_equal(text_area_text(&area), "abcd");
    type(&area, "\x7f\033[200~long\033[201~");
    assert_true(area.refused);
    assert_string_equal(text_area_text(&area), "abc");
    text_area_put(&area, "\xC4\x85\xC4\x85\xC4\x85");
    assert_string_equal(text_area_text(&area), "\xC4\x85\xC4\x85");
    text_area_close(&area);
}

static void passes_other_keys_on(void **state)
{
    (void)state;
    static const uint32_t codes[] = {KEY_CODE_TAB, KEY_CODE_BACK_TAB, KEY_CODE_ESC,
                                     KEY_CODE_F1,  KEY_CTRL('S'),     KEY_CODE_UNKNOWN};
    struct text_area area;
    open_with(&area, "x");
    for (size_t i = 0; i < sizeof codes / sizeof codes[0]; i++) {
        struct key key = {.code = codes[i]};
        assert_int_equal(text_area_key(&area, &key), EDITOR_PASS);
    }
    text_area_close(&area);
}

/* ---- against a naive model: letters in a row, the cursor between two of them ---- */

enum { MODEL_MAX = 4000 };

struct model {
    const char *letters[MODEL_MAX];
    size_t count, at;
};

static void model_put(struct model *model, const char *letter)
{
    memmove(model->letters + model->at + 1, model->letters + model->at,
            (model->count - model->at) * sizeof model->letters[0]);
    model->letters[model->at++] = letter;
    model->count++;
}

static void model_cut(struct model *model, size_t from, size_t to)
{
    memmove(model->letters + from, model->letters + to,
            (model->count - to) * sizeof model->letters[0]);
    model->count -= to - from;
    model->at = from;
}

static bool model_blank(const struct model *model, size_t at)
{
    return strchr(" \n", model->letters[at][0]) != NULL;
}

static size_t model_word(const struct model *model)
{
    size_t at = model->at;
    while (at > 0 && model_blank(model, at - 1))
        at--;
    while (at > 0 && !model_blank(model, at - 1))
        at--;
    return at;
}

static void model_key(struct model *model, int key)
{
    switch (key) {
    case 'l':
        model->at -= model->at > 0;
        break;
    case 'r':
        model->at += model->at < model->count;
        break;
    case 'd':
        if (model->at < model->count)
            model_cut(model, model->at, model->at + 1);
        break;
    case 'b':
        if (model->at > 0)
            model_cut(model, model->at - 1, model->at);
        break;
    case 'w':
        model_cut(model, model_word(model), model->at);
        break;
    default:
        break;
    }
}

static void assert_same(const struct text_area *area, const struct model *model)
{
    struct buffer text = {0};
    size_t at = 0;
    for (size_t i = 0; i < model->count; i++) {
        at = i == model->at ? text.len : at;
        buffer_text(&text, model->letters[i]);
    }
    at = model->at == model->count ? text.len : at;
    assert_string_equal(text_area_text(area), text.data != NULL ? text.data : "");
    assert_int_equal(area->at, at);
    buffer_free(&text);
}

/* Lines follow each other without a gap, none is wider than its room, the cursor is in one. */
static void assert_laid_out(const struct text_area *area)
{
    int line, cell;
    text_area_place(area, &line, &cell);
    assert_in_range(line, 0, area->lines - 1);
    assert_in_range(cell, 0, area->cols - 1);
    assert_true(area->starts[line] <= area->at);
    for (int i = 0; i + 1 < area->lines; i++) {
        char text[MODEL_MAX * 4];
        size_t len = area->starts[i + 1] - area->starts[i];
        assert_true(area->starts[i + 1] > area->starts[i] || i + 2 == area->lines);
        memcpy(text, text_area_text(area) + area->starts[i], len);
        while (len > 0 && strchr(" \n", text[len - 1]) != NULL)
            len--;
        text[len] = '\0';
        assert_in_range(text_width(text), 0, area->cols - 1);
    }
}

static const struct {
    const char *bytes;
    int key; /* 0: a letter */
} keys[] = {{"a", 0},      {" ", 0},      {"\r", 0},           {"\xC4\x85", 0},
            {"b", 0},      {" ", 0},      {"\xE6\x9D\x8E", 0}, {"\xF0\x9F\x98\x80", 0},
            {LEFT, 'l'},   {LEFT, 'l'},   {RIGHT, 'r'},        {RIGHT, 'r'},
            {"\x7f", 'b'}, {"\x04", 'd'}, {"\x17", 'w'}};

static void press_anything(struct text_area *area, struct model *model)
{
    size_t i = (size_t)rand() % (sizeof keys / sizeof keys[0]);
    type(area, keys[i].bytes);
    if (keys[i].key == 0)
        model_put(model, keys[i].bytes[0] == '\r' ? "\n" : keys[i].bytes);
    else
        model_key(model, keys[i].key);
}

static void behaves_like_the_model(void **state)
{
    (void)state;
    srand(11);
    for (int round = 0; round < 20; round++) {
        static struct model model;
        struct text_area area;
        model = (struct model){.count = 0};
        open_with(&area, "");
        for (int i = 0; i < 800; i++) {
            press_anything(&area, &model);
            assert_same(&area, &model);
            assert_laid_out(&area);
        }
        char *last = strdup(text_area_text(&area));
        size_t edits = area.edit_count;
        while (text_area_undo(&area))
            ;
        assert_true(edits == 1000 || text_area_text(&area)[0] == '\0');
        while (text_area_redo(&area))
            ;
        assert_string_equal(text_area_text(&area), last);
        free(last);
        text_area_close(&area);
    }
}

/* Whatever comes, of any width, it stays text, whole characters, and laid out. */
static void survives_anything(void **state)
{
    (void)state;
    struct text_area area;
    srand(5);
    open_with(&area, "");
    for (int i = 0; i < 20000; i++) {
        char bytes[3] = {(char)(rand() % 255 + 1), (char)(rand() % 255 + 1), '\0'};
        type(&area, bytes);
        text_area_wrap(&area, 3 + rand() % 30, 1 + rand() % 5);
        assert_laid_out(&area);
        if (area.text.len > 500)
            type(&area, "\033[1;5F\x17\x17\x17");
    }
    for (const char *at = text_area_text(&area); *at != '\0'; at++)
        assert_true(*at == '\n' || (unsigned char)*at >= ' ');
    text_area_close(&area);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(types_lines),
        cmocka_unit_test(wraps_at_words),
        cmocka_unit_test(moves_by_lines),
        cmocka_unit_test(cuts_words_and_lines),
        cmocka_unit_test(pastes_as_text),
        cmocka_unit_test(takes_back),
        cmocka_unit_test(another_text_is_one_edit),
        cmocka_unit_test(respects_its_longest),
        cmocka_unit_test(passes_other_keys_on),
        cmocka_unit_test(behaves_like_the_model),
        cmocka_unit_test(survives_anything),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
