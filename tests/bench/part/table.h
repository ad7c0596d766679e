/* The one table that `make bench` prints: a line for each budget (DESIGN 13). */
#ifndef BENCH_TABLE_H
#define BENCH_TABLE_H

enum table_budget {
    TABLE_NO_BUDGET, /* printed for comparison only */
    TABLE_RATIO_AT_MOST,
    TABLE_RATIO_AT_LEAST,
    TABLE_AT_MOST,
    TABLE_AT_LEAST,
};

struct table_line {
    const char *what;
    const char *unit; /* of both figures: "ms", "B", "MB", "/s" */
    double measured;
    double against; /* the yardstick, measured in the same run; 0: there is none */
    enum table_budget kind;
    double budget;
};

void table_head(void);
/* A line above a group of lines: what they are measured against. */
void table_group(const char *text);
void table_print(const struct table_line *line);

#endif
