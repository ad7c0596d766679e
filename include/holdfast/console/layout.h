/* Where things go: arithmetic on a tree, no terminal needed. */
#ifndef HOLDFAST_CONSOLE_LAYOUT_H
#define HOLDFAST_CONSOLE_LAYOUT_H

#include <stdbool.h>
#include <stddef.h>

enum {
    LAYOUT_MIN_COLS = 60,  /* narrower: a message that points to the plain commands */
    LAYOUT_MIN_ROWS = 10,  /* lower: the same */
    LAYOUT_PANE_COLS = 120 /* from here on a screen may have a pane beside its list */
};

/* Cells on the terminal; row and col count from 0. An empty area has no rows or no cols. */
struct area {
    int row, col, rows, cols;
};

/* One part of a split. */
struct layout_part {
    int min;    /* below this the part is of no use */
    int ideal;  /* what it takes when there is room; not below min */
    int weight; /* its share of what is left over beyond ideal; 0: none */
    int drop;   /* 0: stays whatever happens; else parts with the highest drop go first */
};

enum { LAYOUT_MAX_PARTS = 32 };

/* Divides total cells, gap between neighbours, among count parts (at most LAYOUT_MAX_PARTS).
 * sizes[i] is 0 for a part that was dropped. When even the parts that stay do not fit at min, the
 * last ones are cut. The sizes and gaps never add up to more than total. */
void layout_split(const struct layout_part *parts, size_t count, int total, int gap, int *sizes);

enum layout_direction { LAYOUT_ROWS, LAYOUT_COLS };

/* A tree: a node with children divides its area among them. */
struct layout {
    struct layout_part part;         /* within its parent */
    enum layout_direction direction; /* of the children */
    int gap;
    struct layout *children;
    size_t child_count;
    struct area area; /* the answer */
};

/* Fills area throughout the tree. */
void layout_arrange(struct layout *root, struct area area);

/* The frame of every screen: title on the first row, hint on the last, notice above it. */
struct layout_frame {
    struct area title, body, notice, hint;
    bool too_small; /* no room to work in; the console says so by itself */
};
struct layout_frame layout_frame(int rows, int cols);

/* Cuts rows off an area: the cut piece is returned, area keeps the rest. Never below nothing. */
struct area area_take_top(struct area *area, int rows);
struct area area_take_bottom(struct area *area, int rows);
struct area area_take_right(struct area *area, int cols);

#endif
