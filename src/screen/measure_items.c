/* The items behind a number, and what the number means. */
#include "holdfast/screen/measure_items.h"

#include "holdfast/console/loop.h"
#include "holdfast/console/text.h"
#include "holdfast/gateway/answer.h"
#include "holdfast/screen/actions.h"
#include "holdfast/screen/desk.h"
#include "holdfast/screen/measure_words.h"
#include "holdfast/screen/page.h"
#include "holdfast/screen/reference.h"
#include "holdfast/screen/words.h"
#include "holdfast/util/buffer.h"
#include "holdfast/util/say.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST = 500, SLOW_MS = 1000 };

/* Which items: the first is shown first. */
static const struct {
    const char *key, *shown;
} whiches[] = {
    {"numerator", "counted in"}, {"missed", "missed"}, {"denominator", "all that were looked at"}};

enum { NUMERATOR, MISSED, DENOMINATOR, WHICHES = sizeof whiches / sizeof whiches[0] };

struct measure_items {
    struct page page;
    json_t *filter, *measure;
    char since[16]; /* when its weeks begin */
    size_t which;
    int timer;
    bool slow; /* reading takes over a second */
};

static struct measure_items *items_of(const struct screen *screen)
{
    return screen->state;
}

/* ---- writing ---- */

static void write_weeks(struct sheet *sheet, const struct measure_items *items)
{
    char trend[32 * MEASURE_WEEKS];
    struct buffer line = {0};
    if (measure_trend_said(trend, sizeof trend, items->measure)[0] != '\0') {
        buffer_print(&line, say("from %s: %s"), items->since, trend);
        sheet_labelled(sheet, STYLE_TEXT, say("13 weeks"), line.data);
    }
    buffer_free(&line);
}

static size_t next_which(const struct measure_items *items, size_t by);

/* Whom the rows below are: "missed: answered late; 12 of 60. Tab shows: all that were looked at".
 */
static void write_shown(struct sheet *sheet, const struct measure_items *items)
{
    static const char *const counts[] = {
        [NUMERATOR] = "numerator", [MISSED] = "missed", [DENOMINATOR] = "denominator"};
    const json_t *count = json_object_get(items->measure, counts[items->which]);
    const json_t *all = json_object_get(items->measure, "denominator");
    size_t next = next_which(items, 1);
    char key[24];
    static const char *const words[] = {
        [NUMERATOR] = "hit", [MISSED] = "missed_words", [DENOMINATOR] = "noun"};
    const char *more = answer_text(items->measure, words[items->which]);
    struct buffer line = {0};
    buffer_print(&line, "%s%s%s", say(whiches[items->which].shown), more[0] != '\0' ? ": " : "",
                 more);
    if (items->which != DENOMINATOR && json_is_integer(count) && json_is_integer(all))
        buffer_print(&line, say("; %lld of %lld"), (long long)json_integer_value(count),
                     (long long)json_integer_value(all));
    else if (json_is_integer(count))
        buffer_print(&line, "; %lld", (long long)json_integer_value(count));
    keymap_label(console_keymap(sheet->screen->console), ACTION_NEXT_PANE, key, sizeof key);
    if (next != items->which)
        buffer_print(&line, say(". %s shows: %s"), key, say(whiches[next].shown));
    sheet_wrapped(sheet, STYLE_HEADING, 0, "", line.data);
    buffer_free(&line);
}

static void write_head(struct sheet *sheet, const struct measure_items *items)
{
    const json_t *m = items->measure;
    char value[48], share[64], change[48];
    struct buffer line = {0};
    buffer_print(&line, "%s", measure_value(value, sizeof value, m));
    if (measure_share(share, sizeof share, m)[0] != '\0')
        buffer_print(&line, ", %s", share);
    if (answer_int(m, "missed") > 0)
        buffer_print(&line, say(", missed %d"), (int)answer_int(m, "missed"));
    if (measure_change(change, sizeof change, m)[0] != '\0')
        buffer_print(&line, say("; since the period before %s"), change);
    sheet_labelled(sheet, STYLE_TEXT, say("Value"), line.data);
    sheet_labelled(sheet, STYLE_TEXT, say("In words"), answer_text(m, "said"));
    write_weeks(sheet, items);
    sheet_labelled(sheet, STYLE_TEXT, say("Means"), answer_text(m, "definition"));
    sheet_labelled(sheet, STYLE_TEXT, say("Source"), answer_text(m, "source"));
    sheet_labelled(sheet, STYLE_TEXT, say("Note"), answer_text(m, "note"));
    buffer_free(&line);
}

