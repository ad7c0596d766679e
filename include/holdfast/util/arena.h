/* Memory with one owner and one end: everything taken from an arena lives until arena_free.
 * One arena per screen, per policy file, per result; never a global one. */
#ifndef HOLDFAST_UTIL_ARENA_H
#define HOLDFAST_UTIL_ARENA_H

#include <stddef.h>

struct arena_block;

/* Zero-initialise to use: struct arena a = {0}; */
struct arena {
    struct arena_block *newest;
};

/* Zeroed, aligned for any type. */
void *arena_take(struct arena *a, size_t count, size_t size) __attribute__((returns_nonnull));
char *arena_text(struct arena *a, const char *text) __attribute__((returns_nonnull));
char *arena_slice(struct arena *a, const char *text, size_t len) __attribute__((returns_nonnull));
char *arena_print(struct arena *a, const char *format, ...)
    __attribute__((format(printf, 2, 3), returns_nonnull));
/* Frees everything; the arena can be used again. */
void arena_free(struct arena *a);

#endif
