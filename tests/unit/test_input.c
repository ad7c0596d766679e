#include "holdfast/console/input.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void assert_keys(const char *bytes, const uint32_t *wanted, size_t count)
{
    struct input input = {0};
    struct key key;
    input_feed(&input, bytes, strlen(bytes));
    for (size_t i = 0; i < count; i++) {
        assert_true(input_next(&input, &key));
        assert_int_equal(key.code, wanted[i]);
    }
    assert_false(input_next(&input, &key));
    input_free(&input);
}

#define ASSERT_KEYS(bytes, ...)                                                                    \
    assert_keys(bytes, (const uint32_t[]){__VA_ARGS__},                                            \
                sizeof((const uint32_t[]){__VA_ARGS__}) / sizeof(uint32_t))

static void letters_are_whole(void **state)
{
    (void)state;
    ASSERT_KEYS("aQ ", 'a', 'Q', ' ');
    ASSERT_KEYS("\xC4\x85\xE6\x9D\x8E\xF0\x9F\x98\x80", 0x105, 0x674E, 0x1F600);
    ASSERT_KEYS("\r\n\t\b\x7f", KEY_CODE_ENTER, KEY_CODE_ENTER, KEY_CODE_TAB, KEY_CODE_RUBOUT,
                KEY_CODE_RUBOUT);
    ASSERT_KEYS("\xFF\x85j", KEY_CODE_UNKNOWN, KEY_CODE_UNKNOWN, 'j');
}

static void sequences_are_one_key(void **state)
{
    (void)state;
    ASSERT_KEYS("\033[A\033OB\033[5~\033[6~\033[Z", KEY_CODE_UP, KEY_CODE_DOWN, KEY_CODE_PAGE_UP,
                KEY_CODE_PAGE_DOWN, KEY_CODE_BACK_TAB);
    ASSERT_KEYS("\033[1;5D\033[1;3C", KEY_CODE_LEFT | KEY_CONTROL, KEY_CODE_RIGHT | KEY_ALT);
    ASSERT_KEYS("\033[[A\033OP\033[24~", KEY_CODE_F1, KEY_CODE_F1, KEY_CODE_F12);
    ASSERT_KEYS("\033b", KEY_ALT | 'b');
    /* What nobody knows does nothing and does not fall apart into letters that act. */
    ASSERT_KEYS("\033[99;1aj\033[?62;cj\033[<0;10;10Mj", KEY_CODE_UNKNOWN, 'j', KEY_CODE_UNKNOWN,
                'j', KEY_CODE_UNKNOWN, 'j');
}

static void pieces_wait_for_the_rest(void **state)
{
    (void)state;
    struct input input = {0};
    struct key key;
    const char *bytes = "\xC4\x85\033[B\033[1;5C";
    uint32_t wanted[] = {0x105, KEY_CODE_DOWN, KEY_CODE_RIGHT | KEY_CONTROL};
    size_t found = 0;
    for (size_t i = 0; i < strlen(bytes); i++) {
        input_feed(&input, bytes + i, 1);
        if (input_next(&input, &key) && found++ < 3)
            assert_int_equal(key.code, wanted[found - 1]);
    }
    assert_int_equal(found, 3);
    assert_int_equal(input_patience(&input), -1);
    input_free(&input);
}

static void lone_escape_comes_soon(void **state)
{
    (void)state;
    struct input input = {0};
    struct key key;
    input_feed(&input, "\033", 1);
    assert_false(input_next(&input, &key));
    assert_in_range(input_patience(&input), 1, 50);
    assert_true(input_expire(&input, &key));
    assert_int_equal(key.code, KEY_CODE_ESC);
    input_feed(&input, "\033[1;", 4);
    assert_false(input_next(&input, &key));
    assert_false(input_expire(&input, &key));
    input_feed(&input, "j", 1);
    assert_true(input_next(&input, &key));
    assert_int_equal(key.code, 'j');
    input_free(&input);
}

static void paste_is_one_event(void **state)
{
    (void)state;
    struct input input = {0};
    struct key key;
    const char *bytes = "\033[200~adQ\r\033[A\033[201~k";
    int keys = 0;
    for (size_t i = 0; i < strlen(bytes); i++) {
        input_feed(&input, bytes + i, 1);
        while (input_next(&input, &key)) {
            if (keys++ == 0) {
                assert_true(key.flags & KEY_PASTED);
                assert_string_equal(key.text, "adQ\r\033[A");
            } else {
                assert_int_equal(key.code, 'k');
            }
        }
    }
    assert_int_equal(keys, 2);
    input_feed(&input, "\033[200~never ends", 16);
    assert_false(input_next(&input, &key));
    assert_int_equal(input_patience(&input), INPUT_PASTE_MS);
    assert_false(input_expire(&input, &key));
    input_feed(&input, "j", 1);
    assert_true(input_next(&input, &key));
    assert_int_equal(key.code, 'j');
    input_free(&input);
}

static void noise_never_hurts(void **state)
{
    (void)state;
    struct input input = {0};
    struct key key;
    srand(11);
    for (int round = 0; round < 20000; round++) {
        char bytes[16];
        size_t len = (size_t)(rand() % 16) + 1;
        for (size_t i = 0; i < len; i++) {
            int kind = rand() % 4;
            bytes[i] = (char)(kind == 0 ? '\033' : kind == 1 ? '[' : rand() % 256);
        }
        input_feed(&input, bytes, len);
        while (input_next(&input, &key))
            assert_true((key.flags & KEY_PASTED) ||
                        key.code <= (KEY_CODE_UNKNOWN | KEY_ALT | KEY_CONTROL));
        assert_true(input.bytes.len < 4096);
    }
    input_free(&input);
}

static unsigned mark(struct guard *guard, uint32_t code, int at_once, int64_t now)
{
    struct key key = {.code = code};
    guard_mark(guard, &key, at_once, now);
    return key.flags;
}

static void guard_tells_people_from_machines(void **state)
{
    (void)state;
    struct guard guard = {0};
    assert_int_equal(mark(&guard, 'a', 1, 1000), 0);
    assert_int_equal(mark(&guard, 'j', 1, 1150), 0);
    assert_int_equal(mark(&guard, 'a', 1, 1300), 0);
    assert_int_equal(mark(&guard, 'a', 1, 1960), KEY_REPEAT); /* X11 begins to repeat here */
    for (int64_t now = 1990; now < 9000; now += 30)
        assert_true(mark(&guard, 'a', 1, now) & KEY_REPEAT);
    assert_int_equal(mark(&guard, 'a', 1, 20000), 0);
    assert_int_equal(mark(&guard, 'j', 1, 20005), KEY_BURST);
    assert_int_equal(mark(&guard, 'k', 2, 30000), KEY_BURST);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(letters_are_whole),
        cmocka_unit_test(sequences_are_one_key),
        cmocka_unit_test(pieces_wait_for_the_rest),
        cmocka_unit_test(lone_escape_comes_soon),
        cmocka_unit_test(paste_is_one_event),
        cmocka_unit_test(noise_never_hurts),
        cmocka_unit_test(guard_tells_people_from_machines),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
