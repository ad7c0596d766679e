/* The first screen of the day. */
#include "holdfast/screen/today.h"

#include "holdfast/console/loop.h"
#include "holdfast/console/picture.h"
#include "holdfast/screen/actions.h"
#include "holdfast/screen/desk.h"
#include "holdfast/screen/item.h"
#include "holdfast/screen/queue.h"
#include "holdfast/screen/sheet.h"
#include "holdfast/screen/words.h"
#include "holdfast/util/say.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct today {
    json_t *json; /* api.today; NULL until it came */
    struct sheet sheet;
    bool asked;
};

static struct today *today_of(const struct screen *screen)
{
    return screen->state;
}

/* ---- writing the page ---- */

static void write_since(struct sheet *sheet, const json_t *json, int64_t now)
{
    char when[32], text[512];
    const json_t *since = json_object_get(json, "since");
    if (!json_is_object(since))
        return;
    (void)snprintf(text, sizeof text, say("Since %s: %s"),
                   words_moment(when, sizeof when, now, desk_time(since, "at")),
                   desk_text(since, "text"));
    sheet_wrapped(sheet, STYLE_TEXT, 0, "", text);
    sheet_rule(sheet);
}

static void write_first(struct sheet *sheet, const json_t *json, int64_t now)
{
    char when[32], who[96], line[512];
    const json_t *first = json_object_get(json, "first");
    size_t i;
    json_t *row;
    int cells = sheet_cols(sheet) - 30;
    sheet_heading(sheet, say("DO FIRST"));
    if (json_array_size(first) == 0)
        sheet_line(sheet, STYLE_TEXT, NULL, NULL, say("Nothing presses now."));
    json_array_foreach((json_t *)first, i, row)
    {
        char reason[256];
        int64_t at = desk_time(row, "at");
        int born = (int)desk_int(row, "birth_year");
        (void)snprintf(who, sizeof who, born > 0 ? "%s %d" : "%s", desk_text(row, "name"), born);
        (void)snprintf(reason, sizeof reason, "%s%s%s", desk_text(row, "reason"),
                       at != 0 ? " " : "", at != 0 ? words_moment(when, sizeof when, now, at) : "");
        (void)snprintf(line, sizeof line, "%-20.20s %-*.*s %s", who, cells, cells, reason,
                       desk_text(row, "ref"));
        sheet_line(sheet, STYLE_TEXT, desk_text(row, "ref"), NULL, line);
    }
}

static const char *count_text(char *out, size_t size, int64_t count)
{
    (void)snprintf(out, size, count > 999 ? "999+" : "%d", (int)count);
    return out;
}

static void write_groups(struct sheet *sheet, const json_t *json, int64_t now)
{
    char line[512], count[16], oldest[16], index[24];
    size_t i;
    json_t *group;
    (void)snprintf(line, sizeof line, "%-30s%5s  %-7s %s", say("WORK"), say("COUNT"), say("OLDEST"),
                   say("WORST"));
    sheet_heading(sheet, line);
    json_array_foreach(json_object_get(json, "groups"), i, group)
    {
        int64_t n = desk_int(group, "count"), since = desk_time(group, "oldest");
        enum style style =
            n > 0 && strcmp(desk_text(group, "key"), "late") == 0 ? STYLE_ALARM : STYLE_TEXT;
        (void)snprintf(index, sizeof index, "%zu", i);
        (void)snprintf(line, sizeof line, "%-28s%5s  %-7s %s", desk_text(group, "label"),
                       count_text(count, sizeof count, n),
                       since != 0 ? words_span(oldest, sizeof oldest, now - since) : "",
                       desk_text(group, "worst"));
        sheet_line(sheet, n > 0 ? style : STYLE_TEXT, desk_text(group, "worst_ref"), index, line);
    }
}

static void write_ages(struct sheet *sheet, const json_t *json)
{
    const json_t *ages = json_object_get(json, "ages");
    struct console *console = sheet->screen->console;
    char line[256], bar[128], count[16];
    int64_t most = 0;
    size_t i;
    json_t *band;
    int cells = sheet_cols(sheet) - 22 < 50 ? sheet_cols(sheet) - 22 : 50;
    json_array_foreach((json_t *)ages, i, band) if (desk_int(band, "count") > most) most =
        desk_int(band, "count");
    (void)snprintf(line, sizeof line, say("WAITING SINCE THE NEED BEGAN, %s open"),
                   count_text(count, sizeof count, desk_int(json, "open")));
    sheet_heading(sheet, line);
    json_array_foreach((json_t *)ages, i, band)
    {
        int64_t n = desk_int(band, "count");
        (void)snprintf(line, sizeof line, "%-13s%5s %s", desk_text(band, "label"),
                       count_text(count, sizeof count, n),
                       console_lean(console) ? ""
                                             : picture_bar(bar, sizeof bar, (double)n, (double)most,
                                                           cells, console_blocks(console)));
        sheet_line(sheet, STYLE_TEXT, NULL, NULL, line);
    }
}

