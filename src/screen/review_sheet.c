#include "screen/review_sheet.h"

#include "holdfast/console/draw.h"
#include "holdfast/console/loop.h"
#include "holdfast/console/picture.h"
#include "holdfast/console/text.h"
#include "holdfast/gateway/answer.h"
#include "holdfast/screen/desk.h"
#include "holdfast/screen/review_words.h"
#include "holdfast/screen/words.h"
#include "holdfast/util/buffer.h"
#include "holdfast/util/say.h"
#include "screen/line.h"

#include <stdio.h>
#include <string.h>

const char *review_group(const json_t *item)
{
    return answer_text(item, "group");
}

bool review_has_reason(const json_t *item, const char *code)
{
    size_t i;
    json_t *reason;
    json_array_foreach (json_object_get(item, "codes"), i, reason)
        if (strcmp(json_string_value(reason), code) == 0)
            return true;
    return false;
}

/* ---- how far it is ---- */

static void add_others(struct buffer *line, const json_t *others)
{
    size_t i;
    json_t *other;
    json_array_foreach ((json_t *)others, i, other) {
        buffer_print(line, "%s%s", i > 0 ? "; " : "", answer_text(other, "name"));
        if (answer_text(other, "on")[0] != '\0')
            buffer_print(line, say(" on %s"), answer_text(other, "on"));
    }
}

static void add_progress(struct buffer *words, const char *bar, int bar_cells,
                         const struct review_view *view, bool pace)
{
    buffer_clear(words);
    if (bar[0] != '\0')
        buffer_print(words, "%s%*s", bar, bar_cells - text_width(bar) + 2, "");
    if (pace)
        review_pace_words(words, view->review);
    else
        review_counted_words(words, view->review);
    if (view->sent > 0)
        buffer_print(words, say(", %zu on the way"), view->sent);
}

void review_progress_draw(struct console *console, struct area row, const struct review_view *view)
{
    enum { BAR_CELLS = 16 };
    struct buffer words = {0}, others = {0};
    char bar[128] = "";
    if (!console_lean(console))
        (void)picture_bar(bar, sizeof bar, (double)answer_int(view->review, "decided"),
                          (double)answer_int(view->review, "to_decide"), BAR_CELLS,
                          console_blocks(console));
    add_others(&others, view->others);
    add_progress(&words, bar, BAR_CELLS, view, true);
    int room = others.len > 0 ? row.cols - text_width(others.data) - 2 : row.cols;
    if (text_width(words.data) > room) /* who else is at it comes before how fast */
        add_progress(&words, bar, BAR_CELLS, view, false);
    draw_text(console, row.row, row.col, row.cols, STYLE_TEXT, words.data);
    int used = text_width(words.data) + 2;
    if (others.len > 0 && used < row.cols)
        draw_right(console, row.row, row.col + used, row.cols - used, STYLE_TEXT, others.data);
    buffer_free(&words);
    buffer_free(&others);
}

/* ---- whose, and what of theirs ---- */

/* "3 to decide, 1 of them put off" */
static void add_left(struct buffer *line, const json_t *item)
{
    int left = (int)answer_int(item, "person_left"), later = (int)answer_int(item, "person_later");
    if (left > 1)
        line_also(line, "  ", say("%d to decide"), left);
    if (left > 1 && later > 0)
        buffer_print(line, say(", %d of them put off"), later);
    else if (later > 0)
        line_also(line, "  ", "%s", say("put off before"));
}

static void write_person(struct sheet *sheet, const struct review_view *view)
{
    struct buffer line = {0};
    const char *name = answer_text(view->item, "name");
    line_also(&line, "", "%s", name[0] != '\0' ? name : say("(not shown)"));
    if (answer_int(view->item, "birth_year") > 0)
        line_also(&line, "  ", say("born %d"), (int)answer_int(view->item, "birth_year"));
    line_also(&line, "  ", "%s", answer_text(view->item, "individual_ref"));
    add_left(&line, view->item);
    sheet_heading(sheet, line.data);
    buffer_free(&line);
}

/* As the queue says it; the database has said whether it is late. */
static const char *due_words(char *out, size_t size, const json_t *item, int64_t now)
{
    int64_t due = answer_time(item, "due");
    if (strcmp(answer_text(item, "kind"), "organization") == 0)
        out[0] = '\0';
    else
        words_due(out, size,
                  due == 0                          ? "undated"
                  : review_has_reason(item, "late") ? "late"
                                                    : "later",
                  now, due);
    return out;
}

/* "Rivera, Ana 1951", cut within the name. */
static void add_name(struct buffer *line, const json_t *item, int cells)
{
    char born[16] = "", name[128];
    const char *who = answer_text(item, "name");
    if (answer_int(item, "birth_year") > 0)
        (void)snprintf(born, sizeof born, " %d", (int)answer_int(item, "birth_year"));
    (void)text_fit_before(name, sizeof name, who[0] != '\0' ? who : say("(not shown)"), born,
                          cells);
    review_add_cell(line, name, cells);
}

