/* What the item screen says, part by part. The database gives the facts and the sentences; here
 * they become lines. */
#include "item_sheet.h"

#include "holdfast/gateway/answer.h"
#include "holdfast/screen/came.h"
#include "holdfast/screen/desk.h"
#include "holdfast/screen/message.h"
#include "holdfast/screen/redisclosure.h"
#include "holdfast/screen/words.h"
#include "holdfast/util/buffer.h"
#include "holdfast/util/say.h"
#include "item_care.h"
#include "screen/line.h"

#include <stdio.h>
#include <string.h>

static void write_now(struct sheet *sheet, const json_t *item, int64_t now)
{
    struct buffer line = {0};
    char at[32];
    const json_t *part = json_object_get(item, "now");
    line_also(&line, " ", "%s", answer_text(part, "text"));
    line_also(&line, " ", say("%s since %s"), answer_text(part, "whose"),
              line_when(at, sizeof at, now, part, "since"));
    if (answer_text(part, "because")[0] != '\0')
        line_also(&line, ": ", "%s", answer_text(part, "because"));
    buffer_text(&line, ".");
    line_put(sheet, STYLE_TEXT, say("Now"), &line);
    buffer_free(&line);
}

static void write_due(struct sheet *sheet, const json_t *item, int64_t now)
{
    struct buffer line = {0};
    char at[32], due[32], span[16];
    const char *state = answer_text(item, "state");
    const json_t *timing = json_object_get(item, "timing");
    int64_t instant = answer_time(item, strcmp(state, "hold") == 0 ? "hold_until" : "due");
    int64_t need = answer_time(timing, "need_since");
    if (strcmp(state, "closed") == 0)
        line_also(&line, " ", say("Closed %s."), line_when(at, sizeof at, now, item, "closed_at"));
    else if (instant != 0) {
        words_moment(at, sizeof at, now, instant);
        words_due(due, sizeof due, state, now, instant);
        line_also(&line, ", ", words_repeats(due, at) ? "%s" : "%s, %s", at, due);
    } else
        line_also(&line, " ", "%s", say("No deadline set."));
    if (answer_text(timing, "words")[0] != '\0')
        line_also(&line, " ", "(%s)", answer_text(timing, "words"));
    if (answer_time(timing, "promised") != 0)
        line_also(&line, " ", say("Promised by %s."),
                  line_when(at, sizeof at, now, timing, "promised"));
    int64_t met = answer_time(json_object_get(item, "needed"), "met_at");
    if (met < need)
        met = 0; /* of the service that this came of */
    if (need != 0)
        line_also(&line, "   ", met != 0 ? say("Waited %s since %s") : say("Waiting %s since %s"),
                  words_span(span, sizeof span, (met != 0 ? met : now) - need),
                  words_moment(at, sizeof at, now, need));
    if (answer_int(timing, "tries") > 1)
        line_also(&line, ", ", say("%d tries"), (int)answer_int(timing, "tries"));
    line_put(sheet, strcmp(state, "late") == 0 ? STYLE_ALARM : STYLE_TEXT, say("Due"), &line);
    buffer_free(&line);
}

/* The service itself; a task that came of it, or one that has ended, only tells when it began. */
static bool is_running(const json_t *item)
{
    const char *status = answer_text(item, "status");
    return strcmp(answer_text(item, "kind"), "referral") == 0 &&
           (strcmp(status, "in-progress") == 0 || strcmp(status, "on-hold") == 0);
}

static void write_needed(struct sheet *sheet, const json_t *item, int64_t now)
{
    struct buffer line = {0};
    char at[32];
    const json_t *needed = json_object_get(item, "needed");
    if (answer_time(needed, "met_at") != 0)
        line_also(&line, " ", is_running(item) ? say("Running since %s.") : say("Began %s."),
                  line_when(at, sizeof at, now, needed, "met_at"));
    else if (answer_time(needed, "by") != 0)
        line_also(&line, " ", say("%s by %s."), answer_text(needed, "what"),
                  line_when(at, sizeof at, now, needed, "by"));
    line_also(&line, " ", "%s", answer_text(needed, "where"));
    line_put(sheet, STYLE_TEXT, say("Needed"), &line);
    buffer_free(&line);
}

