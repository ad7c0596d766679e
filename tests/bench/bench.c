/* How fast Holdfast is, against the budgets of DESIGN 13: each figure beside a yardstick taken in
 * the same run on the same server. Prints one table. A budget that does not hold is for people to
 * judge; only what could not be measured at all makes this fail.
 *
 * BENCH_OPEN       open tasks of the large database (100000; the budgets speak of 1000000)
 * BENCH_SMALL      of the small one that it is compared with (10000)
 * BENCH_LISTENERS  consoles that listen (200; the budget speaks of 1000) */
#include "bench/part/table.h"
#include "bench/part/topic.h"

#include <stdio.h>
#include <stdlib.h>

static void print_conditions(const struct network *n)
{
    double load[3] = {0};
    (void)getloadavg(load, 3);
    printf("%ld open tasks, %ld in the small database, %ld listeners; load average %.1f\n", n->open,
           n->small, n->listeners, load[0]);
}

int main(void)
{
    struct network n;
    network_make(&n);
    print_conditions(&n);
    table_head();
    topic_start(&n);
    topic_accept(&n);
    topic_page(&n);
    topic_bytes(&n);
    topic_memory(&n);
    topic_sweep(&n);
    topic_listen(&n);
    print_conditions(&n);
    network_end(&n);
    return 0;
}
