/* Messages outside the console: the policy's programs, run with a message on their standard input.
 * No shell, nothing of our environment or descriptors, no names of people or places. */
#ifndef HOLDFAST_COMMAND_DELIVER_H
#define HOLDFAST_COMMAND_DELIVER_H

#include "holdfast/gateway/gateway.h"

#include <jansson.h>

enum deliver_result {
    DELIVER_SENT,
    DELIVER_LATER, /* it may succeed another time: the program says so, was killed, or is not there
                    */
    DELIVER_NEVER  /* no address, or the program says that there is no such (sysexits) */
};

struct deliver_tally {
    long long sent, later, failed; /* failed: given up */
};

/* Takes what is to be sent, sends it, tells the database what became of it. Does nothing for a
 * login that is not the sending service. t counts on. */
bool deliver_all(struct gateway *g, struct deliver_tally *t, struct failure *f);

/* One message: to the channel's program and its arguments, an array of texts. mail: with a header
 * that names the address; otherwise the address is the last argument. */
enum deliver_result deliver_message(const json_t *program, bool mail, const char *address,
                                    const char *message);

/* Runs program (argv, NULL at the end) with text on its standard input, at most seconds long. */
enum deliver_result deliver_run(char *const program[], const char *text, int seconds);

#endif
