/* holdfast report: one report over a time, an organisation or a person, in the format asked for. */
#include "report.h"

#include "holdfast/command/arguments.h"
#include "holdfast/command/command.h"
#include "holdfast/gateway/answer.h"
#include "holdfast/screen/words.h"
#include "holdfast/util/say.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* What may be asked of a report: a key of the filter that its call takes. */
static const struct report_option {
    const char *name, *key;
    enum { VALUE, MOMENT, SWITCH } is;
} options[] = {
    {"--from", "from", MOMENT},   {"--to", "to", MOMENT},
    {"--org", "org", VALUE},      {"--individual", "individual", VALUE},
    {"--names", "names", SWITCH}, {"--review", "review", VALUE},
    {"--role", "role", VALUE},    {"--service-type", "service_type", VALUE},
    {"--by", "by", VALUE},        {"--outside", "outside", SWITCH},
    {"--below", "below", VALUE},  {"--summary", "summary", SWITCH},
};

enum { OPTIONS = sizeof options / sizeof options[0] };

struct asked {
    const char *values[OPTIONS];
    bool given[OPTIONS];
    const char *format;
};

static const struct report_column disclosure_columns[] = {
    {"When", "at", REPORT_MOMENT},
    {"Person", "individual_name", REPORT_PLAIN},
    {"Born", "birth_date", REPORT_BELOW},
    {"Reference", "individual_ref", REPORT_BELOW},
    {"Who", "who", REPORT_PLAIN},
    {"Of", "organization", REPORT_BELOW},
    {"How", "how_words", REPORT_PLAIN},
    {"Item", "ref", REPORT_BELOW},
    {"Disclosed by", "from_organization", REPORT_PLAIN},
    {"Disclosed to", "to_organization", REPORT_BELOW},
    {"Content", "category_words", REPORT_PLAIN},
    {"Basis", "basis_words", REPORT_BELOW},
    {"Purpose", "purpose", REPORT_BELOW},
};

static const struct report disclosures = {
    .name = "disclosures",
    .title = "Account of disclosures",
    .sql = "SELECT api.disclosures($1::jsonb)",
    .takes = "from to org individual",
    .rows = "disclosures",
    .page = REPORT_PAGE,
    .columns = disclosure_columns,
    .count = sizeof disclosure_columns / sizeof disclosure_columns[0],
};

static const struct report *const reports[] = {&disclosures, &report_escalations, &report_risks,
                                               &report_measures, &report_reviews};

static const struct report *report_find(const char *name)
{
    for (size_t i = 0; i < sizeof reports / sizeof reports[0]; i++)
        if (strcmp(reports[i]->name, name) == 0)
            return reports[i];
    return NULL;
}

/* ---- what is asked ---- */

static bool takes(const struct report *report, const char *key)
{
    size_t len = strlen(key);
    for (const char *at = report->takes; at != NULL; at = strchr(at, ' ')) {
        at += *at == ' ';
        if (strncmp(at, key, len) == 0 && (at[len] == ' ' || at[len] == '\0'))
            return true;
    }
    return false;
}

/* The name of an option that was given and means nothing to this report; NULL: there is none. */
static const char *misplaced(const struct report *report, const struct asked *asked)
{
    for (size_t i = 0; i < OPTIONS; i++)
        if ((asked->values[i] != NULL || asked->given[i]) && !takes(report, options[i].key))
            return options[i].name;
    return NULL;
}

/* The last thirteen weeks that are over, as days: from a Monday to a Sunday. */
static void add_weeks(const struct plain *p, json_t *filter)
{
    enum { DAYS = 13 * 7 };
    char day[16];
    time_t now = (time_t)(p->now / MICROSECONDS);
    struct tm last;
    (void)localtime_r(&now, &last);
    last.tm_mday -= (last.tm_wday + 6) % 7 + 1;
    last.tm_hour = 12;
    struct tm first = last;
    first.tm_mday -= DAYS - 1;
    (void)mktime(&last);
    (void)mktime(&first);
    (void)strftime(day, sizeof day, "%Y-%m-%d", &first);
    (void)json_object_set_new(filter, "from", json_string(day));
    (void)strftime(day, sizeof day, "%Y-%m-%d", &last);
    (void)json_object_set_new(filter, "to", json_string(day));
}

