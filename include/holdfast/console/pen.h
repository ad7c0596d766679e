/* What curses sends, with as few bytes about attributes as do: over a slow line half of a cursor
 * move is spent on them. Text passes as it is, and so does every other sequence.
 *
 * curses says every change by itself, each from the ground up and with a return to ASCII that was
 * never left: "\033(B\033[0;1m\033[38;5;160m". A pen waits for the next thing to be shown, and says
 * then in one go what differs: "\033[1;38;5;160m". */
#ifndef HOLDFAST_CONSOLE_PEN_H
#define HOLDFAST_CONSOLE_PEN_H

#include <stdbool.h>
#include <stddef.h>

struct buffer;

enum { PEN_LEN = 64 };

/* Parameters of SGR (ECMA-48 8.3.117) since the last reset, as sent: "7", "1;38;5;160", "". */
struct pen {
    char wanted[PEN_LEN], shown[PEN_LEN];
    bool known; /* what the terminal shows is known: after the first reset */
    bool drawn; /* G0 may hold something else than ASCII */
};

/* Adds a whole picture to out; the terminal is left as the picture leaves it. */
void pen_write(struct pen *pen, const char *text, size_t len, struct buffer *out);
/* The terminal was used by somebody else: nothing is known of it any more. */
void pen_forget(struct pen *pen);

#endif
