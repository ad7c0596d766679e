#include "holdfast/console/text.h"

#include <stdio.h>
#include <string.h>
#include <wctype.h>

/* More marks than any writing system stacks on one letter; the rest is mischief. */
enum { MARKS_MAX = 4 };

struct form {
    unsigned char mask, lead;
    size_t bytes;
    uint32_t least; /* smaller values in this form are overlong */
};

static const struct form forms[] = {
    {0x80, 0x00, 1, 0}, {0xE0, 0xC0, 2, 0x80}, {0xF0, 0xE0, 3, 0x800}, {0xF8, 0xF0, 4, 0x10000}};

static const struct form *form_of(unsigned char lead)
{
    for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++)
        if ((lead & forms[i].mask) == forms[i].lead)
            return &forms[i];
    return NULL;
}

uint32_t text_decode(const char *bytes, size_t len, size_t *used)
{
    *used = len > 0 ? 1 : 0;
    const struct form *form = len > 0 ? form_of((unsigned char)bytes[0]) : NULL;
    if (form == NULL || form->bytes > len)
        return TEXT_BAD;
    uint32_t code = (unsigned char)bytes[0] & (unsigned char)~form->mask;
    for (size_t i = 1; i < form->bytes; i++) {
        unsigned char next = (unsigned char)bytes[i];
        if ((next & 0xC0) != 0x80)
            return TEXT_BAD;
        code = code << 6 | (next & 0x3F);
    }
    if (code < form->least || code > 0x10FFFF || (code >= 0xD800 && code <= 0xDFFF))
        return TEXT_BAD;
    *used = form->bytes;
    return code;
}

size_t text_encode(uint32_t code, char out[TEXT_MAX_BYTES])
{
    if (code > 0x10FFFF || (code >= 0xD800 && code <= 0xDFFF))
        return 0;
    size_t bytes = code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    for (size_t i = bytes; i-- > 1; code >>= 6)
        out[i] = (char)(0x80 | (code & 0x3F));
    out[0] = (char)(forms[bytes - 1].lead | code);
    return bytes;
}

/* One character on its way out: what to write and how wide it is. */
struct piece {
    char bytes[TEXT_MAX_BYTES];
    size_t len;
    int cells;
};

/* Reads one code point at text; gives the bytes read, 0 at the end. marks counts what is stacked
 * on the present letter, -1 before any letter. */
static size_t take_piece(const char *text, size_t len, int *marks, struct piece *piece)
{
    size_t used;
    uint32_t code = text_decode(text, len, &used);
    if (code == TEXT_BAD && used == 1)
        code = '?';
    else if (code == '\t' || code == '\n')
        code = ' ';
    piece->cells = text_code_width(code);
    piece->len = 0;
    if (piece->cells < 0 || (piece->cells == 0 && (*marks < 0 || *marks >= MARKS_MAX)))
        piece->cells = 0;
    else
        piece->len = text_encode(code, piece->bytes);
    if (piece->cells > 0)
        *marks = 0;
    else if (piece->len > 0)
        ++*marks;
    return used;
}

int text_width(const char *text)
{
    int cells = 0, marks = -1;
    struct piece piece;
    for (size_t len = strlen(text), used; len > 0; text += used, len -= used) {
        used = take_piece(text, len, &marks, &piece);
        cells += piece.cells;
    }
    return cells;
}

size_t text_clean(char *out, size_t size, const char *text)
{
    size_t written = 0;
    int marks = -1;
    struct piece piece;
    for (size_t len = strlen(text), used; len > 0; text += used, len -= used) {
        used = take_piece(text, len, &marks, &piece);
        if (written + piece.len + 1 > size)
            break;
        memcpy(out + written, piece.bytes, piece.len);
        written += piece.len;
    }
    if (size > 0)
        out[written] = '\0';
    return written;
}

