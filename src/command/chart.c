#include "chart.h"

#include "holdfast/console/text.h"
#include "holdfast/util/say.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "html.h"

enum {
    WIDTH = 680,
    /* bars */
    LABEL_WIDTH = 262,
    LABEL_CELLS = 32,
    LABEL_LINE = 15,
    VALUE_WIDTH = 70,
    ROW = 26,
    BAR = 16,
    /* trend and columns */
    PLOT_HEIGHT = 150,
    PLOT_TOP = 22,
    PLOT_LEFT = 46,
    PLOT_RIGHT = 20,
    FOOT = 26
};

static long rounded(double value)
{
    return (long)(value < 0 ? value - 0.5 : value + 0.5);
}

static double larger(double a, double b)
{
    return a > b ? a : b;
}

static double smaller(double a, double b)
{
    return a < b ? a : b;
}

/* A length in tenths, whatever the locale's decimal mark is. */
static void put(struct buffer *b, const char *name, double length)
{
    long tenths = rounded(length * 10);
    buffer_print(b, " %s=\"%s%ld.%ld\"", name, tenths < 0 ? "-" : "", labs(tenths) / 10,
                 labs(tenths) % 10);
}

static double height_of(double value)
{
    return isfinite(value) && value > 0 ? value : 0;
}

/* The greatest of all values and marks; 1 where nothing is above 0, so that it divides. */
static double most_of(const struct chart *chart)
{
    double most = 0;
    for (size_t i = 0; i < chart->count; i++) {
        most = larger(most, height_of(chart->points[i].value));
        if (chart->before != NULL)
            most = larger(most, height_of(chart->points[i].before));
    }
    return most > 0 ? most : 1;
}

static void describe(struct buffer *b, const struct chart *chart)
{
    for (size_t i = 0; i < chart->count; i++) {
        html_part(b, i > 0 ? "; " : "", chart->points[i].label, ": ");
        html_text(b, chart->points[i].said);
    }
    if (chart->count == 0)
        html_text(b, say("Nothing to show."));
}

static void begin(struct buffer *b, const struct chart *chart, int height)
{
    buffer_print(b,
                 "<svg role=\"img\" viewBox=\"0 0 %d %d\" width=\"%d\" "
                 "aria-labelledby=\"c%dt c%dd\">\n<title id=\"c%dt\">",
                 WIDTH, height, WIDTH, chart->id, chart->id, chart->id);
    html_text(b, chart->title);
    buffer_print(b, "</title>\n<desc id=\"c%dd\">", chart->id);
    describe(b, chart);
    buffer_text(b, "</desc>\n");
}

static void write_at(struct buffer *b, double x, double y, const char *anchor, const char *text)
{
    buffer_text(b, "<text");
    put(b, "x", x);
    put(b, "y", y);
    buffer_print(b, " text-anchor=\"%s\">", anchor);
    html_text(b, text);
    buffer_text(b, "</text>\n");
}

static void box(struct buffer *b, double x, double y, double width, double height)
{
    buffer_text(b, "<rect class=\"bar\"");
    put(b, "x", x);
    put(b, "y", y);
    put(b, "width", width);
    put(b, "height", height);
    buffer_text(b, "/>\n");
}

static void stroke(struct buffer *b, const char *class, double x1, double y1, double x2, double y2)
{
    buffer_print(b, "<line class=\"%s\"", class);
    put(b, "x1", x1);
    put(b, "y1", y1);
    put(b, "x2", x2);
    put(b, "y2", y2);
    buffer_text(b, "/>\n");
}

/* ---- bars ---- */

static int lines_of(const char *label)
{
    int lines = 1;
    size_t len;
    while ((label = text_wrap(label, LABEL_CELLS, &len)) != NULL)
        lines++;
    return lines;
}

static int row_of(const char *label)
{
    return ROW + (lines_of(label) - 1) * LABEL_LINE;
}

/* Whole, in as many lines as it takes. */
static void write_label(struct buffer *b, const char *label, double y)
{
    for (const char *next; label != NULL; label = next, y += LABEL_LINE) {
        char line[4 * LABEL_CELLS + 4];
        size_t len;
        next = text_wrap(label, LABEL_CELLS, &len);
        (void)snprintf(line, sizeof line, "%.*s", (int)len, label);
        write_at(b, LABEL_WIDTH - 8, y, "end", line);
    }
}

