/* The filter line of the queue: "late kind=reroute type=home_care text=Rivera" as the JSON object
 * that api.queue takes. */
#ifndef HOLDFAST_SCREEN_FILTER_H
#define HOLDFAST_SCREEN_FILTER_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

/* NULL when a word is not understood; why then says which, and what could stand there. An empty
 * text gives an empty object. The caller ends it with json_decref. */
json_t *filter_read(const char *text, char *why, size_t size);
/* The same back in plain words, "late, name Ivanov", for the second line of the queue; "" for no
 * filter. */
void filter_words(const json_t *filter, char *out, size_t size);

#endif
