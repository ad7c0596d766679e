#include "holdfast/console/editor.h"

#include "holdfast/console/text.h"
#include "holdfast/util/memory.h"

#include <string.h>

enum { MAX_DEFAULT = 4096 };

void editor_open(struct editor *editor, const char *text, size_t max)
{
    editor->max = max > 0 ? max : MAX_DEFAULT;
    editor_set(editor, text);
}

static void wipe(struct editor *editor)
{
    if (editor->secret && editor->text.data != NULL)
        explicit_bzero(editor->text.data, editor->text.size);
}

void editor_close(struct editor *editor)
{
    wipe(editor);
    buffer_free(&editor->text);
    *editor = (struct editor){0};
}

const char *editor_text(const struct editor *editor)
{
    return editor->text.data != NULL ? editor->text.data : "";
}

void editor_set(struct editor *editor, const char *text)
{
    wipe(editor);
    buffer_clear(&editor->text);
    buffer_text(&editor->text, text);
    editor->at = editor->text.len;
    editor->scroll = 0;
}

static size_t length(const struct editor *editor)
{
    return strlen(editor_text(editor));
}

/* A secret text grows in a fresh copy, so that the old one can be wiped. */
static void replace(struct editor *editor, size_t from, size_t to, const char *put, size_t len)
{
    const char *text = editor_text(editor);
    size_t room = strlen(text) + len + 1; /* all at once: what grows leaves copies behind */
    struct buffer fresh = {.data = memory_take(1, room), .size = room};
    buffer_add(&fresh, text, from);
    buffer_add(&fresh, put, len);
    buffer_text(&fresh, text + to);
    wipe(editor);
    buffer_free(&editor->text);
    editor->text = fresh;
    editor->at = from + len;
}

static enum editor_answer erase(struct editor *editor, size_t from, size_t to)
{
    if (from == to)
        return EDITOR_MOVED;
    replace(editor, from, to, "", 0);
    return EDITOR_CHANGED;
}

static enum editor_answer insert(struct editor *editor, const char *put, size_t len)
{
    editor->refused = length(editor) + len > editor->max;
    if (editor->refused || len == 0)
        return EDITOR_MOVED;
    replace(editor, editor->at, editor->at, put, len);
    return EDITOR_CHANGED;
}

static enum editor_answer move(struct editor *editor, size_t at)
{
    editor->at = at;
    return EDITOR_MOVED;
}

static enum editor_answer home(struct editor *editor)
{
    return move(editor, 0);
}

static enum editor_answer end(struct editor *editor)
{
    return move(editor, length(editor));
}

static enum editor_answer left(struct editor *editor)
{
    return move(editor, text_before(editor_text(editor), editor->at));
}

static enum editor_answer right(struct editor *editor)
{
    return move(editor, text_next(editor_text(editor), editor->at));
}

static enum editor_answer word_left(struct editor *editor)
{
    return move(editor, text_word_before(editor_text(editor), editor->at));
}

static enum editor_answer word_right(struct editor *editor)
{
    return move(editor, text_word_behind(editor_text(editor), editor->at));
}

static enum editor_answer rub_out(struct editor *editor)
{
    return erase(editor, text_before(editor_text(editor), editor->at), editor->at);
}

static enum editor_answer delete_here(struct editor *editor)
{
    size_t at = editor->at;
    enum editor_answer answer = erase(editor, at, text_next(editor_text(editor), at));
    editor->at = at;
    return answer;
}

static enum editor_answer cut_to_start(struct editor *editor)
{
    return erase(editor, 0, editor->at);
}

static enum editor_answer cut_to_end(struct editor *editor)
{
    return erase(editor, editor->at, length(editor));
}

static enum editor_answer cut_word(struct editor *editor)
{
    return erase(editor, text_word_before(editor_text(editor), editor->at), editor->at);
}

static const struct {
    uint32_t code;
    enum editor_answer (*does)(struct editor *editor);
} commands[] = {
    {KEY_CODE_LEFT, left},        {KEY_CTRL('B'), left},
    {KEY_CODE_RIGHT, right},      {KEY_CTRL('F'), right},
    {KEY_CODE_HOME, home},        {KEY_CTRL('A'), home},
    {KEY_CODE_END, end},          {KEY_CTRL('E'), end},
    {KEY_ALT | 'b', word_left},   {KEY_CONTROL | KEY_CODE_LEFT, word_left},
    {KEY_ALT | 'f', word_right},  {KEY_CONTROL | KEY_CODE_RIGHT, word_right},
    {KEY_CODE_RUBOUT, rub_out},   {KEY_CODE_DELETE, delete_here},
    {KEY_CTRL('D'), delete_here}, {KEY_CTRL('U'), cut_to_start},
    {KEY_CTRL('K'), cut_to_end},  {KEY_CTRL('W'), cut_word},
};

