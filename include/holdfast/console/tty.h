/* Taking a terminal over and giving it back, whatever happens. One per process. */
#ifndef HOLDFAST_CONSOLE_TTY_H
#define HOLDFAST_CONSOLE_TTY_H

#include "holdfast/util/failure.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct tty;

/* Fails with EX_USAGE when there is none or its TERM is unknown or cannot move a cursor. */
struct tty *tty_open(bool no_color, struct failure *f);
void tty_close(struct tty *terminal);
/* Gives the terminal back for a while, and takes it again. */
void tty_leave(struct tty *terminal);
void tty_enter(struct tty *terminal);
/* How many colours may be used; 0 none. */
int tty_colours(const struct tty *terminal);
/* Whether it can show reverse video. */
bool tty_reverses(const struct tty *terminal);
/* Reads the size anew; true when it changed. */
bool tty_resize(struct tty *terminal);
/* Everything is drawn from nothing at the next show. */
void tty_repaint(struct tty *terminal);
/* So is something that hides what was there; where clearing would keep it for scrolling back, it is
 * overwritten. */
void tty_hide(struct tty *terminal);

/* What was drawn goes into a buffer of our own; nothing is written. */
void tty_show(struct tty *terminal);
/* Whether the terminal has taken everything so far. */
bool tty_idle(const struct tty *terminal);
/* Writes as much as it takes without waiting; false: the terminal is gone. */
bool tty_write(struct tty *terminal);
/* Bytes that were typed: their number, 0 for none now, -1 when the terminal is gone. */
int tty_read(struct tty *terminal, char *out, size_t size);
int tty_input_fd(const struct tty *terminal);
int tty_output_fd(const struct tty *terminal);
/* Bytes written since it was opened. */
uint64_t tty_bytes(const struct tty *terminal);

#endif
