/* Messages outside the console: the policy's programs, run with a message on their standard input.
 * No shell, no names of people or places in what they are given. */
#ifndef HOLDFAST_COMMAND_DELIVER_H
#define HOLDFAST_COMMAND_DELIVER_H

#include "holdfast/gateway/gateway.h"

struct deliver_tally {
    long long sent, failed;
};

/* Takes what is to be sent, sends it, tells the database what became of it. Does nothing for a
 * login that is not the sending service. t counts on. */
bool deliver_all(struct gateway *g, struct deliver_tally *t, struct failure *f);

/* Runs program (argv, NULL at the end) with text on its standard input, at most seconds long.
 * True when it ended with 0. */
bool deliver_run(char *const program[], const char *text, int seconds);

#endif
