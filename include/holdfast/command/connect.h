/* From the shared options to a database. */
#ifndef HOLDFAST_COMMAND_CONNECT_H
#define HOLDFAST_COMMAND_CONNECT_H

#include "holdfast/command/options.h"
#include "holdfast/local/server.h"
#include "holdfast/util/arena.h"

/* The names of the usual places (local_place): the server, and the one that `demo` fills. */
#define CONNECT_PLACE      "holdfast"
#define CONNECT_DEMO_PLACE "holdfast-demo"

/* A connection string in arena, perhaps empty (then libpq's own environment decides). In order:
 * --db; --local, whose server is started when it does not run; `connection:` of the configuration
 * file. With --local and no --as only administrative commands get one (the superuser's). */
bool connect_target(const struct options *o, struct arena *arena, char **conninfo,
                    struct failure *f);

/* The private server that the options mean: --local=DIR, else the usual place, else, when nothing
 * is there, the one that `demo` filled. Nothing is started. */
bool connect_server(const struct options *o, struct arena *arena, struct local_server *s,
                    struct failure *f);

/* local_start, and the schema on it. sandbox counts when the schema is new. started may be NULL. */
bool connect_start(struct local_server *s, bool sandbox, bool *started, struct failure *f);

#endif
