#include "console/internal.h"
#include "holdfast/console/text.h"
#include "holdfast/util/say.h"

#include <stdio.h>
#include <string.h>

enum { HINTS_MAX = 40, HINT_BYTES = 160 };

struct hints {
    const struct keymap *keymap;
    bool lowest; /* nothing is below the screen */
    char items[HINTS_MAX][HINT_BYTES], briefs[HINTS_MAX][HINT_BYTES];
    int count;
    int firm;   /* so many of the first ones stay as they are */
    int wanted; /* so many, with those, are told in brief rather than left out */
};

void hint_add(struct hints *hints, int action, const char *text)
{
    char key[32];
    /* To where nothing is there is no way; a screen that takes the key itself says what it does. */
    if (hints->count == HINTS_MAX || (action == ACTION_BACK && text == NULL && hints->lowest))
        return;
    if (text == NULL)
        text = action_row(keymap_actions(hints->keymap), action)->brief;
    (void)keymap_label(hints->keymap, action, key, sizeof key);
    if (text == NULL || (key[0] == ':' && key[1] != '\0'))
        return;
    (void)snprintf(hints->items[hints->count], HINT_BYTES, "%s %s", key, text);
    const char *brief = action_row(keymap_actions(hints->keymap), action)->brief;
    (void)snprintf(hints->briefs[hints->count++], HINT_BYTES, "%s %s", key,
                   brief != NULL && brief[0] != '\0' ? brief : text);
}

void hint_firm(struct hints *hints)
{
    hints->firm = hints->count;
}

void hint_wanted(struct hints *hints)
{
    hints->wanted = hints->count;
}

void hint_text(struct hints *hints, const char *text)
{
    if (hints->count == HINTS_MAX)
        return;
    (void)snprintf(hints->briefs[hints->count], HINT_BYTES, "%s", text);
    (void)snprintf(hints->items[hints->count++], HINT_BYTES, "%s", text);
}

static void usual_hints(struct hints *hints, const struct screen *screen)
{
    if (screen->form != NULL) {
        hint_text(hints, say("Tab next field"));
        hint_text(hints, say("Shift-Tab before"));
        hint_text(hints, say("Enter next, behind the last sends"));
        hint_text(hints, say("Esc leave"));
        return;
    }
    if (screen->list != NULL) {
        hint_add(hints, ACTION_OPEN, NULL);
        hint_add(hints, ACTION_SEARCH, NULL);
    }
    hint_add(hints, ACTION_BACK, NULL);
}

static int width_of(const struct hints *hints, int count)
{
    int cells = 0;
    for (int i = 0; i < count; i++)
        cells += text_width(hints->items[i]) + 2;
    return cells;
}

/* Room for what is wanted: the last of them are told in brief first. */
static void make_room(struct hints *hints, int cells)
{
    for (int i = hints->wanted - 1; i >= hints->firm && width_of(hints, hints->wanted) > cells; i--)
        if (text_width(hints->briefs[i]) < text_width(hints->items[i]))
            memcpy(hints->items[i], hints->briefs[i], HINT_BYTES);
}

/* A firm one keeps its key, and at least so much behind what it is called in brief. */
enum { FIRM_REST = 4 };

static int least_of(const struct hints *hints, int i)
{
    return text_width(hints->briefs[i]) + FIRM_REST;
}

/* The longest of the firm ones is cut where they do not fit all: a name tells itself from its
 * beginning, but a key that is not shown is not known. */
static void cut_firm(struct hints *hints, int cells)
{
    char whole[HINT_BYTES];
    for (int over; (over = width_of(hints, hints->firm) - cells) > 0;) {
        int longest = -1;
        for (int i = 0; i < hints->firm; i++)
            if (text_width(hints->items[i]) > least_of(hints, i) &&
                (longest < 0 || text_width(hints->items[i]) > text_width(hints->items[longest])))
                longest = i;
        if (longest < 0)
            return;
        int rest = text_width(hints->items[longest]) - over, least = least_of(hints, longest);
        memcpy(whole, hints->items[longest], HINT_BYTES);
        (void)text_fit(hints->items[longest], HINT_BYTES, whole, rest > least ? rest : least);
    }
}

/* As many items as fit before the last one, which always stays. */
static void join(struct hints *hints, const char *last, int cells, struct buffer *out)
{
    int left = cells - text_width(last);
    make_room(hints, left);
    cut_firm(hints, left);
    for (int i = 0; i < hints->count; i++) {
        int need = text_width(hints->items[i]) + 2;
        if (need > left)
            break;
        buffer_print(out, "%s  ", hints->items[i]);
        left -= need;
    }
    buffer_text(out, last);
}

void hint_write(struct console *console, struct buffer *out)
{
    const struct screen *screen = console->top;
    struct hints hints = {.keymap = console->options.keymap, .lowest = screen->below == NULL};
    char key[32], last[64] = "";
    if (screen->ops->hint != NULL)
        screen->ops->hint(console->top, &hints);
    else
        usual_hints(&hints, screen);
    if (screen->form == NULL && !(screen->ops->flags & SCREEN_WRITES))
        (void)snprintf(last, sizeof last, "%s %s",
                       keymap_label(hints.keymap, ACTION_HELP, key, sizeof key), say("more"));
    join(&hints, last, console->frame.hint.cols, out);
}
