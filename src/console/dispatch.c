/* Who gets a key: what lies over the screen, the screen itself, its form, then, by the keymap, an
 * action; and who gets an action: the screen, its list, the kit, the program. */
#include "console/internal.h"
#include "holdfast/console/help.h"
#include "holdfast/util/say.h"

#include <string.h>

void dispatch_take(struct console *console, struct screen *screen, unsigned answer)
{
    if (screen != NULL && screen == console->top)
        console->dirty |= answer & DRAW_ALL;
}

/* ---- what the kit does by itself ---- */

static unsigned refuse_leaving(struct console *console)
{
    char key[32];
    console_refuse(console, say("This is the first screen. %s leaves the program."),
                   keymap_label(console->options.keymap, ACTION_QUIT, key, sizeof key));
    return DRAW_NOTICE;
}

static unsigned leave_or_stay(struct screen *screen, void *context, int choice)
{
    (void)context;
    if (choice == 0)
        (void)console_pop(screen->console, 0, NULL);
    return DRAW_ALL;
}

static unsigned go_back(struct console *console, const struct invocation *invocation)
{
    static const struct choice choices[] = {{"leave", "leave, lose what was typed", 'l'},
                                            {"stay", "stay here", 's'}};
    (void)invocation;
    struct screen *screen = console->top;
    if (screen->below == NULL)
        return refuse_leaving(console);
    if (screen->form != NULL && screen->form->changed) {
        console_pick(console, screen, say("What you typed was not sent."), choices, 2,
                     leave_or_stay, NULL);
        return DRAW_ALL;
    }
    (void)console_pop(console, 0, NULL);
    return DRAW_ALL;
}

static unsigned go_away(struct console *console, const struct invocation *invocation)
{
    (void)invocation;
    console->dismissed = true;
    console_quit(console, EX_OK);
    return SCREEN_NOTHING;
}

static unsigned show_help(struct console *console, const struct invocation *invocation)
{
    (void)invocation;
    if (console->top->ops == &help_screen)
        return SCREEN_NOTHING;
    (void)console_push(console, &help_screen, NULL);
    return DRAW_ALL;
}

static unsigned ask_command(struct console *console, const struct invocation *invocation)
{
    (void)invocation;
    return command_line_open(console, console->top);
}

static unsigned repaint(struct console *console, const struct invocation *invocation)
{
    (void)invocation;
    tty_repaint(console->terminal);
    if (console->top->ops->load != NULL)
        console->top->ops->load(console->top);
    return DRAW_ALL;
}

static unsigned suspend(struct console *console, const struct invocation *invocation)
{
    (void)invocation;
    console_suspend(console);
    return DRAW_ALL;
}

/* Tells the screen when its list's selection is another one than it was. */
static unsigned with_event(struct screen *screen, int64_t before, unsigned answer)
{
    struct screen_event event = {.kind = EVENT_SELECTED, .on_top = true};
    if (screen->list == NULL || screen->list->selected == before)
        return answer;
    return answer | (stack_event(screen, &event) & DRAW_ALL);
}

/* Among the held rows, else where the list's owner can look. */
static bool search(struct screen *screen, const char *text, bool backward)
{
    struct list *list = screen->list;
    return list_search(list, text, backward) ||
           (list->source->search != NULL && list->source->search(list->context, text, backward));
}

static unsigned found_or_not(struct screen *screen, void *context, const char *text)
{
    (void)context;
    if (text == NULL || screen->list == NULL || *text == '\0')
        return DRAW_ALL;
    int64_t before = screen->list->selected;
    if (!search(screen, text, false))
        console_refuse(screen->console, say("Not found: %s"), text);
    return with_event(screen, before, DRAW_ALL);
}

static unsigned ask_search(struct console *console, const struct invocation *invocation)
{
    (void)invocation;
    if (console->top->list == NULL)
        return SCREEN_PASS;
    console_ask(console, console->top, "/", "", found_or_not, NULL);
    return DRAW_ALL;
}

