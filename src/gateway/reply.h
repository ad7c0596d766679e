/* Inside the gateway only: replies are made here from libpq's results. */
#ifndef GATEWAY_REPLY_H
#define GATEWAY_REPLY_H

#include "holdfast/gateway/reply.h"

#include <libpq-fe.h>

/* Owns the result from now on. */
struct reply *reply_make(PGresult *result) __attribute__((returns_nonnull));

#endif
