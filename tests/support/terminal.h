/* A program under a pseudo-terminal, with libvterm as the screen. Tests press keys, wait for what a
 * person would see, and look at cells, attributes and the cursor. Nothing sleeps: a wait ends as
 * soon as its condition holds, or fails the test with a picture of the screen.
 *
 * After every wait the harness also wants the hardware cursor on the selected row (the one that is
 * marked by '>' in its first cell, or by reverse video there): a screen reader finds it there. */
#ifndef TESTS_SUPPORT_TERMINAL_H
#define TESTS_SUPPORT_TERMINAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>
#include <termios.h>

struct terminal;

enum { TERMINAL_PATIENCE_MS = 5000 };

struct terminal_options {
    int rows, cols;   /* 0: 24, 80 */
    const char *term; /* NULL: xterm-256color; "": TERM is not set */
    const char *const
        *env; /* "NAME=value"…, NULL at the end; on top of a small fixed environment */
};

/* argv ends with NULL; argv[0] is a path or found in PATH. options may be NULL. */
struct terminal *terminal_start(const struct terminal_options *options, const char *const *argv);
/* Kills the program if it still runs, and frees everything. */
void terminal_end(struct terminal *t);

/* Types as a person does: key by key (escape sequences whole), never faster than people can. */
void terminal_type(struct terminal *t, const char *keys);
/* From now on with at least so many milliseconds between keys. */
void terminal_rhythm(struct terminal *t, int ms);
/* Writes the bytes at once: a burst, or the text of a field. */
void terminal_send(struct terminal *t, const char *bytes);
/* Pastes: between the marks of bracketed paste where the program asked for them. */
void terminal_paste(struct terminal *t, const char *text);
void terminal_resize(struct terminal *t, int rows, int cols);
void terminal_signal(struct terminal *t, int number);
/* Stops taking the program's output (a stalled link), or goes on. Waits take none while stalled. */
void terminal_stall(struct terminal *t, bool stalled);

/* Wait until text shows anywhere (or on that row; or nowhere any more): fail the test otherwise. */
void terminal_wait(struct terminal *t, const char *text, int timeout_ms);
void terminal_wait_row(struct terminal *t, int row, const char *text, int timeout_ms);
void terminal_wait_gone(struct terminal *t, const char *text, int timeout_ms);
typedef bool terminal_condition(struct terminal *t, void *context);
void terminal_wait_for(struct terminal *t, terminal_condition *condition, void *context,
                       const char *what, int timeout_ms);
/* Waits until nothing has come for quiet_ms: for counting bytes, never for content. */
void terminal_settle(struct terminal *t, int quiet_ms);
/* Waits for the program's end; gives the status as waitpid does. */
int terminal_wait_end(struct terminal *t, int timeout_ms);

/* The text of a row without blanks at its end; good until the next call for the same row. */
const char *terminal_row(struct terminal *t, int row);
/* The first row with this text; -1: none. */
int terminal_find(struct terminal *t, const char *text);
bool terminal_shows(struct terminal *t, const char *text);
void terminal_cursor(struct terminal *t, int *row, int *col);
bool terminal_reverse(struct terminal *t, int row, int col);
bool terminal_bold(struct terminal *t, int row, int col);
/* Colour numbers; -1 the terminal's own. */
int terminal_foreground(struct terminal *t, int row, int col);
int terminal_background(struct terminal *t, int row, int col);
/* Whether the row is dressed alike in both, cell by cell: every attribute, both colours. */
bool terminal_same_dress(struct terminal *a, struct terminal *b, int row);
/* The selected row as a screen reader finds it; -1: none. */
int terminal_selected(struct terminal *t);
/* Whether the program is on the alternate screen, and whether it asked for bracketed paste. */
bool terminal_alternate(struct terminal *t);
bool terminal_brackets(struct terminal *t);
/* The line settings of the terminal: ICANON and ECHO tell whether it was given back. */
void terminal_settings(struct terminal *t, struct termios *settings);

/* Bytes the program has written since the start or the last reset. */
size_t terminal_bytes(struct terminal *t);
void terminal_bytes_reset(struct terminal *t);
pid_t terminal_pid(struct terminal *t);
/* Resident memory of the program in kB. */
long terminal_memory(struct terminal *t);
/* On by default: see above. */
void terminal_check_cursor(struct terminal *t, bool on);
/* Prints the screen to standard error. */
void terminal_print(struct terminal *t);

#endif
