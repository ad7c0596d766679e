/* What every server of a test run begins as: the data directory of a stopped server, made by the
 * first program that needs it and copied by the others, since making one takes ten times as long.
 * They lie in the directory that HOLDFAST_MOULDS names; without it each program makes its own. */
#ifndef TESTS_SUPPORT_MOULD_H
#define TESTS_SUPPORT_MOULD_H

#include "holdfast/local/server.h"

/* Makes and starts the server that others are to begin as. */
typedef void mould_make(void *with);

/* Leaves s, which was opened and has no data yet, with the data of that name, stopped or running.
 * Ends the program with a sentence when that fails. */
void mould_fill(struct local_server *s, const char *name, mould_make *make, void *with);

#endif
