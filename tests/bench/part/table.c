#include "bench/part/table.h"

#include <stdbool.h>
#include <stdio.h>

enum { TEXT = 24 };

static const char *figure(char out[static TEXT], double value, const char *unit)
{
    (void)snprintf(out, TEXT,
                   value < 10    ? "%.2f %s"
                   : value < 100 ? "%.1f %s"
                                 : "%.0f %s",
                   value, unit);
    return out;
}

static bool holds(const struct table_line *line)
{
    double ratio = line->measured / line->against;
    const bool answers[] = {[TABLE_NO_BUDGET] = true,
                            [TABLE_RATIO_AT_MOST] = ratio <= line->budget,
                            [TABLE_RATIO_AT_LEAST] = ratio >= line->budget,
                            [TABLE_AT_MOST] = line->measured <= line->budget,
                            [TABLE_AT_LEAST] = line->measured >= line->budget};
    return answers[line->kind];
}

static const char *limit(char out[static TEXT], const struct table_line *line)
{
    bool most = line->kind == TABLE_AT_MOST || line->kind == TABLE_RATIO_AT_MOST;
    bool ratio = line->kind == TABLE_RATIO_AT_MOST || line->kind == TABLE_RATIO_AT_LEAST;
    if (line->kind == TABLE_NO_BUDGET)
        return "";
    (void)snprintf(out, TEXT, ratio ? "%s %.1f x" : "%s %.0f %s", most ? "<=" : ">=", line->budget,
                   line->unit);
    return out;
}

void table_head(void)
{
    printf("%-52s %12s %12s %8s  %-12s %s\n", "WHAT", "MEASURED", "YARDSTICK", "RATIO", "BUDGET",
           "HOLDS");
}

void table_group(const char *text)
{
    printf("%s\n", text);
    (void)fflush(stdout);
}

void table_print(const struct table_line *line)
{
    char measured[TEXT], against[TEXT] = "", ratio[TEXT] = "", budget[TEXT];
    if (line->against > 0) {
        (void)figure(against, line->against, line->unit);
        (void)snprintf(ratio, sizeof ratio, "%.2f x", line->measured / line->against);
    }
    printf("  %-50s %12s %12s %8s  %-12s %s\n", line->what,
           figure(measured, line->measured, line->unit), against, ratio, limit(budget, line),
           line->kind == TABLE_NO_BUDGET ? ""
           : holds(line)                 ? "yes"
                                         : "NO");
    (void)fflush(stdout);
}
