#include "holdfast/console/picture.h"

#include <stdio.h>
#include <string.h>

/* U+2588 full, then U+258F (one eighth) back to U+2589 (seven eighths); U+2581… for sparks. */
static const char *const eighths[] = {"", "▏", "▎", "▍", "▌", "▋", "▊", "▉", "█"};
static const char *const heights[] = {" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};

static void append(char *out, size_t size, const char *piece)
{
    size_t len = strlen(out);
    if (len + strlen(piece) < size)
        memcpy(out + len, piece, strlen(piece) + 1);
}

const char *picture_bar(char *out, size_t size, double value, double most, int cells, bool blocks)
{
    if (size > 0)
        out[0] = '\0';
    if (!(value > 0) || !(most > 0) || cells <= 0)
        return out;
    double share = value < most ? value / most : 1;
    int units = blocks ? cells * 8 : cells;
    int filled = (int)(share * units + 0.5);
    if (filled < (blocks ? 8 : 1))
        filled = blocks ? 8 : 1;
    for (int left = filled; left > 0; left -= blocks ? 8 : 1)
        append(out, size, !blocks ? "#" : eighths[left < 8 ? left : 8]);
    return out;
}

const char *picture_spark(char *out, size_t size, const double *values, size_t count, bool blocks)
{
    double most = 0;
    if (size > 0)
        out[0] = '\0';
    for (size_t i = 0; i < count; i++)
        most = values[i] > most ? values[i] : most;
    for (size_t i = 0; i < count; i++) {
        double share = most > 0 && values[i] > 0 ? values[i] / most : 0;
        char figure[2] = {(char)('0' + (int)(share * 9 + 0.5)), '\0'};
        append(out, size, blocks ? heights[(int)(share * 8 + 0.5)] : figure);
    }
    return out;
}
