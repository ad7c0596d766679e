#include "holdfast/console/layout.h"

static int whole(size_t count, int gap, const int *sizes)
{
    int sum = 0, kept = 0;
    for (size_t i = 0; i < count; i++)
        if (sizes[i] > 0) {
            sum += sizes[i];
            kept++;
        }
    return kept > 1 ? sum + gap * (kept - 1) : sum;
}

/* The part that goes next when it is too narrow; count when all that are left must stay. */
static size_t most_droppable(const struct layout_part *parts, size_t count, const int *sizes)
{
    size_t worst = count;
    for (size_t i = 0; i < count; i++)
        if (sizes[i] > 0 && parts[i].drop > 0 &&
            (worst == count || parts[i].drop >= parts[worst].drop))
            worst = i;
    return worst;
}

static void cut_last(size_t count, int over, int *sizes)
{
    for (size_t i = count; i-- > 0 && over > 0;) {
        int less = sizes[i] < over ? sizes[i] : over;
        sizes[i] -= less;
        over -= less;
    }
}

/* Gives each part up to its ideal, in turn, so that nobody starves. */
static int grow_to_ideal(const struct layout_part *parts, size_t count, int spare, int *sizes)
{
    bool grown = true;
    while (spare > 0 && grown) {
        grown = false;
        for (size_t i = 0; i < count && spare > 0; i++)
            if (sizes[i] > 0 && sizes[i] < parts[i].ideal) {
                sizes[i]++;
                spare--;
                grown = true;
            }
    }
    return spare;
}

static void share_rest(const struct layout_part *parts, size_t count, int spare, int *sizes)
{
    int weights = 0;
    for (size_t i = 0; i < count; i++)
        weights += sizes[i] > 0 ? parts[i].weight : 0;
    for (size_t i = 0; i < count && weights > 0; i++) {
        if (sizes[i] == 0 || parts[i].weight == 0)
            continue;
        int share = spare * parts[i].weight / weights;
        sizes[i] += share;
        spare -= share;
        weights -= parts[i].weight;
    }
}

void layout_split(const struct layout_part *parts, size_t count, int total, int gap, int *sizes)
{
    if (count > LAYOUT_MAX_PARTS)
        count = LAYOUT_MAX_PARTS;
    for (size_t i = 0; i < count; i++)
        sizes[i] = parts[i].min > 0 ? parts[i].min : (parts[i].ideal > 0 || parts[i].weight > 0);
    while (whole(count, gap, sizes) > total) {
        size_t worst = most_droppable(parts, count, sizes);
        if (worst == count)
            break;
        sizes[worst] = 0;
    }
    int spare = total - whole(count, gap, sizes);
    if (spare < 0)
        cut_last(count, -spare, sizes);
    else
        share_rest(parts, count, grow_to_ideal(parts, count, spare, sizes), sizes);
}

static struct area piece_of(const struct layout *node, int at, int size)
{
    struct area area = node->area;
    if (node->direction == LAYOUT_ROWS) {
        area.row += at;
        area.rows = size;
    } else {
        area.col += at;
        area.cols = size;
    }
    return area;
}

void layout_arrange(struct layout *root, struct area area)
{
    struct layout_part parts[LAYOUT_MAX_PARTS] = {0};
    int sizes[LAYOUT_MAX_PARTS], at = 0;
    root->area = area;
    size_t count =
        root->child_count < LAYOUT_MAX_PARTS ? root->child_count : (size_t)LAYOUT_MAX_PARTS;
    for (size_t i = 0; i < count; i++)
        parts[i] = root->children[i].part;
    layout_split(parts, count, root->direction == LAYOUT_ROWS ? area.rows : area.cols, root->gap,
                 sizes);
    for (size_t i = 0; i < count; i++) {
        layout_arrange(&root->children[i], piece_of(root, at, sizes[i]));
        at += sizes[i] > 0 ? sizes[i] + root->gap : 0;
    }
}

struct layout_frame layout_frame(int rows, int cols)
{
    struct area rest = {0, 0, rows, cols};
    struct layout_frame frame = {0};
    frame.too_small = rows < LAYOUT_MIN_ROWS || cols < LAYOUT_MIN_COLS;
    frame.title = area_take_top(&rest, 1);
    frame.hint = area_take_bottom(&rest, 1);
    frame.notice = area_take_bottom(&rest, 1);
    frame.body = rest;
    return frame;
}

static int at_most(int wanted, int there)
{
    return wanted < 0 ? 0 : wanted < there ? wanted : there;
}

struct area area_take_top(struct area *area, int rows)
{
    struct area cut = *area;
    cut.rows = at_most(rows, area->rows);
    area->row += cut.rows;
    area->rows -= cut.rows;
    return cut;
}

struct area area_take_bottom(struct area *area, int rows)
{
    struct area cut = *area;
    cut.rows = at_most(rows, area->rows);
    area->rows -= cut.rows;
    cut.row = area->row + area->rows;
    return cut;
}

struct area area_take_right(struct area *area, int cols)
{
    struct area cut = *area;
    cut.cols = at_most(cols, area->cols);
    area->cols -= cut.cols;
    cut.col = area->col + area->cols;
    return cut;
}