static enum editor_answer paste(struct editor *editor, const char *text)
{
    struct buffer clean = {0};
    char piece[512];
    /* Cleaned in stretches: a paste may be long, and text_clean wants room for all of it. */
    while (*text != '\0') {
        size_t len = 0;
        while (len < sizeof piece / 2 && text[len] != '\0')
            len = text_next(text, len);
        char part[sizeof piece];
        len = len < sizeof part ? len : sizeof part - 1;
        memcpy(part, text, len);
        part[len] = '\0';
        for (char *c = part; *c != '\0'; c++)
            *c = *c == '\r' ? '\n' : *c;
        (void)text_clean(piece, sizeof piece, part);
        buffer_text(&clean, piece);
        text += len;
    }
    while (clean.len > 0 && clean.data[clean.len - 1] == ' ')
        clean.data[--clean.len] = '\0';
    enum editor_answer answer = insert(editor, clean.data != NULL ? clean.data : "", clean.len);
    if (editor->secret && clean.data != NULL)
        explicit_bzero(clean.data, clean.size);
    if (editor->secret)
        explicit_bzero(piece, sizeof piece);
    buffer_free(&clean);
    return answer;
}

enum editor_answer editor_key(struct editor *editor, const struct key *key)
{
    editor->refused = false;
    if (key->flags & KEY_PASTED)
        return paste(editor, key->text);
    if (key->flags & KEY_TYPED) {
        char bytes[TEXT_MAX_BYTES];
        return insert(editor, bytes, text_encode(key->code, bytes));
    }
    for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++)
        if (commands[i].code == key->code)
            return commands[i].does(editor);
    return EDITOR_PASS;
}

/* Cells of the bytes from one place to another. */
static int cells_between(const struct editor *editor, size_t from, size_t to)
{
    const char *text = editor_text(editor);
    int cells = 0;
    for (size_t used; from < to; from += used) {
        int wide = text_code_width(text_decode(text + from, to - from, &used));
        cells += editor->secret ? wide > 0 : wide > 0 ? wide : 0;
    }
    return cells;
}

static int cells_to(const struct editor *editor, size_t at)
{
    return cells_between(editor, 0, at);
}

int editor_cell(struct editor *editor, int cols)
{
    int cell = cells_to(editor, editor->at);
    if (cell < editor->scroll)
        editor->scroll = cell > 4 ? cell - 4 : 0;
    if (cell - editor->scroll >= cols)
        editor->scroll = cell - cols + 1 + cols / 4;
    if (cols < 8 && cell - editor->scroll >= cols)
        editor->scroll = cell - cols + 1;
    return cell - editor->scroll;
}

/* The first byte at or behind the first visible cell. */
static size_t first_visible(const struct editor *editor)
{
    int cells = 0;
    size_t at = 0, last = length(editor);
    while (at < last && cells < editor->scroll) {
        size_t next = text_next(editor_text(editor), at);
        cells += cells_between(editor, at, next);
        at = next;
    }
    return at;
}

static void draw_dots(struct editor *editor, struct console *console, int row, int col, int cols)
{
    struct buffer dots = {0};
    int shown = cells_to(editor, length(editor)) - editor->scroll;
    for (int i = 0; i < shown && i < cols; i++)
        buffer_text(&dots, "*");
    draw_text(console, row, col, cols, STYLE_FIELD, dots.data != NULL ? dots.data : "");
    buffer_free(&dots);
}

void editor_draw(struct editor *editor, struct console *console, int row, int col, int cols)
{
    int cell = editor_cell(editor, cols);
    if (editor->secret) {
        draw_dots(editor, console, row, col, cols);
    } else {
        size_t at = first_visible(editor);
        int indent = cells_to(editor, at) - editor->scroll;
        draw_text(console, row, col, indent, STYLE_FIELD, "");
        draw_text(console, row, col + indent, cols - indent, STYLE_FIELD, editor_text(editor) + at);
    }
    draw_cursor(console, row, col + cell);
}
