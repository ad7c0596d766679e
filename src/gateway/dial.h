/* What libpq can only do by waiting, done in helper threads: connecting (name resolution, TLS,
 * several hosts) and cancelling. A thread that outlives its owner's interest cleans up alone. */
#ifndef GATEWAY_DIAL_H
#define GATEWAY_DIAL_H

#include <libpq-fe.h>
#include <stdbool.h>

struct dial;

struct dial_address {
    /* Each may be NULL; copied. fallback is a password where conninfo has none; options are those
     * of libpq's keyword, instead of conninfo's. */
    const char *conninfo, *login, *password, *fallback, *options;
};

/* wake: an eventfd to be written to when the attempt has ended. */
struct dial *dial_start(const struct dial_address *address, int wake)
    __attribute__((returns_nonnull));
bool dial_ended(struct dial *d);
/* Ends d once dial_ended; gives the connection, good or bad, which the caller finishes, or NULL
 * when no thread was to be had. */
PGconn *dial_take(struct dial *d);
/* No longer interested. d may be NULL. */
void dial_drop(struct dial *d);

/* Sends the cancellation and frees it. */
void dial_cancel(PGcancel *cancel);

#endif
