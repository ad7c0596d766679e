#include "holdfast/console/editor.h"
#include "holdfast/console/input.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* Types bytes as they come from a terminal. */
static void type(struct editor *editor, const char *bytes)
{
    struct input input = {0};
    struct key key;
    input_feed(&input, bytes, strlen(bytes));
    while (input_next(&input, &key))
        (void)editor_key(editor, &key);
    input_free(&input);
}

static void assert_typed(const char *bytes, const char *text, size_t at)
{
    struct editor editor = {0};
    editor_open(&editor, "", 0);
    type(&editor, bytes);
    assert_string_equal(editor_text(&editor), text);
    assert_int_equal(editor.at, at);
    editor_close(&editor);
}

static void types_and_erases(void **state)
{
    (void)state;
    assert_typed("abc", "abc", 3);
    assert_typed("\xC4\x85\xE6\x9D\x8E", "\xC4\x85\xE6\x9D\x8E", 5);
    assert_typed("\xC4\x85\xE6\x9D\x8E\x7f", "\xC4\x85", 2);
    assert_typed("e\xCC\x81\x7f", "", 0);
    assert_typed("abc\033[D\033[DX", "aXbc", 2);
    assert_typed("abc\033[HX\033[FY", "XabcY", 5);
    assert_typed("abc\033[D\033[3~", "ab", 2);
    assert_typed("abc\x01\x04", "bc", 0);
    assert_typed("\x7f\033[D\033[3~", "", 0);
}

static void moves_and_cuts_words(void **state)
{
    (void)state;
    assert_typed("one two three\x17", "one two ", 8);
    assert_typed("one two three\033b\033b\x0B", "one ", 4);
    assert_typed("one two\x01\033[1;5CX", "oneX two", 4);
    assert_typed("one two\x15", "", 0);
    assert_typed("one two\033[1;5D\x15", "two", 0);
}

static void pastes_clean_text(void **state)
{
    (void)state;
    assert_typed("\033[200~Lives\r\nalone\n\033[201~", "Lives  alone", 12);
    assert_typed("a\033[200~\033[2J\007b\033[201~", "a[2Jb", 5);
}

static void long_pastes_stay_whole(void **state)
{
    (void)state;
    struct editor editor = {0};
    char text[3001];
    for (size_t i = 0; i < 1500; i++)
        memcpy(text + 2 * i, "\xC4\x85", 2);
    text[3000] = '\0';
    struct key key = {.flags = KEY_PASTED, .text = text};
    editor_open(&editor, "", 0);
    assert_int_equal(editor_key(&editor, &key), EDITOR_CHANGED);
    assert_string_equal(editor_text(&editor), text);
    editor_close(&editor);
}

static void respects_its_longest(void **state)
{
    (void)state;
    struct editor editor = {0};
    editor_open(&editor, "", 4);
    type(&editor, "abcde");
    assert_string_equal(editor_text(&editor), "abcd");
    assert_true(editor.refused);
    type(&editor, "\x7f\xC4\x85");
    assert_string_equal(editor_text(&editor), "abc");
    editor_close(&editor);
}

static void cursor_stays_in_sight(void **state)
{
    (void)state;
    struct editor editor = {0};
    editor_open(&editor, "", 0);
    srand(3);
    for (int i = 0; i < 5000; i++) {
        static const char *const keys[] = {"a",      "\xE6\x9D\x8E", "\033[D", "\033[C", "\x7f",
                                           "\033[H", "\033[F",       " ",      "\x17"};
        type(&editor, keys[(size_t)rand() % (sizeof keys / sizeof keys[0])]);
        for (int cols = 1; cols < 30; cols += 7)
            assert_in_range(editor_cell(&editor, cols), 0, cols - 1);
    }
    editor_close(&editor);
}

static void passes_other_keys_on(void **state)
{
    (void)state;
    struct editor editor = {0};
    static const uint32_t codes[] = {KEY_CODE_UP,  KEY_CODE_DOWN,  KEY_CODE_TAB, KEY_CODE_BACK_TAB,
                                     KEY_CODE_ESC, KEY_CODE_ENTER, KEY_CODE_F1,  KEY_CODE_UNKNOWN};
    editor_open(&editor, "x", 0);
    for (size_t i = 0; i < sizeof codes / sizeof codes[0]; i++) {
        struct key key = {.code = codes[i]};
        assert_int_equal(editor_key(&editor, &key), EDITOR_PASS);
    }
    editor_close(&editor);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(types_and_erases),     cmocka_unit_test(moves_and_cuts_words),
        cmocka_unit_test(pastes_clean_text),    cmocka_unit_test(long_pastes_stay_whole),
        cmocka_unit_test(respects_its_longest), cmocka_unit_test(cursor_stays_in_sight),
        cmocka_unit_test(passes_other_keys_on),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
