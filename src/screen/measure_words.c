#include "holdfast/screen/measure_words.h"

#include "holdfast/gateway/answer.h"
#include "holdfast/screen/desk.h"
#include "holdfast/screen/words.h"
#include "holdfast/util/say.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

static double number_of(const json_t *number)
{
    return json_is_number(number) ? json_number_value(number) : NAN;
}

/* Without a decimal where it is large or whole. */
static const char *figure(char *out, size_t size, double value)
{
    double size_of = value < 0 ? -value : value;
    bool whole = size_of >= 1000 || size_of - (double)(long)size_of < 0.05;
    (void)snprintf(out, size, whole ? "%.0f" : "%.1f", value);
    return out;
}

const char *measure_number(char *out, size_t size, const json_t *number, const char *unit)
{
    static const struct {
        const char *unit, *shown;
    } units[] = {{"hours", "h"}, {"open hours", "open h"}, {"days", "d"}};
    char said[24];
    out[0] = '\0';
    if (!json_is_number(number))
        return out;
    for (size_t i = 0; i < sizeof units / sizeof units[0]; i++)
        if (strcmp(units[i].unit, unit) == 0)
            unit = units[i].shown;
    if (strcmp(unit, "%") == 0)
        (void)snprintf(said, sizeof said, "%.1f", number_of(number));
    else
        (void)figure(said, sizeof said, number_of(number));
    (void)snprintf(out, size, "%s%s%s", said, unit[0] != '\0' ? " " : "", say(unit));
    return out;
}

const char *measure_value(char *out, size_t size, const json_t *m)
{
    if (answer_bool(m, "suppressed"))
        (void)snprintf(out, size, "%s", say("not told"));
    else if (json_is_number(json_object_get(m, "value")))
        (void)measure_number(out, size, json_object_get(m, "value"), answer_text(m, "unit"));
    else
        (void)snprintf(out, size, "-");
    return out;
}

const char *measure_none(const json_t *m)
{
    return answer_text(m, "none");
}

/* Its numerator is no part of the value. */
static bool is_of_all(const json_t *m)
{
    const char *how = answer_text(m, "how");
    return strcmp(how, "median") == 0 || strcmp(how, "open_median") == 0 ||
           strcmp(how, "mean") == 0;
}

const char *measure_share(char *out, size_t size, const json_t *m)
{
    const json_t *of = json_object_get(m, "denominator");
    out[0] = '\0';
    if (!json_is_integer(of) || json_integer_value(of) <= 0)
        return out;
    if (is_of_all(m))
        (void)snprintf(out, size, say("of %lld"), (long long)json_integer_value(of));
    else
        (void)snprintf(out, size, say("%lld of %lld"), (long long)answer_int(m, "numerator"),
                       (long long)json_integer_value(of));
    return out;
}

const char *measure_change(char *out, size_t size, const json_t *m)
{
    char said[24];
    double now = number_of(json_object_get(m, "value"));
    double moved = now - number_of(json_object_get(m, "previous"));
    const char *better = answer_text(m, "better");
    bool up = moved > 0, same = moved > -0.05 && moved < 0.05;
    out[0] = '\0';
    if (!isfinite(moved))
        return out;
    if (same)
        (void)snprintf(out, size, "%s", say("the same"));
    else
        (void)snprintf(out, size, "%s%s%s%s", up ? "+" : "", figure(said, sizeof said, moved),
                       strcmp(better, "none") == 0 ? "" : ", ",
                       strcmp(better, "none") == 0         ? ""
                       : (strcmp(better, "up") == 0) == up ? say("better")
                                                           : say("worse"));
    return out;
}

const char *measure_part(const json_t *m)
{
    const char *name = answer_text(m, "name"), *label = answer_text(m, "label");
    size_t len = strlen(name);
    bool within = strncmp(label, name, len) == 0 && label[len] == ',' && label[len + 1] == ' ';
    return within ? label + len + 2 : label;
}

void measure_trend(const json_t *m, double values[MEASURE_WEEKS])
{
    const json_t *trend = json_object_get(m, "trend");
    for (size_t i = 0; i < MEASURE_WEEKS; i++)
        values[i] = number_of(json_array_get(trend, i));
}

const char *measure_trend_said(char *out, size_t size, const json_t *m)
{
    const json_t *trend = json_object_get(m, "trend");
    char said[24];
    size_t len = 0;
    out[0] = '\0';
    for (size_t i = 0; i < json_array_size(trend); i++) {
        (void)measure_number(said, sizeof said, json_array_get(trend, i), "");
        int n = snprintf(out + len, size - len, "%s%s", i > 0 ? ", " : "",
                         said[0] != '\0' ? said : say("none"));
        len += n > 0 && (size_t)n < size - len ? (size_t)n : 0;
    }
    return out;
}

const char *measure_day(char *out, size_t size, int64_t instant, bool with_year)
{
    time_t seconds = (time_t)(instant / MICROSECONDS);
    struct tm day;
    char said[24];
    (void)localtime_r(&seconds, &day);
    (void)strftime(said, sizeof said, with_year ? "%e %b %Y" : "%e %b", &day);
    (void)snprintf(out, size, "%s", said + (said[0] == ' '));
    return out;
}

const char *measure_since(char *out, size_t size, const json_t *table)
{
    const char *start = json_string_value(json_array_get(json_object_get(table, "weeks"), 0));
    int64_t instant;
    out[0] = '\0';
    return start != NULL && reply_instant(start, &instant) ? measure_day(out, size, instant, false)
                                                           : out;
}

static double most_of(const json_t *m)
{
    double trend[MEASURE_WEEKS], most = number_of(json_object_get(m, "value"));
    double before = number_of(json_object_get(m, "previous"));
    measure_trend(m, trend);
    if (isfinite(before) && before > most)
        most = before;
    for (size_t i = 0; i < MEASURE_WEEKS; i++)
        if (isfinite(trend[i]) && trend[i] > most)
            most = trend[i];
    return most;
}

void measure_bar(const json_t *m, double *now, double *before)
{
    double whole = strcmp(answer_text(m, "unit"), "%") == 0 ? 100 : most_of(m);
    *now = NAN;
    *before = NAN;
    if (!isfinite(whole) || !(whole > 0) || !json_is_number(json_object_get(m, "value")))
        return;
    *now = number_of(json_object_get(m, "value")) / whole;
    *before = number_of(json_object_get(m, "previous")) / whole;
}
