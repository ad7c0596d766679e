/* The first screen of the day. */
#include "holdfast/screen/today.h"

#include "today_cover.h"
#include "today_review.h"

#include "holdfast/console/loop.h"
#include "holdfast/console/picture.h"
#include "holdfast/console/text.h"
#include "holdfast/gateway/answer.h"
#include "holdfast/screen/actions.h"
#include "holdfast/screen/desk.h"
#include "holdfast/screen/item.h"
#include "holdfast/screen/page.h"
#include "holdfast/screen/plan.h"
#include "holdfast/screen/queue.h"
#include "holdfast/screen/today_words.h"
#include "holdfast/screen/words.h"
#include "holdfast/util/buffer.h"
#include "holdfast/util/say.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- writing the page ---- */

static void write_since(struct sheet *sheet, const json_t *json, int64_t now)
{
    char when[32], text[512];
    const json_t *since = json_object_get(json, "since");
    if (!json_is_object(since))
        return;
    (void)snprintf(text, sizeof text, say("Since %s: %s"),
                   words_moment(when, sizeof when, now, answer_time(since, "at")),
                   answer_text(since, "text"));
    sheet_wrapped(sheet, STYLE_TEXT, 0, "", text);
    sheet_rule(sheet);
}

/* Writes text into a column of that many cells, a blank behind it. */
static void add_column(struct buffer *line, const char *head, const char *tail, int cells)
{
    char fitted[512];
    int used = text_fit_before(fitted, sizeof fitted, head, tail, cells);
    buffer_print(line, "%s%*s", fitted, cells - used + 1, "");
}

enum { WHO_CELLS = 20, REF_CELLS = 9, REASON_USUAL = 70 };

/* What ends the sentence: " 21 Nov 12:00", or nothing. */
static const char *reason_end(char *out, size_t size, const json_t *row, int64_t now)
{
    char when[32];
    int64_t at = answer_time(row, "at");
    out[0] = '\0';
    if (at != 0)
        (void)snprintf(out, size, " %s", words_moment(when, sizeof when, now, at));
    return out;
}

/* All the room there is on a narrow screen; on a wide one no more than the longest needs, so that
 * the reference stands near what it is of. */
static int reason_cells(const struct sheet *sheet, const json_t *first, int64_t now)
{
    int room = sheet_cols(sheet) - WHO_CELLS - REF_CELLS - 2, most = REASON_USUAL;
    char ends[40];
    size_t i;
    json_t *row;
    json_array_foreach ((json_t *)first, i, row) {
        int cells = text_width(answer_text(row, "reason")) +
                    text_width(reason_end(ends, sizeof ends, row, now));
        most = cells > most ? cells : most;
    }
    return most < room ? most : room;
}

static void write_first_row(struct sheet *sheet, const json_t *row, int cells, int64_t now)
{
    char born[16] = "", ends[40];
    struct buffer line = {0};
    int year = (int)answer_int(row, "birth_year");
    if (year > 0)
        (void)snprintf(born, sizeof born, " %d", year);
    add_column(&line, answer_text(row, "name"), born, WHO_CELLS);
    add_column(&line, answer_text(row, "reason"), reason_end(ends, sizeof ends, row, now), cells);
    buffer_text(&line, answer_text(row, "ref"));
    sheet_line(sheet, STYLE_TEXT, answer_text(row, "ref"), NULL, line.data);
    buffer_free(&line);
}

static bool has_messages(const json_t *json)
{
    const json_t *messages = json_object_get(json, "messages");
    return answer_int(messages, "unread") + answer_int(messages, "questions") > 0;
}

/* What others wrote, where there is anything: there is no inbox, the line leads to the place. */
static void write_messages(struct sheet *sheet, const json_t *json)
{
    const json_t *first = json_object_get(json_object_get(json, "messages"), "first");
    struct buffer line = {0};
    if (!has_messages(json))
        return;
    today_add_messages(&line, json);
    sheet_line(sheet, STYLE_WARN, answer_text(first, "place"), NULL, line.data);
    buffer_free(&line);
}

/* A group in which nothing is has no line: there is nothing to do about it. */
static int shown_groups(const json_t *json)
{
    int shown = 0;
    size_t i;
    json_t *group;
    json_array_foreach (json_object_get(json, "groups"), i, group)
        shown += answer_int(group, "count") > 0;
    return shown > 0 ? shown : 1;
}

