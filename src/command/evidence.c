/* holdfast evidence: one referral's story with its proof: who should have acted, by when, who did,
 * whom it reached, how it ended and who says so; every entry of its record, and the seals over it.
 */
#include "holdfast/command/command.h"
#include "holdfast/gateway/answer.h"
#include "holdfast/screen/words.h"
#include "holdfast/util/say.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "plain_page.h"
#include "report_write.h"

static int number(const json_t *object, const char *key)
{
    return (int)answer_int(object, key);
}

/* An instant that means the same wherever, and whenever, the page is read. */
static void add_stamp(struct buffer *b, const char *before, const json_t *object, const char *key)
{
    char out[40];
    struct tm at;
    int64_t instant = answer_time(object, key);
    time_t seconds = (time_t)(instant / MICROSECONDS);
    if (instant == 0)
        return;
    (void)localtime_r(&seconds, &at);
    (void)strftime(out, sizeof out, "%Y-%m-%d %H:%M %Z", &at);
    buffer_print(b, "%s%s", before, out);
}

/* --- what is said in a line ------------------------------------------------------------------- */

static void write_person(const struct plain *p, struct buffer *b, const json_t *answer)
{
    const json_t *person = page_part(answer, "person");
    (void)p;
    page_add(b, "", answer_text(answer, "withheld"));
    page_add(b, "", answer_text(person, "name"));
    page_add_born(b, person);
    page_add(b, ", ", answer_text(person, "ref"));
}

static void write_asked(const struct plain *p, struct buffer *b, const json_t *answer)
{
    const json_t *asked = page_part(answer, "asked");
    (void)p;
    add_stamp(b, "", asked, "at");
    page_add(b, ", ", answer_text(asked, "who"));
    page_add(b, ", ", answer_text(asked, "organization"));
    page_add(b, ", ", answer_text(asked, "priority"));
    add_stamp(b, say(", needed by "), asked, "needed_by");
    page_add(b, "; ", answer_text(asked, "basis"));
}

static const char *who_says(const json_t *outcome)
{
    const char *source = answer_text(outcome, "source");
    if (strcmp(source, "person") == 0)
        return say("the person says so");
    return strcmp(source, "provider") == 0 ? say("the provider says so") : "";
}

static void write_outcome(const struct plain *p, struct buffer *b, const json_t *answer)
{
    const json_t *outcome = page_part(answer, "outcome");
    (void)p;
    if (page_is(answer, "void"))
        buffer_text(b, say("Entered by mistake"));
    else if (answer_time(outcome, "closed_at") == 0)
        buffer_text(b, say("Still open"));
    add_stamp(b, "", outcome, "closed_at");
    page_add(b, ", ", answer_text(outcome, "outcome"));
    if (answer_text(outcome, "outcome")[0] != '\0')
        buffer_text(b, page_is(outcome, "helped") ? say(", help was had") : say(", no help"));
    page_add(b, "; ", who_says(outcome));
    if (answer_time(outcome, "closed_at") != 0)
        page_add(b, ": ", answer_text(outcome, "who"));
}

static void write_need(const struct plain *p, struct buffer *b, const json_t *answer)
{
    char span[24];
    const json_t *need = page_part(answer, "need");
    int64_t waited = json_integer_value(page_part(page_part(answer, "sums"), "waited_seconds"));
    (void)p;
    buffer_print(b, "%s", words_span(span, sizeof span, waited * MICROSECONDS));
    add_stamp(b, say(" since "), need, "since");
    if (answer_time(need, "met_at") != 0)
        add_stamp(b, say(", until the service began on "), need, "met_at");
    else
        buffer_text(b, say("; not met yet"));
}

static void write_sums(const struct plain *p, struct buffer *b, const json_t *answer)
{
    const json_t *sums = page_part(answer, "sums");
    (void)p;
    buffer_print(b, say("Things to do: %d; done in time %d, late %d, still open %d"),
                 number(sums, "duties"), number(sums, "in_time"), number(sums, "late"),
                 number(sums, "open"));
    if (number(sums, "open_late") > 0)
        buffer_print(b, say(", %d of them late"), number(sums, "open_late"));
    buffer_print(b, say("; people told %d times, looked or acted after %d"),
                 number(sums, "reached"), number(sums, "opened"));
}

