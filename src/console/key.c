#include "holdfast/console/key.h"

#include "holdfast/console/text.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

static const struct {
    const char *name;
    uint32_t code;
} names[] = {
    {"Enter", KEY_CODE_ENTER},    {"Esc", KEY_CODE_ESC},          {"Tab", KEY_CODE_TAB},
    {"Space", KEY_CODE_SPACE},    {"Backspace", KEY_CODE_RUBOUT}, {"Up", KEY_CODE_UP},
    {"Down", KEY_CODE_DOWN},      {"Left", KEY_CODE_LEFT},        {"Right", KEY_CODE_RIGHT},
    {"Home", KEY_CODE_HOME},      {"End", KEY_CODE_END},          {"PgUp", KEY_CODE_PAGE_UP},
    {"PgDn", KEY_CODE_PAGE_DOWN}, {"Insert", KEY_CODE_INSERT},    {"Delete", KEY_CODE_DELETE},
    {"S-Tab", KEY_CODE_BACK_TAB},
};

static bool named(const char *name, size_t len, uint32_t *code)
{
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (strlen(names[i].name) == len && strncasecmp(names[i].name, name, len) == 0) {
            *code = names[i].code;
            return true;
        }
    int figure = 0, end = 0;
    char copy[8];
    if (len < 2 || len > 3)
        return false;
    (void)snprintf(copy, sizeof copy, "%.*s", (int)len, name);
    if (sscanf(copy, "F%2d%n", &figure, &end) != 1 || (size_t)end != len || figure < 1 ||
        figure > 12)
        return false;
    *code = (uint32_t)(KEY_CODE_F1 + figure - 1);
    return true;
}

static bool is_lower(char c)
{
    return c >= 'a' && c <= 'z';
}

static bool with_control(const char *name, size_t len, uint32_t *code)
{
    char letter = (char)(name[0] | 0x20);
    if (len == 1 && is_lower(letter)) {
        *code = KEY_CTRL(letter);
        return true;
    }
    if (!named(name, len, code))
        return false;
    *code |= KEY_CONTROL;
    return true;
}

bool key_parse(const char *name, size_t len, uint32_t *code)
{
    if (len > 5 && strncasecmp(name, "Ctrl-", 5) == 0)
        return with_control(name + 5, len - 5, code);
    if (len > 4 && strncasecmp(name, "Alt-", 4) == 0) {
        if (!key_parse(name + 4, len - 4, code))
            return false;
        *code |= KEY_ALT;
        return true;
    }
    if (named(name, len, code))
        return true;
    size_t used;
    *code = text_decode(name, len, &used);
    return used == len && len > 0 && text_code_width(*code) > 0;
}

void key_write(uint32_t code, char *out, size_t size)
{
    const char *alt = code & KEY_ALT ? "Alt-" : "", *control = code & KEY_CONTROL ? "Ctrl-" : "";
    uint32_t plain = code & ~(uint32_t)(KEY_ALT | KEY_CONTROL);
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (names[i].code == plain) {
            (void)snprintf(out, size, "%s%s%s", alt, control, names[i].name);
            return;
        }
    char bytes[TEXT_MAX_BYTES + 1] = "";
    if (plain >= KEY_CODE_F1 && plain <= KEY_CODE_F12)
        (void)snprintf(out, size, "%s%sF%u", alt, control, plain - KEY_CODE_F1 + 1);
    else if (plain >= 1 && plain <= 31)
        (void)snprintf(out, size, "%sCtrl-%c", alt, (char)('A' + plain - 1));
    else {
        bytes[text_encode(plain, bytes)] = '\0';
        (void)snprintf(out, size, "%s%s%s", alt, control, bytes);
    }
}