/* As many as leave room for what stands below, on one screen; two at least. */
static int first_rows(const struct sheet *sheet, const json_t *json)
{
    enum { FRAME_ROWS = 3, HEADINGS = 3, RULES_AND_BANDS = 5, LEAN_BANDS = 6, LEAST = 2 };
    const struct console *console = sheet->screen->console;
    int groups = shown_groups(json);
    int since = json_is_object(json_object_get(json, "since")) ? 1 : 0;
    int room = console_rows(console) - FRAME_ROWS - HEADINGS -
               (console_lean(console) ? LEAN_BANDS : RULES_AND_BANDS) - groups - since -
               (has_messages(json) ? 1 : 0) - today_away_lines(json) -
               today_leaving_lines(sheet, json) -
               (json_is_object(json_object_get(json, "review")) ? 1 : 0);
    return room > LEAST ? room : LEAST;
}

static void write_first(struct sheet *sheet, const json_t *json, int64_t now)
{
    const json_t *first = json_object_get(json, "first");
    int room = first_rows(sheet, json);
    char head[128];
    size_t i;
    json_t *row;
    (void)snprintf(head, sizeof head, "%s%s%s", say("DO FIRST"),
                   json_array_size(first) > 1 ? "   " : "",
                   json_array_size(first) > 1 ? today_order() : "");
    sheet_heading(sheet, head);
    if (json_array_size(first) == 0)
        sheet_line(sheet, STYLE_TEXT, NULL, NULL, say("Nothing presses now."));
    json_array_foreach ((json_t *)first, i, row)
        if ((int)i < room)
            write_first_row(sheet, row, reason_cells(sheet, first, now), now);
}

static void write_groups(struct sheet *sheet, const json_t *json, int64_t now)
{
    char line[512], count[16], oldest[16], index[24];
    size_t i;
    json_t *group;
    (void)snprintf(line, sizeof line, "%-28s%5s  %-6s %s", say("WORK"), say("COUNT"), say("OLDEST"),
                   say("WORST"));
    sheet_heading(sheet, line);
    json_array_foreach (json_object_get(json, "groups"), i, group) {
        int64_t n = answer_int(group, "count"), since = answer_time(group, "oldest");
        bool late = strcmp(answer_text(group, "key"), "late") == 0;
        if (n == 0)
            continue;
        (void)snprintf(index, sizeof index, "%zu", i);
        (void)snprintf(line, sizeof line, "%-26s%5s  %-6s %s", answer_text(group, "label"),
                       today_count(count, sizeof count, n),
                       since != 0 ? words_span(oldest, sizeof oldest, now - since) : "",
                       answer_text(group, "worst"));
        sheet_line(sheet, late ? STYLE_ALARM : STYLE_TEXT, answer_text(group, "worst_ref"), index,
                   line);
    }
    if (answer_int(json, "open") == 0)
        sheet_line(sheet, STYLE_TEXT, NULL, NULL, say("Nothing is open."));
}

enum { BAND_LABEL = 12, BAND_COUNT = 5, BAND_BAR_MOST = 50 };

/* One band of ages: "3-7 days      52 #####", in that many cells. */
static void add_band(const struct sheet *sheet, struct buffer *line, const json_t *band,
                     int64_t most, int cells)
{
    const struct console *console = sheet->screen->console;
    char bar[256] = "", count[16];
    int64_t n = answer_int(band, "count");
    int room = cells - BAND_LABEL - BAND_COUNT - 4;
    if (!console_lean(console))
        (void)picture_bar(bar, sizeof bar, (double)n, (double)most,
                          room < BAND_BAR_MOST ? room : BAND_BAR_MOST, console_blocks(console));
    buffer_print(line, "%-*s %*s %s%*s", BAND_LABEL, answer_text(band, "label"), BAND_COUNT,
                 today_count(count, sizeof count, n), bar, room - text_width(bar) + 2, "");
}

static int64_t most_waiting(const json_t *ages)
{
    int64_t most = 0;
    size_t i;
    json_t *band;
    json_array_foreach ((json_t *)ages, i, band)
        if (answer_int(band, "count") > most)
            most = answer_int(band, "count");
    return most;
}

/* The bands in two columns, the younger ones left; one below the other in lean, to be read out. */
static void write_ages(struct sheet *sheet, const json_t *json)
{
    const json_t *ages = json_object_get(json, "ages");
    struct console *console = sheet->screen->console;
    char head[128], count[16], closed[128];
    size_t bands = json_array_size(ages), rows = console_lean(console) ? bands : (bands + 1) / 2;
    int cells = console_lean(console) ? sheet_cols(sheet) : sheet_cols(sheet) / 2;
    (void)snprintf(head, sizeof head, say("WAITING SINCE THE NEED BEGAN, %s open"),
                   today_count(count, sizeof count, answer_int(json, "open")));
    sheet_heading(sheet, head);
    (void)today_closures(closed, sizeof closed, json);
    for (size_t row = 0; row < rows; row++) {
        struct buffer line = {0};
        for (size_t i = row; i < bands; i += rows)
            add_band(sheet, &line, json_array_get(ages, i), most_waiting(ages), cells);
        /* The cell that is left over, where it has the room. */
        bool tells = row + 1 == rows && text_width(closed) <= cells - 2 && !console_lean(console);
        if (tells)
            buffer_text(&line, closed);
        sheet_line(sheet, STYLE_TEXT, NULL, tells && closed[0] != '\0' ? TODAY_CLOSED : NULL,
                   line.data);
        buffer_free(&line);
    }
    if (closed[0] != '\0' && (console_lean(console) || text_width(closed) > cells - 2))
        sheet_line(sheet, STYLE_TEXT, NULL, TODAY_CLOSED, closed);
}

