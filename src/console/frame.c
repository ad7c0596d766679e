/* The one place where anything is drawn. */
#include "console/internal.h"
#include "holdfast/console/text.h"
#include "holdfast/util/say.h"

#include <curses.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void frame_measure(struct console *console)
{
    console->frame = layout_frame(LINES, COLS);
    console->dirty = DRAW_ALL;
}

/* What stands at the right end of the first row. */
static void write_right(struct console *console, struct buffer *out)
{
    char clock[64] = "";
    if (console->options.clock != NULL)
        console->options.clock(console->options.context, clock, sizeof clock);
    const char *parts[] = {console->banner.data, console->who.data, clock};
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++)
        if (parts[i] != NULL && parts[i][0] != '\0')
            buffer_print(out, "%s%s", out->len > 0 ? "  " : "", parts[i]);
}

/* "Bright Home Care intake (my role)": of what is too long the aside goes first, whole. */
static void drop_aside(char *title, int cells)
{
    size_t len = strlen(title);
    char *aside = len > 0 && title[len - 1] == ')' ? strrchr(title, '(') : NULL;
    if (aside != NULL && aside > title && text_width(title) > cells)
        aside[-1] = '\0';
}

static void draw_title(struct console *console)
{
    char left[512] = "";
    struct buffer right = {0};
    struct area area = console->frame.title;
    if (console->top->ops->title != NULL)
        console->top->ops->title(console->top, left, sizeof left);
    write_right(console, &right);
    int wide = right.len > 0 ? text_width(right.data) : 0;
    wide = wide < area.cols * 2 / 3 ? wide : area.cols * 2 / 3;
    int room = area.cols - wide - (wide > 0);
    drop_aside(left, room);
    draw_text(console, area.row, area.col, room, STYLE_TITLE, left);
    if (wide > 0) {
        draw_text(console, area.row, area.cols - wide - 1, 1, STYLE_TEXT, "");
        draw_right(console, area.row, area.cols - wide, wide, STYLE_TEXT, right.data);
    }
    buffer_free(&right);
}

enum { NOTICE_ROWS = 3 };

static int count_rows(const char *text, int cells)
{
    size_t len;
    int rows = 0;
    for (; text != NULL && *text != '\0'; rows++)
        text = text_wrap(text, cells, &len);
    return rows;
}

/* Why not and what now must be read to the end: a refusal too long for its row takes the last rows
 * of the body with it until it is forgotten, but never the one with the cursor; where the cursor
 * stands too low for that, the rows above the cursor's. */
static struct area notice_area(struct console *console)
{
    enum style style;
    struct area area = console->frame.notice;
    if (console->refused.len == 0 || console_asks(console))
        return area;
    int rows = count_rows(notice_shown(console, &style), area.cols);
    int below = area.row - console->cursor_row,
        above = console->cursor_row - console->frame.body.row;
    if (rows <= 1)
        return area;
    if (rows <= below || below >= above) {
        rows = rows < below ? rows : below;
        area.row -= rows > 1 ? rows - 1 : 0;
    } else {
        rows = rows < above ? rows : above;
        area.row = console->cursor_row - rows;
    }
    area.rows = rows > 1 ? rows : 1;
    return area;
}

static void draw_notice(struct console *console)
{
    enum style style;
    struct area area = notice_area(console);
    const char *text = notice_shown(console, &style);
    if (area.rows == 1) {
        draw_text(console, area.row, area.col, area.cols, style, text);
        return;
    }
    draw_blank(console, console->frame.notice);
    (void)draw_wrapped(console, area, style, text);
}

/* What stands on the row of the cursor, without its mark and the gaps between its columns. */
static void read_row(const struct console *console, struct buffer *out)
{
    enum { MARK = 2, CELLS = 256 };
    wchar_t wide[CELLS + 1];
    char text[CELLS * MB_LEN_MAX + 1];
    if (mvinnwstr(console->cursor_row, console->frame.notice.col + MARK, wide, CELLS) == ERR ||
        wcstombs(text, wide, sizeof text) == (size_t)-1)
        return;
    for (const char *at = text; *at != '\0'; at++)
        if (*at != ' ' || (at[1] != ' ' && at[1] != '\0' && out->len > 0))
            buffer_add(out, at, 1);
}

