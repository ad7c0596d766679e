#include "holdfast/console/wipe.h"

#include "holdfast/util/buffer.h"

#include <curses.h>
#include <string.h>
#include <sys/ioctl.h>
#include <term.h>
#include <unistd.h>

/* Delays, "$<50>", are for terminals of another time. */
static void add_undelayed(struct buffer *text, const char *at)
{
    for (; *at != '\0'; at++)
        if (strncmp(at, "$<", 2) == 0 && strchr(at, '>') != NULL)
            at = strchr(at, '>');
        else
            buffer_add(text, at, 1);
}

static const char *capability(const char *name)
{
    const char *text = tigetstr(name);
    return text != NULL && text != (const char *)-1 ? text : "";
}

static void add_rows(struct buffer *text, int fd)
{
    struct winsize size = {0};
    int rows = ioctl(fd, TIOCGWINSZ, &size) == 0 && size.ws_row > 0 ? size.ws_row : 24;
    for (int i = 0; i < rows; i++)
        buffer_text(text, "\n");
}

/* "E3", which clears what was scrolled away, has no name in terminfo proper. */
static void write_text(struct buffer *text, int fd)
{
    int error = 0;
    TERMINAL *before = cur_term;
    if (setupterm(NULL, fd, &error) == OK) {
        add_undelayed(text, capability("clear"));
        if (text->len > 0)
            add_undelayed(text, capability("E3"));
        (void)del_curterm(cur_term);
    }
    (void)set_curterm(before);
    if (text->len == 0)
        add_rows(text, fd);
}

void wipe_terminal(int fd)
{
    struct buffer text = {0};
    write_text(&text, fd);
    for (size_t at = 0; at < text.len;) {
        ssize_t written = write(fd, text.data + at, text.len - at);
        if (written <= 0)
            break;
        at += (size_t)written;
    }
    buffer_free(&text);
}
