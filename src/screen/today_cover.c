#include "today_cover.h"

#include "holdfast/console/loop.h"
#include "holdfast/console/text.h"
#include "holdfast/gateway/answer.h"
#include "holdfast/screen/cover_form.h"
#include "holdfast/screen/desk.h"
#include "holdfast/screen/directory.h"
#include "holdfast/screen/queue.h"
#include "holdfast/screen/today_words.h"
#include "holdfast/util/say.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Lines at most: what presses has the room. */
enum { SHOWN = 2, TALL_ROWS = 40, LEAVING_TALL = 6, INDENT = 2, MORE_CELLS = 10 };
#define AWAY        "away:"
#define LEAVING     "leaving:"
#define ALL_LEAVING "leaving"

static bool is_own(const json_t *row)
{
    return strcmp(answer_text(row, "how"), "you") == 0;
}

/* ---- now ---- */

int today_away_lines(const json_t *today)
{
    size_t count = json_array_size(json_object_get(today, "away"));
    return count < SHOWN ? (int)count : SHOWN;
}

void today_write_away(struct sheet *sheet, const json_t *today, int64_t now)
{
    const json_t *away = json_object_get(today, "away");
    int lines = today_away_lines(today);
    for (int i = 0; i < lines; i++) {
        struct buffer text = {0};
        char detail[32];
        size_t left = json_array_size(away) - (size_t)lines;
        today_add_away(&text, json_array_get(away, (size_t)i), now);
        if (i == lines - 1 && left > 0)
            buffer_print(&text, say("; and for %zu more"), left);
        (void)snprintf(detail, sizeof detail, AWAY "%d", i);
        sheet_line(sheet, STYLE_WARN, NULL, detail, text.data);
        buffer_free(&text);
    }
}

/* ---- the next day ---- */

int today_leaving_lines(const struct sheet *sheet, const json_t *today)
{
    size_t count = json_array_size(json_object_get(today, "leaving"));
    size_t most = console_rows(sheet->screen->console) >= TALL_ROWS ? LEAVING_TALL : 1;
    return (int)(count < most ? count : most);
}

static enum style style_of(const json_t *row)
{
    return answer_text(row, "cover_name")[0] == '\0' ? STYLE_WARN : STYLE_TEXT;
}

/* Those from i on, as many as fit, in one line, which leads to all of them. */
static void write_rest(struct sheet *sheet, const json_t *leaving, size_t i, int64_t now)
{
    struct buffer line = {0};
    size_t count = json_array_size(leaving), from = i;
    int cells = sheet_cols(sheet) - INDENT - MORE_CELLS;
    buffer_text(&line, say("AWAY     "));
    for (; i < count; i++) {
        struct buffer one = {0};
        today_add_leaving(&one, json_array_get(leaving, i), now);
        bool fits = i == from || text_width(line.data) + text_width(one.data) + 2 <= cells;
        if (fits)
            buffer_print(&line, "%s%s", i > from ? "; " : "", one.data);
        buffer_free(&one);
        if (!fits)
            break;
    }
    if (i < count)
        buffer_print(&line, say("; %zu more"), count - i);
    sheet_line(sheet, style_of(json_array_get(leaving, from)), NULL, ALL_LEAVING, line.data);
    buffer_free(&line);
}

static void write_one(struct sheet *sheet, const json_t *leaving, size_t i, int64_t now)
{
    struct buffer line = {0};
    char detail[32];
    buffer_text(&line, say("AWAY     "));
    today_add_leaving(&line, json_array_get(leaving, i), now);
    (void)snprintf(detail, sizeof detail, LEAVING "%zu", i);
    sheet_line(sheet, style_of(json_array_get(leaving, i)), NULL, detail, line.data);
    buffer_free(&line);
}

void today_write_leaving(struct sheet *sheet, const json_t *today, int64_t now)
{
    const json_t *leaving = json_object_get(today, "leaving");
    size_t count = json_array_size(leaving), lines = (size_t)today_leaving_lines(sheet, today);
    for (size_t i = 0; i < lines; i++) {
        if (i + 1 == lines && count > lines)
            write_rest(sheet, leaving, i, now);
        else
            write_one(sheet, leaving, i, now);
    }
}

/* ---- going there ---- */

void today_open_own(struct screen *screen)
{
    const struct desk *desk = desk_of(screen);
    const struct cover_view view = {.login = desk_me(desk, "login"), .name = desk_me(desk, "name")};
    (void)console_push(screen->console, &cover_form_screen, &view);
}

static void open_form(struct screen *screen, const json_t *row)
{
    const struct cover_view view = {.login = answer_text(row, "login"),
                                    .name = answer_text(row, "name"),
                                    .starts = answer_time(row, "starts"),
                                    .ends = answer_time(row, "ends")};
    (void)console_push(screen->console, &cover_form_screen, &view);
}

/* What is theirs for whom one acts; one's own absence is changed. */
static void open_away(struct screen *screen, const json_t *row)
{
    char title[160];
    if (is_own(row)) {
        open_form(screen, row);
        return;
    }
    json_t *filter = json_pack("{s:s}", "owner_login", answer_text(row, "login"));
    char *text = json_dumps(filter, JSON_COMPACT);
    (void)snprintf(title, sizeof title, say("For %s"), answer_text(row, "name"));
    const struct queue_view view = {.scope = "mine", .filter = text, .title = title};
    (void)console_push(screen->console, &queue_screen, &view);
    free(text);
    json_decref(filter);
}

/* Who covers is said there, by whom it is to say. */
static void open_leaving(struct screen *screen, const json_t *row)
{
    if (answer_bool(row, "may"))
        open_form(screen, row);
    else
        (void)console_push(screen->console, &directory_screen, NULL);
}

static const json_t *row_of(const json_t *today, const char *key, const char *number)
{
    return json_array_get(json_object_get(today, key), strtoul(number, NULL, 10));
}

const char *today_cover_hint(const char *detail)
{
    if (strcmp(detail, TODAY_CLOSED) == 0)
        return say("who is open");
    return strncmp(detail, ALL_LEAVING, strlen(ALL_LEAVING)) == 0 ? say("who covers") : NULL;
}

bool today_open_cover(struct screen *screen, const json_t *today, const char *detail)
{
    if (strcmp(detail, TODAY_CLOSED) == 0 || strcmp(detail, ALL_LEAVING) == 0)
        (void)console_push(screen->console, &directory_screen, NULL);
    else if (strncmp(detail, AWAY, strlen(AWAY)) == 0)
        open_away(screen, row_of(today, "away", detail + strlen(AWAY)));
    else if (strncmp(detail, LEAVING, strlen(LEAVING)) == 0)
        open_leaving(screen, row_of(today, "leaving", detail + strlen(LEAVING)));
    else
        return false;
    return true;
}
