#include "holdfast/util/nearest.h"

#include "holdfast/util/memory.h"

#include <stdlib.h>
#include <string.h>

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* One row of the table of edits (optimal string alignment); before and last are the two above. */
static void fill_row(size_t i, const char *a, const char *b, const size_t *before,
                     const size_t *last, size_t *row)
{
    row[0] = i;
    for (size_t j = 1; b[j - 1] != '\0'; j++) {
        size_t same = a[i - 1] == b[j - 1] ? 0 : 1;
        row[j] = least(least(last[j] + 1, row[j - 1] + 1), last[j - 1] + same);
        if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
            row[j] = least(row[j], before[j - 2] + 1);
    }
}

size_t nearest_distance(const char *a, const char *b)
{
    size_t width = strlen(b) + 1;
    size_t *rows = memory_take(3 * width, sizeof *rows);
    size_t *before = rows, *last = rows + width, *row = rows + 2 * width;
    for (size_t j = 0; j < width; j++)
        last[j] = j;
    for (size_t i = 1; a[i - 1] != '\0'; i++) {
        fill_row(i, a, b, before, last, row);
        size_t *spare = before;
        before = last;
        last = row;
        row = spare;
    }
    size_t distance = last[width - 1];
    free(rows);
    return distance;
}

void nearest_consider(struct nearest *n, const char *word)
{
    size_t distance = nearest_distance(n->typed, word);
    size_t allowed = strlen(n->typed) / 3 + 1;
    if (distance > allowed || (n->best != NULL && distance >= n->distance))
        return;
    n->best = word;
    n->distance = distance;
}
