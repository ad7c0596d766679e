/* What is measured: each topic prints its own lines of the table. */
#ifndef BENCH_TOPIC_H
#define BENCH_TOPIC_H

#include "bench/part/network.h"

void topic_start(struct network *n);  /* from the shell to a complete first screen */
void topic_accept(struct network *n); /* one durable step */
void topic_page(struct network *n);   /* a page of the queue */
void topic_bytes(struct network *n);  /* what travels to the terminal */
void topic_memory(struct network *n); /* of a console */
void topic_sweep(struct network *n);  /* overdue clocks */
void topic_listen(struct network *n); /* commits while consoles listen */

#endif
