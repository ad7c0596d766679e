/* Timers and watched descriptors. */
#include "console/internal.h"
#include "holdfast/util/memory.h"

#include <string.h>
#include <time.h>

int64_t console_now(void)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static int fresh_id(struct console *console)
{
    return ++console->next_id;
}

int console_timer_set(struct console *console, struct screen *owner, int64_t ms,
                      console_timer_call *call, void *context)
{
    console->timers =
        memory_grow(console->timers, console->timer_count + 1, sizeof *console->timers);
    struct timer *timer = &console->timers[console->timer_count++];
    *timer = (struct timer){fresh_id(console), console_now() + ms, owner, call, context};
    return timer->id;
}

static void remove_timer(struct console *console, size_t i)
{
    console->timers[i] = console->timers[--console->timer_count];
}

void console_timer_clear(struct console *console, int id)
{
    for (size_t i = 0; i < console->timer_count; i++)
        if (console->timers[i].id == id) {
            remove_timer(console, i);
            return;
        }
}

void timers_drop(struct console *console, const struct screen *owner)
{
    for (size_t i = console->timer_count; i-- > 0;)
        if (console->timers[i].owner == owner)
            remove_timer(console, i);
}

static size_t earliest(const struct console *console)
{
    size_t first = 0;
    for (size_t i = 1; i < console->timer_count; i++)
        if (console->timers[i].due < console->timers[first].due)
            first = i;
    return first;
}

int64_t timers_next(const struct console *console)
{
    return console->timer_count > 0 ? console->timers[earliest(console)].due : INT64_MAX;
}

void timers_fire(struct console *console)
{
    /* A timer that is set from here waits for the next round: keys get their turn. */
    int last_id = console->next_id;
    int64_t now = console_now();
    while (console->timer_count > 0) {
        size_t i = earliest(console);
        struct timer timer = console->timers[i];
        if (timer.due > now || timer.id > last_id)
            return;
        remove_timer(console, i);
        timer.call(console, timer.context);
    }
}

int console_watch(struct console *console, int fd, short events, console_watch_call *call,
                  void *context)
{
    console->watches =
        memory_grow(console->watches, console->watch_count + 1, sizeof *console->watches);
    struct watch *watch = &console->watches[console->watch_count++];
    *watch = (struct watch){fresh_id(console), fd, events, call, context};
    return watch->id;
}

void console_watch_change(struct console *console, int id, int fd, short events)
{
    for (size_t i = 0; i < console->watch_count; i++)
        if (console->watches[i].id == id) {
            console->watches[i].fd = fd;
            console->watches[i].events = events;
        }
}

void console_unwatch(struct console *console, int id)
{
    for (size_t i = 0; i < console->watch_count; i++)
        if (console->watches[i].id == id)
            console->watches[i].id = 0;
}

void watches_compact(struct console *console)
{
    size_t kept = 0;
    for (size_t i = 0; i < console->watch_count; i++)
        if (console->watches[i].id != 0)
            console->watches[kept++] = console->watches[i];
    console->watch_count = kept;
}

void console_idle(struct console *console, int64_t ms, console_timer_call *call, void *context)
{
    console->idle_ms = ms;
    console->idle_due = ms > 0 ? console_now() + ms : INT64_MAX;
    console->idle_call = call;
    console->idle_context = context;
}
