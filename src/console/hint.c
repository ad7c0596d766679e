#include "console/internal.h"
#include "holdfast/console/text.h"
#include "holdfast/util/say.h"

#include <stdio.h>

enum { HINTS_MAX = 40, HINT_BYTES = 160 };

struct hints {
    const struct keymap *keymap;
    char items[HINTS_MAX][HINT_BYTES];
    int count;
};

void hint_add(struct hints *hints, int action, const char *text)
{
    char key[32];
    if (hints->count == HINTS_MAX)
        return;
    if (text == NULL)
        text = action_row(keymap_actions(hints->keymap), action)->brief;
    (void)keymap_label(hints->keymap, action, key, sizeof key);
    if (text == NULL || (key[0] == ':' && key[1] != '\0'))
        return;
    (void)snprintf(hints->items[hints->count++], HINT_BYTES, "%s %s", key, text);
}

void hint_text(struct hints *hints, const char *text)
{
    if (hints->count < HINTS_MAX)
        (void)snprintf(hints->items[hints->count++], HINT_BYTES, "%s", text);
}

static void usual_hints(struct hints *hints, const struct screen *screen)
{
    if (screen->form != NULL) {
        hint_text(hints, say("Tab next field"));
        hint_text(hints, say("Shift-Tab field before"));
        hint_text(hints, say("Enter next, sends behind the last"));
        hint_text(hints, say("Esc leave"));
        return;
    }
    if (screen->list != NULL) {
        hint_add(hints, ACTION_OPEN, NULL);
        hint_add(hints, ACTION_SEARCH, NULL);
    }
    hint_add(hints, ACTION_BACK, NULL);
}

/* As many items as fit before the last one, which always stays. */
static void join(const struct hints *hints, const char *last, int cells, struct buffer *out)
{
    int left = cells - text_width(last);
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
    struct hints hints = {.keymap = console->options.keymap};
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
