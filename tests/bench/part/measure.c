#include "bench/part/measure.h"

#include "holdfast/util/memory.h"

#include <stdlib.h>
#include <time.h>

double measure_now(void)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

static int compare(const void *a, const void *b)
{
    double left = *(const double *)a, right = *(const double *)b;
    return (left > right) - (left < right);
}

double measure_median(double *figures, int count)
{
    qsort(figures, (size_t)count, sizeof *figures, compare);
    return figures[count / 2];
}

struct measure_pair measure_in_turns(measured *ours, measured *against, void *context, int rounds)
{
    double *left = memory_take((size_t)rounds, sizeof *left);
    double *right = memory_take((size_t)rounds, sizeof *right);
    (void)ours(context);
    (void)against(context);
    for (int i = 0; i < rounds; i++) {
        left[i] = ours(context);
        right[i] = against(context);
    }
    struct measure_pair pair = {measure_median(left, rounds), measure_median(right, rounds)};
    free(left);
    free(right);
    return pair;
}
