/* The reviews of a time, and the summary of one as evidence: who held it, how long it took, every
 * decision, what was acknowledged as a list, what was left and why. Items by their reference: of
 * whom they are nothing is printed. */
#include "holdfast/screen/words.h"
#include "holdfast/util/buffer.h"
#include "holdfast/util/say.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "report.h"

static int64_t count_of(const json_t *object, const char *key)
{
    return json_integer_value(json_object_get(object, key));
}

/* "2026-11-23 08:31 EST" */
static const char *moment_of(char *out, size_t size, const json_t *object, const char *key)
{
    struct tm at;
    int64_t instant = plain_time(object, key);
    time_t seconds = (time_t)(instant / MICROSECONDS);
    out[0] = '\0';
    if (instant != 0 && localtime_r(&seconds, &at) != NULL)
        (void)strftime(out, size, "%Y-%m-%d %H:%M %Z", &at);
    return out;
}

static const char *duration_of(char *out, size_t size, int64_t seconds)
{
    if (seconds < 120)
        (void)snprintf(out, size, say("%ld s"), (long)seconds);
    else
        (void)snprintf(out, size, say("%ld min"), (long)((seconds + 30) / 60));
    return out;
}

/* ---- the reviews of a time ---- */

static void add_names(struct buffer *names, const json_t *people)
{
    size_t i;
    json_t *name;
    json_array_foreach ((json_t *)people, i, name)
        buffer_print(names, "%s%s", i > 0 ? ", " : "", json_string_value(name));
    buffer_text(names, "");
}

static json_t *review_rows(const json_t *answer)
{
    json_t *rows = json_deep_copy(json_object_get(answer, "reviews"));
    size_t i;
    json_t *row;
    json_array_foreach (rows, i, row) {
        struct buffer names = {0};
        char took[32];
        bool held = strcmp(plain_text(row, "status"), "held") == 0;
        add_names(&names, json_object_get(row, "people"));
        (void)json_object_set_new(row, "who", json_string(names.data));
        (void)json_object_set_new(
            row, "took", json_string(duration_of(took, sizeof took, count_of(row, "seconds"))));
        (void)json_object_set_new(row, "state", json_string(held ? say("held") : say("under way")));
        buffer_free(&names);
    }
    return rows;
}

static void reviews_brief(struct report_sheet *sheet, const json_t *answer)
{
    const char *const more[] = {"acknowledged", "left", NULL};
    json_t *counts = json_array();
    size_t i;
    json_t *row;
    json_array_foreach (json_object_get(answer, "reviews"), i, row) {
        char label[160];
        json_int_t left = count_of(row, "left") + count_of(row, "still");
        (void)snprintf(label, sizeof label, "%s %s", plain_text(row, "day"),
                       plain_text(row, "name"));
        (void)json_array_append_new(
            counts, json_pack("{s:s, s:I, s:I, s:I}", "label", label, "count",
                              (json_int_t)count_of(row, "decided"), "acknowledged",
                              (json_int_t)count_of(row, "acknowledged"), "left", left));
    }
    if (json_array_size(counts) > 0)
        report_counts(sheet, REPORT_BARS, say("Decided one by one"),
                      say("Review\tDecided\tAs a list\tLeft"), counts, more);
    json_decref(counts);
}

static const struct report_column review_columns[] = {
    {"Review", "ref", REPORT_PLAIN},
    {"What", "name", REPORT_BELOW},
    {"Of", "role", REPORT_BELOW},
    {"Began", "began", REPORT_MOMENT},
    {"Ended", "ended", REPORT_MOMENT | REPORT_BELOW},
    {"State", "state", REPORT_PLAIN},
    {"Who", "who", REPORT_PLAIN},
    {"Took", "took", REPORT_LABELLED},
    {"To decide", "to_decide", REPORT_LABELLED},
    {"Decided", "decided", REPORT_LABELLED},
    {"As a list", "acknowledged", REPORT_LABELLED},
    {"By others", "gone", REPORT_LABELLED},
    {"Left", "left", REPORT_LABELLED},
};

const struct report report_reviews = {
    .name = "review",
    .title = "Reviews",
    .sql = "SELECT api.report_review($1::jsonb)",
    .takes = "from to org review",
    .page = REPORT_PAGE,
    .rows = "reviews",
    .rows_title = "Each one, newest first",
    .columns = review_columns,
    .count = sizeof review_columns / sizeof review_columns[0],
    .brief = reviews_brief,
    .flatten = review_rows,
};

/* ---- one review ---- */

static void write_held(struct report_sheet *sheet, const json_t *answer)
{
    const json_t *review = json_object_get(answer, "review");
    struct buffer line = {0};
    char began[48], ended[48], took[32];
    buffer_print(&line, "%s, %s, %s", plain_text(review, "ref"), plain_text(review, "name"),
                 plain_text(answer, "role"));
    report_fact(sheet, say("Review"), line.data);
    buffer_clear(&line);
    moment_of(began, sizeof began, review, "began");
    moment_of(ended, sizeof ended, review, "ended");
    buffer_print(&line, ended[0] != '\0' ? say("%s to %s") : say("%s, still under way"), began,
                 ended);
    report_fact(sheet, say("When"), line.data);
    buffer_clear(&line);
    buffer_text(&line, duration_of(took, sizeof took, count_of(review, "seconds")));
    if (count_of(review, "pace") > 0)
        buffer_print(&line, say(", %s for each decision"),
                     duration_of(took, sizeof took, count_of(review, "pace")));
    report_fact(sheet, say("Took"), line.data);
    buffer_free(&line);
}