int text_fit(char *out, size_t size, const char *text, int cells)
{
    if (size == 0)
        return 0;
    size_t written = 0, mark_at = 0;
    int used_cells = 0, mark_cells = 0, marks = -1;
    bool cut = false;
    struct piece piece;
    for (size_t len = strlen(text), used; len > 0; text += used, len -= used) {
        used = take_piece(text, len, &marks, &piece);
        cut = used_cells + piece.cells > cells || written + piece.len + 1 > size;
        if (cut)
            break;
        /* Remember the last place where the mark still fits behind what is written. */
        if (piece.cells > 0 && used_cells < cells && written + 1 < size) {
            mark_at = written;
            mark_cells = used_cells;
        }
        memcpy(out + written, piece.bytes, piece.len);
        written += piece.len;
        used_cells += piece.cells;
    }
    if (cut && used_cells < cells && written + 1 < size) {
        mark_at = written;
        mark_cells = used_cells;
    }
    if (cut && cells > 0 && mark_at + 1 < size) {
        out[mark_at] = '~';
        written = mark_at + 1;
        used_cells = mark_cells + 1;
    }
    out[written] = '\0';
    return used_cells;
}

int text_fit_before(char *out, size_t size, const char *head, const char *tail, int cells)
{
    enum { LEAST_HEAD = 3 };
    char whole[1024];
    int kept = text_width(tail);
    (void)snprintf(whole, sizeof whole, "%s%s", head, tail);
    if (cells - kept < LEAST_HEAD || text_width(whole) <= cells)
        return text_fit(out, size, whole, cells);
    int used = text_fit(out, size, head, cells - kept);
    size_t written = strlen(out);
    return used + text_fit(out + written, size - written, tail, kept);
}

const char *text_wrap(const char *text, int cells, size_t *len)
{
    size_t at = 0, blank = 0;
    int used_cells = 0;
    while (text[at] != '\0' && text[at] != '\n') {
        size_t next = text_next(text, at), used;
        int wide = text_code_width(text_decode(text + at, next - at, &used));
        if (wide > 0 && used_cells + wide > cells && at > 0)
            break;
        used_cells += wide > 0 ? wide : 0;
        if (text[at] == ' ')
            blank = at;
        at = next;
    }
    bool full = text[at] != '\0' && text[at] != '\n' && text[at] != ' ';
    size_t end = full && blank > 0 ? blank : at;
    const char *next = text + end + strspn(text + end, " ");
    if (*next == '\n')
        next++;
    while (end > 0 && text[end - 1] == ' ')
        end--;
    *len = end;
    return *next == '\0' ? NULL : next;
}

static bool is_mark(const char *text)
{
    size_t used;
    uint32_t code = text_decode(text, strnlen(text, TEXT_MAX_BYTES), &used);
    return code >= 0x300 && text_code_width(code) == 0;
}

size_t text_next(const char *text, size_t at)
{
    size_t used;
    do {
        (void)text_decode(text + at, strnlen(text + at, TEXT_MAX_BYTES), &used);
        at += used;
    } while (used > 0 && text[at] != '\0' && is_mark(text + at));
    return at;
}

size_t text_before(const char *text, size_t at)
{
    while (at > 0) {
        at--;
        while (at > 0 && ((unsigned char)text[at] & 0xC0) == 0x80)
            at--;
        if (!is_mark(text + at))
            break;
    }
    return at;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\n';
}

size_t text_word_before(const char *text, size_t at)
{
    while (at > 0 && is_blank(text[at - 1]))
        at--;
    while (at > 0 && !is_blank(text[at - 1]))
        at--;
    return at;
}

size_t text_word_behind(const char *text, size_t at)
{
    while (is_blank(text[at]))
        at++;
    while (text[at] != '\0' && !is_blank(text[at]))
        at++;
    return at;
}

static wint_t folded(const char **text)
{
    size_t used;
    uint32_t code = text_decode(*text, strnlen(*text, TEXT_MAX_BYTES), &used);
    *text += used;
    return towlower((wint_t)code);
}

bool text_starts(const char *text, const char *prefix)
{
    while (*prefix != '\0')
        if (*text == '\0' || folded(&text) != folded(&prefix))
            return false;
    return true;
}

bool text_contains(const char *text, const char *needle)
{
    for (;; text++) {
        if (text_starts(text, needle))
            return true;
        if (*text == '\0')
            return false;
    }
}
