/* The known word that somebody who mistyped one probably meant. */
#ifndef HOLDFAST_UTIL_NEAREST_H
#define HOLDFAST_UTIL_NEAREST_H

#include <stddef.h>

/* struct nearest n = {.typed = word}; then nearest_consider for every known word. */
struct nearest {
    const char *typed;
    const char *best; /* NULL while no word was near enough */
    size_t distance;
};

void nearest_consider(struct nearest *n, const char *word);
/* Edits (insert, delete, replace, swap neighbours) that turn one word into the other, in bytes. */
size_t nearest_distance(const char *a, const char *b);

#endif