static json_t *filter_of(struct plain *p, const struct report *report, const struct asked *asked)
{
    json_t *filter = json_object();
    if (report->page > 0)
        (void)json_object_set_new(filter, "n", json_integer(report->page));
    for (size_t i = 0; i < OPTIONS; i++) {
        const char *value = asked->values[i];
        if (asked->given[i] && options[i].is == SWITCH)
            (void)json_object_set_new(filter, options[i].key, json_true());
        else if (value != NULL)
            (void)json_object_set_new(
                filter, options[i].key,
                json_string(options[i].is == MOMENT ? plain_moment(p, value, true) : value));
    }
    if (report->weeks && json_object_get(filter, "from") == NULL &&
        json_object_get(filter, "to") == NULL)
        add_weeks(p, filter);
    return filter;
}

static const char *value_of(const struct asked *asked, const char *key)
{
    for (size_t i = 0; i < OPTIONS; i++)
        if (strcmp(options[i].key, key) == 0)
            return asked->values[i];
    return NULL;
}

/* "Rivera, Ana, born 1951-03-14, P-8036; Bright Home Care; from 2026-11-01 to today" */
static void write_about(struct buffer *b, const struct asked *asked, const json_t *answer)
{
    const char *name = answer_text(answer, "name"), *org = answer_text(answer, "organization");
    const char *born = answer_text(answer, "birth_date");
    const char *from = value_of(asked, "from"), *to = value_of(asked, "to");
    const char *about = answer_text(answer, "about"), *scope = answer_text(answer, "scope_words");
    if (about[0] != '\0' || scope[0] != '\0') {
        buffer_text(b, about[0] != '\0' ? about : scope);
        return;
    }
    buffer_text(b, name[0] != '\0' ? name : say("Everybody"));
    if (born[0] != '\0')
        buffer_print(b, say(", born %s"), born);
    if (name[0] != '\0')
        buffer_print(b, ", %s", answer_text(answer, "individual_ref"));
    if (org[0] != '\0')
        buffer_print(b, "; %s", org);
    if (from != NULL)
        buffer_print(b, say("; from %s"), from);
    if (to != NULL)
        buffer_print(b, say("; to %s"), to);
}

/* ---- asking and writing, page by page ---- */

static json_t *ask_page(struct plain *p, const struct report *report, const json_t *filter,
                        struct failure *f)
{
    char *text = json_dumps(filter, JSON_COMPACT);
    json_t *answer = plain_ask(p, "report", report->sql, GATEWAY_VALUES(text), f);
    free(text);
    return answer;
}

static void write_rows(struct report_sheet *sheet, const struct report *report,
                       const json_t *answer)
{
    size_t i;
    const json_t *row;
    if (sheet->brief || (report->in_brief && report_is_read(sheet)))
        return;
    json_t *flat = report->flatten != NULL ? report->flatten(answer) : NULL;
    json_array_foreach (flat != NULL ? flat : json_object_get(answer, report->rows), i, row)
        report_row(sheet, row);
    json_decref(flat);
}

/* What the first answer says of all rows, without them. */
static void write_brief(struct report_sheet *sheet, const struct report *report,
                        const json_t *answer)
{
    if (report->brief == NULL)
        return;
    json_t *summary = json_copy((json_t *)answer);
    (void)json_object_del(summary, report->rows);
    (void)json_object_del(summary, "next");
    (void)json_object_del(summary, "notice");
    sheet->total = (long)answer_int(summary, "total");
    report_summary(sheet, summary);
    json_decref(summary);
    report->brief(sheet, answer);
}

/* The next page; NULL when this was the last, or with a failure. Ends answer. */
static json_t *turn(struct plain *p, const struct report *report, json_t *filter, json_t *answer,
                    struct failure *f)
{
    json_t *next = json_object_get(answer, "next"), *page = NULL;
    if (json_is_object(next) || json_is_string(next)) {
        (void)json_object_set(filter, "after", next);
        page = ask_page(p, report, filter, f);
    }
    json_decref(answer);
    return page;
}

