#include "support/kit_demo.h"

#include "holdfast/console/cover.h"
#include "holdfast/console/draw.h"
#include "holdfast/console/loop.h"
#include "holdfast/console/text.h"

#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

enum { ROWS = 1000 };

enum {
    DEMO_ACT = ACTION_KIT_COUNT,
    DEMO_UNDO,
    DEMO_PICK,
    DEMO_FORM,
    DEMO_REFRESH,
    DEMO_CRASH,
    DEMO_LOCK,
    DEMO_TELL
};

static const struct action rows[] = {
    {"accept", "a", "Act", "Accept it.", "accept", ACTION_ACTS},
    {"undo", "u", "Act", "Take it back.", "undo", ACTION_ACTS},
    {"pick", "d", "Act", "Choose a reason.", "decline", ACTION_ACTS},
    {"form", "R", "Write", "Fill in a form.", "form", 0},
    {"refresh", "r", "Look", "Rows vanish and come.", "refresh", 0},
    {"crash", "", "Look", "End badly.", NULL, 0},
    {"lock", "", "Look", "Lock.", NULL, 0},
    {"tell", "", "Look", "Say what follows.", NULL, ACTION_NAMED},
};
static const struct action_table actions = {rows, sizeof rows / sizeof rows[0]};

static const struct choice reasons[] = {{"no_staff", "No staff", 0},
                                        {"out_of_area", "Outside our area", 0},
                                        {"conflict", "Conflict of interest", 0}};

/* ---- the form ---- */

static const struct choice priorities[] = {
    {"routine", "routine", 0}, {"urgent", "urgent", 0}, {"asap", "as soon as possible", 0}};
enum { FORM_PERSON, FORM_NAME, FORM_PRIORITY, FORM_BY, FORM_WHAT };
static const struct field fields[] = {
    {"person", "Person", "Type some letters of the name.", FIELD_FIND, true, 0, NULL, 0},
    {"name", "Note", "One line.", FIELD_TEXT, false, 20, NULL, 0},
    {"priority", "Priority", "How soon?", FIELD_CHOICE, true, 0, priorities, 3},
    {"by", "Needed by", "A time of day, such as 12:00.", FIELD_TIME, false, 0, NULL, 0},
    {"reasons", "Reasons", "Any of these.", FIELD_MANY, false, 0, reasons, 3},
};

struct form_screen {
    struct screen *screen;
    struct form form;
    char sought[64];
};

static bool check(void *context, struct form *form, int field, const char *value, char *message,
                  size_t size)
{
    int hour, minute;
    (void)context;
    (void)form;
    if (field != FORM_BY)
        return true;
    bool good = sscanf(value, "%d:%d", &hour, &minute) == 2;
    if (good)
        (void)snprintf(message, size, "%02d:%02d today", hour, minute);
    else
        (void)snprintf(message, size, "\"%s\" is not a time of day", value);
    return good;
}

static void answer_find(struct console *console, void *context)
{
    struct form_screen *state = context;
    static const char *const people[] = {"Rivera, Ana 1951", "Rivers, Tom 1960",
                                         "Chu, Walter 1944"};
    static char numbers[3][2] = {"1", "2", "3"};
    struct form_result results[3];
    size_t count = 0;
    (void)console;
    for (size_t i = 0; i < 3; i++)
        if (text_starts(people[i], state->sought))
            results[count++] = (struct form_result){numbers[i], (char *)(uintptr_t)people[i]};
    form_results(&state->form, FORM_PERSON, state->sought, results, count);
    screen_dirty(state->screen, DRAW_BODY);
}

static void find(void *context, struct form *form, int field, const char *text)
{
    struct form_screen *state = context;
    (void)form;
    (void)field;
    (void)snprintf(state->sought, sizeof state->sought, "%s", text);
    (void)console_timer_set(state->screen->console, state->screen, 3, answer_find, state);
}

static unsigned send_form(void *context, struct form *form)
{
    struct form_screen *state = context;
    char text[256];
    (void)snprintf(text, sizeof text, "Sent %s, %s, %s, %s, %s", form_value(form, FORM_PERSON),
                   form_value(form, FORM_NAME), form_value(form, FORM_PRIORITY),
                   form_value(form, FORM_BY), form_value(form, FORM_WHAT));
    console_say(state->screen->console, "%s", text);
    (void)console_pop(state->screen->console, 1, NULL);
    return DRAW_ALL;
}

static const struct form_ops form_ops = {.check = check, .find = find, .send = send_form};

static bool form_screen_open(struct screen *screen, const void *argument, struct failure *f)
{
    struct form_screen *state = screen->state;
    (void)argument;
    (void)f;
    state->screen = screen;
    form_open(&state->form, fields, sizeof fields / sizeof fields[0], &form_ops, state,
              "Send referral");
    screen_focus_form(screen, &state->form);
    return true;
}

static void form_title(struct screen *screen, char *out, size_t size)
{
    (void)screen;
    (void)snprintf(out, size, "FORM");
}

