#include "holdfast/console/cover.h"

#include "console/internal.h"

#include <curses.h>

void console_cover(struct console *console, const struct cover_ops *ops, void *context)
{
    console->cover = ops;
    console->cover_context = context;
    /* From nothing, so that what was drawn is not left anywhere. */
    tty_hide(console->terminal);
    console->dirty = DRAW_ALL;
}

void console_uncover(struct console *console)
{
    console->cover = NULL;
    console->cover_context = NULL;
    tty_repaint(console->terminal);
    frame_measure(console);
    /* The window may be another one than when the screens saw it last. */
    struct screen_event event = {.kind = EVENT_RESIZED, .on_top = true};
    if (console->top != NULL)
        (void)stack_event(console->top, &event);
}

bool console_covered(const struct console *console)
{
    return console->cover != NULL;
}

void console_cover_changed(struct console *console)
{
    if (console->cover != NULL)
        console->dirty = DRAW_ALL;
}

void cover_draw(struct console *console)
{
    struct area all = {0, 0, LINES, COLS};
    draw_blank(console, all);
    draw_cursor(console, 0, 0);
    console->cover->draw(console->cover_context, console, all);
}

void cover_key(struct console *console, const struct key *key)
{
    const struct cover_ops *cover = console->cover;
    cover->key(console->cover_context, console, key);
    if (console->cover == cover)
        console->dirty = DRAW_ALL;
}
