/* What reports of counts share. */
#include "report.h"

#include "holdfast/gateway/answer.h"
#include "holdfast/util/buffer.h"
#include "holdfast/util/memory.h"
#include "holdfast/util/say.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

/* A number or text of an object, added behind a tab unless it is the first. */
static void add_value(struct buffer *b, const json_t *value)
{
    if (json_is_integer(value))
        buffer_print(b, "%lld", (long long)json_integer_value(value));
    else if (json_is_string(value))
        buffer_text(b, json_string_value(value));
    buffer_text(b, "");
}

static char *more_of(const json_t *count, const char *const *more)
{
    struct buffer b = {0};
    for (size_t i = 0; more != NULL && more[i] != NULL; i++) {
        if (i > 0)
            buffer_text(&b, "\t");
        add_value(&b, json_object_get(count, more[i]));
    }
    buffer_text(&b, "");
    return b.data;
}

static struct report_point point_of(const json_t *counted, const char *const *more)
{
    enum { SAID = 24 };
    const json_t *count = json_object_get(counted, "count");
    char *said = memory_take(SAID, 1);
    if (json_is_integer(count))
        (void)snprintf(said, SAID, "%lld", (long long)json_integer_value(count));
    else
        (void)snprintf(said, SAID, "%s", say("not told"));
    return (struct report_point){.label = answer_text(counted, "label"),
                                 .value = json_is_integer(count) ? json_number_value(count) : NAN,
                                 .said = said,
                                 .more = more_of(counted, more)};
}

void report_total_outside(struct report_sheet *sheet, const char *label, const json_t *answer)
{
    const json_t *total = json_object_get(answer, "total");
    char said[48];
    if (json_is_integer(total))
        (void)snprintf(said, sizeof said, "%lld", (long long)json_integer_value(total));
    else
        (void)snprintf(said, sizeof said, "%s", say("not told"));
    report_fact(sheet, label, said);
}

void report_counts(struct report_sheet *sheet, enum report_shape shape, const char *title,
                   const char *headings, const json_t *counts, const char *const *more)
{
    size_t n = json_array_size(counts);
    struct report_point *points = memory_take(n + 1, sizeof *points);
    for (size_t i = 0; i < n; i++)
        points[i] = point_of(json_array_get(counts, i), more);
    report_figure(
        sheet,
        &(struct report_figure){
            .shape = shape, .title = title, .headings = headings, .points = points, .count = n});
    for (size_t i = 0; i < n; i++) {
        free((char *)points[i].said);
        free((char *)points[i].more);
    }
    free(points);
}