static void form_screen_draw(struct screen *screen, struct area area)
{
    struct form_screen *state = screen->state;
    form_draw(&state->form, screen->console, area);
}

static void form_screen_close(struct screen *screen)
{
    struct form_screen *state = screen->state;
    form_close(&state->form);
}

static const struct screen_ops form_screen = {.name = "form",
                                              .state_size = sizeof(struct form_screen),
                                              .open = form_screen_open,
                                              .title = form_title,
                                              .draw = form_screen_draw,
                                              .close = form_screen_close};

/* ---- the lock ---- */

static void lock_key(void *context, struct console *console, const struct key *key)
{
    (void)context;
    if (key->code == 'o')
        console_uncover(console);
}

static void lock_draw(void *context, struct console *console, struct area all)
{
    (void)context;
    draw_text(console, all.row, all.col, all.cols, STYLE_TITLE, "LOCKED");
}

static const struct cover_ops lock_cover = {lock_draw, lock_key};

/* ---- the list ---- */

struct row {
    int number;
    int done;
};

struct demo {
    struct screen *screen;
    struct list list;
    struct row rows[ROWS + 1];
    int acts;
    bool vanished;
    enum list_side side;
    int64_t edge;
};

static enum style cell(void *context, const struct list_row *row, int column, int cells, char *out,
                       size_t size)
{
    (void)cells;
    const struct row *data = row->data;
    (void)context;
    if (column == 0)
        (void)snprintf(out, size, "%s", row->flags & LIST_GHOST ? "gone" : "in 3h");
    else if (column == 1)
        (void)snprintf(out, size, "Person %d", data->number);
    else if (column == 2)
        (void)snprintf(out, size, "nursing visits");
    else
        (void)snprintf(out, size, data->done ? "DONE %d" : "R-%d",
                       data->done ? data->done : data->number);
    return column == 0 && data->number % 3 == 0 ? STYLE_ALARM : STYLE_TEXT;
}

static bool is_there(const struct demo *demo, int number)
{
    return !demo->vanished || number % 5 != 0;
}

/* Up to LIST_PAGE rows behind or before a number. */
static void give_rows(struct demo *demo, enum list_side side, int64_t edge, struct list_page *page,
                      bool *more)
{
    int picked[LIST_PAGE], count = 0;
    int by = side == LIST_AFTER ? 1 : -1;
    int64_t at = edge + by;
    for (; at >= 1 && at <= ROWS && count < LIST_PAGE; at += by)
        if (is_there(demo, (int)at))
            picked[count++] = (int)at;
    for (int i = 0; i < count; i++) {
        int number = picked[side == LIST_AFTER ? i : count - 1 - i];
        demo->rows[number].number = number;
        list_page_add(page, number * 10, number, &demo->rows[number], 0);
    }
    *more = at >= 1 && at <= ROWS;
}

static void answer_need(struct console *console, void *context)
{
    struct demo *demo = context;
    struct list_page *page = list_page_new();
    bool more;
    (void)console;
    give_rows(demo, demo->side, demo->edge, page, &more);
    list_put(&demo->list, demo->side, page, more);
    screen_dirty(demo->screen, DRAW_BODY | DRAW_HINT);
}

static void need(void *context, enum list_side side, const struct list_row *edge)
{
    struct demo *demo = context;
    demo->side = side;
    demo->edge = edge != NULL ? edge->id : side == LIST_AFTER ? 0 : ROWS + 1;
    (void)console_timer_set(demo->screen->console, demo->screen, 2, answer_need, demo);
}

static const struct list_source source = {.cell = cell, .need = need};
static const struct list_column columns[] = {{"DUE", 8, 10, 0, 0, LIST_LEFT},
                                             {"PERSON", 12, 20, 1, 0, LIST_LEFT},
                                             {"WHAT", 8, 14, 0, 2, LIST_LEFT},
                                             {"REF", 7, 8, 0, 0, LIST_LEFT}};

static bool demo_open(struct screen *screen, const void *argument, struct failure *f)
{
    struct demo *demo = screen->state;
    (void)argument;
    (void)f;
    demo->screen = screen;
    list_open(&demo->list, &source, demo, columns, 4);
    demo->list.titles = true;
    screen_focus_list(screen, &demo->list);
    return true;
}

static void demo_load(struct screen *screen)
{
    struct demo *demo = screen->state;
    if (demo->list.count == 0)
        need(demo, LIST_AFTER, NULL);
}

static void demo_title(struct screen *screen, char *out, size_t size)
{
    struct demo *demo = screen->state;
    (void)snprintf(out, size, "DEMO  acts %d", demo->acts);
}

static void demo_draw(struct screen *screen, struct area area)
{
    struct demo *demo = screen->state;
    struct area below = area_take_bottom(&area, 2);
    draw_rule(screen->console, below);
    list_draw(&demo->list, screen->console, area, true);
}

static void demo_hint(struct screen *screen, struct hints *hints)
{
    (void)screen;
    hint_add(hints, DEMO_ACT, "accept as you");
    hint_add(hints, DEMO_PICK, "decline: no staff who speak Cantonese");
    hint_firm(hints);
    hint_add(hints, ACTION_OPEN, NULL);
}

