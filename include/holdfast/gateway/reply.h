/* Rows that the database answered, and the decoding of their values.
 *
 * Columns go by index; reply_column finds an index once, before a loop. Asking for a row or column
 * that is not there gives what NULL gives: the program must not fall over an older function. */
#ifndef HOLDFAST_GATEWAY_REPLY_H
#define HOLDFAST_GATEWAY_REPLY_H

#include "holdfast/util/arena.h"

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct reply;

/* Another hold on the same rows, to be ended with reply_free. */
struct reply *reply_keep(const struct reply *r) __attribute__((returns_nonnull));
/* r may be NULL. */
void reply_free(struct reply *r);

size_t reply_rows(const struct reply *r);
int reply_columns(const struct reply *r);
/* "" when there is no such column. */
const char *reply_name(const struct reply *r, int column);
/* -1 when there is none. */
int reply_column(const struct reply *r, const char *name);
/* Rows touched by a statement without rows. */
int64_t reply_affected(const struct reply *r);

bool reply_null(const struct reply *r, size_t row, int column);
/* As the server wrote it, valid as long as the reply; "" for NULL. Not cleaned for a terminal. */
const char *reply_text(const struct reply *r, size_t row, int column);
/* The same by name: for single values, not for loops over many rows. */
const char *reply_named(const struct reply *r, size_t row, const char *name);
/* 0 for NULL; beyond the type's range, its end. */
int64_t reply_bigint(const struct reply *r, size_t row, int column);
int reply_int(const struct reply *r, size_t row, int column);
double reply_number(const struct reply *r, size_t row, int column);
bool reply_bool(const struct reply *r, size_t row, int column);
/* timestamptz as microseconds since 1970-01-01 00:00 UTC; infinity is INT64_MAX or INT64_MIN.
 * False, and 0, for NULL. */
bool reply_time(const struct reply *r, size_t row, int column, int64_t *instant);
/* text[] of one dimension into the arena; *items gets count texts ("" for a NULL one). */
size_t reply_texts(const struct reply *r, size_t row, int column, struct arena *into,
                   const char *const **items);
/* json or jsonb; the caller ends it with json_decref. NULL for NULL. */
json_t *reply_json(const struct reply *r, size_t row, int column);

/* "2026-11-20 17:05:00.25-05", also with a T, as columns and jsonb carry instants. */
bool reply_instant(const char *text, int64_t *instant);

#endif