/* The date on which it is decided without the person: what the deadline is for. */
static void write_law(struct sheet *sheet, const json_t *item)
{
    const char *law = answer_text(json_object_get(item, "risk"), "law");
    if (law[0] != '\0')
        sheet_labelled(sheet, STYLE_TEXT, say("By law"), law);
}

static void write_ladder(struct sheet *sheet, const json_t *item, int64_t now)
{
    struct buffer line = {0};
    char at[32];
    size_t i;
    json_t *rung;
    json_array_foreach (json_object_get(item, "ladder"), i, rung)
        line_also(&line, ", ", "%s %s", line_when(at, sizeof at, now, rung, "at"),
                  answer_text(rung, "text"));
    line_put(sheet, STYLE_TEXT, say("If not"), &line);
    buffer_free(&line);
}

static void write_provided(struct sheet *sheet, const json_t *item)
{
    struct buffer line = {0};
    const char *key;
    json_t *value;
    json_object_foreach (json_object_get(item, "provided"), key, value)
        if (json_is_string(value))
            line_also(&line, "; ", "%s: %s", key, json_string_value(value));
    line_put(sheet, STYLE_TEXT, say("With"), &line);
    buffer_free(&line);
}

/* What whoever sent it on wants stands before everything else. */
static void write_instruction(struct sheet *sheet, const json_t *item, int64_t now)
{
    struct buffer line = {0};
    came_instruction(&line, item, now);
    line_put(sheet, STYLE_WARN, say("Please"), &line);
    buffer_free(&line);
}

/* For whom a rung brought in: how it came to them, and what was tried before. */
static void write_came(struct sheet *sheet, const json_t *item, int64_t now)
{
    struct buffer line = {0};
    if (!came_to_me(item))
        return;
    came_told(&line, item, now);
    line_put(sheet, STYLE_TEXT, say("Told"), &line);
    came_tried(&line, item, now);
    line_put(sheet, STYLE_TEXT, say("Tried"), &line);
    buffer_free(&line);
}

/* WHO SHOULD HAVE ACTED: four columns, the widths follow the screen. */
static void write_acted_row(struct sheet *sheet, const json_t *row, int64_t now, int who_cells)
{
    char by[32], at[32], head[256];
    size_t i;
    json_t *also_row;
    const char *did = answer_text(row, "did");
    (void)snprintf(head, sizeof head, "%-*.*s %-13.13s %-9.9s", who_cells, who_cells,
                   answer_text(row, "who"), line_when(by, sizeof by, now, row, "by"),
                   answer_text(row, "to_do"));
    int indent = who_cells + 25;
    char text[256];
    if (answer_bool(row, "open") && did[0] == '\0')
        (void)snprintf(text, sizeof text, "%s", say("open"));
    else
        (void)snprintf(text, sizeof text, "%s %s%s", line_when(at, sizeof at, now, row, "at"), did,
                       answer_bool(row, "late") ? say(", LATE") : "");
    sheet_wrapped(sheet, answer_bool(row, "late") ? STYLE_ALARM : STYLE_TEXT, indent, head, text);
    json_array_foreach (json_object_get(row, "also"), i, also_row) {
        struct buffer line = {0};
        buffer_print(&line, "%s %s", line_when(at, sizeof at, now, also_row, "at"),
                     answer_text(also_row, "text"));
        came_add_times(&line, also_row, now);
        sheet_wrapped(sheet, STYLE_TEXT, indent, "", line.data);
        buffer_free(&line);
    }
}

static void write_acted(struct sheet *sheet, const json_t *item, int64_t now)
{
    char head[128];
    size_t i;
    json_t *row;
    int who_cells = sheet_cols(sheet) >= 118 ? 40 : 24;
    (void)snprintf(head, sizeof head, "%-*s %-13s %-9s %s", who_cells + 2,
                   say("WHO SHOULD HAVE ACTED"), say("BY"), say("TO DO"), say("WHO DID, WHEN"));
    sheet_heading(sheet, head);
    json_array_foreach (json_object_get(item, "acted"), i, row)
        write_acted_row(sheet, row, now, who_cells);
}

