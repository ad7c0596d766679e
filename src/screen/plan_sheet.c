/* What the plan screen says, part by part. */
#include "screen/plan_sheet.h"

#include "holdfast/console/loop.h"
#include "holdfast/console/text.h"
#include "holdfast/gateway/answer.h"
#include "holdfast/screen/desk.h"
#include "holdfast/screen/message.h"
#include "holdfast/screen/redisclosure.h"
#include "holdfast/screen/words.h"
#include "holdfast/util/say.h"
#include "screen/line.h"

#include <stdio.h>
#include <string.h>

enum {
    AREA_CELLS = 19,
    AREA_TAIL = 28, /* review by, goals, open, late */
    AREA_TAIL_LEAN = 36,
    OWNER_MOST = 56,
    WHO_CELLS = 18,
    WHO_WIDE = 34,
    LABEL_MOST = 60,
    TEXT_MOST = 120,
    SUMMARY_INDENT = 2,
    AROUND_BODY = 3, /* title, notice, hint */
    SHORT_LIST = 3,
    ROOMY_ROWS = 40 /* from here on a summary is shown whole */
};

/* ---- words ---- */

const char *plan_review_words(char *out, size_t size, const json_t *area, int64_t now)
{
    bool late = answer_bool(area, "late");
    return words_due(out, size, late ? "late" : "later", now, answer_time(area, "review_by"));
}

const char *plan_owner_words(char *out, size_t size, const json_t *area, int cells)
{
    const char *name = answer_text(area, "owner_name");
    char organization[256];
    int room = cells - text_width(name) - 2;
    (void)text_fit(organization, sizeof organization, answer_text(area, "owner_organization"),
                   room > 0 ? room : 0);
    (void)snprintf(out, size, "%s%s%s", organization, organization[0] != '\0' ? ", " : "", name);
    return out;
}

/* What is left of the width behind `taken` cells, but no more than an eye follows along a row. */
static int room_of(const struct sheet *sheet, int taken, int most)
{
    int cells = sheet_cols(sheet) - taken;
    return cells < most ? cells : most;
}

/* text in exactly so many cells. */
static void add_cell(struct buffer *line, const char *text, int cells)
{
    char fitted[512];
    int used = text_fit(fitted, sizeof fitted, text, cells);
    buffer_print(line, "%s%*s", fitted, cells - used + 1, "");
}

/* ---- the head ---- */

static void write_risk(struct sheet *sheet, const json_t *plan)
{
    struct buffer line = {0};
    const json_t *risk = json_object_get(plan, "risk");
    const char *level = answer_text(risk, "level");
    bool presses = strcmp(level, "high") == 0 || strcmp(level, "critical") == 0;
    line_also(&line, "   ", "%s", answer_text(risk, "words"));
    line_also(&line, "   ", "%s", answer_text(json_object_get(plan, "events_count"), "words"));
    line_put(sheet, presses ? STYLE_ALARM : STYLE_TEXT, say("Risk"), &line);
    buffer_free(&line);
}

static void write_head(struct sheet *sheet, const json_t *plan, int64_t now)
{
    char text[128];
    int unread = message_unread(json_object_get(plan, "messages"));
    sheet_labelled(sheet, STYLE_WARN, say("Mind"),
                   answer_text(json_object_get(plan, "person"), "safe_note"));
    write_risk(sheet, plan);
    line_call(sheet, plan, now);
    sheet_labelled(sheet, STYLE_TEXT, say("Shared"), answer_text(plan, "shared"));
    redisclosure_short(sheet, plan);
    if (unread > 0) {
        (void)snprintf(text, sizeof text, say("%d unread, see MESSAGES below (Tab)"), unread);
        sheet_labelled(sheet, STYLE_WARN, say("Messages"), text);
    }
    sheet_rule(sheet);
}

/* ---- areas ---- */