static unsigned go_on_searching(struct console *console, const struct invocation *invocation)
{
    struct list *list = console->top->list;
    if (list == NULL)
        return SCREEN_PASS;
    int64_t before = list->selected;
    if (list->sought == NULL)
        console_refuse(console, "%s", say("Nothing was searched for yet."));
    else if (!search(console->top, list->sought, invocation->action == ACTION_MATCH_BEFORE))
        console_refuse(console, say("No other match: %s"), list->sought);
    return with_event(console->top, before, DRAW_ALL);
}

static const struct {
    int action;
    unsigned (*does)(struct console *console, const struct invocation *invocation);
} kit[] = {
    {ACTION_BACK, go_back},
    {ACTION_QUIT, go_away},
    {ACTION_HELP, show_help},
    {ACTION_COMMAND, ask_command},
    {ACTION_REPAINT, repaint},
    {ACTION_SUSPEND, suspend},
    {ACTION_SEARCH, ask_search},
    {ACTION_NEXT_MATCH, go_on_searching},
    {ACTION_MATCH_BEFORE, go_on_searching},
};

static unsigned by_kit(struct console *console, const struct invocation *invocation)
{
    for (size_t i = 0; i < sizeof kit / sizeof kit[0]; i++)
        if (kit[i].action == invocation->action)
            return kit[i].does(console, invocation);
    return SCREEN_PASS;
}

/* ---- actions ---- */

static unsigned by_list(struct screen *screen, int action)
{
    if (screen->list == NULL)
        return SCREEN_PASS;
    int64_t before = screen->list->selected;
    return with_event(screen, before, list_act(screen->list, action));
}

static unsigned offer(struct console *console, const struct invocation *invocation)
{
    struct screen *screen = console->top;
    unsigned answer = SCREEN_PASS;
    if (screen->ops->act != NULL)
        answer = screen->ops->act(screen, invocation);
    if (answer & SCREEN_PASS)
        answer = by_list(screen, invocation->action);
    if (answer & SCREEN_PASS)
        answer = by_kit(console, invocation);
    if ((answer & SCREEN_PASS) && console->options.act != NULL)
        answer = console->options.act(console->options.context, console, invocation);
    return answer;
}

static void refuse_by_name(struct console *console, int action)
{
    char key[32];
    const struct action *row = action_row(keymap_actions(console->options.keymap), action);
    console_refuse(console, say("Nothing here for %s; ? shows what works. Elsewhere: %s"),
                   keymap_label(console->options.keymap, action, key, sizeof key), say(row->help));
}

static void fade(struct console *console, void *context)
{
    (void)context;
    console->refused_timer = 0;
    notice_forget_refusal(console);
}

/* The confirmation of what the key did the first time comes back by itself. */
static void refuse_repeat(struct console *console, const char *name)
{
    console_refuse(console, say("%s was held or struck twice and counts once."), name);
    console_timer_clear(console, console->refused_timer);
    console->refused_timer = console_timer_set(console, NULL, 2 * GUARD_REPEAT_MS, fade, NULL);
}

/* Whether the key is one that must not act; says why. */
static bool is_accident(struct console *console, const struct key *key, bool prefixed)
{
    char name[32];
    bool together = (key->flags & KEY_BURST) && !(prefixed && key->at_once <= 2);
    together = together || console->guard.pause_ms > 0;
    if (!together && !(key->flags & KEY_REPEAT))
        return false;
    key_write(key->code, name, sizeof name);
    if (together && console->guard.pause_ms == 0)
        console->guard.pause_ms = GUARD_REPEAT_MS;
    if (together)
        console_refuse(console,
                       say("Several keys came at once, so %s did nothing. Press it by itself."),
                       name);
    else
        refuse_repeat(console, name);
    return true;
}

static bool wants_prefix(struct console *console, const struct key *key, bool prefixed)
{
    char prefix[32], name[32];
    if (!keymap_is_safe(console->options.keymap) || prefixed)
        return false;
    key_write(key->code, name, sizeof name);
    console_refuse(console, say("Keys are safe here: press %s first, then %s."),
                   keymap_label(console->options.keymap, ACTION_PREFIX, prefix, sizeof prefix),
                   name);
    return true;
}