void review_row_write(struct sheet *sheet, const json_t *item, const char *result, bool named,
                      int64_t now)
{
    enum { DUE = 9, NAME = 21, REF = 10, LEAST = 10, MOST = 60 };
    const int with = named ? 10 : 14, state = named ? 13 : 14;
    struct buffer line = {0};
    char due[32];
    int spare = sheet_cols(sheet) - DUE - REF - state - with - 4 - (named ? NAME + 1 : 0);
    int cells = spare < LEAST ? LEAST : spare > MOST ? MOST : spare;
    bool late = result == NULL && review_has_reason(item, "late");
    review_add_cell(&line, result != NULL ? result : due_words(due, sizeof due, item, now), DUE);
    if (named)
        add_name(&line, item, NAME);
    review_add_cell(&line, answer_text(item, "label"), cells);
    review_add_cell(&line, answer_text(item, "state_words"), state);
    review_add_cell(&line, answer_text(item, "with_words"), with);
    /* An organisation has a name and no reference. */
    if (strcmp(answer_text(item, "kind"), "organization") != 0)
        buffer_text(&line, answer_text(item, "ref"));
    sheet_line(sheet, late ? STYLE_ALARM : STYLE_TEXT, answer_text(item, "ref"), NULL, line.data);
    buffer_free(&line);
}

static void write_rows(struct sheet *sheet, const struct review_view *view, int64_t now)
{
    size_t i;
    json_t *item;
    const char *group = review_group(view->item);
    /* Whoever feels only the row of the cursor reads there whose it is: the heading has no cursor.
     */
    bool named = console_lean(sheet->screen->console);
    json_array_foreach ((json_t *)view->done, i, item)
        review_row_write(sheet, item, answer_text(item, "result"), named, now);
    json_array_foreach ((json_t *)view->items, i, item)
        if (strcmp(review_group(item), group) == 0)
            review_row_write(sheet, item, NULL, named, now);
}

/* ---- why it is here, and what is known ---- */

static void write_why(struct sheet *sheet, const json_t *item)
{
    struct buffer line = {0};
    size_t i;
    json_t *reason;
    json_array_foreach (json_object_get(item, "reasons"), i, reason)
        line_also(&line, "; ", "%s", json_string_value(reason));
    if (answer_bool(item, "came_back"))
        line_also(&line, "; ", "%s", say("decided before, and changed since"));
    line_put(sheet, STYLE_WARN, say("Because"), &line);
    buffer_free(&line);
}

static void write_seen(struct sheet *sheet, const json_t *item)
{
    struct buffer line = {0};
    int seen = (int)answer_int(item, "times_seen");
    if (seen == 1)
        line_also(&line, "", "%s", say("left as it is in the last review"));
    else if (seen > 1)
        line_also(&line, "", say("left as it is in the last %d reviews"), seen);
    line_put(sheet, STYLE_WARN, say("Before"), &line);
    buffer_free(&line);
}

static void write_when(struct sheet *sheet, const json_t *item, int64_t now)
{
    struct buffer line = {0};
    char at[32], span[16];
    int64_t need = answer_time(item, "need_since");
    if (strcmp(answer_text(item, "kind"), "organization") == 0)
        return;
    if (answer_time(item, "due") != 0)
        line_also(&line, "", "%s", line_when(at, sizeof at, now, item, "due"));
    else
        line_also(&line, "", "%s", say("no deadline"));
    if (answer_time(item, "needed_by") != 0)
        line_also(&line, "; ", say("needed by %s"),
                  line_when(at, sizeof at, now, item, "needed_by"));
    if (need != 0)
        line_also(&line, "; ", say("waiting %s"), words_span(span, sizeof span, now - need));
    line_put(sheet, STYLE_TEXT, say("Due"), &line);
    buffer_free(&line);
}

static void write_details(struct sheet *sheet, const json_t *item)
{
    size_t i;
    json_t *detail;
    json_array_foreach (json_object_get(item, "lines"), i, detail)
        sheet_labelled(sheet, STYLE_TEXT, answer_text(detail, "label"),
                       answer_text(detail, "text"));
}

void review_sheet_write(struct sheet *sheet, const struct review_view *view, int64_t now)
{
    const json_t *item = view->item;
    write_person(sheet, view);
    write_rows(sheet, view, now);
    sheet_rule(sheet);
    write_why(sheet, item);
    write_seen(sheet, item);
    sheet_labelled(sheet, STYLE_TEXT, say("Last"), answer_text(item, "last_words"));
    write_when(sheet, item, now);
    write_details(sheet, item);
    sheet_labelled(sheet, STYLE_WARN, say("Mind"), answer_text(item, "notice"));
    sheet_labelled(sheet, STYLE_TEXT, say("Keys"), view->keys);
}
