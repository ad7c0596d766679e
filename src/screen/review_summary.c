/* The summary of a review, as it is stored. */
#include "holdfast/screen/review_summary.h"

#include "holdfast/console/loop.h"
#include "holdfast/console/picture.h"
#include "holdfast/console/text.h"
#include "holdfast/gateway/answer.h"
#include "holdfast/screen/actions.h"
#include "holdfast/screen/desk.h"
#include "holdfast/screen/page.h"
#include "holdfast/screen/record.h"
#include "holdfast/screen/reference.h"
#include "holdfast/screen/review_words.h"
#include "holdfast/screen/words.h"
#include "holdfast/util/buffer.h"
#include "holdfast/util/say.h"
#include "screen/line.h"

#include <stdio.h>
#include <string.h>

static void write_held(struct sheet *sheet, const json_t *review, int64_t now)
{
    struct buffer line = {0};
    char at[32], who[200];
    line_also(&line, "", say("Began %s"), line_when(at, sizeof at, now, review, "began"));
    if (answer_time(review, "ended") != 0)
        line_also(&line, ", ", say("ended %s"), line_when(at, sizeof at, now, review, "ended"));
    else
        line_also(&line, ", ", "%s", say("still under way"));
    line_put(sheet, STYLE_TEXT, say("When"), &line);
    sheet_labelled(sheet, STYLE_TEXT, say("Who"), review_people(who, sizeof who, review));
    review_took_words(&line, review);
    line_put(sheet, STYLE_TEXT, say("Took"), &line);
    buffer_free(&line);
}

static int64_t most_of(const json_t *counts)
{
    int64_t most = 0;
    size_t i;
    json_t *row;
    json_array_foreach ((json_t *)counts, i, row)
        if (answer_int(row, "count") > most)
            most = answer_int(row, "count");
    return most;
}

/* A bar for each kind of decision; the number alone in lean. */
static void write_counts(struct sheet *sheet, const json_t *counts)
{
    enum { LABEL = 26, BAR_MOST = 40 };
    const struct console *console = sheet->screen->console;
    int64_t most = most_of(counts);
    int room = sheet_cols(sheet) - LABEL - 8;
    size_t i;
    json_t *row;
    json_array_foreach ((json_t *)counts, i, row) {
        char bar[256] = "", label[128];
        if (!console_lean(console))
            (void)picture_bar(bar, sizeof bar, (double)answer_int(row, "count"), (double)most,
                              room < BAR_MOST ? room : BAR_MOST, console_blocks(console));
        (void)text_fit(label, sizeof label, answer_text(row, "words"), LABEL);
        sheet_print(sheet, STYLE_TEXT, NULL, "%s%*s %5ld  %s", label, LABEL - text_width(label), "",
                    (long)answer_int(row, "count"), bar);
    }
}

static void write_row(struct sheet *sheet, const json_t *row, const char *head, const char *words)
{
    enum { INDENT = 24 };
    char text[512];
    const char *name = answer_text(row, "name");
    (void)snprintf(text, sizeof text, "%s%s%s: %s", name, name[0] != '\0' ? ", " : "",
                   answer_text(row, "label"), words);
    sheet_wrapped_to(sheet, STYLE_TEXT, answer_text(row, "ref"), INDENT, head, text);
}

static void write_decision(struct sheet *sheet, const json_t *row, int64_t now)
{
    struct buffer words = {0}, head = {0};
    size_t k;
    json_t *opened;
    char at[32];
    buffer_print(&words, "%s: ", answer_text(row, "by"));
    review_decision_words(&words, row,
                          line_when(at, sizeof at, now, json_object_get(row, "taken_back"), "at"));
    json_array_foreach (json_object_get(row, "opened"), k, opened)
        buffer_print(&words, "%s%s", k == 0 ? say("; opened ") : ", ", json_string_value(opened));
    buffer_print(&head, "%-11s %s", line_when(at, sizeof at, now, row, "at"),
                 answer_text(row, "ref"));
    write_row(sheet, row, head.data, words.data);
    buffer_free(&words);
    buffer_free(&head);
}

/* Those that were taken back apart: they are no part of what the review came to. */
static void write_decisions(struct sheet *sheet, const char *heading, const json_t *rows, bool back,
                            int64_t now)
{
    size_t i;
    json_t *row;
    bool first = true;
    json_array_foreach ((json_t *)rows, i, row) {
        if (json_is_object(json_object_get(row, "taken_back")) != back)
            continue;
        if (first) {
            sheet_rule(sheet);
            sheet_heading(sheet, heading);
        }
        first = false;
        write_decision(sheet, row, now);
    }
}