static void bar(struct buffer *b, const struct chart *chart, size_t i, double top, double most)
{
    const struct chart_point *point = &chart->points[i];
    const double room = WIDTH - LABEL_WIDTH - VALUE_WIDTH;
    double length = height_of(point->value) / most * room;
    double mark = height_of(point->before) / most * room;
    bool marked = chart->before != NULL && isfinite(point->before);
    write_label(b, point->label, top + BAR - 3);
    if (length > 0)
        box(b, LABEL_WIDTH, top, length, BAR);
    if (marked)
        stroke(b, "before", LABEL_WIDTH + mark, top - 3, LABEL_WIDTH + mark, top + BAR + 3);
    write_at(b, LABEL_WIDTH + larger(length, marked ? mark : 0) + 6, top + BAR - 3, "start",
             point->said);
}

void chart_bars(struct buffer *b, const struct chart *chart)
{
    int rows = 6;
    double top = 5;
    for (size_t i = 0; i < chart->count; i++)
        rows += row_of(chart->points[i].label);
    begin(b, chart, rows + (chart->before != NULL ? ROW : 0));
    for (size_t i = 0; i < chart->count; i++) {
        bar(b, chart, i, top, most_of(chart));
        top += row_of(chart->points[i].label);
    }
    stroke(b, "base", LABEL_WIDTH, 0, LABEL_WIDTH, rows);
    if (chart->before != NULL) {
        stroke(b, "before", LABEL_WIDTH + 2, rows + 4, LABEL_WIDTH + 2, rows + 4 + BAR);
        write_at(b, LABEL_WIDTH + 10, rows + BAR, "start", chart->before);
    }
    buffer_text(b, "</svg>\n");
}

/* ---- trend and columns ---- */

/* Where a value's height ends. */
static double level(double value, double most)
{
    return PLOT_TOP + PLOT_HEIGHT - height_of(value) / most * PLOT_HEIGHT;
}

/* The middle of the i-th of count places. */
static double middle(size_t i, size_t count)
{
    const double room = WIDTH - PLOT_LEFT - PLOT_RIGHT;
    return PLOT_LEFT + room * ((double)i + 0.5) / (double)(count > 0 ? count : 1);
}

/* The point with the greatest value: its value stands at the axis. count: there is none. */
static size_t greatest(const struct chart *chart)
{
    size_t found = chart->count;
    for (size_t i = 0; i < chart->count; i++)
        if (isfinite(chart->points[i].value) &&
            (found == chart->count || chart->points[i].value > chart->points[found].value))
            found = i;
    return found;
}

static void axes(struct buffer *b, const struct chart *chart, double most)
{
    size_t top = greatest(chart);
    stroke(b, "base", PLOT_LEFT, level(0, most), WIDTH - PLOT_RIGHT, level(0, most));
    write_at(b, PLOT_LEFT - 6, level(0, most) + 4, "end", "0");
    if (top < chart->count && chart->points[top].value > 0) {
        stroke(b, "grid", PLOT_LEFT, level(most, most), WIDTH - PLOT_RIGHT, level(most, most));
        write_at(b, PLOT_LEFT - 6, level(most, most) + 4, "end", chart->points[top].said);
    }
}

/* As many labels as stand beside each other, the last one always. */
static void labels(struct buffer *b, const struct chart *chart)
{
    size_t every = chart->count > 7 ? (chart->count + 6) / 7 : 1;
    for (size_t i = 0; i < chart->count; i++)
        if ((chart->count - 1 - i) % every == 0)
            write_at(b, middle(i, chart->count), PLOT_TOP + PLOT_HEIGHT + 18, "middle",
                     chart->points[i].label);
}

/* The points from i on that have a value, as one line; gives the one behind them. */
static size_t run_of_line(struct buffer *b, const struct chart *chart, size_t i, double most)
{
    buffer_text(b, "<polyline class=\"line\" points=\"");
    for (; i < chart->count && isfinite(chart->points[i].value); i++)
        buffer_print(b, "%ld,%ld ", rounded(middle(i, chart->count)),
                     rounded(level(chart->points[i].value, most)));
    buffer_text(b, "\"/>\n");
    return i;
}

