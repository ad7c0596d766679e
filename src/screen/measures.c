/* Screen 7: how well the network does, and what is behind each number. */
#include "holdfast/screen/measures.h"

#include "holdfast/console/draw.h"
#include "holdfast/console/loop.h"
#include "holdfast/console/picker.h"
#include "holdfast/gateway/answer.h"
#include "holdfast/screen/actions.h"
#include "holdfast/screen/desk.h"
#include "holdfast/screen/measure_items.h"
#include "holdfast/screen/measure_words.h"
#include "holdfast/screen/page.h"
#include "holdfast/screen/words.h"
#include "holdfast/util/say.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "screen/measure_sheet.h"

enum { SLOW_MS = 1000, DEFINITION_ROWS = 6, ROWS_WITH_DEFINITION = 18, WEEK = 7 };

struct measures {
    struct page page;
    json_t *only; /* what it is narrowed to: org, role, service_type */
    size_t by;    /* of bys */
    int weeks;    /* how many the period has */
    int back;     /* how many periods before the last whole one */
    int timer;
    const char *wanted; /* of only: what is being asked for */
    bool slow;          /* counting takes over a second */
};

static const struct {
    const char *key, *words;
} bys[] = {{NULL, "all together"},
           {"organization", "by organization"},
           {"role", "by role"},
           {"service_type", "by service"}};

enum { BYS = sizeof bys / sizeof bys[0] };

static struct measures *measures_of(const struct screen *screen)
{
    return screen->state;
}

/* ---- what is asked ---- */

/* Noon of the Sunday of the last whole week, that many days moved. */
static void day_of(char out[16], int64_t now, int days)
{
    time_t seconds = (time_t)(now / MICROSECONDS);
    struct tm day;
    (void)localtime_r(&seconds, &day);
    day.tm_mday += days - ((day.tm_wday + WEEK - 1) % WEEK + 1);
    day.tm_hour = 12;
    (void)mktime(&day);
    (void)strftime(out, 16, "%Y-%m-%d", &day);
}

static json_t *filter_of(const struct measures *m, int64_t now)
{
    char from[16], to[16];
    json_t *filter = json_deep_copy(m->only);
    int length = m->weeks * WEEK;
    day_of(to, now, -m->back * length);
    day_of(from, now, -(m->back + 1) * length + 1);
    (void)json_object_set_new(filter, "from", json_string(from));
    (void)json_object_set_new(filter, "to", json_string(to));
    if (bys[m->by].key != NULL)
        (void)json_object_set_new(filter, "by", json_string(bys[m->by].key));
    return filter;
}

static void took_long(struct console *console, void *context)
{
    (void)console;
    struct screen *screen = context;
    struct measures *m = measures_of(screen);
    m->timer = 0;
    m->slow = m->page.asked;
    screen_dirty(screen, DRAW_ALL);
}

static void load(struct screen *screen)
{
    struct measures *m = measures_of(screen);
    json_t *filter = filter_of(m, desk_now(desk_of(screen)));
    char *text = json_dumps(filter, JSON_COMPACT);
    page_turn(screen, text);
    console_timer_clear(screen->console, m->timer);
    m->timer = console_timer_set(screen->console, screen, SLOW_MS, took_long, screen);
    free(text);
    json_decref(filter);
}

static void narrow(struct measures *m, const char *key, const char *value)
{
    if (value != NULL && value[0] != '\0')
        (void)json_object_set_new(m->only, key, json_string(value));
    else
        (void)json_object_del(m->only, key);
}

/* ---- the page ---- */

static void write(struct page *page, int64_t now)
{
    struct measures *m = measures_of(page->screen);
    (void)now;
    m->slow = false;
    measure_sheet_write(&page->sheet, page->json, m->by > 0 ? say(bys[m->by].words) : "");
}

/* The cursor begins on the first measure. */
static void select_first(struct page *page)
{
    struct list *list = &page->sheet.list;
    for (int i = 0; i < list->count; i++)
        if (((const struct sheet_line *)list->rows[i].data)->detail[0] != '\0') {
            (void)list_select(list, list->rows[i].id);
            return;
        }
}

static const struct page_ops measures_page = {.what = "counting the measures",
                                              .sql = "SELECT api.measure_table($1::jsonb)",
                                              .slow = true,
                                              .write = write,
                                              .first = select_first};

static bool open(struct screen *screen, const void *argument, struct failure *f)
{
    const struct measures_view *view = argument;
    struct measures *m = measures_of(screen);
    (void)f;
    m->only = json_object();
    m->weeks = 13;
    for (size_t i = 0; view != NULL && view->by != NULL && i < BYS; i++)
        if (bys[i].key != NULL && strcmp(bys[i].key, view->by) == 0)
            m->by = i;
    if (view != NULL) {
        narrow(m, "org", view->org);
        narrow(m, "role", view->role);
        narrow(m, "service_type", view->service_type);
    }
    page_open(screen, &measures_page, NULL);
    return true;
}

