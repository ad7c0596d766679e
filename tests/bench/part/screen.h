/* The console on the large database, under a pseudo-terminal of 80x24. */
#ifndef BENCH_SCREEN_H
#define BENCH_SCREEN_H

#include "bench/part/network.h"
#include "support/terminal.h"

/* Returns when the first screen is complete. */
struct terminal *screen_open(struct network *n, const char *login, bool lean);
/* Goes to the queue and waits until nothing more comes. */
void screen_queue(struct terminal *t);

#endif
