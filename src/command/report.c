/* holdfast report: one report over a time, an organisation or a person, in the format asked for. */
#include "holdfast/command/arguments.h"
#include "holdfast/command/command.h"
#include "holdfast/command/plain.h"
#include "holdfast/util/say.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "report_write.h"

struct asked {
    const char *from, *to, *org, *individual, *format;
};

struct report {
    const char *name;
    const char *title; /* passes say() */
    const char
        *sql; /* one jsonb for the filter $1: {…, "next": what "after" is for the next page} */
    const char *rows; /* the key of its rows */
    const struct report_column *columns;
    size_t count;
};

static const struct report_column disclosure_columns[] = {
    {"When", "at", true},
    {"Person", "individual_name", false},
    {"Born", "birth_date", false},
    {"Reference", "individual_ref", false},
    {"Who", "who", false},
    {"Of", "organization", false},
    {"How", "how_words", false},
    {"Item", "ref", false},
    {"Disclosed by", "from_organization", false},
    {"Disclosed to", "to_organization", false},
    {"Content", "category_words", false},
    {"Basis", "basis_words", false},
    {"Purpose", "purpose", false},
};

static const struct report reports[] = {
    {"disclosures", "Account of disclosures", "SELECT api.disclosures($1::jsonb)", "disclosures",
     disclosure_columns, sizeof disclosure_columns / sizeof disclosure_columns[0]},
};

static const struct report *report_find(const char *name)
{
    for (size_t i = 0; i < sizeof reports / sizeof reports[0]; i++)
        if (strcmp(reports[i].name, name) == 0)
            return &reports[i];
    return NULL;
}

static void put(json_t *filter, const char *key, const char *value)
{
    if (value != NULL)
        (void)json_object_set_new(filter, key, json_string(value));
}

static json_t *filter_of(struct plain *p, const struct asked *asked)
{
    json_t *filter = json_object();
    put(filter, "from", asked->from != NULL ? plain_moment(p, asked->from, true) : NULL);
    put(filter, "to", asked->to != NULL ? plain_moment(p, asked->to, true) : NULL);
    put(filter, "org", asked->org);
    put(filter, "individual", asked->individual);
    return filter;
}

/* "Rivera, Ana, born 1951-03-14, P-8036; Bright Home Care; from 2026-11-01 to today" */
static void write_about(struct buffer *b, const struct asked *asked, const json_t *answer)
{
    const char *name = plain_text(answer, "name"), *org = plain_text(answer, "organization");
    const char *born = plain_text(answer, "birth_date");
    buffer_text(b, name[0] != '\0' ? name : say("Everybody"));
    if (born[0] != '\0')
        buffer_print(b, say(", born %s"), born);
    if (name[0] != '\0')
        buffer_print(b, ", %s", plain_text(answer, "individual_ref"));
    if (org[0] != '\0')
        buffer_print(b, "; %s", org);
    if (asked->from != NULL)
        buffer_print(b, say("; from %s"), asked->from);
    if (asked->to != NULL)
        buffer_print(b, say("; to %s"), asked->to);
}

static json_t *ask_page(struct plain *p, const struct report *report, const json_t *filter,
                        struct failure *f)
{
    char *text = json_dumps(filter, JSON_COMPACT);
    json_t *answer = plain_ask(p, "report", report->sql, GATEWAY_VALUES(text), f);
    free(text);
    return answer;
}

static void write_page(struct report_sheet *sheet, const struct report *report,
                       const json_t *answer)
{
    size_t i;
    const json_t *row;
    json_array_foreach (json_object_get(answer, report->rows), i, row)
        report_row(sheet, row);
}

static bool write_report(struct plain *p, const struct report *report, const struct asked *asked,
                         struct failure *f)
{
    struct buffer about = {0}, notice = {0};
    json_t *filter = filter_of(p, asked), *answer = ask_page(p, report, filter, f), *next = NULL;
    struct report_sheet sheet = {.writer = report_writer_find(asked->format),
                                 .plain = p,
                                 .columns = report->columns,
                                 .count = report->count,
                                 .title = say(report->title)};
    write_about(&about, asked, answer);
    sheet.about = about.data;
    if (answer != NULL)
        report_begin(&sheet);
    while (answer != NULL) {
        write_page(&sheet, report, answer);
        if (notice.len == 0)
            buffer_text(&notice, plain_text(answer, "notice"));
        next = json_object_get(answer, "next");
        if (!json_is_object(next))
            break;
        (void)json_object_set(filter, "after", next);
        json_decref(answer);
        answer = ask_page(p, report, filter, f);
    }
    if (answer != NULL)
        report_end(&sheet, notice.len > 0 ? notice.data : "");
    bool whole = answer != NULL;
    json_decref(answer);
    json_decref(filter);
    buffer_free(&about);
    buffer_free(&notice);
    return whole;
}

static int run(const struct options *o, const struct report *report, const struct asked *asked)
{
    struct plain p;
    struct failure f;
    if (!plain_open(&p, o, &f))
        return command_fail(&f);
    int status = write_report(&p, report, asked, &f) ? EX_OK : command_fail(&f);
    plain_close(&p);
    return status;
}

int command_report(const struct options *o, int argc, char **argv)
{
    struct failure f;
    struct asked asked = {.format = "text"};
    const struct argument table[] = {{"--from", NULL, &asked.from},
                                     {"--to", NULL, &asked.to},
                                     {"--org", NULL, &asked.org},
                                     {"--individual", NULL, &asked.individual},
                                     {"--format", NULL, &asked.format}};
    if (!arguments_parse(table, sizeof table / sizeof table[0], &argc, argv, &f))
        return command_fail(&f);
    const struct report *report = argc == 2 ? report_find(argv[1]) : NULL;
    if (report == NULL)
        return command_misused(argv[0], "%s", say("name one report: disclosures"));
    if (report_writer_find(asked.format) == NULL)
        return command_misused(argv[0], say("there is no format %s"), asked.format);
    return run(o, report, &asked);
}