static void close_measures(struct screen *screen)
{
    page_close(screen);
    json_decref(measures_of(screen)->only);
}

/* "24 Aug", of the period that is being counted. */
static void asked_days(const struct measures *m, int64_t now, char from[16], char to[16])
{
    char iso[16];
    int length = m->weeks * WEEK;
    day_of(iso, now, -(m->back + 1) * length + 1);
    (void)words_day(from, 16, iso, "%e %b");
    day_of(iso, now, -m->back * length);
    (void)words_day(to, 16, iso, "%e %b");
}

/* The period; of whom and by what is the first line. */
static void title(struct screen *screen, char *out, size_t size)
{
    const struct measures *m = measures_of(screen);
    char from[16], to[16];
    if (m->slow) {
        asked_days(m, desk_now(desk_of(screen)), from, to);
        (void)snprintf(out, size, say("MEASURES  counting %s to %s…"), from, to);
        return;
    }
    (void)measure_day(from, sizeof from, answer_time(m->page.json, "from"), false);
    (void)measure_day(to, sizeof to, answer_time(m->page.json, "to") - MICROSECONDS, false);
    if (m->page.json == NULL)
        (void)snprintf(out, size, "MEASURES");
    else
        (void)snprintf(out, size, say("MEASURES  %s to %s"), from, to);
}

/* Which measure the cursor is on, as measure_sheet_at reads it; NULL: on none. */
static const char *selected(const struct screen *screen)
{
    const struct sheet_line *line = page_selected(screen);
    const char *found = line == NULL ? "" : line->detail[0] != '\0' ? line->detail : line->target;
    return found[0] != '\0' ? found : NULL;
}

static const json_t *selected_measure(const struct screen *screen, const json_t **group)
{
    const char *found = selected(screen);
    return found != NULL ? measure_sheet_at(measures_of(screen)->page.json, found, group) : NULL;
}

/* Why nothing is behind the number; NULL: its items are. */
static const char *closed_why(const struct screen *screen, const json_t *m)
{
    if (!answer_bool(measures_of(screen)->page.json, "lists"))
        return say("Items are shown to whoever has the work, coordinators and the audit.");
    return measure_none(m)[0] != '\0' ? answer_text(m, "said") : NULL;
}

/* The selected number in words and what it means, below the list. */
static void draw_definition(struct screen *screen, struct area area)
{
    char text[2048] = "";
    const json_t *m = selected_measure(screen, NULL);
    draw_rule(screen->console, (struct area){area.row, area.col, 1, area.cols});
    struct area rest = {area.row + 1, area.col, area.rows - 1, area.cols};
    if (m != NULL)
        (void)snprintf(text, sizeof text, say("%s: %s Means: %s Source: %s."),
                       answer_text(m, "label"), answer_text(m, "said"),
                       answer_text(m, "definition"), answer_text(m, "source"));
    (void)draw_wrapped(screen->console, rest, STYLE_TEXT, text);
}

static void draw(struct screen *screen, struct area area)
{
    const struct measures *m = measures_of(screen);
    int below = area.rows >= 2 * ROWS_WITH_DEFINITION ? 2 * DEFINITION_ROWS : DEFINITION_ROWS;
    if (console_lean(screen->console) || area.rows < ROWS_WITH_DEFINITION || m->page.json == NULL) {
        page_draw(screen, area);
        return;
    }
    draw_definition(screen,
                    (struct area){area.row + area.rows - below, area.col, below, area.cols});
    area.rows -= below;
    page_draw(screen, area);
}

static void hint(struct screen *screen, struct hints *hints)
{
    const struct measures *m = measures_of(screen);
    const json_t *at = selected_measure(screen, NULL);
    if (at != NULL)
        hint_add(hints, ACTION_OPEN,
                 closed_why(screen, at) != NULL ? say("why not") : say("behind it"));
    hint_add(hints, ACTION_PERIOD_BEFORE, NULL);
    if (m->back > 0)
        hint_add(hints, ACTION_PERIOD_AFTER, NULL);
    hint_add(hints, ACTION_NEXT_PANE, say(bys[(m->by + 1) % BYS].words));
    hint_add(hints, ACTION_FILTER, say("of whom, when"));
    hint_add(hints, ACTION_SEARCH, NULL);
    hint_add(hints, ACTION_BACK, NULL);
}

/* ---- of whom and when ---- */

static const struct choice choices[] = {
    {"1", "The last week", '1'},
    {"4", "4 weeks", '4'},
    {"13", "13 weeks", '3'},
    {"52", "52 weeks", '5'},
    {"org", "One organization", 'o'},
    {"role", "One role", 'r'},
    {"service_type", "One service", 's'},
    {"", "Everything again", 'e'},
};

static unsigned code_given(struct screen *screen, void *context, const char *text)
{
    (void)context;
    if (text == NULL)
        return DRAW_ALL;
    narrow(measures_of(screen), measures_of(screen)->wanted, text);
    load(screen);
    return DRAW_ALL;
}

