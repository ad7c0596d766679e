#include "utf8.h"

/* The shortest form, no surrogates, nothing above U+10FFFF: RFC 3629, table of section 4. */
static size_t sequence_length(const unsigned char *s, size_t left)
{
    static const struct {
        unsigned char low, high, second_low, second_high, length;
    } forms[] = {
        {0x00, 0x7F, 0, 0, 1},       {0xC2, 0xDF, 0x80, 0xBF, 2}, {0xE0, 0xE0, 0xA0, 0xBF, 3},
        {0xE1, 0xEC, 0x80, 0xBF, 3}, {0xED, 0xED, 0x80, 0x9F, 3}, {0xEE, 0xEF, 0x80, 0xBF, 3},
        {0xF0, 0xF0, 0x90, 0xBF, 4}, {0xF1, 0xF3, 0x80, 0xBF, 4}, {0xF4, 0xF4, 0x80, 0x8F, 4},
    };
    for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
        if (s[0] < forms[i].low || s[0] > forms[i].high)
            continue;
        if (forms[i].length > left)
            return 0;
        if (forms[i].length > 1 && (s[1] < forms[i].second_low || s[1] > forms[i].second_high))
            return 0;
        for (size_t k = 2; k < forms[i].length; k++) {
            if (s[k] < 0x80 || s[k] > 0xBF)
                return 0;
        }
        return forms[i].length;
    }
    return 0;
}

static bool is_control(const unsigned char *s, size_t length)
{
    if (length == 1)
        return (s[0] < 0x20 && s[0] != '\t' && s[0] != '\n' && s[0] != '\r') || s[0] == 0x7F;
    if (length == 2)
        return s[0] == 0xC2 && s[1] < 0xA0;
    return length == 3 && s[0] == 0xE2 &&
           ((s[1] == 0x80 && (s[2] >= 0xAA && s[2] <= 0xAE)) ||
            (s[1] == 0x81 && (s[2] >= 0xA6 && s[2] <= 0xA9)));
}

enum utf8_fault utf8_check(const char *text, size_t len, struct place *at)
{
    const unsigned char *s = (const unsigned char *)text;
    *at = (struct place){1, 1};
    for (size_t i = 0; i < len;) {
        size_t length = sequence_length(s + i, len - i);
        if (length == 0)
            return UTF8_BROKEN;
        if (is_control(s + i, length))
            return UTF8_CONTROL;
        bool ends_line = s[i] == '\n' || (s[i] == '\r' && (i + 1 == len || s[i + 1] != '\n'));
        if (ends_line)
            *at = (struct place){at->line + 1, 1};
        else
            at->column++;
        i += length;
    }
    return UTF8_SOUND;
}