static unsigned picked(struct screen *screen, void *context, int choice)
{
    (void)context;
    if (choice < 0)
        console_say(screen->console, "Nothing chosen.");
    else
        console_say(screen->console, "Declined: %s.", reasons[choice].label);
    return DRAW_ALL;
}

static unsigned act_on_row(struct demo *demo)
{
    const struct list_row *row = list_selected(&demo->list);
    if (row == NULL)
        return SCREEN_NOTHING;
    demo->rows[row->id].done++;
    demo->acts++;
    (void)list_change(&demo->list, row->id, NULL, LIST_KEEP, 0);
    console_say(demo->screen->console, "Accepted R-%d, act %d.  u undo", demo->rows[row->id].number,
                demo->acts);
    return DRAW_ALL;
}

static unsigned refresh(struct demo *demo)
{
    int first, count;
    bool more;
    struct list_page *page = list_page_new();
    demo->vanished = !demo->vanished;
    list_visible(&demo->list, &first, &count);
    int64_t edge = first > 0 ? demo->list.rows[first - 1].id : 0;
    give_rows(demo, LIST_AFTER, edge, page, &more);
    list_refresh(&demo->list, first > 0 ? &demo->list.rows[first - 1] : NULL, page, more);
    console_say(demo->screen->console, "Refreshed.");
    return DRAW_ALL;
}

static unsigned demo_act(struct screen *screen, const struct invocation *invocation)
{
    struct demo *demo = screen->state;
    switch (invocation->action) {
    case DEMO_ACT:
        return act_on_row(demo);
    case DEMO_PICK:
        console_pick(screen->console, screen, "Why?", reasons, 3, picked, NULL);
        return DRAW_ALL;
    case DEMO_FORM:
        (void)console_push(screen->console, &form_screen, NULL);
        return DRAW_ALL;
    case DEMO_REFRESH:
        return refresh(demo);
    case DEMO_CRASH:
        abort();
    case DEMO_LOCK:
        console_cover(screen->console, &lock_cover, NULL);
        return DRAW_ALL;
    case DEMO_TELL:
        console_say(screen->console, "%s", invocation->argument);
        return DRAW_NOTICE;
    default:
        return SCREEN_PASS;
    }
}

static void demo_close(struct screen *screen)
{
    struct demo *demo = screen->state;
    list_close(&demo->list);
}

static const struct screen_ops demo_screen = {.name = "demo",
                                              .state_size = sizeof(struct demo),
                                              .open = demo_open,
                                              .load = demo_load,
                                              .title = demo_title,
                                              .draw = demo_draw,
                                              .hint = demo_hint,
                                              .act = demo_act,
                                              .close = demo_close};

/* ---- the program ---- */

static void clock_text(void *context, char *out, size_t size)
{
    (void)context;
    (void)snprintf(out, size, "Fri 20 Nov 17:05 EST");
}

static void lock(struct console *console, void *context, bool over)
{
    (void)context;
    if (over)
        console_cover(console, &lock_cover, NULL);
    else
        console_refuse(console, "It will lock.");
}

static void woken(struct console *console, int fd, short events, void *context)
{
    uint64_t count;
    (void)events;
    (void)context;
    if (read(fd, &count, sizeof count) == sizeof count)
        console_who(console, "Maria Soto");
}

static bool has_option(int argc, char **argv, const char *name)
{
    for (int i = 1; i < argc; i++)
        if (strcmp(argv[i], name) == 0)
            return true;
    return false;
}

static int fail(struct keymap *keymap, const struct failure *f)
{
    keymap_free(keymap);
    failure_print(f, stderr);
    return f->status;
}

int kit_demo(int argc, char **argv)
{
    struct failure f = {0};
    struct theme theme;
    const char *name = NULL;
    for (int i = 1; i + 1 < argc; i++)
        if (strcmp(argv[i], "--theme") == 0)
            name = argv[i + 1];
    struct keymap *keymap = keymap_new(&actions, &f);
    if (keymap == NULL || !keymap_check(keymap, &f) || !theme_load(&theme, name, &f))
        return fail(keymap, &f);
    keymap_safe(keymap, has_option(argc, argv, "--safe"));
    struct console_options options = {.keymap = keymap,
                                      .theme = &theme,
                                      .no_color = has_option(argc, argv, "--no-color"),
                                      .lean = has_option(argc, argv, "--lean"),
                                      .clock = clock_text};
    struct console *console = console_open(&options, &f);
    if (console == NULL)
        return fail(keymap, &f);
    int fd = eventfd(1, EFD_CLOEXEC | EFD_NONBLOCK);
    (void)console_watch(console, fd, POLLIN, woken, NULL);
    if (has_option(argc, argv, "--idle"))
        console_idle(console, 150, 50, lock, NULL);
    int status = console_run(console, &demo_screen, NULL, &f);
    console_close(console);
    keymap_free(keymap);
    (void)close(fd);
    return status;
}