static bool write_pages(struct plain *p, const struct report *report, struct report_sheet *sheet,
                        json_t *filter, json_t *answer, struct failure *f)
{
    struct buffer notice = {0};
    *f = (struct failure){0};
    report_begin(sheet);
    write_brief(sheet, report, answer);
    while (answer != NULL && !report_is_full(sheet)) {
        if (notice.len == 0)
            buffer_text(&notice, answer_text(answer, "notice"));
        write_rows(sheet, report, answer);
        answer = turn(p, report, filter, answer, f);
    }
    json_decref(answer);
    bool whole = f->status == EX_OK;
    if (whole) {
        if (!sheet->brief && (!report->in_brief || !report_is_read(sheet)))
            report_rows_end(sheet);
        report_end(sheet, notice.data != NULL ? notice.data : "");
    }
    buffer_free(&notice);
    return whole;
}

static bool is_given(const struct asked *asked, const char *key)
{
    for (size_t i = 0; i < OPTIONS; i++)
        if (strcmp(options[i].key, key) == 0)
            return asked->given[i];
    return false;
}

static struct report_sheet sheet_of(const struct plain *p, const struct report *report,
                                    const struct asked *asked, bool names)
{
    struct report_sheet sheet = {
        .writer = report_writer_find(asked->format),
        .plain = p,
        .title = say(report->title),
        .counted = report->counted,
        .brief = is_given(asked, "summary") || (report->counted && is_given(asked, "outside")),
        .rows_title = report->rows_title != NULL ? say(report->rows_title) : NULL};
    for (size_t i = 0; i < report->count; i++)
        if (names || (report->columns[i].is & REPORT_NAMED) == 0)
            sheet.columns[sheet.count++] = report->columns[i];
    return sheet;
}

static bool write_report(struct plain *p, const struct options *o, const struct report *report,
                         const struct asked *asked, struct failure *f)
{
    struct buffer about = {0};
    json_t *filter = filter_of(p, report, asked), *answer = ask_page(p, report, filter, f);
    struct report_sheet sheet = sheet_of(p, report, asked, answer_bool(filter, "names"));
    write_about(&about, asked, answer);
    sheet.about = about.data;
    sheet.lean = o->lean;
    bool whole = answer != NULL && write_pages(p, report, &sheet, filter, answer, f);
    json_decref(filter);
    buffer_free(&about);
    return whole;
}

static int run(const struct options *o, const struct report *report, const struct asked *asked)
{
    struct plain p;
    struct failure f;
    if (!plain_open(&p, o, &f))
        return command_fail(&f);
    int status = write_report(&p, o, report, asked, &f) ? EX_OK : command_fail(&f);
    plain_close(&p);
    return status;
}

/* ---- the command ---- */

static bool parse(struct asked *asked, int *argc, char **argv, struct failure *f)
{
    struct argument table[OPTIONS + 1];
    for (size_t i = 0; i < OPTIONS; i++)
        table[i] = options[i].is == SWITCH
                       ? (struct argument){options[i].name, &asked->given[i], NULL}
                       : (struct argument){options[i].name, NULL, &asked->values[i]};
    table[OPTIONS] = (struct argument){"--format", NULL, &asked->format};
    return arguments_parse(table, OPTIONS + 1, argc, argv, f);
}

static int refuse_name(const char *command)
{
    struct buffer names = {0};
    for (size_t i = 0; i < sizeof reports / sizeof reports[0]; i++)
        buffer_print(&names, "%s%s", i > 0 ? ", " : "", reports[i]->name);
    int status = command_misused(command, say("name one report: %s"), names.data);
    buffer_free(&names);
    return status;
}

int command_report(const struct options *o, int argc, char **argv)
{
    struct failure f;
    struct asked asked = {.format = "text"};
    if (!parse(&asked, &argc, argv, &f))
        return command_fail(&f);
    const struct report *report = argc == 2 ? report_find(argv[1]) : NULL;
    if (report == NULL)
        return refuse_name(argv[0]);
    if (report == &report_reviews && value_of(&asked, "review") != NULL)
        report = &report_one_review;
    if (misplaced(report, &asked) != NULL)
        return command_misused(argv[0], say("%s takes no %s"), report->name,
                               misplaced(report, &asked));
    if (report_writer_find(asked.format) == NULL)
        return command_misused(argv[0], say("there is no format %s"), asked.format);
    return run(o, report, &asked);
}