static void write(struct screen *screen)
{
    struct today *today = today_of(screen);
    int64_t now = desk_now(desk_of(screen));
    sheet_begin(&today->sheet);
    write_since(&today->sheet, today->json, now);
    write_first(&today->sheet, today->json, now);
    write_groups(&today->sheet, today->json, now);
    sheet_rule(&today->sheet);
    write_ages(&today->sheet, today->json);
    sheet_end(&today->sheet);
}

/* ---- reading ---- */

/* The cursor begins on the first line that leads somewhere. */
static void select_first(struct today *today)
{
    const struct list *list = &today->sheet.list;
    for (int i = 0; i < list->count; i++) {
        const struct sheet_line *line = list->rows[i].data;
        if (line->target[0] != '\0' || line->detail[0] != '\0') {
            (void)list_select(&today->sheet.list, list->rows[i].id);
            return;
        }
    }
}

static void today_came(struct screen *screen, void *data, const struct reply *reply,
                       const struct failure *failure)
{
    (void)data;
    struct today *today = today_of(screen);
    today->asked = false;
    if (failure != NULL) {
        console_refuse_failure(screen->console, failure);
        screen_dirty(screen, DRAW_NOTICE);
        return;
    }
    bool first = today->json == NULL;
    json_decref(today->json);
    today->json = desk_json(reply);
    write(screen);
    if (first)
        select_first(today);
    screen_dirty(screen, DRAW_ALL);
}

static void load(struct screen *screen)
{
    struct today *today = today_of(screen);
    if (today->asked)
        return;
    today->asked = true;
    desk_ask(screen, say("reading today"), "SELECT api.today()", GATEWAY_NO_VALUES, today_came,
             NULL);
}

static bool open(struct screen *screen, const void *argument, struct failure *f)
{
    (void)argument;
    (void)f;
    sheet_open(&today_of(screen)->sheet, screen);
    return true;
}

static void close_today(struct screen *screen)
{
    struct today *today = today_of(screen);
    desk_forget(screen);
    sheet_close(&today->sheet);
    json_decref(today->json);
}

static void title(struct screen *screen, char *out, size_t size)
{
    (void)snprintf(out, size, say("TODAY  %s"), desk_text(today_of(screen)->json, "title"));
}

static void draw(struct screen *screen, struct area area)
{
    struct today *today = today_of(screen);
    if (today->json != NULL) {
        sheet_draw(&today->sheet, area);
        return;
    }
    draw_text(screen->console, area.row, area.col, area.cols, STYLE_TEXT, say("Reading…"));
    draw_cursor(screen->console, area.row, area.col);
}

static void hint(struct screen *screen, struct hints *hints)
{
    const struct sheet_line *line = sheet_selected(&today_of(screen)->sheet);
    if (line != NULL && (line->target[0] != '\0' || line->detail[0] != '\0'))
        hint_add(hints, ACTION_OPEN, say("go there"));
    hint_add(hints, ACTION_QUEUE, NULL);
    if (desk_has_duty(desk_of(screen), "refer"))
        hint_add(hints, ACTION_REFERRAL, say("new referral"));
    hint_add(hints, ACTION_PEOPLE, say("find somebody"));
    hint_add(hints, ACTION_DIRECTORY, NULL);
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
    struct queue_view view = {desk_text(group, "scope"), text, desk_text(group, "label")};
    (void)console_push(screen->console, &queue_screen, &view);
    free(text);
    return SCREEN_NOTHING;
}

static unsigned open_selected(struct screen *screen)
{
    const struct today *today = today_of(screen);
    const struct sheet_line *line = sheet_selected(&today->sheet);
    if (line == NULL)
        return SCREEN_NOTHING;
    if (line->detail[0] != '\0') {
        size_t index = strtoul(line->detail, NULL, 10);
        return open_group(screen, json_array_get(json_object_get(today->json, "groups"), index),
                          line->target);
    }
    if (line->target[0] != '\0')
        (void)console_push(screen->console, &item_screen, line->target);
    return SCREEN_NOTHING;
}

static unsigned act(struct screen *screen, const struct invocation *invocation)
{
    return invocation->action == ACTION_OPEN ? open_selected(screen) : (unsigned)SCREEN_PASS;
}

static unsigned event(struct screen *screen, const struct screen_event *event)
{
    struct today *today = today_of(screen);
    if (event->kind == EVENT_RESIZED && today->json != NULL) {
        write(screen);
        return DRAW_ALL;
    }
    bool changed = event->kind == EVENT_SENT && event->on_top &&
                   (event->sent == DESK_CHANGED || event->sent == DESK_POLL);
    if (changed || event->kind == EVENT_RETURNED ||
        (event->kind == EVENT_SENT && event->sent == DESK_ME && today->json != NULL))
        load(screen);
    return SCREEN_NOTHING;
}

const struct screen_ops today_screen = {
    .name = "today",
    .state_size = sizeof(struct today),
    .open = open,
    .load = load,
    .title = title,
    .draw = draw,
    .hint = hint,
    .act = act,
    .event = event,
    .close = close_today,
};
