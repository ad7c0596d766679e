#include "holdfast/console/input.h"

#include "holdfast/console/text.h"

#include <string.h>

enum outcome { MORE, KEY, NOTHING };

static const struct {
    char final;
    uint32_t code;
} finals[] = {
    {'A', KEY_CODE_UP},   {'B', KEY_CODE_DOWN},   {'C', KEY_CODE_RIGHT},    {'D', KEY_CODE_LEFT},
    {'H', KEY_CODE_HOME}, {'F', KEY_CODE_END},    {'Z', KEY_CODE_BACK_TAB}, {'M', KEY_CODE_ENTER},
    {'P', KEY_CODE_F1},   {'Q', KEY_CODE_F1 + 1}, {'R', KEY_CODE_F1 + 2},   {'S', KEY_CODE_F1 + 3},
};

/* "CSI number ~", by number. */
static const struct {
    int number;
    uint32_t code;
} tildes[] = {
    {1, KEY_CODE_HOME},    {2, KEY_CODE_INSERT},    {3, KEY_CODE_DELETE},   {4, KEY_CODE_END},
    {5, KEY_CODE_PAGE_UP}, {6, KEY_CODE_PAGE_DOWN}, {7, KEY_CODE_HOME},     {8, KEY_CODE_END},
    {11, KEY_CODE_F1},     {12, KEY_CODE_F1 + 1},   {13, KEY_CODE_F1 + 2},  {14, KEY_CODE_F1 + 3},
    {15, KEY_CODE_F1 + 4}, {17, KEY_CODE_F1 + 5},   {18, KEY_CODE_F1 + 6},  {19, KEY_CODE_F1 + 7},
    {20, KEY_CODE_F1 + 8}, {21, KEY_CODE_F1 + 9},   {23, KEY_CODE_F1 + 10}, {24, KEY_CODE_F1 + 11},
};

enum { PASTE_BEGINS = 200, SEQUENCE_MAX = 64 };
static const char paste_end[] = "\033[201~";

void input_feed(struct input *input, const char *bytes, size_t len)
{
    if (input->at > 0) {
        input->bytes.len -= input->at;
        memmove(input->bytes.data, input->bytes.data + input->at, input->bytes.len);
        input->at = 0;
    }
    buffer_add(&input->bytes, bytes, len);
}

static void wipe(struct buffer *b, size_t from, size_t to)
{
    if (b->data != NULL && to > from)
        explicit_bzero(b->data + from, to - from);
}

void input_wipe(struct input *input)
{
    wipe(&input->bytes, 0, input->at);
    wipe(&input->bytes, input->bytes.len, input->bytes.size);
    wipe(&input->paste, input->pasting ? input->paste.len : 0, input->paste.size);
}

void input_free(struct input *input)
{
    buffer_free(&input->bytes);
    buffer_free(&input->paste);
}

static uint32_t with_modifiers(uint32_t code, int modifier)
{
    if (code == KEY_CODE_UNKNOWN || modifier < 2 || modifier > 16)
        return code;
    unsigned bits = (unsigned)modifier - 1;
    if (code == KEY_CODE_TAB && (bits & 1))
        code = KEY_CODE_BACK_TAB;
    return code | (bits & 2 ? (uint32_t)KEY_ALT : 0) | (bits & 4 ? (uint32_t)KEY_CONTROL : 0);
}

static uint32_t by_final(char final)
{
    for (size_t i = 0; i < sizeof finals / sizeof finals[0]; i++)
        if (finals[i].final == final)
            return finals[i].code;
    return KEY_CODE_UNKNOWN;
}

static uint32_t by_number(int number)
{
    for (size_t i = 0; i < sizeof tildes / sizeof tildes[0]; i++)
        if (tildes[i].number == number)
            return tildes[i].code;
    return KEY_CODE_UNKNOWN;
}

/* Up to two figures of "1;5", each kept small. */
static void read_parameters(const char *at, const char *end, int numbers[2])
{
    numbers[0] = numbers[1] = 0;
    for (int i = 0; at < end; at++) {
        if (*at == ';')
            i++;
        else if (*at >= '0' && *at <= '9' && i < 2 && numbers[i] < 10000)
            numbers[i] = numbers[i] * 10 + (*at - '0');
    }
}

/* at is behind "ESC [". Bytes 0x20 to 0x3F belong to the sequence, 0x40 to 0x7E end it. */
static enum outcome take_csi(struct input *input, const char *at, size_t len, struct key *key)
{
    size_t end = 0;
    if (len > 0 && at[0] == '[') /* the Linux console's F1 to F5: ESC [ [ A */
        end = 1;
    while (end < len && at[end] >= 0x20 && at[end] < 0x40)
        end++;
    if (end >= len && len < SEQUENCE_MAX)
        return MORE;
    key->code = KEY_CODE_UNKNOWN;
    /* A byte that cannot be here starts something new: it is not swallowed. */
    bool whole = end < len && at[end] >= 0x40 && at[end] < 0x7F;
    input->at += 2 + end + (whole ? 1 : 0);
    if (!whole)
        return KEY;
    int numbers[2];
    read_parameters(at, at + end, numbers);
    if (at[0] == '[')
        key->code = at[end] >= 'A' && at[end] <= 'E' ? KEY_CODE_F1 + (uint32_t)(at[end] - 'A')
                                                     : KEY_CODE_UNKNOWN;
    else if (at[end] == '~' && numbers[0] == PASTE_BEGINS) {
        input->pasting = true;
        return NOTHING;
    } else if (at[end] == '~')
        key->code = with_modifiers(by_number(numbers[0]), numbers[1]);
    else if (at[0] < '<' || at[0] > '?')
        key->code = with_modifiers(by_final(at[end]), numbers[1]);
    return KEY;
}