unsigned dispatch_action(struct console *console, const struct invocation *invocation)
{
    const struct action *row =
        action_row(keymap_actions(console->options.keymap), invocation->action);
    const struct key *key = invocation->key;
    bool prefixed = console->prefixed;
    console->prefixed = false;
    if (key != NULL && (row->flags & ACTION_ACTS)) {
        bool by_name = invocation->argument[0] != '\0' || key->code == KEY_CODE_ENTER;
        bool own_key = keymap_action(console->options.keymap, key->code) == invocation->action;
        if (is_accident(console, key, prefixed))
            return DRAW_NOTICE;
        if ((own_key || !by_name) && wants_prefix(console, key, prefixed))
            return DRAW_NOTICE;
    }
    if (key != NULL && (row->flags & ACTION_ONCE) && (key->flags & KEY_REPEAT))
        return SCREEN_NOTHING;
    unsigned answer = offer(console, invocation);
    if (answer & SCREEN_PASS)
        refuse_by_name(console, invocation->action);
    return answer;
}

unsigned console_act(struct console *console, int action, const char *argument)
{
    struct screen *screen = console->top;
    struct invocation invocation = {action, argument != NULL ? argument : "", NULL};
    unsigned answer = dispatch_action(console, &invocation);
    dispatch_take(console, screen, answer);
    return answer;
}

/* ---- keys ---- */

static unsigned refuse_paste(struct console *console)
{
    console_refuse(console, "%s",
                   say("Pasted text does nothing here: it goes into text fields only."));
    return DRAW_NOTICE;
}

/* Escape leaves a form whatever the keymap says: nobody is ever stuck in one. */
static int action_of(const struct console *console, const struct key *key)
{
    if (console->top->form != NULL && key->code == KEY_CODE_ESC)
        return ACTION_BACK;
    return keymap_action(console->options.keymap, key->code);
}

static unsigned by_keymap(struct console *console, const struct key *key)
{
    int action = action_of(console, key);
    struct invocation invocation = {action, "", key};
    if (action == ACTION_PREFIX) {
        console->prefixed = keymap_is_safe(console->options.keymap);
        return SCREEN_NOTHING;
    }
    if (action != ACTION_NONE)
        return dispatch_action(console, &invocation);
    char name[32], help[32];
    key_write(key->code, name, sizeof name);
    if (key->code != KEY_CODE_UNKNOWN)
        console_refuse(console, say("%s does nothing. %s shows what the keys do."), name,
                       keymap_label(console->options.keymap, ACTION_HELP, help, sizeof help));
    console->prefixed = false;
    return DRAW_NOTICE;
}

static unsigned by_screen(struct console *console, const struct key *key)
{
    struct screen *screen = console->top;
    unsigned answer = SCREEN_PASS;
    if (screen->ops->key != NULL)
        answer = screen->ops->key(screen, key);
    if ((answer & SCREEN_PASS) && screen->form != NULL)
        answer = form_key(screen->form, key);
    if (!(answer & SCREEN_PASS))
        return answer;
    return key->flags & KEY_PASTED ? refuse_paste(console) : by_keymap(console, key);
}

static int64_t selection(const struct screen *screen)
{
    return screen != NULL && screen->list != NULL ? screen->list->selected : 0;
}

void dispatch_key(struct console *console, const struct key *key)
{
    if (console_covered(console)) {
        kept_drop(console);
        cover_key(console, key);
        return;
    }
    if (kept_takes(console, key))
        return;
    notice_forget_refusal(console);
    notice_was_read(console);
    console->now = key;
    struct screen *screen = console->top;
    int64_t before = selection(screen);
    if (console->frame.too_small && !(key->flags & KEY_PASTED) &&
        keymap_action(console->options.keymap, key->code) != ACTION_QUIT)
        console->dirty |= DRAW_ALL;
    else if (console->overlay.kind != OVERLAY_NONE)
        overlay_key(console, key);
    else
        dispatch_take(console, screen, by_screen(console, key));
    console->now = NULL;
    int64_t now = screen == console->top ? selection(screen) : 0; /* 0: another list is read */
    console->moved = now != 0 && now != before;
    stack_bury(console);
}
