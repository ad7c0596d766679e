/* The one place where anything is drawn. */
#include "console/internal.h"
#include "holdfast/console/text.h"
#include "holdfast/util/say.h"

#include <curses.h>
#include <stdio.h>
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

static int count_rows(const char *text, int cells)
{
    size_t len;
    int rows = 0;
    for (; text != NULL && *text != '\0'; rows++)
        text = text_wrap(text, cells, &len);
    return rows;
}

/* Why not and what now must be read to the end: a refusal too long for its row takes the last rows
 * of the body with it until it is forgotten, but never the one with the cursor. */
static int notice_rows(struct console *console)
{
    enum { ROWS_MOST = 3 };
    enum style style;
    struct area area = console->frame.notice;
    if (console->refused.len == 0 || console_asks(console))
        return 1;
    int rows = count_rows(notice_shown(console, &style), area.cols);
    int free = area.row - console->cursor_row;
    rows = rows < ROWS_MOST ? rows : ROWS_MOST;
    return rows > 1 && rows <= free ? rows : 1;
}

static void draw_notice(struct console *console)
{
    enum style style;
    struct area area = console->frame.notice;
    const char *text = notice_shown(console, &style);
    int more = notice_rows(console) - 1;
    if (more == 0) {
        draw_text(console, area.row, area.col, area.cols, style, text);
        return;
    }
    area.row -= more;
    area.rows += more;
    (void)draw_wrapped(console, area, style, text);
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
