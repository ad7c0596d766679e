#include "screen/case_review_sheet.h"

#include "holdfast/gateway/answer.h"
#include "holdfast/screen/desk.h"
#include "holdfast/screen/words.h"
#include "holdfast/util/buffer.h"
#include "holdfast/util/say.h"
#include "screen/line.h"

#include <stdio.h>
#include <string.h>

static void write_why(struct sheet *sheet, const json_t *review, int64_t now)
{
    struct buffer line = {0};
    char at[32];
    size_t i;
    json_t *event;
    line_also(&line, "; ", "%s", answer_text(review, "because"));
    json_array_foreach (json_object_get(review, "events"), i, event)
        if (i < 4)
            line_also(&line, "; ", "%s", answer_text(event, "words"));
    line_put(sheet, STYLE_TEXT, say("Why"), &line);
    if (answer_time(review, "held_at") != 0)
        line_also(&line, "", say("held %s"), line_when(at, sizeof at, now, review, "held_at"));
    else if (answer_time(review, "scheduled_at") != 0)
        line_also(&line, "", "%s", line_when(at, sizeof at, now, review, "scheduled_at"));
    else
        line_also(&line, "", "%s", say("not on a day yet"));
    if (answer_time(review, "held_at") == 0 && answer_time(review, "due") != 0)
        line_also(&line, ", ", say("due %s"), line_when(at, sizeof at, now, review, "due"));
    line_also(&line, "   ", say("led by %s %s"), answer_text(review, "owner_role_name"),
              answer_text(review, "owner_name"));
    line_put(sheet, STYLE_TEXT, say("When"), &line);
    buffer_free(&line);
}

static void write_people(struct sheet *sheet, const json_t *review)
{
    char head[64], text[256];
    size_t i;
    json_t *row;
    sheet_heading(sheet, say("WHO TAKES PART"));
    json_array_foreach (json_object_get(review, "participants"), i, row) {
        (void)snprintf(head, sizeof head, "%-18.18s", answer_text(row, "area"));
        (void)snprintf(text, sizeof text, "%s, %s  %s", answer_text(row, "name"),
                       answer_text(row, "organization"), answer_text(row, "phone"));
        sheet_wrapped(sheet, STYLE_TEXT, 20, head, text);
    }
    if (i == 0)
        sheet_line(sheet, STYLE_TEXT, NULL, NULL,
                   say("Nobody by area: the person has no shared plan (p opens one)."));
}

static void write_goals(struct sheet *sheet, const json_t *area)
{
    char text[512], by[24];
    size_t i;
    json_t *goal;
    json_array_foreach (json_object_get(area, "goals"), i, goal) {
        const char *date = words_date(by, sizeof by, answer_text(goal, "target_date"));
        (void)snprintf(text, sizeof text, "%s%s%s  %s", answer_text(goal, "description"),
                       date[0] != '\0' ? say(", by ") : "", date, answer_text(goal, "achievement"));
        sheet_wrapped(sheet, STYLE_TEXT, 8, say("  Goal"), text);
    }
}

static void write_open(struct sheet *sheet, const json_t *area, int64_t now)
{
    char text[512], due[32];
    size_t i;
    json_t *row;
    json_array_foreach (json_object_get(area, "open"), i, row) {
        (void)snprintf(text, sizeof text, "%s, %s, %s, %s  %s", answer_text(row, "label"),
                       answer_text(row, "state_words"), answer_text(row, "with_words"),
                       line_when(due, sizeof due, now, row, "due"), answer_text(row, "ref"));
        sheet_wrapped_to(sheet, STYLE_TEXT, answer_text(row, "ref"), 8, say("  Open"), text);
    }
}

static void write_agenda(struct sheet *sheet, const json_t *review, int64_t now)
{
    char head[160], by[24];
    size_t i;
    json_t *area;
    json_array_foreach (json_object_get(review, "agenda"), i, area) {
        (void)snprintf(head, sizeof head, say("%zu. %s, look again by %s%s"), i + 1,
                       answer_text(area, "area"),
                       words_date(by, sizeof by, answer_text(area, "review_by")),
                       answer_bool(area, "late") ? say(", LATE") : "");
        sheet_heading(sheet, head);
        const char *summary = answer_text(area, "summary");
        sheet_wrapped(sheet, STYLE_TEXT, 2, "",
                      summary[0] != '\0' ? summary : say("No summary yet."));
        write_goals(sheet, area);
        write_open(sheet, area, now);
    }
}

static void write_barriers(struct sheet *sheet, const json_t *review)
{
    struct buffer line = {0};
    size_t i;
    json_t *text;
    json_array_foreach (json_object_get(review, "barriers"), i, text)
        line_also(&line, "; ", "%s", json_string_value(text));
    if (line.data != NULL)
        sheet_wrapped(sheet, STYLE_TEXT, 12, say("In the way"), line.data);
    buffer_free(&line);
}

static void write_decided(struct sheet *sheet, const json_t *review, int64_t now)
{
    char text[1200], by[32];
    size_t i;
    json_t *row;
    json_array_foreach (json_object_get(review, "decisions"), i, row) {
        (void)snprintf(text, sizeof text, say("%s: %s, by %s  %s%s"), answer_text(row, "decision"),
                       answer_text(row, "owner"), line_when(by, sizeof by, now, row, "needed_by"),
                       answer_text(row, "ref"), answer_bool(row, "open") ? "" : say(", over"));
        sheet_wrapped_to(sheet, STYLE_TEXT, answer_text(row, "ref"), 2, "", text);
    }
}

static void write_typed(struct sheet *sheet, const json_t *typed, int64_t now)
{
    char text[1200], by[32], target[32];
    size_t i;
    json_t *row;
    json_array_foreach ((json_t *)typed, i, row) {
        (void)snprintf(target, sizeof target, CASE_REVIEW_TYPED "%zu", i);
        (void)snprintf(text, sizeof text, say("%s: %s, by %s  (not sent)"),
                       answer_text(row, "decision"), answer_text(row, "label"),
                       line_when(by, sizeof by, now, row, "needed_by"));
        sheet_wrapped_to(sheet, STYLE_WARN, target, 2, "", text);
    }
}

void case_review_sheet_write(struct sheet *sheet, const json_t *review, const json_t *typed,
                             int64_t now)
{
    line_person(sheet, review);
    write_why(sheet, review, now);
    sheet_rule(sheet);
    write_people(sheet, review);
    write_agenda(sheet, review, now);
    write_barriers(sheet, review);
    sheet_heading(sheet, say("DECISIONS"));
    write_decided(sheet, review, now);
    write_typed(sheet, typed, now);
    if (json_array_size(typed) == 0 && json_array_size(json_object_get(review, "decisions")) == 0)
        sheet_line(sheet, STYLE_TEXT, NULL, NULL, say("None yet."));
}