static void write_area_row(struct sheet *sheet, const json_t *area, const char *target, int64_t now)
{
    struct buffer line = {0};
    char owner[512], review[32], goals[32], number[24];
    bool lean = console_lean(sheet->screen->console);
    int owner_cells = room_of(sheet, AREA_CELLS + (lean ? AREA_TAIL_LEAN : AREA_TAIL), OWNER_MOST);
    add_cell(&line, answer_text(area, "name"), AREA_CELLS - 1);
    add_cell(&line, plan_owner_words(owner, sizeof owner, area, owner_cells), owner_cells);
    add_cell(&line, plan_review_words(review, sizeof review, area, now), 10);
    bool late = answer_bool(area, "late") || answer_int(area, "late_count") > 0;
    if (lean) { /* the heading is no line to go to, so each number has its word */
        buffer_print(&line, say("goals %d/%d open %d late %d"), (int)answer_int(area, "goals_met"),
                     (int)answer_int(area, "goals"), (int)answer_int(area, "open"),
                     (int)answer_int(area, "late_count"));
        sheet_line(sheet, late ? STYLE_ALARM : STYLE_TEXT, target, NULL, line.data);
        buffer_free(&line);
        return;
    }
    (void)snprintf(goals, sizeof goals, say("%d of %d"), (int)answer_int(area, "goals_met"),
                   (int)answer_int(area, "goals"));
    add_cell(&line, goals, 6);
    (void)snprintf(number, sizeof number, "%d", (int)answer_int(area, "open"));
    add_cell(&line, number, 4);
    buffer_print(&line, "%d", (int)answer_int(area, "late_count"));
    sheet_line(sheet, late ? STYLE_ALARM : STYLE_TEXT, target, NULL, line.data);
    buffer_free(&line);
}

/* One line of the summary below its area; all of it where there is room. In lean it can be gone to,
 * so that it is read aloud; else j goes from area to area. */
static void write_summary(struct sheet *sheet, const json_t *area, const char *target)
{
    const char *text = answer_text(area, "summary");
    char line[1024];
    if (text[0] == '\0')
        text = say("Nothing is written here yet.");
    if (console_rows(sheet->screen->console) >= ROOMY_ROWS) {
        sheet_wrapped_to(sheet, STYLE_TEXT, target, SUMMARY_INDENT, "", text);
        return;
    }
    size_t len = strcspn(text, "\n");
    bool lean = console_lean(sheet->screen->console);
    (void)snprintf(line, sizeof line, "%*s%.*s%s", lean ? SUMMARY_INDENT : 2 * SUMMARY_INDENT, "",
                   (int)len, text, text[len] != '\0' ? " ~" : "");
    if (lean)
        sheet_line(sheet, STYLE_TEXT, target, NULL, line);
    else
        sheet_under(sheet, STYLE_TEXT, line);
}

static void write_areas(struct sheet *sheet, const json_t *plan, int64_t now)
{
    struct buffer head = {0};
    char target[48];
    buffer_text(&head, "  "); /* as far in as the rows, which leave room for the mark */
    size_t i;
    json_t *area;
    add_cell(&head, say("AREA"), AREA_CELLS - 1);
    bool lean = console_lean(sheet->screen->console);
    add_cell(&head, say("OWNER AND NAMED PERSON"),
             room_of(sheet, AREA_CELLS + (lean ? AREA_TAIL_LEAN : AREA_TAIL), OWNER_MOST));
    buffer_print(&head, "%-10s", say("REVIEW BY"));
    if (!lean)
        buffer_print(&head, " %-6s %-4s %s", say("GOALS"), say("OPEN"), say("LATE"));
    sheet_heading(sheet, head.data);
    buffer_free(&head);
    json_array_foreach (json_object_get(plan, "areas"), i, area) {
        (void)snprintf(target, sizeof target, "area/%lld", (long long)answer_int(area, "id"));
        write_area_row(sheet, area, target, now);
        write_summary(sheet, area, target);
    }
}

static void write_barriers(struct sheet *sheet, const json_t *plan)
{
    struct buffer line = {0};
    size_t i;
    json_t *note;
    json_array_foreach (json_object_get(json_object_get(plan, "notes"), "barrier"), i, note)
        line_also(&line, "; ", "%s", answer_text(note, "text"));
    if (line.len > 0)
        sheet_wrapped_to(sheet, STYLE_TEXT, "notes", 12, say("In the way"), line.data);
    buffer_free(&line);
}

/* ---- what comes, and what was ---- */

