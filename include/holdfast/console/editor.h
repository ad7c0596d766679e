/* One line of text being edited: UTF-8, wide characters, horizontal scroll. Knows no screen. */
#ifndef HOLDFAST_CONSOLE_EDITOR_H
#define HOLDFAST_CONSOLE_EDITOR_H

#include "holdfast/console/draw.h"
#include "holdfast/console/key.h"
#include "holdfast/util/buffer.h"

/* Zero-initialise, then editor_open; editor_close ends it. */
struct editor {
    struct buffer text;
    size_t at;    /* cursor, in bytes */
    size_t max;   /* longest text in bytes; 0: 4096 */
    bool secret;  /* drawn as dots; wiped when closed */
    int scroll;   /* first visible cell */
    bool refused; /* the last key would have made it longer than max */
};

enum editor_answer {
    EDITOR_PASS,   /* not a key for a text field */
    EDITOR_MOVED,  /* the cursor moved */
    EDITOR_CHANGED /* the text changed */
};

void editor_open(struct editor *editor, const char *text, size_t max);
void editor_close(struct editor *editor);
/* The text, never NULL. */
const char *editor_text(const struct editor *editor);
/* Replaces the text, cursor at its end. */
void editor_set(struct editor *editor, const char *text);
/* Characters, Backspace, Delete, Left, Right, Home, End, Ctrl-A, E, B, F, Alt-b, Alt-f,
 * Ctrl-Left, Ctrl-Right, Ctrl-U, W, K, and pastes (newlines become blanks). Not: Up, Down, Tab,
 * Enter, Esc. */
enum editor_answer editor_key(struct editor *editor, const struct key *key);
/* Draws into cols cells and puts the hardware cursor there. */
void editor_draw(struct editor *editor, struct console *console, int row, int col, int cols);
/* The cell of the cursor within cols cells, scrolling as needed; what editor_draw uses. */
int editor_cell(struct editor *editor, int cols);

#endif