static bool whole(const json_t *proof)
{
    size_t i;
    const json_t *seal;
    json_array_foreach (page_part(proof, "seals"), i, seal)
        if (answer_text(seal, "problem")[0] != '\0')
            return false;
    return json_array_size(page_part(proof, "breaks")) == 0;
}

static void write_proof(const struct plain *p, struct buffer *b, const json_t *answer)
{
    const json_t *proof = page_part(answer, "proof");
    (void)p;
    buffer_text(b, whole(proof) ? say("The record is whole, as it was written.")
                                : say("THE RECORD IS NOT WHAT WAS WRITTEN."));
    buffer_print(b, say(" %d entries; %d wait for the next seal."), number(proof, "entries"),
                 number(proof, "waiting"));
    if (json_array_size(page_part(proof, "seals")) > 0)
        buffer_text(b, say(" The hash of each seal must also stand in the file of seals that is "
                           "kept elsewhere."));
}

static void write_made(const struct plain *p, struct buffer *b, const json_t *answer)
{
    (void)p;
    add_stamp(b, "", answer, "now");
    page_add(b, ", ", answer_text(answer, "by"));
}

/* --- lists ------------------------------------------------------------------------------------ */

static void write_try(const struct plain *p, struct buffer *b, const json_t *try)
{
    (void)p;
    page_add(b, "", answer_text(try, "to"));
    page_add(b, ", ", answer_text(try, "named"));
    add_stamp(b, ", ", try, "sent_at");
    page_add(b, ": ", answer_text(try, "status"));
    page_add(b, "; ", answer_text(try, "ref"));
}

static void write_duty(const struct plain *p, struct buffer *b, const json_t *duty)
{
    (void)p;
    page_add(b, "", answer_text(duty, "who"));
    page_add(b, ", ", answer_text(duty, "to_do"));
    add_stamp(b, say(" by "), duty, "by");
    buffer_text(b, ":");
    add_stamp(b, " ", duty, "at");
    page_add(b, " ", page_is(duty, "open") ? say("still open") : answer_text(duty, "did"));
    if (page_is(duty, "late"))
        buffer_text(b, say(", LATE"));
}

static void write_reached(const struct plain *p, struct buffer *b, const json_t *reached)
{
    (void)p;
    add_stamp(b, "", reached, "at");
    buffer_print(b, " %s %s (%s)", answer_text(reached, "who"), answer_text(reached, "how"),
                 answer_text(reached, "because"));
    if (answer_time(reached, "opened_at") != 0)
        add_stamp(b, say("; looked "), reached, "opened_at");
    else if (answer_text(reached, "did")[0] == '\0')
        buffer_text(b, say("; did not look"));
    page_add(b, "; ", answer_text(reached, "did"));
    add_stamp(b, " ", reached, "did_at");
}

static void write_entry(const struct plain *p, struct buffer *b, const json_t *entry)
{
    (void)p;
    add_stamp(b, "", entry, "at");
    buffer_print(b, " %s %s", answer_text(entry, "who"), answer_text(entry, "text"));
    page_add(b, "; ", answer_text(entry, "erased"));
    if (json_is_integer(page_part(entry, "seal")))
        buffer_print(b, say("; %s %d, seal %d"), answer_text(entry, "ref"), number(entry, "seq"),
                     number(entry, "seal"));
    else
        buffer_print(b, say("; %s %d, not sealed yet"), answer_text(entry, "ref"),
                     number(entry, "seq"));
    buffer_print(b, ", %s", answer_text(entry, "hash"));
}

static void write_seal(const struct plain *p, struct buffer *b, const json_t *seal)
{
    (void)p;
    page_add(b, "", answer_text(seal, "problem"));
    buffer_print(b, say("%s%d, over %d entries, %d of them these"), b->len > 0 ? ": " : "",
                 number(seal, "number"), number(seal, "count"), number(seal, "ours"));
    add_stamp(b, ", ", seal, "at");
    page_add(b, ", ", answer_text(seal, "hash"));
}

static void write_break(const struct plain *p, struct buffer *b, const json_t *found)
{
    (void)p;
    buffer_print(b, "%s, %d", answer_text(found, "ref"), number(found, "seq"));
    add_stamp(b, ", ", found, "at");
    page_add(b, ": ", answer_text(found, "problem"));
}