void plan_next_write(struct sheet *sheet, const json_t *item, const char *label, int64_t now)
{
    struct buffer line = {0};
    char due[32];
    const char *state = answer_text(item, "state");
    bool is_held = strcmp(state, "hold") == 0;
    int who = sheet_cols(sheet) >= LAYOUT_PANE_COLS - 2 ? WHO_WIDE : WHO_CELLS;
    add_cell(&line, label, SHEET_LABEL - 1);
    add_cell(
        &line,
        words_due(due, sizeof due, state, now, answer_time(item, is_held ? "hold_until" : "due")),
        9);
    add_cell(&line, answer_text(item, "who"), who);
    add_cell(&line, answer_text(item, "label"),
             room_of(sheet, SHEET_LABEL + 10 + who + 1 + 10, LABEL_MOST));
    buffer_text(&line, answer_text(item, "ref"));
    sheet_line(sheet, strcmp(state, "late") == 0 ? STYLE_ALARM : STYLE_TEXT,
               answer_bool(item, "opens") ? answer_text(item, "ref") : "", NULL, line.data);
    buffer_free(&line);
}

/* How many rows of a list are shown: a share of the rows that the first screen has left, so that
 * what comes and what was both begin on it. */
static size_t shown_of(const struct sheet *sheet, bool all, int share)
{
    int rows = console_rows(sheet->screen->console) - AROUND_BODY;
    int left = (rows - (int)sheet->lines - 1) / share;
    return all ? SIZE_MAX : left > SHORT_LIST ? (size_t)left : (size_t)SHORT_LIST;
}

static void write_rest(struct sheet *sheet, size_t count, size_t shown)
{
    if (count > shown)
        sheet_print(sheet, STYLE_TEXT, "all", say("%*sand %zu more: Enter shows them"), SHEET_LABEL,
                    "", count - shown);
}

static void write_next(struct sheet *sheet, const json_t *plan, bool all, int64_t now)
{
    const json_t *next = json_object_get(plan, "next");
    size_t i, shown = shown_of(sheet, all, 2);
    json_t *item;
    if (json_array_size(next) == 0)
        sheet_labelled(sheet, STYLE_TEXT, say("NEXT"), say("Nothing is open."));
    json_array_foreach ((json_t *)next, i, item) {
        if (i == shown)
            break;
        plan_next_write(sheet, item, i == 0 ? say("NEXT") : "", now);
    }
    write_rest(sheet, json_array_size(next), shown);
}

static void write_entry(struct sheet *sheet, const json_t *entry, const char *label, int64_t now)
{
    struct buffer line = {0};
    char when[32];
    const char *ref = answer_text(entry, "ref");
    add_cell(&line, label, SHEET_LABEL - 1);
    add_cell(&line, words_moment(when, sizeof when, now, answer_time(entry, "at")), 12);
    add_cell(&line, answer_text(entry, "text"), room_of(sheet, SHEET_LABEL + 13 + 10, TEXT_MOST));
    buffer_text(&line, ref);
    sheet_line(sheet, STYLE_TEXT, ref, NULL, line.data);
    buffer_free(&line);
}

static void write_latest(struct sheet *sheet, const json_t *plan, bool all, int64_t now)
{
    const json_t *latest = json_object_get(plan, "latest");
    size_t i, shown = shown_of(sheet, all, 1);
    json_t *entry;
    json_array_foreach ((json_t *)latest, i, entry) {
        if (i == shown)
            break;
        write_entry(sheet, entry, i == 0 ? say("LATEST") : "", now);
    }
    write_rest(sheet, json_array_size(latest), shown);
}

/* ---- notes, team ---- */

static const struct {
    const char *kind, *label;
} note_kinds[] = {{"barrier", "In the way"},
                  {"medicine", "Medicine"},
                  {"pending_result", "Result to come"},
                  {"known_risk", "Known risk"},
                  {"counseling", "Counseling"}};

void plan_notes_write(struct sheet *sheet, const json_t *notes, int64_t area)
{
    char target[48];
    size_t i;
    json_t *note;
    for (size_t k = 0; k < sizeof note_kinds / sizeof note_kinds[0]; k++)
        json_array_foreach (json_object_get(notes, note_kinds[k].kind), i, note) {
            if (area != 0 && answer_int(note, "area") != area)
                continue;
            (void)snprintf(target, sizeof target, "note/%lld", (long long)answer_int(note, "id"));
            sheet_wrapped_to(sheet, STYLE_TEXT, target, 16, say(note_kinds[k].label),
                             answer_text(note, "text"));
        }
}

