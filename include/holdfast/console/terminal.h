/* Taking a terminal over and giving it back, whatever happens. One per process. */
#ifndef HOLDFAST_CONSOLE_TERMINAL_H
#define HOLDFAST_CONSOLE_TERMINAL_H

#include "holdfast/util/failure.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct terminal;

/* Fails with EX_USAGE when there is none or its TERM is unknown or cannot move a cursor. */
struct terminal *terminal_open(bool no_color, struct failure *f);
void terminal_close(struct terminal *terminal);
/* Gives the terminal back for a while, and takes it again. */
void terminal_leave(struct terminal *terminal);
void terminal_enter(struct terminal *terminal);
/* How many colours may be used; 0 none. */
int terminal_colours(const struct terminal *terminal);
/* Whether it can show reverse video. */
bool terminal_reverses(const struct terminal *terminal);
/* Reads the size anew; true when it changed. */
bool terminal_resize(struct terminal *terminal);
/* Everything is drawn from nothing at the next show. */
void terminal_repaint(struct terminal *terminal);

/* What was drawn goes into a buffer of our own; nothing is written. */
void terminal_show(struct terminal *terminal);
/* Whether the terminal has taken everything so far. */
bool terminal_idle(const struct terminal *terminal);
/* Writes as much as it takes without waiting; false: the terminal is gone. */
bool terminal_write(struct terminal *terminal);
/* Bytes that were typed: their number, 0 for none now, -1 when the terminal is gone. */
int terminal_read(struct terminal *terminal, char *out, size_t size);
int terminal_input_fd(const struct terminal *terminal);
int terminal_output_fd(const struct terminal *terminal);
/* Bytes written since it was opened. */
uint64_t terminal_bytes(const struct terminal *terminal);

#endif
