#include "holdfast/gateway/answer.h"

#include "holdfast/gateway/reply.h"

const char *answer_text(const json_t *object, const char *key)
{
    const char *text = json_string_value(json_object_get(object, key));
    return text != NULL ? text : "";
}

int64_t answer_int(const json_t *object, const char *key)
{
    return json_integer_value(json_object_get(object, key));
}

bool answer_bool(const json_t *object, const char *key)
{
    return json_is_true(json_object_get(object, key));
}

int64_t answer_time(const json_t *object, const char *key)
{
    int64_t instant = 0;
    (void)reply_instant(answer_text(object, key), &instant);
    return instant;
}