static const struct page_line lines[] = {
    {"Person", NULL, write_person, NULL},
    {"Asked", NULL, write_asked, NULL},
    {"Ended", NULL, write_outcome, NULL},
    {"Waited", NULL, write_need, NULL},
    {"In short", NULL, write_sums, NULL},
    {"Sent to", "tries", NULL, write_try},
    {"Should act", "acted", NULL, write_duty},
    {"Told", "reached", NULL, write_reached},
    {"Record", "entries", NULL, write_entry},
    {"Proof", NULL, write_proof, NULL},
    {"BROKEN", "proof.breaks", NULL, write_break},
    {"Seals", "proof.seals", NULL, write_seal},
    {"Notice", "notice", NULL, NULL},
    {"Made", NULL, write_made, NULL},
    {NULL, NULL, NULL, NULL},
};

/* --- as a page to print, and for programs ----------------------------------------------------- */

static const struct report_column duty_columns[] = {
    {"Item", "ref", REPORT_PLAIN},         {"Who should act", "who", REPORT_PLAIN},
    {"To do", "to_do", REPORT_PLAIN},      {"By", "by", REPORT_MOMENT},
    {"Who did what", "did", REPORT_PLAIN}, {"When", "at", REPORT_MOMENT},
    {"In time", "in_time", REPORT_PLAIN},
};
static const struct report_column try_columns[] = {
    {"Item", "ref", REPORT_PLAIN},      {"Sent to", "to", REPORT_PLAIN},
    {"Role", "role", REPORT_PLAIN},     {"By name", "named", REPORT_PLAIN},
    {"When", "sent_at", REPORT_MOMENT}, {"State", "status", REPORT_PLAIN},
};
static const struct report_column reached_columns[] = {
    {"When", "at", REPORT_MOMENT},          {"Who", "who", REPORT_PLAIN},
    {"How", "how", REPORT_PLAIN},           {"Because", "because", REPORT_PLAIN},
    {"Looked", "opened_at", REPORT_MOMENT}, {"Then", "did", REPORT_PLAIN},
};
static const struct report_column entry_columns[] = {
    {"When", "at", REPORT_MOMENT},  {"Item", "ref", REPORT_PLAIN},  {"No.", "seq", REPORT_PLAIN},
    {"Who", "who", REPORT_PLAIN},   {"What", "text", REPORT_PLAIN}, {"Seal", "seal", REPORT_PLAIN},
    {"Hash", "hash", REPORT_PLAIN},
};
static const struct report_column seal_columns[] = {
    {"Seal", "number", REPORT_PLAIN},   {"Made", "at", REPORT_MOMENT},
    {"Entries", "count", REPORT_PLAIN}, {"Of these", "ours", REPORT_PLAIN},
    {"Hash", "hash", REPORT_PLAIN},     {"Problem", "problem", REPORT_PLAIN},
};
static const struct report_column break_columns[] = {
    {"Item", "ref", REPORT_PLAIN},
    {"No.", "seq", REPORT_PLAIN},
    {"When", "at", REPORT_MOMENT},
    {"Problem", "problem", REPORT_PLAIN},
};

#define COLUMNS(list) list, sizeof list / sizeof list[0]

static const struct table {
    const char *title, *key;
    const struct report_column *columns;
    size_t count;
} tables[] = {
    {"Who should have acted, and who did", "acted", COLUMNS(duty_columns)},
    {"To whom it was sent", "tries", COLUMNS(try_columns)},
    {"Who was told, and whether they looked", "reached", COLUMNS(reached_columns)},
    {"Where the record is not what was written", "proof.breaks", COLUMNS(break_columns)},
    {"The record, entry by entry", "entries", COLUMNS(entry_columns)},
    {"The seals that cover it", "proof.seals", COLUMNS(seal_columns)},
};

static const json_t *rows_of(const json_t *answer, const char *key)
{
    if (strncmp(key, "proof.", 6) == 0)
        return page_part(page_part(answer, "proof"), key + 6);
    return page_part(answer, key);
}

static void take_columns(struct report_sheet *sheet, const struct table *table)
{
    memcpy(sheet->columns, table->columns, table->count * sizeof table->columns[0]);
    sheet->count = table->count;
    sheet->rows_title = say(table->title);
    sheet->rows = 0;
    sheet->begun = false;
}