static unsigned ask_code(struct screen *screen, const char *key)
{
    measures_of(screen)->wanted = key;
    console_ask(screen->console, screen, say("Which, by its id in the policy (empty: all): "),
                answer_text(measures_of(screen)->only, key), code_given, NULL);
    return DRAW_ALL;
}

static unsigned chosen(struct screen *screen, void *context, int choice)
{
    (void)context;
    struct measures *m = measures_of(screen);
    if (choice < 0)
        return DRAW_ALL;
    const char *value = choices[choice].value;
    if (value[0] > '9')
        return ask_code(screen, value);
    m->back = 0;
    if (value[0] != '\0')
        m->weeks = (int)strtol(value, NULL, 10);
    else {
        m->weeks = 13;
        m->by = 0;
        (void)json_object_clear(m->only);
    }
    load(screen);
    return DRAW_ALL;
}

/* ---- keys ---- */

static unsigned move(struct screen *screen, int periods)
{
    struct measures *m = measures_of(screen);
    if (m->back + periods < 0) {
        console_refuse(screen->console, "%s", say("These are the last whole weeks."));
        return DRAW_NOTICE;
    }
    m->back += periods;
    load(screen);
    return DRAW_ALL;
}

static unsigned turn(struct screen *screen, size_t by)
{
    struct measures *m = measures_of(screen);
    m->by = (m->by + by) % BYS;
    load(screen);
    return DRAW_ALL;
}

/* Of a group the items are asked as what the group stands for. */
static unsigned open_items(struct screen *screen)
{
    const struct measures *m = measures_of(screen);
    const json_t *group = NULL, *measure = selected_measure(screen, &group);
    /* What shows is of another time, or of others, than what was asked for. */
    if (m->page.asked) {
        console_refuse(screen->console, "%s",
                       say("Still counting. What is behind a number opens once it is there."));
        return DRAW_NOTICE;
    }
    if (measure == NULL)
        return SCREEN_NOTHING;
    const char *why = closed_why(screen, measure);
    if (why != NULL) {
        console_refuse(screen->console, "%s", why);
        return DRAW_NOTICE;
    }
    json_t *filter = filter_of(m, desk_now(desk_of(screen)));
    const char *key = answer_text(group, "key");
    (void)json_object_del(filter, "by");
    if (m->by > 0 && key[0] != '\0')
        (void)json_object_set_new(filter, m->by == 1 ? "org" : bys[m->by].key, json_string(key));
    (void)console_push(
        screen->console, &measure_items_screen,
        &(struct measure_items_view){.filter = filter, .measure = measure, .table = m->page.json});
    json_decref(filter);
    return DRAW_ALL;
}

static unsigned act(struct screen *screen, const struct invocation *invocation)
{
    switch (invocation->action) {
    case ACTION_OPEN:
        return open_items(screen);
    case ACTION_PERIOD_BEFORE:
        return move(screen, 1);
    case ACTION_PERIOD_AFTER:
        return move(screen, -1);
    case ACTION_NEXT_PANE:
        return turn(screen, 1);
    case ACTION_BEFORE_PANE:
        return turn(screen, BYS - 1);
    case ACTION_FILTER:
        console_pick(screen->console, screen, say("Of whom, and when"), choices,
                     sizeof choices / sizeof choices[0], chosen, NULL);
        return DRAW_ALL;
    default:
        return SCREEN_PASS;
    }
}

/* Counting takes its time: again only when asked for (Ctrl-L), not with every change. */
static unsigned event(struct screen *screen, const struct screen_event *event)
{
    if (event->kind == EVENT_SELECTED)
        return DRAW_BODY | DRAW_HINT;
    bool told = event->kind == EVENT_SENT && event->sent != DESK_ME;
    return told || event->kind == EVENT_RETURNED ? (unsigned)SCREEN_NOTHING
                                                 : page_event(screen, event);
}

void measures_place(const struct screen *screen, json_t *place)
{
    static const char *const keys[][2] = {
        {"org", "organization"}, {"role", "owner_role"}, {"service_type", "service_type"}};
    const struct measures *m = measures_of(screen);
    json_t *filter = json_object();
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++)
        if (json_object_get(m->only, keys[i][0]) != NULL)
            (void)json_object_set(filter, keys[i][1], json_object_get(m->only, keys[i][0]));
    if (json_object_size(filter) > 0)
        (void)json_object_set(place, "filter", filter);
    if (bys[m->by].key != NULL)
        (void)json_object_set_new(place, "scope", json_string(bys[m->by].key));
    json_decref(filter);
}

const struct screen_ops measures_screen = {
    .name = "measures",
    .state_size = sizeof(struct measures),
    .open = open,
    .load = load,
    .title = title,
    .draw = draw,
    .hint = hint,
    .act = act,
    .event = event,
    .close = close_measures,
};