static void dot(struct buffer *b, double x, double y)
{
    buffer_text(b, "<circle class=\"dot\"");
    put(b, "cx", x);
    put(b, "cy", y);
    buffer_text(b, " r=\"3.5\"/>\n");
}

void chart_trend(struct buffer *b, const struct chart *chart)
{
    double most = most_of(chart);
    begin(b, chart, PLOT_TOP + PLOT_HEIGHT + FOOT);
    axes(b, chart, most);
    for (size_t i = 0; i < chart->count;)
        i = isfinite(chart->points[i].value) ? run_of_line(b, chart, i, most) : i + 1;
    for (size_t i = 0; i < chart->count; i++)
        if (isfinite(chart->points[i].value))
            dot(b, middle(i, chart->count), level(chart->points[i].value, most));
    labels(b, chart);
    buffer_text(b, "</svg>\n");
}

void chart_columns(struct buffer *b, const struct chart *chart)
{
    double most = most_of(chart);
    double width = (WIDTH - PLOT_LEFT - PLOT_RIGHT) / (double)(chart->count > 0 ? chart->count : 1);
    begin(b, chart, PLOT_TOP + PLOT_HEIGHT + FOOT);
    for (size_t i = 0; i < chart->count; i++) {
        double top = level(chart->points[i].value, most), at = middle(i, chart->count);
        if (height_of(chart->points[i].value) > 0)
            box(b, at - width * 0.35, top, width * 0.7, level(0, most) - top);
        write_at(b, at, top - 5, "middle", chart->points[i].said);
    }
    stroke(b, "base", PLOT_LEFT, level(0, most), WIDTH - PLOT_RIGHT, level(0, most));
    labels(b, chart);
    buffer_text(b, "</svg>\n");
}

/* ---- in cells of tables ---- */

enum { SPARK_WIDTH = 130, SPARK_HEIGHT = 24, SPARK_EDGE = 3 };

static double spark_x(size_t i, size_t count)
{
    return SPARK_EDGE +
           (SPARK_WIDTH - 2.0 * SPARK_EDGE) * (count > 1 ? (double)i / (double)(count - 1) : 0.5);
}

static double spark_y(double value, double most)
{
    return SPARK_HEIGHT - SPARK_EDGE - height_of(value) / most * (SPARK_HEIGHT - 2.0 * SPARK_EDGE);
}

static void spark_lines(struct buffer *b, const double *values, size_t count, double most)
{
    bool within = false;
    buffer_text(b, "<path class=\"line\" d=\"");
    for (size_t i = 0; i < count; i++) {
        if (isfinite(values[i]))
            buffer_print(b, "%s%ld %ld", within ? "L" : "M", rounded(spark_x(i, count)),
                         rounded(spark_y(values[i], most)));
        within = isfinite(values[i]);
    }
    buffer_text(b, "\"/>");
}

void chart_spark(struct buffer *b, const char *said, const double *values, size_t count)
{
    double most = 0;
    size_t last = count;
    for (size_t i = 0; i < count; i++)
        if (isfinite(values[i])) {
            most = larger(most, height_of(values[i]));
            last = i;
        }
    if (last == count)
        return;
    buffer_print(b, "<svg role=\"img\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\">",
                 SPARK_WIDTH, SPARK_HEIGHT, SPARK_WIDTH, SPARK_HEIGHT);
    html_part(b, "<title>", said, "</title>");
    spark_lines(b, values, count, most > 0 ? most : 1);
    dot(b, spark_x(last, count), spark_y(values[last], most > 0 ? most : 1));
    buffer_text(b, "</svg>");
}

void chart_meter(struct buffer *b, double value, double most, double before)
{
    enum { METER_WIDTH = 120, METER_HEIGHT = 16 };
    double whole = most > 0 ? most : 1;
    buffer_print(b, "<svg aria-hidden=\"true\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\">",
                 METER_WIDTH, METER_HEIGHT, METER_WIDTH, METER_HEIGHT);
    if (height_of(value) > 0)
        box(b, 0, 3, smaller(height_of(value) / whole, 1) * METER_WIDTH, METER_HEIGHT - 6);
    stroke(b, "base", 0, 0, 0, METER_HEIGHT);
    if (isfinite(before)) {
        double at = smaller(height_of(before) / whole, 1) * METER_WIDTH;
        stroke(b, "before", at, 0, at, METER_HEIGHT);
    }
    buffer_text(b, "</svg>");
}
