/* The screens that are open, the top one showing. A screen that is closed lives on until the
 * present event is over, since its own handler may be what closed it. */
#include "console/internal.h"
#include "holdfast/util/memory.h"
#include "holdfast/util/say.h"

#include <stdlib.h>

static void destroy(struct screen *screen)
{
    timers_drop(screen->console, screen);
    if (screen->ops->close != NULL)
        screen->ops->close(screen);
    arena_free(&screen->arena);
    free(screen);
}

static struct screen *create(struct console *console, const struct screen_ops *ops,
                             const void *argument)
{
    struct failure f = {0};
    struct screen *screen = memory_take(1, sizeof *screen);
    screen->ops = ops;
    screen->console = console;
    screen->context = console->options.context;
    screen->state = arena_take(&screen->arena, 1, ops->state_size);
    if (ops->open == NULL || ops->open(screen, argument, &f))
        return screen;
    destroy(screen);
    console_refuse_failure(console, &f);
    return NULL;
}

void stack_bury(struct console *console)
{
    while (console->dead != NULL) {
        struct screen *screen = console->dead;
        console->dead = screen->below;
        destroy(screen);
    }
}

/* Takes the top screen off; it is destroyed later. */
static void put_aside(struct console *console)
{
    struct screen *screen = console->top;
    if (console->overlay.screen == screen)
        overlay_close(console);
    timers_drop(console, screen);
    console->top = screen->below;
    screen->below = console->dead;
    console->dead = screen;
}

void stack_close_all(struct console *console)
{
    while (console->top != NULL)
        put_aside(console);
    stack_bury(console);
}

static void show(struct console *console, struct screen *screen, struct screen *below)
{
    overlay_close(console);
    screen->below = below;
    console->top = screen;
    console->dirty = DRAW_ALL;
    notice_leave(console);
    if (screen->ops->load != NULL)
        screen->ops->load(screen);
}

bool console_push(struct console *console, const struct screen_ops *ops, const void *argument)
{
    struct screen *screen = create(console, ops, argument);
    if (screen == NULL)
        return false;
    show(console, screen, console->top);
    return true;
}

unsigned stack_event(struct screen *screen, const struct screen_event *event)
{
    return screen->ops->event != NULL ? screen->ops->event(screen, event) : SCREEN_PASS;
}

bool console_pop(struct console *console, int value, const void *data)
{
    if (console->top == NULL || console->top->below == NULL)
        return false;
    put_aside(console);
    struct screen_event event = {
        .kind = EVENT_RETURNED, .value = value, .data = data, .on_top = true};
    console->dirty = DRAW_ALL;
    notice_leave(console);
    dispatch_take(console, console->top, stack_event(console->top, &event));
    return true;
}

void console_return(struct console *console, struct screen *screen)
{
    if (console->overlay.screen == screen || console->top != screen)
        overlay_leave(console);
    if (console->top == screen)
        return;
    while (console->top != screen)
        put_aside(console);
    struct screen_event event = {.kind = EVENT_RETURNED, .on_top = true};
    console->dirty = DRAW_ALL;
    notice_leave(console);
    dispatch_take(console, screen, stack_event(screen, &event));
}

bool console_replace(struct console *console, const struct screen_ops *ops, const void *argument)
{
    struct screen *screen = create(console, ops, argument);
    if (screen == NULL)
        return false;
    if (console->top != NULL)
        put_aside(console);
    show(console, screen, console->top);
    return true;
}

bool console_root(struct console *console, const struct screen_ops *ops, const void *argument)
{
    struct screen *screen = create(console, ops, argument);
    if (screen == NULL)
        return false;
    while (console->top != NULL)
        put_aside(console);
    show(console, screen, NULL);
    return true;
}

struct screen *console_top(struct console *console)
{
    return console->top;
}

void console_broadcast(struct console *console, int sent, const void *data)
{
    struct screen_event event = {.kind = EVENT_SENT, .sent = sent, .data = data};
    for (struct screen *screen = console->top, *below; screen != NULL; screen = below) {
        below = screen->below;
        event.on_top = screen == console->top;
        dispatch_take(console, screen, stack_event(screen, &event));
    }
}

void screen_focus_list(struct screen *screen, struct list *list)
{
    screen->list = list;
    screen->form = NULL;
}

void screen_focus_form(struct screen *screen, struct form *form)
{
    screen->form = form;
    screen->list = NULL;
}

void screen_dirty(struct screen *screen, unsigned what)
{
    dispatch_take(screen->console, screen, what);
}
