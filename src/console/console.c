/* What its users ask of the console, and tell it. */
#include "console/internal.h"

#include <curses.h>
#include <string.h>

bool console_wear(struct console *console, const struct theme *theme, struct failure *f)
{
    int colours = tty_colours(console->terminal);
    if (colours < 8 && !theme_load(&console->theme, "monochrome", f))
        return false;
    for (int i = 0; i < STYLE_COUNT && colours >= 8; i++) {
        console->theme.styles[i] = theme_reduce(theme->styles[i], colours);
        (void)init_pair((short)(i + 1), console->theme.styles[i].foreground,
                        console->theme.styles[i].background);
    }
    return true;
}

void console_quit(struct console *console, int status)
{
    console->quit = true;
    console->status = status;
}

bool console_dismissed(const struct console *console)
{
    return console->dismissed;
}

bool console_taken(const struct console *console)
{
    return console->quit && !console->dismissed;
}

bool console_touched(const struct console *console)
{
    return console->guard.last_ms != 0;
}

bool console_lean(const struct console *console)
{
    return console->options.lean;
}

bool console_blocks(const struct console *console)
{
    return console->utf8 && !console->options.lean;
}

bool console_unsent(const struct console *console)
{
    for (const struct screen *screen = console->top; screen != NULL; screen = screen->below)
        if (screen->form != NULL && screen->form->changed)
            return true;
    return false;
}

const struct keymap *console_keymap(const struct console *console)
{
    return console->options.keymap;
}

int console_rows(const struct console *console)
{
    (void)console;
    return LINES;
}

int console_cols(const struct console *console)
{
    (void)console;
    return COLS;
}

void console_theme(struct console *console, const struct theme *theme)
{
    (void)console_wear(console, theme, NULL);
    tty_repaint(console->terminal);
    console->dirty = DRAW_ALL;
}

static void replace_text(struct console *console, struct buffer *into, const char *text)
{
    if (into->data != NULL && strcmp(into->data, text) == 0)
        return;
    buffer_clear(into);
    buffer_text(into, text);
    console->dirty |= DRAW_TITLE;
}

void console_who(struct console *console, const char *who)
{
    replace_text(console, &console->who, who);
}

void console_banner(struct console *console, const char *text)
{
    replace_text(console, &console->banner, text);
}
