/* How an item came to the reader, what was tried for it, and what whoever sent it on wants: the
 * keys came, tried and instruction of api.peek and api.item, as sentences. */
#ifndef HOLDFAST_SCREEN_CAME_H
#define HOLDFAST_SCREEN_CAME_H

#include "holdfast/util/buffer.h"

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

/* Behind what a moment of a list says: " (again 16:40)", " (4 times, last 17:40)"; nothing where it
 * was once. */
void came_add_times(struct buffer *line, const json_t *moment, int64_t now);
/* Whether a rung brought the reader in. */
bool came_to_me(const json_t *answer);
/* "Told you 15:40, step 2 of 3: not answered by 15:10. 14:40 Maria Soto reminded -> 15:10 Ruth Dale
 * told, not opened -> 15:40 you"; "" where nobody was told. Adds, like the others, to line. */
void came_told(struct buffer *line, const json_t *answer, int64_t now);
/* "15:02 Maria Soto opened it; 15:12 Maria Soto called, not reached" */
void came_tried(struct buffer *line, const json_t *answer, int64_t now);
/* "Sam Reed 15:41: call the daughter first" */
void came_instruction(struct buffer *line, const json_t *answer, int64_t now);

#endif
