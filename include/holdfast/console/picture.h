/* Small pictures made of text. Every picture stands beside its number, never instead of it. */
#ifndef HOLDFAST_CONSOLE_PICTURE_H
#define HOLDFAST_CONSOLE_PICTURE_H

#include <stdbool.h>
#include <stddef.h>

/* A bar of value against most, at most cells cells; any value above 0 shows at least one cell.
 * blocks: eighths of U+2588; else '#'. cells <= 0 gives "". Gives out. */
const char *picture_bar(char *out, size_t size, double value, double most, int cells, bool blocks);
/* One cell per value, lowest to highest of the values themselves, from 0; blocks as above, else
 * the figures 0 to 9. Gives out. */
const char *picture_spark(char *out, size_t size, const double *values, size_t count, bool blocks);

#endif
