/* Reading a jsonb answer, or a part of it: "", 0 and false where a key is absent or null. */
#ifndef HOLDFAST_GATEWAY_ANSWER_H
#define HOLDFAST_GATEWAY_ANSWER_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

const char *answer_text(const json_t *object, const char *key);
int64_t answer_int(const json_t *object, const char *key);
bool answer_bool(const json_t *object, const char *key);
/* An instant: microseconds since 1970. */
int64_t answer_time(const json_t *object, const char *key);

#endif
