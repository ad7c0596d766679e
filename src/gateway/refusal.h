/* Turns what libpq and the server say into failures that a person can use. The server's own words
 * reach nobody unless the error is one of ours (HFxxx): DETAIL and CONTEXT carry row values. */
#ifndef GATEWAY_REFUSAL_H
#define GATEWAY_REFUSAL_H

#include "holdfast/util/failure.h"

#include <libpq-fe.h>
#include <stdbool.h>

/* A statement that the server refused, in its own sentence if verbatim. what may be NULL. */
void refusal_of_result(const PGresult *result, const char *what, bool verbatim, struct failure *f);
/* A request that was under way, or not even sent, when the link went. */
void refusal_of_link(const char *what, bool sent, struct failure *f);
/* A link that never came about. conn may be NULL (no thread, no memory). */
void refusal_of_connect(PGconn *conn, const char *conninfo, struct failure *f);
/* A request taken back before it was sent. */
void refusal_of_cancel(const char *what, struct failure *f);
/* The same failure for another request. */
void refusal_again(const struct failure *first, const char *what, struct failure *f);

#endif
