/* A command's own time with the database: from the shared options to a link that can be used.
 *
 *     struct session s;
 *     struct failure f;
 *     if (!session_open(&s, o, SESSION_PERSON, &f))
 *         return command_fail(&f);
 *     …  gateway_ask(s.gateway, …)
 *     session_close(&s);  */
#ifndef HOLDFAST_COMMAND_SESSION_H
#define HOLDFAST_COMMAND_SESSION_H

#include "holdfast/command/options.h"
#include "holdfast/gateway/gateway.h"
#include "holdfast/util/arena.h"

#include <stdbool.h>

enum session_kind {
    SESSION_PERSON, /* schema and program must fit; a lost link comes back */
    SESSION_SCHEMA, /* migrate: any schema, and one link only */
};

struct session {
    struct arena arena; /* for whatever lives as long as the command */
    struct gateway *gateway;
    char *conninfo;
};

/* Finds the target (connect_target), connects, asks for a password on the terminal when the server
 * wants one, and says on standard error when the server lacks security fixes. */
bool session_open(struct session *s, const struct options *o, enum session_kind kind,
                  struct failure *f);
void session_close(struct session *s);

#endif