/* Writes text into a column of that many cells, a blank behind it. */
static void add_column(struct buffer *line, const char *head, const char *tail, int cells)
{
    char fitted[512];
    int used = text_fit_before(fitted, sizeof fitted, head, tail, cells);
    buffer_print(line, "%s%*s", fitted, cells - used + 1, "");
}

enum { NAME = 20, WHEN = 14, REF = 9, ORG = 16, WIDE = 40, LABEL_LEAST = 12 };

static int label_cells(const struct sheet *sheet)
{
    int rest = sheet_cols(sheet) - NAME - WHEN - ORG - REF - 5;
    return rest > LABEL_LEAST ? rest : LABEL_LEAST;
}

static void write_titles(struct sheet *sheet)
{
    struct buffer line = {0};
    add_column(&line, say("COUNTED"), "", WHEN);
    add_column(&line, say("PERSON, BORN"), "", NAME);
    add_column(&line, say("WHAT"), "", label_cells(sheet));
    add_column(&line, say("WITH"), "", ORG);
    buffer_text(&line, say("REF"));
    sheet_line(sheet, STYLE_HEADING, NULL, NULL, line.data);
    buffer_free(&line);
}

static void write_item(struct sheet *sheet, const json_t *item, int64_t now)
{
    char when[32], born[16] = "", words[96];
    struct buffer line = {0};
    int rest = label_cells(sheet);
    bool withheld = answer_bool(item, "withheld") || answer_text(item, "name")[0] == '\0';
    if (answer_int(item, "birth_year") > 0)
        (void)snprintf(born, sizeof born, " %d", (int)answer_int(item, "birth_year"));
    bool wide = rest >= WIDE && answer_text(item, "words")[0] != '\0';
    (void)snprintf(words, sizeof words, "%s%s%s", answer_text(item, "label"), wide ? ": " : "",
                   wide ? answer_text(item, "words") : "");
    add_column(&line, words_moment(when, sizeof when, now, answer_time(item, "at")), "", WHEN);
    add_column(&line, withheld ? say("(not shown)") : answer_text(item, "name"),
               withheld ? "" : born, NAME);
    add_column(&line, words, "", rest);
    add_column(&line, answer_text(item, "organization"), "", ORG);
    buffer_text(&line, answer_text(item, "ref"));
    sheet_line(sheet, STYLE_TEXT, answer_text(item, "ref"), NULL, line.data);
    buffer_free(&line);
}

static void write(struct page *page, int64_t now)
{
    struct measure_items *items = items_of(page->screen);
    const json_t *rows = json_object_get(page->json, "items");
    size_t i;
    json_t *row;
    items->slow = false;
    write_head(&page->sheet, items);
    sheet_rule(&page->sheet);
    write_shown(&page->sheet, items);
    if (json_array_size(rows) > 0)
        write_titles(&page->sheet);
    if (json_array_size(rows) == 0)
        sheet_line(&page->sheet, STYLE_TEXT, NULL, NULL,
                   answer_bool(items->measure, "suppressed")
                       ? say("Small numbers are not told, nor the items behind them.")
                       : say("There are no such items, or none that you may see."));
    json_array_foreach ((json_t *)rows, i, row)
        write_item(&page->sheet, row, now);
    if (json_is_object(json_object_get(page->json, "next")))
        sheet_line(&page->sheet, STYLE_TEXT, NULL, NULL,
                   say("The newest of them. Narrow the period or the organization for the rest."));
}

/* The cursor begins on the first item. */
static void select_first(struct page *page)
{
    struct list *list = &page->sheet.list;
    for (int i = 0; i < list->count; i++)
        if (((const struct sheet_line *)list->rows[i].data)->target[0] != '\0') {
            (void)list_select(list, list->rows[i].id);
            return;
        }
}

static const struct page_ops items_page = {.what = "reading the items behind the number",
                                           .sql = "SELECT api.measure_items($1::jsonb)",
                                           .write = write,
                                           .first = select_first};

/* ---- what is asked ---- */

static void took_long(struct console *console, void *context)
{
    (void)console;
    struct screen *screen = context;
    struct measure_items *items = items_of(screen);
    items->timer = 0;
    items->slow = items->page.asked;
    screen_dirty(screen, DRAW_ALL);
}

