#include "console/internal.h"
#include "holdfast/console/text.h"

#include <curses.h>
#include <stdarg.h>
#include <string.h>
#include <wchar.h>

enum { CELLS_MAX = 1024 };

static attr_t attributes_of(const struct console *console, enum style style)
{
    unsigned wanted = console->theme.styles[style].attributes;
    attr_t attributes = A_NORMAL;
    attributes |= wanted & THEME_BOLD ? A_BOLD : 0;
    attributes |= wanted & THEME_DIM ? A_DIM : 0;
    attributes |= wanted & THEME_UNDERLINE ? A_UNDERLINE : 0;
    attributes |= wanted & THEME_REVERSE ? A_REVERSE : 0;
    return attributes;
}

static short pair_of(const struct console *console, enum style style)
{
    return tty_colours(console->terminal) >= 8 ? (short)(style + 1) : 0;
}

static void set_style(struct console *console, enum style style)
{
    (void)attr_set(attributes_of(console, style), pair_of(console, style), NULL);
}

/* What ncurses would count differently from us, or cannot write in this locale, becomes '?': a row
 * that is one cell off is worse than one unknown letter. */
static size_t to_wide(const struct console *console, const char *text, wchar_t *out)
{
    size_t count = 0;
    for (size_t len = strlen(text), used; len > 0 && count + 2 < CELLS_MAX;
         text += used, len -= used) {
        uint32_t code = text_decode(text, len, &used);
        int cells = text_code_width(code);
        if (code < 0x80 || (console->utf8 && wcwidth((wchar_t)code) == cells)) {
            out[count++] = (wchar_t)code;
            continue;
        }
        for (int i = 0; i < cells; i++)
            out[count++] = L'?';
    }
    out[count] = L'\0';
    return count;
}

/* Writes at most cells cells; gives the cells written. */
static int put(struct console *console, int row, int col, int cells, enum style style,
               const char *text)
{
    char fitted[CELLS_MAX * TEXT_MAX_BYTES];
    wchar_t wide[CELLS_MAX];
    if (row < 0 || row >= LINES || col < 0 || col >= COLS)
        return 0;
    if (cells > COLS - col)
        cells = COLS - col;
    if (cells > CELLS_MAX / 2) /* a text never needs more; the rest is blanked */
        cells = CELLS_MAX / 2;
    if (cells <= 0)
        return 0;
    int used = text_fit(fitted, sizeof fitted, text, cells);
    size_t count = to_wide(console, fitted, wide);
    set_style(console, style);
    (void)mvaddnwstr(row, col, wide, (int)count);
    return used;
}

static void blank(struct console *console, int row, int col, int cols, enum style style)
{
    if (row < 0 || row >= LINES || col < 0 || col >= COLS || cols <= 0)
        return;
    set_style(console, style);
    (void)mvhline(row, col,
                  ' ' | attributes_of(console, style) | (chtype)COLOR_PAIR(pair_of(console, style)),
                  cols < COLS - col ? cols : COLS - col);
}

void draw_text(struct console *console, int row, int col, int cols, enum style style,
               const char *text)
{
    int used = put(console, row, col, cols, style, text);
    blank(console, row, col + used, cols - used, style == STYLE_FIELD ? style : STYLE_TEXT);
}

void draw_print(struct console *console, int row, int col, int cols, enum style style,
                const char *format, ...)
{
    char text[CELLS_MAX * 2];
    va_list args;
    va_start(args, format);
    (void)vsnprintf(text, sizeof text, format, args);
    va_end(args);
    draw_text(console, row, col, cols, style, text);
}

void draw_right(struct console *console, int row, int col, int cols, enum style style,
                const char *text)
{
    int spare = cols - text_width(text);
    if (spare > 0)
        blank(console, row, col, spare, STYLE_TEXT);
    else
        spare = 0;
    (void)put(console, row, col + spare, cols - spare, style, text);
}

void draw_add(struct console *console, int row, int *col, int end, enum style style,
              const char *text)
{
    *col += put(console, row, *col, end - *col, style, text);
}

int draw_wrapped(struct console *console, struct area area, enum style style, const char *text)
{
    int row = 0;
    while (text != NULL && *text != '\0' && row < area.rows) {
        char line[CELLS_MAX];
        size_t len;
        const char *next = text_wrap(text, area.cols, &len);
        if (len >= sizeof line)
            len = sizeof line - 1;
        memcpy(line, text, len);
        line[len] = '\0';
        draw_text(console, area.row + row++, area.col, area.cols, style, line);
        text = next;
    }
    struct area rest = {area.row + row, area.col, area.rows - row, area.cols};
    draw_blank(console, rest);
    return row;
}

void draw_rule(struct console *console, struct area area)
{
    if (area.rows <= 0)
        return;
    blank(console, area.row, area.col, area.cols, STYLE_TEXT);
    if (console->options.lean || area.row < 0 || area.row >= LINES || area.col >= COLS)
        return;
    set_style(console, STYLE_RULE);
    (void)mvhline(area.row, area.col,
                  '-' | attributes_of(console, STYLE_RULE) |
                      (chtype)COLOR_PAIR(pair_of(console, STYLE_RULE)),
                  area.cols);
}

void draw_blank(struct console *console, struct area area)
{
    for (int i = 0; i < area.rows; i++)
        blank(console, area.row + i, area.col, area.cols, STYLE_TEXT);
}

void draw_cursor(struct console *console, int row, int col)
{
    console->cursor_row = row;
    console->cursor_col = col;
}

void draw_restyle(struct console *console, int row, int col, int cols, enum style style)
{
    if (row < 0 || row >= LINES || col < 0 || col >= COLS || cols <= 0)
        return;
    (void)mvchgat(row, col, cols < COLS - col ? cols : COLS - col, attributes_of(console, style),
                  pair_of(console, style), NULL);
}