/* Where administration goes from Today; Enter on the line is the key. */
static const struct {
    const char *detail, *text;
    int action;
} kept[] = {
    {"door:directory",
     "8        Directory: who holds which role, who is on duty, whose intake is open",
     ACTION_DIRECTORY},
    {"door:staff", "U        Staff: who may sign in, and what is in the name of whom",
     ACTION_STAFF},
    {"door:record", "9        Record: what was changed, when and by whom", ACTION_RECORD},
};

/* Administration sees no work: what its day is about instead. */
static void write_keeping(struct sheet *sheet, const json_t *json, int64_t now)
{
    char closed[128];
    (void)today_closures(closed, sizeof closed, json);
    sheet_heading(sheet, say("WHAT YOU KEEP"));
    sheet_wrapped(sheet, STYLE_TEXT, 0, "",
                  say("You keep the network's policy: who holds which role, who offers what, how "
                      "soon it must be done. Referrals and people are not shown to you, so Today "
                      "and the Queue stay empty."));
    for (size_t i = 0; i < sizeof kept / sizeof kept[0]; i++)
        sheet_line(sheet, STYLE_TEXT, NULL, kept[i].detail, say(kept[i].text));
    sheet_rule(sheet);
    sheet_heading(sheet, say("AT THE COMMAND LINE"));
    sheet_line(sheet, STYLE_TEXT, NULL, NULL,
               say("holdfast check FILE            proves a policy before anybody relies on it"));
    sheet_line(sheet, STYLE_TEXT, NULL, NULL,
               say("holdfast apply FILE --dry-run  says what it would change"));
    sheet_line(sheet, STYLE_TEXT, NULL, NULL, say("holdfast apply FILE            publishes it"));
    sheet_line(sheet, STYLE_TEXT, NULL, NULL,
               say("holdfast close CALENDAR DATE   closes offices for a day: a snow day"));
    if (closed[0] == '\0' && today_leaving_lines(sheet, json) == 0)
        return;
    sheet_rule(sheet);
    today_write_leaving(sheet, json, now);
    if (closed[0] != '\0')
        sheet_line(sheet, STYLE_TEXT, NULL, TODAY_CLOSED, closed);
}

static void write(struct page *page, int64_t now)
{
    today_write_away(&page->sheet, page->json, now);
    if (!answer_bool(page->json, "sees_items")) {
        write_keeping(&page->sheet, page->json, now);
        return;
    }
    write_since(&page->sheet, page->json, now);
    write_first(&page->sheet, page->json, now);
    write_messages(&page->sheet, page->json);
    write_groups(&page->sheet, page->json, now);
    sheet_rule(&page->sheet);
    today_write_review(&page->sheet, page->json, now);
    today_write_leaving(&page->sheet, page->json, now);
    write_ages(&page->sheet, page->json);
}

/* The cursor begins on the first line that leads somewhere. */
static void select_first(struct page *page)
{
    struct list *list = &page->sheet.list;
    for (int i = 0; i < list->count; i++) {
        const struct sheet_line *line = list->rows[i].data;
        if (line->target[0] != '\0' || line->detail[0] != '\0') {
            (void)list_select(list, list->rows[i].id);
            return;
        }
    }
}

static const struct page_ops today_page = {.what = "reading today",
                                           .sql = "SELECT api.today()",
                                           .polled = true,
                                           .write = write,
                                           .first = select_first};

static bool open(struct screen *screen, const void *argument, struct failure *f)
{
    (void)argument;
    (void)f;
    page_open(screen, &today_page, NULL);
    return true;
}

static void title(struct screen *screen, char *out, size_t size)
{
    (void)snprintf(out, size, say("TODAY  %s"),
                   answer_text(((const struct page *)screen->state)->json, "title"));
}

/* Whoever the selected line of DO FIRST is about. */
static const char *selected_person(const struct screen *screen)
{
    const struct page *page = screen->state;
    const struct sheet_line *line = page_selected(screen);
    size_t i;
    json_t *row;
    if (line != NULL && line->detail[0] == '\0' && line->target[0] != '\0')
        json_array_foreach (json_object_get(page->json, "first"), i, row)
            if (strcmp(answer_text(row, "ref"), line->target) == 0)
                return answer_text(row, "individual_ref");
    return "";
}

