#include "holdfast/console/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static void widths_by_kind(void **state)
{
    (void)state;
    static const struct {
        uint32_t code;
        int cells;
    } cases[] = {
        {'a', 1},     {' ', 1},     {0x7E, 1},    {0x1F, -1},   {0x7F, -1},    {0x9B, -1},
        {0xE9, 1},    {0x105, 1},   {0x301, 0},   {0x5D0, 1},   {0x5B0, 0},    {0x627, 1},
        {0x200B, -1}, {0x200E, -1}, {0x202E, -1}, {0x2066, -1}, {0x2028, -1},  {0xFEFF, -1},
        {0x200C, 0},  {0x2013, 1},  {0x2588, 1},  {0x3042, 2},  {0x674E, 2},   {0xAC00, 2},
        {0xFF21, 2},  {0x1F600, 2}, {0x1F1E6, 1}, {0xD800, -1}, {0xE0041, -1}, {0x110000, -1},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        if (text_code_width(cases[i].code) != cases[i].cells)
            fail_msg("U+%04X: %d cells, not %d", cases[i].code, text_code_width(cases[i].code),
                     cases[i].cells);
}

static void width_of_a_text(void **state)
{
    (void)state;
    assert_int_equal(text_width(""), 0);
    assert_int_equal(text_width("Chu, Walter 1944"), 16);
    assert_int_equal(text_width("\xE6\x9D\x8E\xE5\xB0\x8F"), 4);
    assert_int_equal(text_width("e\xCC\x81"), 1);
    assert_int_equal(text_width("a\033b\xE2\x80\xAE"), 2);
    assert_int_equal(text_width("\xFF"), 1);
}

static void every_code_has_a_width(void **state)
{
    (void)state;
    for (uint32_t code = 0; code < 0x120000; code++)
        assert_in_range(text_code_width(code) + 1, 0, 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(widths_by_kind),
        cmocka_unit_test(width_of_a_text),
        cmocka_unit_test(every_code_has_a_width),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