static void write_team(struct sheet *sheet, const json_t *plan)
{
    size_t i;
    json_t *member;
    if (json_array_size(json_object_get(plan, "team")) == 0)
        return;
    sheet_heading(sheet, say("TEAM"));
    json_array_foreach (json_object_get(plan, "team"), i, member) {
        struct buffer line = {0};
        add_cell(&line, answer_text(member, "name"), 18);
        add_cell(&line, answer_text(member, "organization"), 27);
        add_cell(&line, answer_text(member, "phone"), 13);
        buffer_text(&line, answer_text(member, "what"));
        sheet_line(sheet, STYLE_TEXT, NULL, NULL, line.data);
        buffer_free(&line);
    }
}

static bool has_notes(const json_t *plan)
{
    const char *kind;
    json_t *list;
    json_object_foreach (json_object_get(plan, "notes"), kind, list)
        if (json_array_size(list) > 0)
            return true;
    return false;
}

/* ---- all of it ---- */

static void begin_pane(const struct sheet *sheet, struct plan_panes *panes)
{
    if (panes->count < PLAN_PANES)
        panes->lines[panes->count++] = sheet_next(sheet);
}

static void write_ended(struct sheet *sheet, const json_t *plan, int64_t now)
{
    char when[32], line[160];
    bool died = answer_text(json_object_get(plan, "person"), "deceased_at")[0] != '\0';
    (void)snprintf(line, sizeof line,
                   died ? say("The shared plan ended %s. This person has died.")
                        : say("The shared plan ended %s."),
                   words_moment(when, sizeof when, now, answer_time(plan, "ended")));
    sheet_wrapped(sheet, STYLE_TEXT, 0, "", line);
}

static void write_no_plan(struct sheet *sheet, const json_t *plan, int64_t now)
{
    if (answer_time(plan, "ended") != 0)
        write_ended(sheet, plan, now);
    else
        sheet_wrapped(
            sheet, STYLE_TEXT, 0, "",
            answer_bool(plan, "may_open")
                ? say("There is no shared plan for this person yet. A opens one, with an "
                      "area and an owner for every sector.")
                : say("There is no shared plan for this person. A lead coordinator can open "
                      "one."));
    sheet_rule(sheet);
}

static void write_threads(struct sheet *sheet, const json_t *plan, json_t *fresh,
                          struct plan_panes *panes, int64_t now)
{
    const json_t *messages = json_object_get(plan, "messages");
    if (json_array_size(messages) == 0)
        return;
    sheet_heading(sheet, say("MESSAGES"));
    begin_pane(sheet, panes);
    message_write(sheet, messages, fresh, now);
}

static void write_handed_over(struct sheet *sheet, const json_t *plan, struct plan_panes *panes)
{
    panes->notes = 0;
    if (!has_notes(plan))
        return;
    sheet_heading(sheet, say("HANDED OVER"));
    panes->notes = sheet_next(sheet);
    begin_pane(sheet, panes);
    plan_notes_write(sheet, json_object_get(plan, "notes"), 0);
}

void plan_sheet_write(struct sheet *sheet, const json_t *plan, json_t *fresh, bool all,
                      struct plan_panes *panes, int64_t now)
{
    *panes = (struct plan_panes){.count = 0};
    write_head(sheet, plan, now);
    begin_pane(sheet, panes);
    if (json_is_object(json_object_get(plan, "plan"))) {
        write_areas(sheet, plan, now);
        begin_pane(sheet, panes);
        write_barriers(sheet, plan);
        if (panes->lines[panes->count - 1] == sheet_next(sheet))
            panes->count--;
        sheet_rule(sheet);
    } else {
        write_no_plan(sheet, plan, now);
    }
    begin_pane(sheet, panes);
    write_next(sheet, plan, all, now);
    begin_pane(sheet, panes);
    write_latest(sheet, plan, all, now);
    if (panes->lines[panes->count - 1] == sheet_next(sheet))
        panes->count--;
    write_threads(sheet, plan, fresh, panes, now);
    write_handed_over(sheet, plan, panes);
    write_team(sheet, plan);
    redisclosure_whole(sheet, plan);
}
