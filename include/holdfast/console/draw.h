/* Putting text on the screen. Only a screen's draw (and what it calls) may use this; all text is
 * cleaned on its way. Everything is clipped to the terminal. */
#ifndef HOLDFAST_CONSOLE_DRAW_H
#define HOLDFAST_CONSOLE_DRAW_H

#include "holdfast/console/layout.h"
#include "holdfast/console/theme.h"

struct console;

/* Writes text at row, col in at most cols cells, cut with '~', and blanks what is left of cols. */
void draw_text(struct console *console, int row, int col, int cols, enum style style,
               const char *text);
void draw_print(struct console *console, int row, int col, int cols, enum style style,
                const char *format, ...) __attribute__((format(printf, 6, 7)));
/* As draw_text, right-aligned. */
void draw_right(struct console *console, int row, int col, int cols, enum style style,
                const char *text);
/* Adds text behind what was written: *col moves on; nothing is blanked. end is the first column
 * that must stay free. */
void draw_add(struct console *console, int row, int *col, int end, enum style style,
              const char *text);
/* A text wrapped into the area, the rest of the area blanked; gives the rows used. */
int draw_wrapped(struct console *console, struct area area, enum style style, const char *text);
/* A rule across the area's first row; blank in lean. */
void draw_rule(struct console *console, struct area area);
void draw_blank(struct console *console, struct area area);
/* The hardware cursor; the last call before the screen is shown wins. Lists, forms and prompts
 * set it by themselves: only a screen without any of them needs this. */
void draw_cursor(struct console *console, int row, int col);
/* Restyles cells that are already written: reverse video of a selection. */
void draw_restyle(struct console *console, int row, int col, int cols, enum style style);

#endif