/* "4 18 passed up to you": for a supervisor the way to what waits for them. */
static void hint_passed_up(const json_t *json, struct hints *hints)
{
    char text[48], count[16];
    int64_t n = answer_int(json, "passed_up");
    (void)snprintf(text, sizeof text, say("passed up to you (%s)"),
                   today_count(count, sizeof count, n));
    if (n > 0)
        hint_add(hints, ACTION_ESCALATIONS, text);
}

static void hint(struct screen *screen, struct hints *hints)
{
    const struct page *page = screen->state;
    const struct sheet_line *line = page_selected(screen);
    const char *cover = line != NULL ? today_cover_hint(line->detail) : NULL;
    if (line != NULL && (line->target[0] != '\0' || line->detail[0] != '\0'))
        hint_add(hints, ACTION_OPEN, cover != NULL ? cover : say("go there"));
    hint_passed_up(page->json, hints);
    if (selected_person(screen)[0] != '\0')
        hint_add(hints, ACTION_PLAN, NULL);
    if (json_is_object(json_object_get(((const struct page *)screen->state)->json, "review")))
        hint_add(hints, ACTION_REVIEW, NULL);
    if (desk_sees_items(desk_of(screen)))
        hint_add(hints, ACTION_QUEUE, NULL);
    if (desk_has_duty(desk_of(screen), "refer"))
        hint_add(hints, ACTION_REFERRAL, say("new referral"));
    if (desk_sees_items(desk_of(screen)))
        hint_add(hints, ACTION_PEOPLE, say("find somebody"));
    hint_add(hints, ACTION_DIRECTORY, NULL);
    hint_add(hints, ACTION_AWAY, say("I am away"));
    hint_add(hints, ACTION_QUIT, NULL);
}

/* ---- going there ---- */

static unsigned open_group(struct screen *screen, const json_t *group, const char *worst)
{
    const json_t *filter = json_object_get(group, "filter");
    if (!json_is_object(filter)) {
        if (worst[0] != '\0')
            (void)console_push(screen->console, &item_screen, worst);
        return SCREEN_NOTHING;
    }
    char *text = json_dumps(filter, JSON_COMPACT);
    const struct queue_view view = {
        .scope = answer_text(group, "scope"), .filter = text, .title = answer_text(group, "label")};
    (void)console_push(screen->console, &queue_screen, &view);
    free(text);
    return SCREEN_NOTHING;
}

/* A message may belong to the person's plan or to an area of it: "P-12/area/34". */
static void open_person(struct screen *screen, const char *place)
{
    char ref[40];
    (void)snprintf(ref, sizeof ref, "%.*s", (int)strcspn(place, "/"), place);
    (void)console_push(screen->console, &plan_screen, ref);
}

static bool open_kept(struct screen *screen, const char *detail)
{
    for (size_t i = 0; i < sizeof kept / sizeof kept[0]; i++)
        if (strcmp(kept[i].detail, detail) == 0) {
            (void)console_act(screen->console, kept[i].action, NULL);
            return true;
        }
    return false;
}

static unsigned open_selected(struct screen *screen)
{
    const struct page *page = screen->state;
    const struct sheet_line *line = page_selected(screen);
    if (line == NULL)
        return SCREEN_NOTHING;
    if (today_open_cover(screen, page->json, line->detail))
        return SCREEN_NOTHING;
    if (open_kept(screen, line->detail))
        return SCREEN_NOTHING;
    if (line->detail[0] != '\0') {
        size_t index = strtoul(line->detail, NULL, 10);
        return open_group(screen, json_array_get(json_object_get(page->json, "groups"), index),
                          line->target);
    }
    if (strcmp(line->target, TODAY_REVIEW) == 0)
        (void)console_act(screen->console, ACTION_REVIEW, NULL);
    else if (strncmp(line->target, "P-", 2) == 0)
        open_person(screen, line->target);
    else if (line->target[0] != '\0')
        (void)console_push(screen->console, &item_screen, line->target);
    return SCREEN_NOTHING;
}

static unsigned act(struct screen *screen, const struct invocation *invocation)
{
    if (invocation->action == ACTION_AWAY)
        today_open_own(screen);
    else if (invocation->action == ACTION_OPEN)
        return open_selected(screen);
    return invocation->action == ACTION_AWAY ? (unsigned)DRAW_ALL : (unsigned)SCREEN_PASS;
}

static const char *about(const struct screen *screen)
{
    const char *person = selected_person(screen);
    return person[0] != '\0' ? person : NULL;
}

const struct screen_ops today_screen = {
    .name = "today",
    .state_size = sizeof(struct page),
    .open = open,
    .load = page_load,
    .title = title,
    .draw = page_draw,
    .hint = hint,
    .act = act,
    .event = page_event,
    .about = about,
    .close = page_close,
};
