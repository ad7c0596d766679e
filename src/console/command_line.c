/* The ":" line: an action by its name, or the beginning of it, and what belongs to it. */
#include "console/internal.h"
#include "holdfast/console/text.h"
#include "holdfast/util/say.h"

#include <stdio.h>
#include <string.h>

/* How many actions begin with the len bytes at word; first gets one of them. An exact name counts
 * alone. */
static int matches(const struct action_table *own, const char *word, size_t len, int *first)
{
    int found = 0, exact = action_find(own, word, len);
    *first = exact;
    if (exact != ACTION_NONE)
        return 1;
    for (int id = action_count(own); id-- > 0;)
        if (strncmp(action_row(own, id)->name, word, len) == 0) {
            *first = id;
            found++;
        }
    return found;
}

static unsigned run(struct screen *screen, void *context, const char *text)
{
    (void)context;
    struct console *console = screen->console;
    if (text == NULL)
        return DRAW_ALL;
    int action;
    text += strspn(text, " ");
    size_t len = strcspn(text, " ");
    if (len == 0)
        return DRAW_ALL;
    int found = matches(keymap_actions(console->options.keymap), text, len, &action);
    if (found == 1) {
        const char *argument = text + len + strspn(text + len, " ");
        struct invocation invocation = {action, argument, console->now};
        return dispatch_action(console, &invocation) | DRAW_HINT;
    }
    if (found == 0)
        console_refuse(console, say("There is no action \"%.*s\"; ? names them all."), (int)len,
                       text);
    else
        console_refuse(console, say("\"%.*s\" begins several actions: type more, or Tab."),
                       (int)len, text);
    return DRAW_ALL;
}

unsigned command_line_open(struct console *console, struct screen *screen)
{
    overlay_ask(console, screen, ":", "", run, NULL, true);
    return DRAW_HINT;
}

static size_t shared_start(const char *a, const char *b, size_t len)
{
    size_t same = 0;
    while (same < len && a[same] != '\0' && a[same] == b[same])
        same++;
    return same;
}

void command_line_complete(struct console *console)
{
    const struct action_table *own = keymap_actions(console->options.keymap);
    struct editor *editor = &console->overlay.editor;
    const char *word = editor_text(editor);
    size_t len = strlen(word), common = 0;
    const char *first = NULL;
    int found = 0;
    struct buffer names = {0};
    for (int id = 0; id < action_count(own); id++) {
        const char *name = action_row(own, id)->name;
        if (strncmp(name, word, len) != 0)
            continue;
        common = first == NULL ? strlen(name) : shared_start(first, name, common);
        first = first == NULL ? name : first;
        found++;
        buffer_print(&names, "%s ", name);
    }
    if (found > 0) {
        struct buffer text = {0};
        buffer_add(&text, first, common);
        buffer_text(&text, found == 1 ? " " : "");
        editor_set(editor, text.data);
        buffer_free(&text);
    }
    if (found != 1)
        console_refuse(console, "%s", found > 0 ? names.data : say("No action begins like this."));
    buffer_free(&names);
}