static void write_notes(struct sheet *sheet, const json_t *item, int64_t now)
{
    char text[1024], at[32];
    size_t i;
    json_t *note;
    json_array_foreach (json_object_get(item, "notes"), i, note) {
        (void)snprintf(text, sizeof text, "%s %s: %s", line_when(at, sizeof at, now, note, "at"),
                       answer_text(note, "who"), answer_text(note, "text"));
        sheet_labelled(sheet, STYLE_TEXT,
                       strcmp(answer_text(note, "kind"), "call") == 0 ? say("Call") : say("Note"),
                       text);
    }
}

static void write_offers(struct sheet *sheet, const json_t *item, int64_t now)
{
    struct buffer line = {0};
    char at[32];
    size_t i;
    json_t *offer;
    json_array_foreach (json_object_get(item, "offers"), i, offer) {
        if (i == 3)
            break;
        line_also(&line, say(", then "), "%s (%s)", answer_text(offer, "name"),
                  answer_text(offer, "text"));
        if (!answer_bool(offer, "open") && answer_time(offer, "opens_at") != 0)
            line_also(&line, " ", say("opens %s"),
                      line_when(at, sizeof at, now, offer, "opens_at"));
    }
    line_put(sheet, STYLE_TEXT, say("Offers"), &line);
    buffer_free(&line);
}

static void write_undo(struct sheet *sheet, const json_t *item, int64_t now)
{
    char text[256], at[32];
    const json_t *undo = json_object_get(item, "undo");
    if (!json_is_object(undo))
        return;
    (void)snprintf(text, sizeof text, say("%s. May be undone until %s%s"),
                   answer_text(undo, "text"), line_when(at, sizeof at, now, undo, "until"),
                   answer_bool(undo, "mine") ? say(" by you.") : say("; acting on it ends that."));
    sheet_labelled(sheet, STYLE_TEXT, say("Undo"), text);
}

static void write_timeline(struct sheet *sheet, const json_t *item, int64_t now)
{
    char text[512], at[32];
    size_t i;
    json_t *entry;
    sheet_heading(sheet, say("WHAT HAPPENED"));
    json_array_foreach (json_object_get(item, "timeline"), i, entry) {
        (void)snprintf(text, sizeof text, "%s %s  %s", answer_text(entry, "actor"),
                       answer_text(entry, "text"), answer_text(entry, "ref"));
        sheet_wrapped(sheet, STYLE_TEXT, 14, line_when(at, sizeof at, now, entry, "at"), text);
    }
}

static void write_messages(struct sheet *sheet, const json_t *item, json_t *fresh, int64_t now)
{
    const json_t *messages = json_object_get(item, "messages");
    if (json_array_size(messages) == 0)
        return;
    sheet_rule(sheet);
    sheet_heading(sheet, say("MESSAGES"));
    message_write(sheet, messages, fresh, now);
}

void item_sheet_write(struct sheet *sheet, const json_t *item, json_t *fresh, int64_t now)
{
    line_person(sheet, item);
    line_call(sheet, item, now);
    sheet_rule(sheet);
    write_instruction(sheet, item, now);
    write_now(sheet, item, now);
    write_due(sheet, item, now);
    write_came(sheet, item, now);
    write_needed(sheet, item, now);
    write_law(sheet, item);
    sheet_labelled(sheet, STYLE_TEXT, say("Why"), answer_text(item, "why"));
    write_provided(sheet, item);
    item_care_write(sheet, item, now);
    sheet_labelled(sheet, STYLE_TEXT, say("Shared"), answer_text(item, "shared"));
    redisclosure_short(sheet, item);
    sheet_labelled(sheet, STYLE_TEXT, say("Answers"), answer_text(item, "answers"));
    write_ladder(sheet, item, now);
    write_offers(sheet, item, now);
    write_undo(sheet, item, now);
    sheet_rule(sheet);
    write_acted(sheet, item, now);
    write_notes(sheet, item, now);
    write_messages(sheet, item, fresh, now);
    sheet_rule(sheet);
    write_timeline(sheet, item, now);
    redisclosure_whole(sheet, item);
}
