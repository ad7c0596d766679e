/* A page of text to read line by line: a list whose rows are lines, so that the cursor, search and
 * paging work as in every list, and a braille display or screen reader follows. */
#ifndef HOLDFAST_SCREEN_SHEET_H
#define HOLDFAST_SCREEN_SHEET_H

#include "holdfast/console/list.h"
#include "holdfast/console/screen.h"

#include <stdint.h>

enum { SHEET_LABEL = 9 }; /* cells of the labels at the left */

struct sheet_line {
    const char *text;
    enum style style;
    const char *target; /* what Enter opens, "" for nothing: the screen knows what it is */
    const char *detail; /* what else the screen keeps with the line; "" for nothing */
};

/* Zero-initialise, then sheet_open; sheet_close ends it. */
struct sheet {
    struct list list;
    struct screen *screen;
    struct list_page *page; /* being written */
    int64_t lines;
};

/* Becomes the screen's focused list. */
void sheet_open(struct sheet *sheet, struct screen *screen);
void sheet_close(struct sheet *sheet);

/* Writing it anew: begin, lines, end. The cursor stays on the line it was on. */
void sheet_begin(struct sheet *sheet);
void sheet_end(struct sheet *sheet);

/* One line, cut where the screen ends. target and detail may be NULL; copied. */
void sheet_line(struct sheet *sheet, enum style style, const char *target, const char *detail,
                const char *text);
void sheet_print(struct sheet *sheet, enum style style, const char *target, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
/* "Label    text", wrapped under itself; nothing when text is empty. */
void sheet_labelled(struct sheet *sheet, enum style style, const char *label, const char *text);
/* The same with columns before it: text wrapped behind indent cells, the first line after head. */
void sheet_wrapped(struct sheet *sheet, enum style style, int indent, const char *head,
                   const char *text);
/* The same, each of its lines with a target. */
void sheet_wrapped_to(struct sheet *sheet, enum style style, const char *target, int indent,
                      const char *head, const char *text);
/* A rule; nothing in lean. It cannot be selected. */
void sheet_rule(struct sheet *sheet);
/* Lines that cannot be selected: a heading; a part of the line above. */
void sheet_heading(struct sheet *sheet, const char *text);
void sheet_under(struct sheet *sheet, enum style style, const char *text);

/* The number that the next line will have: sheet_go goes there later. */
int64_t sheet_next(const struct sheet *sheet);
/* The cursor to the first line from that number on that can be selected. */
void sheet_go(struct sheet *sheet, int64_t number);
/* The cursor to the first line that leads there; false: there is none, and it stays. */
bool sheet_seek(struct sheet *sheet, const char *target);

/* The selected line; NULL when there is none. */
const struct sheet_line *sheet_selected(const struct sheet *sheet);
/* Cells to write in. */
int sheet_cols(const struct sheet *sheet);
void sheet_draw(struct sheet *sheet, struct area area);

#endif
