#include "holdfast/screen/closure_words.h"

#include "holdfast/gateway/answer.h"
#include "holdfast/util/say.h"

#include <stdbool.h>

static const struct {
    const char *key, *text;
} stays[CLOSURE_STAYS] = {{"urgent", "%lld on real time: urgent, or counted in plain days"},
                          {"needed_by", "%lld needed by a date, or due by law"},
                          {"unaffected", "%lld due before it, or on hold"}};

static long long number(const json_t *object, const char *key)
{
    return answer_int(object, key);
}

void closure_add_moved(struct buffer *b, const json_t *answer)
{
    size_t i;
    const json_t *row;
    buffer_print(b, number(answer, "moved") == 1 ? say("%lld deadline") : say("%lld deadlines"),
                 number(answer, "moved"));
    json_array_foreach (json_object_get(answer, "by_organization"), i, row)
        buffer_print(b, "%s%s %lld", i == 0 ? ": " : ", ",
                     json_string_value(json_object_get(row, "name")), number(row, "count"));
}

void closure_add_offices(struct buffer *b, const json_t *answer)
{
    size_t i;
    const json_t *name;
    json_array_foreach (json_object_get(answer, "organizations"), i, name)
        buffer_print(b, "%s%s", i > 0 ? ", " : "", json_string_value(name));
}

bool closure_add_stay(struct buffer *b, const json_t *answer, size_t i)
{
    long long count = number(json_object_get(answer, "stay"), stays[i].key);
    if (count > 0)
        buffer_print(b, say(stays[i].text), count);
    return count > 0;
}
