/* Allocation that cannot fail: when memory runs out the program says so and ends with EX_OSERR
 * through memory_exhausted, which the console replaces to restore the terminal first. */
#ifndef HOLDFAST_UTIL_MEMORY_H
#define HOLDFAST_UTIL_MEMORY_H

#include <stddef.h>

/* Called once, does not return. Replaceable because a terminal may need restoring. */
extern void (*memory_exhausted)(void);

/* Zeroed memory for count items of size bytes; the caller frees it. */
void *memory_take(size_t count, size_t size) __attribute__((malloc, returns_nonnull));
/* Like realloc for count items; fresh bytes are not zeroed. */
void *memory_grow(void *old, size_t count, size_t size) __attribute__((returns_nonnull));
/* A copy the caller frees. */
char *memory_text(const char *text) __attribute__((malloc, returns_nonnull));

#endif