static void write_left(struct sheet *sheet, const char *heading, const json_t *rows, bool why)
{
    size_t i, k;
    json_t *row, *code;
    if (json_array_size(rows) == 0)
        return;
    sheet_rule(sheet);
    sheet_heading(sheet, heading);
    json_array_foreach ((json_t *)rows, i, row) {
        struct buffer words = {0};
        if (why)
            buffer_text(&words, strcmp(answer_text(row, "why"), "closed") == 0
                                    ? say("was closed meanwhile")
                                    : say("was mended meanwhile"));
        json_array_foreach (json_object_get(row, "codes"), k, code)
            if (!why)
                line_also(&words, ", ", "%s", review_reason_words(json_string_value(code)));
        write_row(sheet, row, answer_text(row, "ref"), words.len > 0 ? words.data : "");
        buffer_free(&words);
    }
}

static void write_lists(struct sheet *sheet, const json_t *lists, int64_t now)
{
    size_t i;
    json_t *row;
    char at[32], text[256];
    json_array_foreach ((json_t *)lists, i, row) {
        (void)snprintf(text, sizeof text,
                       say("%ld items, %s, %s; which they were is on the record: %s"),
                       (long)answer_int(row, "items"), answer_text(row, "by"),
                       line_when(at, sizeof at, now, row, "at"), answer_text(row, "digest"));
        sheet_labelled(sheet, STYLE_TEXT, say("List"), text);
    }
}

static void write_proof(struct sheet *sheet, const json_t *proof)
{
    if (!json_is_object(proof))
        return;
    sheet_labelled(sheet, answer_bool(proof, "whole") ? STYLE_TEXT : STYLE_ALARM, say("Record"),
                   review_proof_words(proof));
}

static void write(struct page *page, int64_t now)
{
    struct sheet *sheet = &page->sheet;
    const json_t *summary = page->json, *review = json_object_get(summary, "review");
    write_held(sheet, review, now);
    sheet_labelled(sheet, STYLE_WARN, say("Left"), answer_text(summary, "unfinished"));
    write_proof(sheet, json_object_get(summary, "proof"));
    sheet_rule(sheet);
    json_t *counts = review_outcomes(summary);
    write_counts(sheet, counts);
    json_decref(counts);
    write_lists(sheet, json_object_get(summary, "lists"), now);
    write_left(sheet,
               answer_time(review, "ended") != 0 ? say("LEFT UNDECIDED") : say("STILL TO DECIDE"),
               json_object_get(summary, "left"), false);
    write_left(sheet, say("DONE BY OTHERS MEANWHILE"), json_object_get(summary, "gone"), true);
    write_decisions(sheet, say("EVERY DECISION"), json_object_get(summary, "decisions"), false,
                    now);
    write_decisions(sheet, say("TAKEN BACK"), json_object_get(summary, "decisions"), true, now);
}

static const struct page_ops summary_page = {
    .what = "reading the summary", .sql = "SELECT api.review_summary($1)", .write = write};

static bool open(struct screen *screen, const void *argument, struct failure *f)
{
    (void)f;
    page_open(screen, &summary_page, argument);
    return true;
}

static void title(struct screen *screen, char *out, size_t size)
{
    const struct page *page = screen->state;
    (void)snprintf(out, size, say("REVIEW %s  summary: %s"), page->ref,
                   answer_text(json_object_get(page->json, "review"), "name"));
}

static void hint(struct screen *screen, struct hints *hints)
{
    const struct page *page = screen->state;
    const struct sheet_line *line = page_selected(screen);
    char text[120];
    if (line != NULL && line->target[0] != '\0')
        hint_add(hints, ACTION_OPEN, NULL);
    (void)snprintf(text, sizeof text, say("print: holdfast report review --review %s"), page->ref);
    hint_add(hints, ACTION_LEDGER, NULL);
    hint_add(hints, ACTION_BACK, NULL);
    hint_text(hints, text);
}

static unsigned act(struct screen *screen, const struct invocation *invocation)
{
    const struct page *page = screen->state;
    const struct sheet_line *line = page_selected(screen);
    if (invocation->action == ACTION_OPEN)
        return line != NULL ? reference_open(screen, line->target) : (unsigned)SCREEN_NOTHING;
    if (invocation->action != ACTION_LEDGER)
        return SCREEN_PASS;
    (void)console_push(screen->console, &record_screen, page->ref);
    return SCREEN_NOTHING;
}

const struct screen_ops review_summary_screen = {
    .name = "review_summary",
    .state_size = sizeof(struct page),
    .open = open,
    .load = page_load,
    .title = title,
    .draw = page_draw,
    .hint = hint,
    .act = act,
    .event = page_event,
    .close = page_close,
};
