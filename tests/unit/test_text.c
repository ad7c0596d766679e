#include "holdfast/console/text.h"

#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static void assert_clean(const char *text, const char *wanted)
{
    char out[256];
    size_t len = text_clean(out, sizeof out, text);
    assert_string_equal(out, wanted);
    assert_int_equal(len, strlen(wanted));
}

static void cleaning_takes_mischief_out(void **state)
{
    (void)state;
    assert_clean("Rivera, Ana", "Rivera, Ana");
    assert_clean("a\033[2Jb\007c\x7f", "a[2Jbc");
    assert_clean("a\tb\nc\r", "a b c");
    assert_clean("evil\xE2\x80\xAEtxt", "eviltxt");     /* right-to-left override */
    assert_clean("x\xE2\x81\xA6y\xE2\x81\xA9z", "xyz"); /* isolates */
    assert_clean("a\xC2\x9B"
                 "2Jb",
                 "a2Jb"); /* the 8-bit CSI */
    assert_clean("a\xE2\x80\xA8"
                 "b",
                 "ab"); /* line separator */
    assert_clean("a\xE2\x80\x8B"
                 "b\xEF\xBB\xBF",
                 "ab"); /* zero width space, byte order mark */
    assert_clean("bad\xFF\xC0\xAF\xED\xA0\x80", "bad??????"); /* malformed, overlong, surrogate */
    assert_clean("cut\xC4", "cut?");
    assert_clean("\xCC\x81"
                 "a",
                 "a"); /* a mark with no letter would sit on the neighbour */
    assert_clean("a\xCC\x81\xCC\x81\xCC\x81\xCC\x81\xCC\x81\xCC\x81",
                 "a\xCC\x81\xCC\x81\xCC\x81\xCC\x81");
}

static void cleaning_never_cuts_a_character(void **state)
{
    (void)state;
    char out[4];
    assert_int_equal(text_clean(out, sizeof out, "ab\xC4\x85"), 2);
    assert_string_equal(out, "ab");
    assert_int_equal(text_clean(out, sizeof out, "a\xC4\x85"), 3);
    assert_int_equal(text_clean(out, 1, "abc"), 0);
    assert_string_equal(out, "");
}

static void assert_fits(const char *text, int cells, const char *wanted)
{
    char out[256];
    int used = text_fit(out, sizeof out, text, cells);
    assert_string_equal(out, wanted);
    assert_int_equal(used, text_width(wanted));
    assert_true(used <= cells);
}

static void fitting_marks_the_cut(void **state)
{
    (void)state;
    assert_fits("Okafor", 6, "Okafor");
    assert_fits("Okafor", 5, "Okaf~");
    assert_fits("Okafor", 1, "~");
    assert_fits("Okafor", 0, "");
    assert_fits("", 3, "");
    assert_fits("\xE6\x9D\x8E\xE5\xB0\x8F\xE9\xBE\x99", 6, "\xE6\x9D\x8E\xE5\xB0\x8F\xE9\xBE\x99");
    assert_fits("\xE6\x9D\x8E\xE5\xB0\x8F\xE9\xBE\x99", 5, "\xE6\x9D\x8E\xE5\xB0\x8F~");
    assert_fits("\xE6\x9D\x8E\xE5\xB0\x8F\xE9\xBE\x99", 4, "\xE6\x9D\x8E~");
    assert_fits("e\xCC\x81t\xCC\x81", 1, "~");
    assert_fits("e\xCC\x81", 1, "e\xCC\x81");
}

static void assert_wraps(const char *text, int cells, const char *wanted)
{
    char joined[256] = "";
    for (const char *next = text; next != NULL;) {
        size_t len, used = strlen(joined);
        const char *line = next;
        next = text_wrap(line, cells, &len);
        (void)snprintf(joined + used, sizeof joined - used, "%.*s|", (int)len, line);
    }
    assert_string_equal(joined, wanted);
}

static void fitting_before_a_tail_keeps_the_tail(void **state)
{
    (void)state;
    static const struct {
        const char *head, *tail;
        int cells;
        const char *fitted;
    } cases[] = {
        {"Okafor, Daniel", " 1948", 19, "Okafor, Daniel 1948"},
        {"Okafor, Daniel", " 1948", 16, "Okafor, Da~ 1948"},
        {"Okafor, Daniel", " 1948", 8, "Ok~ 1948"},
        {"Okafor, Daniel", " 1948", 7, "Okafor~"},
        {"Ines", "", 3, "In~"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char out[64];
        int used = text_fit_before(out, sizeof out, cases[i].head, cases[i].tail, cases[i].cells);
        assert_string_equal(out, cases[i].fitted);
        assert_int_equal(used, text_width(cases[i].fitted));
    }
}

static void wrapping_breaks_at_blanks(void **state)
{
    (void)state;
    assert_wraps("Lives alone, dog", 6, "Lives|alone,|dog|");
    assert_wraps("Lives alone", 80, "Lives alone|");
    assert_wraps("one\ntwo", 80, "one|two|");
    assert_wraps("averylongword end", 10, "averylongw|ord end|");
    assert_wraps("", 10, "|");
    assert_wraps("\xE6\x9D\x8E\xE5\xB0\x8F", 1, "\xE6\x9D\x8E|\xE5\xB0\x8F|");
}

static void stepping_keeps_letters_whole(void **state)
{
    (void)state;
    const char *text = "a\xCC\x81\xC4\x85x";
    assert_int_equal(text_next(text, 0), 3);
    assert_int_equal(text_next(text, 3), 5);
    assert_int_equal(text_next(text, 6), 6);
    assert_int_equal(text_before(text, 5), 3);
    assert_int_equal(text_before(text, 3), 0);
    assert_int_equal(text_before(text, 0), 0);
}

static void decoding_and_encoding_agree(void **state)
{
    (void)state;
    for (uint32_t code = 1; code <= 0x10FFFF; code += 7) {
        char bytes[TEXT_MAX_BYTES];
        size_t used, len = text_encode(code, bytes);
        if (len == 0)
            continue;
        assert_int_equal(text_decode(bytes, len, &used), code);
        assert_int_equal(used, len);
    }
    char none[TEXT_MAX_BYTES];
    assert_int_equal(text_encode(0xD800, none), 0);
    assert_int_equal(text_encode(0x110000, none), 0);
}

static void searching_folds_case(void **state)
{
    (void)state;
    assert_true(text_contains("Okafor, Daniel", "dan"));
    assert_true(text_contains("\xC5\x81\xC3\xB3"
                              "d\xC5\xBA",
                              "\xC5\x82\xC3\x93"));
    assert_true(text_contains("x", ""));
    assert_false(text_contains("Okafor", "okaforx"));
    assert_true(text_starts("Rivera", "riv"));
    assert_false(text_starts("Ri", "riv"));
}

int main(void)
{
    (void)setlocale(LC_CTYPE, "C.UTF-8");
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cleaning_takes_mischief_out),
        cmocka_unit_test(cleaning_never_cuts_a_character),
        cmocka_unit_test(fitting_marks_the_cut),
        cmocka_unit_test(fitting_before_a_tail_keeps_the_tail),
        cmocka_unit_test(wrapping_breaks_at_blanks),
        cmocka_unit_test(stepping_keeps_letters_whole),
        cmocka_unit_test(decoding_and_encoding_agree),
        cmocka_unit_test(searching_folds_case),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