static enum outcome take_ss3(struct input *input, const char *at, size_t len, struct key *key)
{
    if (len == 0)
        return MORE;
    key->code = by_final(at[0]);
    input->at += 3;
    return KEY;
}

static enum outcome take_plain(struct input *input, const char *at, size_t len, uint32_t modifier,
                               struct key *key)
{
    size_t used;
    uint32_t code = text_decode(at, len, &used);
    unsigned char lead = (unsigned char)at[0];
    size_t need = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC2 ? 2 : 1;
    if (code == TEXT_BAD && used == 1 && len < need) {
        size_t good = 1;
        while (good < len && ((unsigned char)at[good] & 0xC0) == 0x80)
            good++;
        if (good == len)
            return MORE;
    }
    input->at += used;
    if (code == TEXT_BAD && used == 1)
        code = KEY_CODE_UNKNOWN;
    if (code == '\b')
        code = KEY_CODE_RUBOUT;
    else if (code == '\n')
        code = KEY_CODE_ENTER;
    if (modifier == 0 && code < KEY_CODE_UP && text_code_width(code) >= 0)
        key->flags |= KEY_TYPED;
    key->code = code == KEY_CODE_UNKNOWN ? code : code | modifier;
    return KEY;
}

static enum outcome take_escape(struct input *input, const char *at, size_t len, struct key *key)
{
    if (len == 1)
        return MORE;
    if (at[1] == '[')
        return take_csi(input, at + 2, len - 2, key);
    if (at[1] == 'O')
        return take_ss3(input, at + 2, len - 2, key);
    if (at[1] == '\033') { /* Esc struck twice, or before a sequence: the first stands alone */
        input->at++;
        key->code = KEY_CODE_ESC;
        return KEY;
    }
    size_t before = input->at++;
    enum outcome outcome = take_plain(input, at + 1, len - 1, KEY_ALT, key);
    if (outcome == MORE)
        input->at = before;
    return outcome;
}

static enum outcome end_paste(struct input *input, struct key *key)
{
    input->pasting = false;
    buffer_add(&input->paste, "", 0);
    key->flags = KEY_PASTED;
    key->text = input->paste.data != NULL ? input->paste.data : "";
    return KEY;
}

/* Moves pasted bytes aside up to the end mark, which may be there in part only. */
static enum outcome take_paste(struct input *input, const char *at, size_t len, struct key *key)
{
    const size_t mark = sizeof paste_end - 1;
    const char *end = memmem(at, len, paste_end, mark);
    size_t take = end != NULL ? (size_t)(end - at) : len;
    if (end == NULL) {
        const char *begun = memrchr(at, '\033', len);
        if (begun != NULL && (size_t)(at + len - begun) < mark &&
            memcmp(begun, paste_end, (size_t)(at + len - begun)) == 0)
            take = (size_t)(begun - at);
    }
    size_t room = INPUT_PASTE_MAX - input->paste.len;
    buffer_add(&input->paste, at, take < room ? take : room);
    input->at += take + (end != NULL ? mark : 0);
    return end != NULL ? end_paste(input, key) : MORE;
}

static enum outcome take(struct input *input, struct key *key)
{
    size_t len = input->bytes.len - input->at;
    if (input->bytes.data == NULL || len == 0)
        return MORE;
    const char *at = input->bytes.data + input->at;
    if (input->pasting)
        return take_paste(input, at, len, key);
    if (at[0] == '\033')
        return take_escape(input, at, len, key);
    return take_plain(input, at, len, 0, key);
}

bool input_next(struct input *input, struct key *key)
{
    enum outcome outcome;
    if (!input->pasting)
        buffer_clear(&input->paste);
    do {
        memset(key, 0, sizeof *key);
        outcome = take(input, key);
    } while (outcome == NOTHING);
    return outcome == KEY;
}

int input_patience(const struct input *input)
{
    if (input->pasting)
        return INPUT_PASTE_MS;
    size_t len = input->bytes.len - input->at;
    if (len == 0)
        return -1;
    return len == 1 && input->bytes.data[input->at] == '\033' ? INPUT_ESC_MS : INPUT_SEQUENCE_MS;
}

bool input_expire(struct input *input, struct key *key)
{
    memset(key, 0, sizeof *key);
    size_t len = input->bytes.len - input->at;
    bool lone_escape = !input->pasting && len == 1 && input->bytes.data[input->at] == '\033';
    input->pasting = false;
    buffer_clear(&input->paste);
    buffer_clear(&input->bytes);
    input->at = 0;
    key->code = KEY_CODE_ESC;
    return lone_escape;
}
