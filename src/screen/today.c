/* The first screen of the day. */
#include "holdfast/screen/today.h"

#include "holdfast/console/loop.h"
#include "holdfast/console/picture.h"
#include "holdfast/screen/actions.h"
#include "holdfast/screen/desk.h"
#include "holdfast/screen/item.h"
#include "holdfast/screen/page.h"
#include "holdfast/screen/queue.h"
#include "holdfast/screen/words.h"
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
    json_array_foreach ((json_t *)first, i, row) {
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
    json_array_foreach (json_object_get(json, "groups"), i, group) {
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
    json_array_foreach ((json_t *)ages, i, band)
        if (desk_int(band, "count") > most)
            most = desk_int(band, "count");
    (void)snprintf(line, sizeof line, say("WAITING SINCE THE NEED BEGAN, %s open"),
                   count_text(count, sizeof count, desk_int(json, "open")));
    sheet_heading(sheet, line);
    json_array_foreach ((json_t *)ages, i, band) {
        int64_t n = desk_int(band, "count");
        (void)snprintf(line, sizeof line, "%-13s%5s %s", desk_text(band, "label"),
                       count_text(count, sizeof count, n),
                       console_lean(console) ? ""
                                             : picture_bar(bar, sizeof bar, (double)n, (double)most,
                                                           cells, console_blocks(console)));
        sheet_line(sheet, STYLE_TEXT, NULL, NULL, line);
    }
}

static void write(struct page *page, int64_t now)
{
    write_since(&page->sheet, page->json, now);
    write_first(&page->sheet, page->json, now);
    write_groups(&page->sheet, page->json, now);
    sheet_rule(&page->sheet);
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
                   desk_text(((const struct page *)screen->state)->json, "title"));
}

static void hint(struct screen *screen, struct hints *hints)
{
    const struct sheet_line *line = sheet_selected(&((const struct page *)screen->state)->sheet);
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
    const struct page *page = screen->state;
    const struct sheet_line *line = sheet_selected(&page->sheet);
    if (line == NULL)
        return SCREEN_NOTHING;
    if (line->detail[0] != '\0') {
        size_t index = strtoul(line->detail, NULL, 10);
        return open_group(screen, json_array_get(json_object_get(page->json, "groups"), index),
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
    .close = page_close,
};
