#include "holdfast/console/help.h"

#include "holdfast/console/draw.h"
#include "holdfast/console/loop.h"
#include "holdfast/console/text.h"
#include "holdfast/util/say.h"

#include <stdio.h>
#include <string.h>

/* Whether a group was already told by an action before this one. */
static bool told(const struct action_table *own, int id)
{
    for (int before = 0; before < id; before++)
        if (!(action_row(own, before)->flags & ACTION_HIDDEN) &&
            strcmp(action_row(own, before)->group, action_row(own, id)->group) == 0)
            return true;
    return false;
}

static bool is_shown(const struct keymap *keymap, int id)
{
    return !(action_row(keymap_actions(keymap), id)->flags & ACTION_HIDDEN) ||
           (id == ACTION_PREFIX && keymap_is_safe(keymap));
}

size_t help_lines(const struct keymap *keymap, struct arena *arena, struct help_line **lines)
{
    const struct action_table *own = keymap_actions(keymap);
    int count = action_count(own);
    size_t written = 0;
    *lines = arena_take(arena, (size_t)count * 2, sizeof **lines);
    for (int id = 0; id < count; id++) {
        const char *group = action_row(own, id)->group;
        if (told(own, id))
            continue;
        (*lines)[written++] = (struct help_line){"", NULL, say(group)};
        for (int member = id; member < count; member++) {
            const struct action *row = action_row(own, member);
            char keys[128];
            if (strcmp(row->group, group) != 0 || !is_shown(keymap, member))
                continue;
            keymap_labels(keymap, member, keys, sizeof keys);
            (*lines)[written++] =
                (struct help_line){arena_text(arena, keys), row->name, say(row->help)};
        }
    }
    return written;
}

struct help {
    struct list list;
};

static enum style cell(void *context, const struct list_row *row, int column, int cells, char *out,
                       size_t size)
{
    (void)cells;
    const struct help_line *line = row->data;
    (void)context;
    if (column == 1 && line->keys[0] == '\0')
        (void)snprintf(out, size, ":%s", line->name);
    else
        (void)snprintf(out, size, "%s",
                       column == 0   ? line->keys
                       : column == 1 ? line->name
                                     : line->text);
    return column == 0 ? STYLE_KEY : STYLE_TEXT;
}

static bool whole_line(void *context, const struct list_row *row, int number, char *out,
                       size_t size, enum style *style)
{
    const struct help_line *line = row->data;
    (void)context;
    (void)number;
    if (line->name != NULL)
        return false;
    (void)snprintf(out, size, "%s", line->text);
    *style = STYLE_HEADING;
    return true;
}

static const struct list_source source = {.cell = cell, .line = whole_line};
static const struct list_column columns[] = {
    {"KEYS", 8, 12, 0, 0, LIST_LEFT},
    {"NAME", 8, 13, 0, 1, LIST_LEFT},
    {"WHAT IT DOES", 20, 40, 1, 0, LIST_LEFT},
};

static void fill(struct screen *screen)
{
    struct help *help = screen->state;
    struct help_line *lines;
    struct list_page *page = list_page_new();
    size_t count = help_lines(console_keymap(screen->console), list_page_arena(page), &lines);
    for (size_t i = 0; i < count; i++)
        list_page_add(page, (int64_t)i, (int64_t)i + 1, &lines[i],
                      lines[i].name == NULL ? LIST_HEADING : 0);
    list_put_all(&help->list, page);
}

static bool open_help(struct screen *screen, const void *argument, struct failure *f)
{
    struct help *help = screen->state;
    (void)argument;
    (void)f;
    list_open(&help->list, &source, help, columns, sizeof columns / sizeof columns[0]);
    help->list.titles = true;
    screen_focus_list(screen, &help->list);
    return true;
}

static void title(struct screen *screen, char *out, size_t size)
{
    (void)screen;
    (void)snprintf(out, size, "%s", say("HELP  What every key does"));
}

/* What a row has no room for stands whole below the list. */
static void draw(struct screen *screen, struct area area)
{
    enum { WHOLE_ROWS = 3, LIST_LEAST = 8 };
    struct help *help = screen->state;
    const struct list_row *row = list_selected(&help->list);
    const struct help_line *line = row != NULL ? row->data : NULL;
    if (area.rows >= LIST_LEAST + WHOLE_ROWS) {
        struct area whole = area_take_bottom(&area, WHOLE_ROWS);
        draw_rule(screen->console, area_take_top(&whole, 1));
        (void)draw_wrapped(screen->console, whole, STYLE_TEXT, line != NULL ? line->text : "");
    }
    list_draw(&help->list, screen->console, area, true);
}

static void hint(struct screen *screen, struct hints *hints)
{
    (void)screen;
    hint_add(hints, ACTION_SEARCH, NULL);
    hint_add(hints, ACTION_BACK, NULL);
}

static void close_help(struct screen *screen)
{
    struct help *help = screen->state;
    list_close(&help->list);
}

const struct screen_ops help_screen = {
    .name = "help",
    .state_size = sizeof(struct help),
    .open = open_help,
    .load = fill,
    .title = title,
    .draw = draw,
    .hint = hint,
    .close = close_help,
};
