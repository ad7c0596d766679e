/* The reports: each a call that answers page by page, and what is made of its answer. A new one is
 * a struct in a file of its own (report_NAME.c), a line here and in the table of report.c. */
#ifndef HOLDFAST_COMMAND_REPORT_H
#define HOLDFAST_COMMAND_REPORT_H

#include "report_write.h"

#include <jansson.h>

enum { REPORT_PAGE = 2000 };

struct report {
    const char *name;
    const char *title; /* passes say() */
    /* One jsonb for the filter $1: {"about": of whom and when, rows, "notice"?, "next": what
     * "after" is for the next page, or null}. */
    const char *sql;
    const char *takes;      /* keys of the filter, with blanks between: options of report.c */
    int page;               /* rows asked for at a time; 0: it has no pages */
    bool weeks;             /* without from and to: the last thirteen weeks that are over */
    bool in_brief;          /* for people all of it is in brief: no rows after that */
    bool counted;           /* its counts stand before its rows in lines for scripts too */
    const char *rows;       /* the key of its rows */
    const char *rows_title; /* where something stands before them; passes say() */
    const struct report_column *columns;
    size_t count;
    /* What stands before the rows, from the first answer. NULL: nothing, and JSON has no summary.
     */
    void (*brief)(struct report_sheet *sheet, const json_t *answer);
    /* The rows of an answer that has none as they are to be written; to be ended. NULL: it has. */
    json_t *(*flatten)(const json_t *answer);
};

extern const struct report report_escalations, report_measures, report_risks, report_reviews;
/* Of one review, where it is named. */
extern const struct report report_one_review;

/* A list of counts ([{"label", "count": number, or null where it is not told, …}]) as a chart with
 * its table. more: further keys of the table's columns, NULL at the end; headings: of label, count
 * and those. */
void report_counts(struct report_sheet *sheet, enum report_shape shape, const char *title,
                   const char *headings, const json_t *counts, const char *const *more);

/* The total of a report that leaves the organization, where it is told. */
void report_total_outside(struct report_sheet *sheet, const char *label, const json_t *answer);

#endif
