/* Time, medians, and alternating pairs: on a machine that does other things too, two figures are
 * only comparable when they were taken in turns. */
#ifndef BENCH_MEASURE_H
#define BENCH_MEASURE_H

/* Milliseconds of a clock that never goes back. */
double measure_now(void);
/* The middle one; sorts the figures. */
double measure_median(double *figures, int count);

/* Does something once and says how many ms it took, without what is only preparation. */
typedef double measured(void *context);

struct measure_pair {
    double ours, against; /* medians, in ms */
};
/* In turns, after one call of each that does not count. */
struct measure_pair measure_in_turns(measured *ours, measured *against, void *context, int rounds);

#endif
