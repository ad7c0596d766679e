#include "console/internal.h"
#include "holdfast/util/say.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static void write_into(struct buffer *into, const char *format, va_list args)
{
    char text[1536];
    (void)vsnprintf(text, sizeof text, format, args);
    buffer_clear(into);
    buffer_text(into, text);
}

/* Whoever feels only the row of the cursor learns it there. */
static void tell(struct console *console)
{
    console->told = console->now != NULL || !console->moved;
    console->dirty |= console->options.lean ? DRAW_NOTICE | DRAW_BODY : DRAW_NOTICE;
}

void notice_was_read(struct console *console)
{
    if (console->told && console->options.lean)
        console->dirty |= DRAW_BODY;
    console->told = false;
}

/* What was done to the selected row its own words tell. */
static bool row_tells(const struct console *console)
{
    const struct list *list = console->top->list;
    const struct list_row *row = list != NULL ? list_selected(list) : NULL;
    return console->refused.len == 0 && row != NULL && row->flags & LIST_KEEP;
}

const char *notice_at_cursor(const struct console *console)
{
    enum style style;
    bool here =
        console->options.lean && console->told && !console_asks(console) && !row_tells(console);
    return here ? notice_shown(console, &style) : "";
}

const char *notice_refused_here(const struct console *console)
{
    bool here = console->options.lean && console->told && console->refused.len > 0;
    return here ? console->refused.data : "";
}

void console_say(struct console *console, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    write_into(&console->said, format, args);
    va_end(args);
    console->said_on = NULL;
    notice_forget_refusal(console);
    tell(console);
}

void console_say_here(struct console *console, const char *text)
{
    console_say(console, "%s", text);
    console->said_on = console->top;
}

void notice_leave(struct console *console)
{
    if (console->said_on == NULL || console->said_on == console->top)
        return;
    console->said_on = NULL;
    buffer_clear(&console->said);
}

const char *console_said(const struct console *console)
{
    return console->said.len > 0 ? console->said.data : "";
}

void console_refuse(struct console *console, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    write_into(&console->refused, format, args);
    va_end(args);
    tell(console);
    console->dirty |= DRAW_BODY;
}

/* "the change was refused" is a part of a line; alone it begins large and ends with a stop. */
static const char *as_sentence(const char *part, char *out, size_t size)
{
    size_t len = strlen(part);
    bool stops = len == 0 || strchr(".!?", part[len - 1]) != NULL;
    (void)snprintf(out, size, "%s%s", part, stops ? "" : ".");
    if (out[0] >= 'a' && out[0] <= 'z')
        out[0] = (char)(out[0] - 'a' + 'A');
    return out;
}

void console_refuse_failure(struct console *console, const struct failure *f)
{
    /* What was tried the person knows: they pressed the key. Why not, and what now, as sentences.
     */
    char why[sizeof f->why], mend[sizeof f->mend];
    console_refuse(console, "%s%s%s", as_sentence(f->why, why, sizeof why),
                   f->mend[0] != '\0' ? " " : "", as_sentence(f->mend, mend, sizeof mend));
}

void notice_forget_refusal(struct console *console)
{
    if (console->refused.len == 0)
        return;
    buffer_clear(&console->refused);
    console->told = false;
    console->dirty |= DRAW_NOTICE | DRAW_BODY; /* which it may have covered */
}

const char *notice_shown(const struct console *console, enum style *style)
{
    bool refused = console->refused.len > 0;
    const struct buffer *shown = refused ? &console->refused : &console->said;
    *style = refused ? STYLE_ERROR : STYLE_NOTICE;
    /* What was done to somebody else stands under no question: it comes back behind it. */
    if (!refused && console_asks(console)) {
        *style = STYLE_HEADING;
        return overlay_about(console);
    }
    return shown->len > 0 ? shown->data : "";
}