/* Told first, then where the cursor stands, as far as the row has room. */
static void draw_before_row(struct console *console, const char *told)
{
    struct area notice = console->frame.notice;
    struct buffer row = {0}, line = {0};
    read_row(console, &row);
    buffer_print(&line, row.len > 0 ? "> %s > %s" : "> %s", told, row.data);
    draw_text(console, console->cursor_row, notice.col, notice.cols, STYLE_TEXT, line.data);
    buffer_free(&row);
    buffer_free(&line);
}

static void draw_over_rows(struct console *console, const char *told)
{
    enum { MARK = 2 };
    struct area notice = console->frame.notice;
    int free = notice.row + 1 - console->cursor_row;
    int rows = count_rows(told, notice.cols - MARK);
    rows = rows < NOTICE_ROWS ? rows : NOTICE_ROWS;
    rows = rows < free ? rows : free;
    struct area area = {console->cursor_row, notice.col + MARK, rows, notice.cols - MARK};
    for (int i = 0; i < rows; i++)
        draw_text(console, area.row + i, notice.col, MARK, STYLE_TEXT, i == 0 ? ">" : "");
    (void)draw_wrapped(console, area, STYLE_TEXT, told);
}

/* In lean what was said stands on the row of the cursor until the next key: before the row's own
 * words or, where it is long, over the rows from there on. A form tells it behind its field; from a
 * text the cursor goes to it. */
static void draw_at_cursor(struct console *console)
{
    enum { ROW_LEAST = 16 };
    struct area notice = console->frame.notice;
    const char *told = notice_at_cursor(console);
    if (told[0] == '\0' || console->top->form != NULL)
        return;
    if (console->top->list == NULL)
        draw_cursor(console, notice_area(console).row, notice.col);
    else if (text_width(told) + ROW_LEAST <= notice.cols)
        draw_before_row(console, told);
    else
        draw_over_rows(console, told);
}

static void draw_hint(struct console *console)
{
    struct buffer text = {0};
    struct area area = console->frame.hint;
    hint_write(console, &text);
    draw_text(console, area.row, area.col, area.cols, STYLE_HINT, text.len > 0 ? text.data : "");
    buffer_free(&text);
}

static void draw_too_small(struct console *console)
{
    char text[256];
    struct area all = {0, 0, LINES, COLS};
    (void)snprintf(text, sizeof text,
                   say("This window has %d columns and %d rows; %d and %d are needed. Make it "
                       "larger, or use the plain commands: holdfast --help names them."),
                   COLS, LINES, LAYOUT_MIN_COLS, LAYOUT_MIN_ROWS);
    (void)draw_wrapped(console, all, STYLE_TEXT, text);
    draw_cursor(console, 0, 0);
}

static void draw_parts(struct console *console)
{
    unsigned dirty = console->dirty;
    if (dirty & DRAW_TITLE)
        draw_title(console);
    if (dirty & DRAW_HINT)
        draw_hint(console);
    if (dirty & DRAW_BODY) {
        draw_cursor(console, console->frame.body.row, 0);
        draw_blank(console, console->frame.body);
        if (console->top->ops->draw != NULL)
            console->top->ops->draw(console->top, console->frame.body);
    }
    if (dirty & (DRAW_NOTICE | DRAW_BODY))
        draw_notice(console);
    if (dirty & DRAW_BODY)
        draw_at_cursor(console);
    overlay_draw(console);
}

void frame_draw(struct console *console)
{
    if (console->top == NULL || console->dirty == 0 || !tty_idle(console->terminal))
        return;
    if (console->overlay.kind != OVERLAY_NONE)
        console->dirty |= DRAW_BODY | DRAW_HINT;
    if (console_covered(console))
        cover_draw(console);
    else if (console->frame.too_small)
        draw_too_small(console);
    else
        draw_parts(console);
    console->dirty = 0;
    (void)move(console->cursor_row, console->cursor_col);
    tty_show(console->terminal);
}
