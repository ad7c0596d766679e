/* The reviews of a time, and the summary of one as evidence: who held it, how long it took, every
 * decision, what was acknowledged as a list, what was left and why. Items by their reference: of
 * whom they are nothing is printed. */
#include "holdfast/gateway/answer.h"
#include "holdfast/screen/review_words.h"
#include "holdfast/util/buffer.h"
#include "holdfast/util/say.h"

#include <stdio.h>
#include <string.h>

#include "report.h"
#include "report_parts.h"

static int64_t count_of(const json_t *object, const char *key)
{
    return answer_int(object, key);
}

/* "2026-11-23 08:31 EST", or "". Gives out. */
static const char *moment_of(char out[REPORT_CELL], const json_t *object, const char *key)
{
    const struct report_column column = {"", key, REPORT_MOMENT};
    return report_cell(&column, object, out);
}

/* ---- the reviews of a time ---- */

static json_t *review_rows(const json_t *answer)
{
    json_t *rows = json_deep_copy(json_object_get(answer, "reviews"));
    size_t i;
    json_t *row;
    json_array_foreach (rows, i, row) {
        char took[32], who[320];
        bool held = strcmp(answer_text(row, "status"), "held") == 0;
        (void)json_object_set_new(row, "who", json_string(review_people(who, sizeof who, row)));
        (void)json_object_set_new(
            row, "took", json_string(review_duration(took, sizeof took, count_of(row, "seconds"))));
        (void)json_object_set_new(row, "state", json_string(held ? say("held") : say("under way")));
        (void)json_object_set_new(row, "undecided",
                                  json_integer(count_of(row, "left") + count_of(row, "still")));
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
        (void)snprintf(label, sizeof label, "%s %s", answer_text(row, "day"),
                       answer_text(row, "name"));
        (void)json_array_append_new(
            counts,
            json_pack("{s:s, s:I, s:I, s:I}", "label", label, "count",
                      (json_int_t)count_of(row, "decided"), "acknowledged",
                      (json_int_t)count_of(row, "acknowledged"), "left",
                      (json_int_t)count_of(row, "left") + (json_int_t)count_of(row, "still")));
    }
    if (json_array_size(counts) > 0)
        report_counts(sheet, REPORT_BARS, say("Decided one by one"),
                      say("Review\tDecided\tAs a list\tUndecided"), counts, more);
    json_decref(counts);
}

static const struct report_column review_columns[] = {
    {"Review", "ref", REPORT_PLAIN},
    {"What", "name", REPORT_BELOW},
    {"Of", "role", REPORT_BELOW},
    {"Began", "began", REPORT_MOMENT},
    {"Ended", "ended", REPORT_MOMENT | REPORT_BELOW},
    {"State", "state", REPORT_PLAIN},
    {"Who", "who", REPORT_BELOW},
    {"Took", "took", REPORT_LABELLED},
    {"To decide", "to_decide", REPORT_PLAIN},
    {"Decided", "decided", REPORT_PLAIN},
    {"As a list", "acknowledged", REPORT_PLAIN},
    {"By others", "gone", REPORT_PLAIN},
    {"Undecided", "undecided", REPORT_PLAIN},
    {"Taken back", "taken_back", REPORT_PLAIN},
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
    char from[REPORT_CELL], to[REPORT_CELL];
    const char *began = moment_of(from, review, "began"), *ended = moment_of(to, review, "ended");
    buffer_print(&line, "%s, %s, %s", answer_text(review, "ref"), answer_text(review, "name"),
                 answer_text(answer, "role"));
    report_fact(sheet, say("Review"), line.data);
    buffer_clear(&line);
    buffer_print(&line, ended[0] != '\0' ? say("%s to %s") : say("%s, still under way"), began,
                 ended);
    report_fact(sheet, say("When"), line.data);
    buffer_clear(&line);
    review_took_words(&line, review);
    report_fact(sheet, say("Took"), line.data);
    buffer_free(&line);
}

static void write_people(struct report_sheet *sheet, const json_t *people)
{
    size_t i;
    json_t *person;
    json_array_foreach ((json_t *)people, i, person) {
        char text[256], took[32];
        (void)snprintf(text, sizeof text, say("%s: %ld decided in %s"), answer_text(person, "name"),
                       (long)count_of(person, "decisions"),
                       review_duration(took, sizeof took, count_of(person, "seconds")));
        report_fact(sheet, say("Held by"), text);
    }
}

