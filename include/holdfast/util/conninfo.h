/* libpq connection strings, written with every value quoted. */
#ifndef HOLDFAST_UTIL_CONNINFO_H
#define HOLDFAST_UTIL_CONNINFO_H

#include "holdfast/util/buffer.h"

#include <stdbool.h>

/* Adds " key='value'" with the value escaped as libpq wants it. */
void conninfo_add(struct buffer *b, const char *key, const char *value);
/* Whether a password may stand in it: rather once too often. */
bool conninfo_is_secret(const char *conninfo);

#endif