static void ask(struct screen *screen)
{
    struct measure_items *items = items_of(screen);
    (void)json_object_set_new(items->filter, "which", json_string(whiches[items->which].key));
    char *text = json_dumps(items->filter, JSON_COMPACT);
    page_turn(screen, text);
    console_timer_clear(screen->console, items->timer);
    items->timer = console_timer_set(screen->console, screen, SLOW_MS, took_long, screen);
    free(text);
}

static bool open(struct screen *screen, const void *argument, struct failure *f)
{
    const struct measure_items_view *view = argument;
    struct measure_items *items = items_of(screen);
    (void)f;
    items->filter = json_deep_copy(view->filter);
    items->measure = json_deep_copy(view->measure);
    (void)measure_since(items->since, sizeof items->since, view->table);
    (void)json_object_set(items->filter, "measure", json_object_get(items->measure, "measure"));
    (void)json_object_set(items->filter, "part", json_object_get(items->measure, "part"));
    (void)json_object_set_new(items->filter, "n", json_integer(MOST));
    page_open(screen, &items_page, NULL);
    return true;
}

static void close_items(struct screen *screen)
{
    struct measure_items *items = items_of(screen);
    page_close(screen);
    json_decref(items->filter);
    json_decref(items->measure);
}

static void title(struct screen *screen, char *out, size_t size)
{
    const struct measure_items *items = items_of(screen);
    if (items->slow)
        (void)snprintf(out, size, "%s", say("BEHIND  still reading…"));
    else
        (void)snprintf(out, size, say("BEHIND  %s"), answer_text(items->measure, "label"));
}

/* The next ones in that direction that this measure has: not every one can be missed. */
static size_t next_which(const struct measure_items *items, size_t by)
{
    size_t which = (items->which + by) % WHICHES;
    bool misses = answer_text(items->measure, "missed_words")[0] != '\0' &&
                  json_is_integer(json_object_get(items->measure, "missed"));
    return which == MISSED && !misses ? (which + by) % WHICHES : which;
}

static unsigned turn(struct screen *screen, size_t by)
{
    struct measure_items *items = items_of(screen);
    if (items->page.asked) /* what comes back is of the ones that were asked for */
        return SCREEN_NOTHING;
    items->which = next_which(items, by);
    ask(screen);
    return DRAW_ALL;
}

static void hint(struct screen *screen, struct hints *hints)
{
    const struct measure_items *items = items_of(screen);
    const struct sheet_line *line = page_selected(screen);
    if (line != NULL && line->target[0] != '\0')
        hint_add(hints, ACTION_OPEN, NULL);
    hint_add(hints, ACTION_NEXT_PANE, say(whiches[next_which(items, 1)].shown));
    hint_add(hints, ACTION_SEARCH, NULL);
    hint_add(hints, ACTION_BACK, NULL);
}

static unsigned act(struct screen *screen, const struct invocation *invocation)
{
    const struct sheet_line *line = page_selected(screen);
    switch (invocation->action) {
    case ACTION_OPEN:
        return line != NULL && line->target[0] != '\0' ? reference_open(screen, line->target)
                                                       : (unsigned)SCREEN_PASS;
    case ACTION_NEXT_PANE:
        return turn(screen, 1);
    case ACTION_BEFORE_PANE:
        return turn(screen, WHICHES - 1);
    default:
        return SCREEN_PASS;
    }
}

/* Counting again takes its time: only where the person comes back to it anew. */
static unsigned event(struct screen *screen, const struct screen_event *event)
{
    bool told = event->kind == EVENT_SENT && !desk_withdrew(event);
    return told || event->kind == EVENT_RETURNED ? (unsigned)SCREEN_NOTHING
                                                 : page_event(screen, event);
}

/* Whoever the selected line is about. */
static const char *about(const struct screen *screen)
{
    const struct page *page = &items_of(screen)->page;
    const struct sheet_line *line = page_selected(screen);
    size_t i;
    json_t *row;
    if (line != NULL && line->target[0] != '\0')
        json_array_foreach (json_object_get(page->json, "items"), i, row)
            if (strcmp(answer_text(row, "ref"), line->target) == 0)
                return answer_text(row, "individual_ref");
    return NULL;
}

const struct screen_ops measure_items_screen = {
    .name = "measure_items",
    .state_size = sizeof(struct measure_items),
    .open = open,
    .load = ask,
    .title = title,
    .draw = page_draw,
    .hint = hint,
    .act = act,
    .event = event,
    .about = about,
    .close = close_items,
};