static void write_lists(struct report_sheet *sheet, const json_t *lists)
{
    size_t i;
    json_t *list;
    json_array_foreach ((json_t *)lists, i, list) {
        char text[320], at[REPORT_CELL];
        (void)snprintf(text, sizeof text,
                       say("%ld items, as a list and not one by one; %s, %s; which: %s"),
                       (long)count_of(list, "items"), answer_text(list, "by"),
                       moment_of(at, list, "at"), answer_text(list, "digest"));
        report_fact(sheet, say("Acknowledged"), text);
    }
}

static void write_proof(struct report_sheet *sheet, const json_t *answer)
{
    const json_t *proof = json_object_get(answer, "proof");
    if (answer_text(answer, "unfinished")[0] != '\0')
        report_fact(sheet, say("Left because"), answer_text(answer, "unfinished"));
    if (!json_is_object(proof))
        return;
    report_fact(sheet, say("Record"), review_proof_words(proof));
    report_fact(sheet, say("Its digest"), answer_text(proof, "digest"));
}

static void write_taken_back(struct report_sheet *sheet, const json_t *review)
{
    char text[160];
    if (count_of(review, "taken_back") == 0)
        return;
    (void)snprintf(text, sizeof text, say("%ld, listed last; in none of the counts"),
                   (long)count_of(review, "taken_back"));
    report_fact(sheet, say("Taken back"), text);
}

static void one_brief(struct report_sheet *sheet, const json_t *answer)
{
    json_t *counts = review_outcomes(answer), *row;
    size_t i;
    write_held(sheet, answer);
    write_people(sheet, json_object_get(answer, "people"));
    write_lists(sheet, json_object_get(answer, "lists"));
    write_taken_back(sheet, json_object_get(answer, "review"));
    write_proof(sheet, answer);
    json_array_foreach (counts, i, row)
        (void)json_object_set(row, "label", json_object_get(row, "words"));
    report_counts(sheet, REPORT_BARS, say("What became of what was looked at"),
                  say("Decision\tCount"), counts, NULL);
    json_decref(counts);
}

/* words NULL: it is a decision, and says itself what it was. */
static void add_row(json_t *rows, const json_t *row, const char *words)
{
    json_t *copy = json_deep_copy(row), *name;
    struct buffer opened = {0}, decision = {0};
    size_t i;
    char at[REPORT_CELL];
    json_array_foreach (json_object_get(row, "opened"), i, name)
        buffer_print(&opened, "%s%s", i > 0 ? ", " : "", json_string_value(name));
    if (words == NULL)
        review_decision_words(&decision, row,
                              moment_of(at, json_object_get(row, "taken_back"), "at"));
    (void)json_object_set_new(copy, "opened", json_string(opened.len > 0 ? opened.data : ""));
    (void)json_object_set_new(copy, "words", json_string(words != NULL ? words : decision.data));
    (void)json_array_append_new(rows, copy);
    buffer_free(&opened);
    buffer_free(&decision);
}

static void add_rows(json_t *rows, const json_t *from, const char *words)
{
    size_t i;
    json_t *row;
    json_array_foreach ((json_t *)from, i, row)
        add_row(rows, row, words);
}

static void add_decisions(json_t *rows, const json_t *from, bool taken_back)
{
    size_t i;
    json_t *row;
    json_array_foreach ((json_t *)from, i, row)
        if (json_is_object(json_object_get(row, "taken_back")) == taken_back)
            add_row(rows, row, NULL);
}

static json_t *one_rows(const json_t *answer)
{
    json_t *rows = json_array();
    const json_t *decisions = json_object_get(answer, "decisions");
    add_decisions(rows, decisions, false);
    add_rows(rows, json_object_get(answer, "gone"), say("mended or closed by others"));
    add_rows(rows, json_object_get(answer, "left"),
             review_left_words(json_object_get(answer, "review")));
    add_decisions(rows, decisions, true);
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
    .rows_title = "Every item, and what was decided",
    .columns = one_columns,
    .count = sizeof one_columns / sizeof one_columns[0],
    .brief = one_brief,
    .flatten = one_rows,
};