static void write_people(struct report_sheet *sheet, const json_t *people)
{
    size_t i;
    json_t *person;
    json_array_foreach ((json_t *)people, i, person) {
        char text[256], took[32];
        (void)snprintf(text, sizeof text, say("%s: %ld decisions in %s"),
                       plain_text(person, "name"), (long)count_of(person, "decisions"),
                       duration_of(took, sizeof took, count_of(person, "seconds")));
        report_fact(sheet, say("Held by"), text);
    }
}

static void write_lists(struct report_sheet *sheet, const json_t *lists)
{
    size_t i;
    json_t *list;
    json_array_foreach ((json_t *)lists, i, list) {
        char text[320], at[48];
        (void)snprintf(text, sizeof text,
                       say("%ld items, as a list and not one by one; %s, %s; which: %s"),
                       (long)count_of(list, "items"), plain_text(list, "by"),
                       moment_of(at, sizeof at, list, "at"), plain_text(list, "digest"));
        report_fact(sheet, say("Acknowledged"), text);
    }
}

static void write_proof(struct report_sheet *sheet, const json_t *answer)
{
    const json_t *proof = json_object_get(answer, "proof");
    if (plain_text(answer, "unfinished")[0] != '\0')
        report_fact(sheet, say("Left because"), plain_text(answer, "unfinished"));
    if (!json_is_object(proof))
        return;
    report_fact(sheet, say("Record"),
                !json_is_true(json_object_get(proof, "whole"))
                    ? say("DIFFERS from what was recorded at its end")
                : json_is_true(json_object_get(proof, "sealed"))
                    ? say("as it was at its end, and sealed")
                    : say("as it was at its end; the next seal covers it"));
    report_fact(sheet, say("Its digest"), plain_text(proof, "digest"));
}

static void add_count(json_t *counts, const char *label, int64_t count)
{
    if (count > 0)
        (void)json_array_append_new(
            counts, json_pack("{s:s, s:I}", "label", label, "count", (json_int_t)count));
}

static void one_brief(struct report_sheet *sheet, const json_t *answer)
{
    const json_t *review = json_object_get(answer, "review");
    json_t *counts = json_array(), *row;
    size_t i;
    write_held(sheet, answer);
    write_people(sheet, json_object_get(answer, "people"));
    write_lists(sheet, json_object_get(answer, "lists"));
    write_proof(sheet, answer);
    json_array_foreach (json_object_get(answer, "by"), i, row)
        add_count(counts, plain_text(row, "words"), count_of(row, "count"));
    add_count(counts, say("acknowledged as a list"), count_of(review, "acknowledged"));
    add_count(counts, say("mended or closed by others"), count_of(review, "gone"));
    add_count(counts, say("left undecided"), count_of(review, "left"));
    add_count(counts, say("still to decide"), count_of(review, "still"));
    report_counts(sheet, REPORT_BARS, say("What became of what was looked at"),
                  say("Decision\tCount"), counts, NULL);
    json_decref(counts);
}

static void add_rows(json_t *rows, const json_t *from, const char *words)
{
    size_t i;
    json_t *row;
    json_array_foreach ((json_t *)from, i, row) {
        json_t *copy = json_deep_copy(row);
        struct buffer opened = {0};
        add_names(&opened, json_object_get(row, "opened"));
        (void)json_object_set_new(copy, "opened", json_string(opened.data));
        if (words != NULL)
            (void)json_object_set_new(copy, "words", json_string(words));
        (void)json_array_append_new(rows, copy);
        buffer_free(&opened);
    }
}

static json_t *one_rows(const json_t *answer)
{
    json_t *rows = json_array();
    add_rows(rows, json_object_get(answer, "decisions"), NULL);
    add_rows(rows, json_object_get(answer, "gone"), say("mended or closed by others"));
    add_rows(rows, json_object_get(answer, "left"), say("left undecided"));
    return rows;
}

static const struct report_column one_columns[] = {
    {"When", "at", REPORT_MOMENT},   {"Item", "ref", REPORT_PLAIN},
    {"What", "label", REPORT_BELOW}, {"Decision", "words", REPORT_PLAIN},
    {"By", "by", REPORT_BELOW},      {"Opened", "opened", REPORT_LABELLED},
};

const struct report report_one_review = {
    .name = "review",
    .title = "Summary of a review",
    .sql = "SELECT r || jsonb_build_object('about', concat_ws(', ', r #>> '{review,name}',"
           " r #>> '{review,ref}')) || (SELECT jsonb_object_agg(k, (SELECT coalesce(jsonb_agg("
           "x - 'name' - 'birth_year' ORDER BY p), '[]') FROM jsonb_array_elements(r -> k)"
           " WITH ORDINALITY e (x, p))) FROM unnest('{decisions,gone,left}'::text[]) k)"
           " FROM api.review_summary($1::jsonb ->> 'review') r",
    .takes = "review",
    .rows = "decisions",
    .rows_title = "Every decision",
    .columns = one_columns,
    .count = sizeof one_columns / sizeof one_columns[0],
    .brief = one_brief,
    .flatten = one_rows,
};
