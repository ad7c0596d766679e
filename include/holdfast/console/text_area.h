/* Several lines of text being edited: UTF-8, wrapped at words for the width it has, scrolled, with
 * undo and redo. Only printable text and newlines ever get in. Knows no screen and no care.
 *
 * The cursor moves by characters with their marks; up and down keep to the cell they came from. A
 * line here is a line as it is shown. */
#ifndef HOLDFAST_CONSOLE_TEXT_AREA_H
#define HOLDFAST_CONSOLE_TEXT_AREA_H

#include "holdfast/console/editor.h"
#include "holdfast/console/layout.h"

struct text_edit;

enum { TEXT_AREA_MAX = 16000 }; /* bytes, where the owner says nothing */

/* Zero-initialise, then text_area_open; text_area_close ends it. Fields are for reading. */
struct text_area {
    struct buffer text;
    size_t at;    /* cursor, in bytes */
    size_t max;   /* longest text in bytes */
    bool refused; /* the last key or call would have made it longer than max: nothing was added */

    size_t *starts; /* where each line starts; right after text_area_wrap only */
    int lines, room;
    int cols, rows; /* that it was wrapped for, and how many are seen at once */
    int top;        /* first line seen */
    int wish;       /* cell that up and down keep to; -1: the cursor's own */

    struct text_edit *edits;
    size_t edit_count, done; /* how many of them the text shows */
    int joining;             /* what the next key may join to the last edit */
};

void text_area_open(struct text_area *area, const char *text, size_t max);
void text_area_close(struct text_area *area);
/* The text, never NULL. */
const char *text_area_text(const struct text_area *area);
/* Another text in place of all of it: one edit, which undo takes back. The cursor goes to its
 * end. Cut to max. */
void text_area_put(struct text_area *area, const char *text);
/* Adds text behind all of it, a blank line between: one edit. The cursor stays. */
void text_area_add(struct text_area *area, const char *text);

/* Characters, Enter, Backspace, Delete, arrows, Home, End, PgUp, PgDn, Ctrl-Home, Ctrl-End;
 * Ctrl-A, E, B, F, P, N, D; words: Alt-b, Alt-f, Ctrl-Left, Ctrl-Right, Ctrl-W, Alt-d; lines:
 * Ctrl-U, Ctrl-K; Ctrl-Z and Ctrl-Y undo and redo; pastes, as text. Not: Tab, Esc. */
enum editor_answer text_area_key(struct text_area *area, const struct key *key);
/* One edit back, or forward again; false when there is none. */
bool text_area_undo(struct text_area *area);
bool text_area_redo(struct text_area *area);

/* Lays it out for so many cells and rows; the last cell of a row is the cursor's. */
void text_area_wrap(struct text_area *area, int cols, int rows);
/* The line and the cell of the cursor, as wrapped. */
void text_area_place(const struct text_area *area, int *line, int *cell);
/* Wraps, scrolls the cursor into sight, draws, and puts the hardware cursor there. */
void text_area_draw(struct text_area *area, struct console *console, struct area place);

#endif
