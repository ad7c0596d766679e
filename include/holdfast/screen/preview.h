/* A look at the selected row without opening it: lines below the list, a pane beside it on a wide
 * terminal, after the cursor has rested. What is on the screen is read ahead in one call, so that
 * no row needs a trip of its own. In lean only where it tells a story: as lines that the cursor
 * goes through between one row and the next. */
#ifndef HOLDFAST_SCREEN_PREVIEW_H
#define HOLDFAST_SCREEN_PREVIEW_H

#include "holdfast/console/list.h"
#include "holdfast/console/screen.h"

#include <jansson.h>
#include <stdint.h>

/* Zero-initialise. */
struct preview {
    struct screen *screen;
    int timer;
    int64_t wanted, shown; /* ids; 0: none */
    json_t *peek;          /* api.peek(shown) */
    json_t *ahead;         /* those of the rows on the screen, by id */
    bool story;            /* tells how it came to the reader, and what was tried */
    int line, lines;       /* in lean: the cursor's, from 1 (0: the row itself), of how many */
};

/* Rows: the rule, and the lines under it. */
int preview_rows(const struct preview *preview);
/* Rows came, or were read again: reads ahead what is on the screen, forgets what is not. */
void preview_read_ahead(struct preview *preview, struct screen *screen, const struct list *list);

/* The cursor may stand on another row now: looks at it once it has rested. */
void preview_moved(struct preview *preview, struct screen *screen, const struct list *list);
/* What is shown once more: it may have changed, and may not be shown any more. */
void preview_again(struct preview *preview);
void preview_draw(struct preview *preview, struct screen *screen, struct area area, bool pane);
/* In lean, of that many rows those for the lines below the list; 0: nothing is told. */
int preview_lean_rows(const struct preview *preview, int rows);
/* The list has the cursor while line is 0. */
void preview_draw_lean(struct preview *preview, struct screen *screen, struct area area);
/* In lean, ACTION_DOWN and ACTION_UP among the lines of a row; SCREEN_PASS: to the next row. */
unsigned preview_step(struct preview *preview, int action);
void preview_close(struct preview *preview);

#endif
