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

/* Goes to what the program knows by that name. */
static unsigned open_named(struct console *console, const char *name)
{
    struct invocation invocation = {ACTION_OPEN, name, console->now};
    if (console->options.act == NULL)
        return SCREEN_PASS;
    return console->options.act(console->options.context, console, &invocation);
}

static unsigned run_action(struct console *console, int action, const char *argument)
{
    struct invocation invocation = {action, argument, console->now};
    const struct action *row = action_row(keymap_actions(console->options.keymap), action);
    if (argument[0] == '\0')
        return dispatch_action(console, &invocation) | DRAW_HINT;
    if (!(row->flags & ACTION_NAMED)) {
        console_refuse(console,
                       say(":%s is done to what the cursor is on, and takes nothing behind it. "
                           ":%s goes there first."),
                       row->name, argument);
        return DRAW_ALL;
    }
    if (action != ACTION_OPEN)
        return dispatch_action(console, &invocation) | DRAW_HINT;
    unsigned answer = open_named(console, argument);
    if (answer & SCREEN_PASS)
        console_refuse(console, say("There is nothing called \"%s\" to go to."), argument);
    return DRAW_ALL;
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
    if (found == 1)
        return run_action(console, action, text + len + strspn(text + len, " "));
    if (found == 0 && !(open_named(console, text) & SCREEN_PASS))
        return DRAW_ALL;
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