static void put_table(struct report_sheet *sheet, const struct table *table, const json_t *answer)
{
    size_t i;
    const json_t *row;
    const json_t *rows = rows_of(answer, table->key);
    if (json_array_size(rows) == 0)
        return;
    take_columns(sheet, table);
    json_array_foreach (rows, i, row)
        report_row(sheet, row);
    report_rows_end(sheet);
}

static void put_fact(struct report_sheet *sheet, const char *label, page_write *write,
                     const json_t *answer)
{
    struct buffer b = {0};
    write(sheet->plain, &b, answer);
    if (b.len > 0)
        report_fact(sheet, label, b.data);
    buffer_free(&b);
}

static void put_facts(struct report_sheet *sheet, const json_t *answer)
{
    for (const struct page_line *line = lines; line->label != NULL; line++)
        if (line->write != NULL)
            put_fact(sheet, say(line->label), line->write, answer);
}

/* "in time", "late", "still open": a column of its own, in words. */
static void say_in_time(const json_t *answer)
{
    size_t i;
    json_t *duty;
    json_array_foreach (json_object_get(answer, "acted"), i, duty) {
        bool late = page_is(duty, "late");
        const char *said = late ? say("LATE") : say("in time");
        if (page_is(duty, "open"))
            said = late ? say("still open, LATE") : say("still open");
        (void)json_object_set_new(duty, "in_time", json_string(said));
    }
}

static void put_title(struct buffer *b, const json_t *answer)
{
    const char *referral = answer_text(answer, "referral_ref");
    buffer_print(b, say("Evidence of %s, %s"),
                 referral[0] != '\0' ? referral : answer_text(answer, "ref"),
                 answer_text(answer, "title"));
}

static void print_sheet(const struct plain *p, const char *format, const json_t *answer)
{
    struct buffer title = {0};
    bool page = strcmp(format, "html") == 0;
    struct report_sheet sheet = {.writer = report_writer_find(format), .plain = p, .about = ""};
    put_title(&title, answer);
    sheet.title = title.data;
    say_in_time(answer);
    take_columns(&sheet, &tables[0]);
    report_begin(&sheet);
    if (page)
        put_facts(&sheet, answer);
    for (size_t i = 0; i < (page ? sizeof tables / sizeof tables[0] : 1); i++)
        put_table(&sheet, &tables[i], answer);
    report_end(&sheet, answer_text(answer, "notice"));
    buffer_free(&title);
}

static void print_text(const struct plain *p, const char *format, const json_t *answer)
{
    struct buffer title = {0};
    (void)format;
    put_title(&title, answer);
    plain_line(p, 4, title.data);
    page_print(p, lines, answer);
    buffer_free(&title);
}

static void print_json(const struct plain *p, const char *format, const json_t *answer)
{
    char *text = json_dumps(answer, JSON_INDENT(1) | JSON_PRESERVE_ORDER);
    (void)p, (void)format;
    puts(text);
    free(text);
}

static const struct format {
    const char *name;
    void (*print)(const struct plain *p, const char *format, const json_t *answer);
} formats[] = {
    {"text", print_text}, {"html", print_sheet}, {"csv", print_sheet}, {"json", print_json}};

static const struct format *find_format(const char *name)
{
    for (size_t i = 0; i < sizeof formats / sizeof formats[0]; i++)
        if (strcmp(formats[i].name, name) == 0)
            return &formats[i];
    return NULL;
}

static int run(const struct options *o, const char *ref, const struct format *format)
{
    struct plain p;
    struct failure f;
    if (!plain_open(&p, o, &f))
        return command_fail(&f);
    json_t *answer = plain_ask(&p, ref, "SELECT api.evidence($1)", GATEWAY_VALUES(ref), &f);
    int status = answer == NULL ? command_fail(&f) : EX_OK;
    if (answer != NULL) {
        format->print(&p, format->name, answer);
        if (!whole(page_part(answer, "proof")))
            status = 1;
    }
    json_decref(answer);
    plain_close(&p);
    return status;
}

int command_evidence(const struct options *o, int argc, char **argv)
{
    struct failure f;
    const char *name = "text";
    const struct argument table[] = {{"--format", NULL, &name}};
    if (!arguments_parse(table, 1, &argc, argv, &f))
        return command_fail(&f);
    const struct format *format = find_format(name);
    if (argc != 2)
        return command_misused(argv[0], "%s", say("it needs one reference"));
    if (format == NULL)
        return command_misused(argv[0], say("there is no format %s"), name);
    return run(o, argv[1], format);
}
