#include "screen/plan_area_sheet.h"

#include "holdfast/gateway/answer.h"
#include "holdfast/screen/desk.h"
#include "holdfast/screen/message.h"
#include "holdfast/screen/redisclosure.h"
#include "holdfast/screen/words.h"
#include "holdfast/util/say.h"
#include "screen/line.h"
#include "screen/plan_sheet.h"

#include <stdio.h>
#include <string.h>

enum { INDENT = 2 };

static void write_owner(struct sheet *sheet, const json_t *area)
{
    char owner[256], text[512];
    (void)snprintf(text, sizeof text, say("%s  (%s)"),
                   plan_owner_words(owner, sizeof owner, area, 80),
                   answer_text(area, "owner_role_name"));
    sheet_wrapped_to(sheet, STYLE_TEXT, "owner", SHEET_LABEL, say("Owner"), text);
}

static void write_review(struct sheet *sheet, const json_t *area, int64_t now)
{
    char words[32], when[32], text[128];
    bool late = answer_bool(area, "late");
    (void)plan_review_words(words, sizeof words, area, now);
    (void)line_when(when, sizeof when, now, area, "review_by");
    if (late)
        (void)snprintf(text, sizeof text, say("was due %s, %s"), when, words);
    else
        (void)snprintf(text, sizeof text, say("by %s"), when);
    sheet_wrapped_to(sheet, late ? STYLE_ALARM : STYLE_TEXT, "review", SHEET_LABEL, say("Review"),
                     text);
}

static void write_summary(struct sheet *sheet, const json_t *area, int64_t now)
{
    char heading[160], when[32];
    const char *text = answer_text(area, "summary");
    (void)snprintf(heading, sizeof heading, say("SUMMARY  %s %s"), answer_text(area, "updated_by"),
                   line_when(when, sizeof when, now, area, "updated_at"));
    sheet_heading(sheet, heading);
    if (answer_bool(area, "withheld"))
        text = say("What stands here may not be shared with your organisation.");
    else if (text[0] == '\0')
        text = say("Nothing is written here yet.");
    sheet_wrapped_to(sheet, STYLE_TEXT, "summary", INDENT, "", text);
}

static void write_goals(struct sheet *sheet, const json_t *area)
{
    char target[48], text[1200], date[24];
    const json_t *goals = json_object_get(area, "goals_list");
    size_t i;
    json_t *goal;
    sheet_heading(sheet, say("GOALS"));
    if (json_array_size(goals) == 0)
        sheet_line(sheet, STYLE_TEXT, NULL, NULL, say("  None yet."));
    json_array_foreach ((json_t *)goals, i, goal) {
        const char *by = words_date(date, sizeof date, answer_text(goal, "target_date"));
        (void)snprintf(target, sizeof target, "goal/%lld", (long long)answer_int(goal, "id"));
        (void)snprintf(text, sizeof text, "%s%s%s", answer_text(goal, "description"),
                       by[0] != '\0' ? say("  by ") : "", by);
        sheet_wrapped_to(sheet, STYLE_TEXT, target, 13, answer_text(goal, "words"), text);
    }
}

static void write_comments(struct sheet *sheet, const json_t *area, int64_t now)
{
    char text[2048], when[32];
    const json_t *comments = json_object_get(area, "comments");
    size_t i;
    json_t *comment;
    if (json_array_size(comments) == 0)
        return;
    sheet_heading(sheet, say("COMMENTS"));
    json_array_foreach ((json_t *)comments, i, comment) {
        bool proposal = strcmp(answer_text(comment, "kind"), "proposal") == 0;
        (void)snprintf(text, sizeof text, "%s%s: %s", answer_text(comment, "who"),
                       proposal ? say(" proposes") : "", answer_text(comment, "text"));
        sheet_wrapped(sheet, STYLE_TEXT, 14, line_when(when, sizeof when, now, comment, "at"),
                      text);
    }
}

static bool is_of(const json_t *row, const json_t *area)
{
    return answer_int(row, "area") == answer_int(area, "id");
}

static void write_open(struct sheet *sheet, const json_t *plan, const json_t *area, int64_t now)
{
    size_t i, count = 0;
    json_t *item;
    sheet_heading(sheet, say("OPEN"));
    json_array_foreach (json_object_get(plan, "next"), i, item)
        if (is_of(item, area)) {
            plan_next_write(sheet, item, "", now);
            count++;
        }
    if (count == 0)
        sheet_line(sheet, STYLE_TEXT, NULL, NULL, say("  Nothing is open."));
}

static void write_threads(struct sheet *sheet, const json_t *plan, const json_t *area,
                          json_t *fresh, int64_t now)
{
    char end[48];
    json_t *mine = json_array(), *message;
    size_t i;
    (void)snprintf(end, sizeof end, "/area/%lld", (long long)answer_int(area, "id"));
    json_array_foreach (json_object_get(plan, "messages"), i, message)
        if (strstr(answer_text(message, "place"), end) != NULL)
            (void)json_array_append(mine, message);
    if (json_array_size(mine) > 0) {
        sheet_heading(sheet, say("MESSAGES"));
        message_write(sheet, mine, fresh, now);
    }
    json_decref(mine);
}

static bool has_notes(const json_t *notes, const json_t *area)
{
    const char *kind;
    json_t *list, *note;
    size_t i;
    json_object_foreach ((json_t *)notes, kind, list)
        json_array_foreach (list, i, note)
            if (is_of(note, area))
                return true;
    return false;
}

void plan_area_sheet_write(struct sheet *sheet, const json_t *plan, const json_t *area,
                           json_t *fresh, int64_t now)
{
    const json_t *notes = json_object_get(plan, "notes");
    if (area == NULL) {
        sheet_line(sheet, STYLE_TEXT, NULL, NULL, say("This area is not in the plan any more."));
        return;
    }
    write_owner(sheet, area);
    write_review(sheet, area, now);
    redisclosure_short(sheet, area);
    sheet_rule(sheet);
    write_summary(sheet, area, now);
    write_goals(sheet, area);
    if (has_notes(notes, area)) {
        sheet_heading(sheet, say("HANDED OVER"));
        plan_notes_write(sheet, notes, answer_int(area, "id"));
    }
    write_comments(sheet, area, now);
    write_open(sheet, plan, area, now);
    write_threads(sheet, plan, area, fresh, now);
    redisclosure_whole(sheet, area);
}
