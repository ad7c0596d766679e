/* Timers, watched descriptors, and how long nobody has touched a key. */
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

/* Those of screens wait while a cover lies over them. */
static bool is_running(const struct console *console, const struct timer *timer)
{
    return timer->owner == NULL || console->cover == NULL;
}

/* NULL: none. */
static struct timer *earliest(const struct console *console)
{
    struct timer *first = NULL;
    for (struct timer *at = console->timers; at < console->timers + console->timer_count; at++)
        if (is_running(console, at) && (first == NULL || at->due < first->due))
            first = at;
    return first;
}

int64_t timers_next(const struct console *console)
{
    const struct timer *first = earliest(console);
    return first != NULL ? first->due : INT64_MAX;
}

void timers_fire(struct console *console)
{
    /* A timer that is set from here waits for the next round: keys get their turn. */
    int last_id = console->next_id;
    int64_t now = console_now();
    for (struct timer *first; (first = earliest(console)) != NULL;) {
        struct timer timer = *first;
        if (timer.due > now || timer.id > last_id)
            return;
        remove_timer(console, (size_t)(first - console->timers));
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

/* A machine that was asleep has rested too. */
static int64_t rest_now(void)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_BOOTTIME, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

void console_idle(struct console *console, int64_t ms, int64_t warn_ms, console_idle_call *call,
                  void *context)
{
    if (console->idle_ms == 0)
        rest_ends(console);
    console->idle_ms = ms;
    console->idle_warn_ms = warn_ms;
    console->idle_call = call;
    console->idle_context = context;
}

void rest_ends(struct console *console)
{
    console->idle_since = rest_now();
    console->idle_told = 0;
}

bool rest_watch(struct console *console)
{
    int64_t rest = rest_now() - console->idle_since;
    bool over = rest >= console->idle_ms;
    int tell = over ? 2 : rest >= console->idle_ms - console->idle_warn_ms ? 1 : 0;
    if (console->idle_ms == 0 || tell <= console->idle_told)
        return false;
    console->idle_told = tell;
    console->idle_call(console, console->idle_context, over);
    return over;
}

int64_t rest_due(const struct console *console)
{
    int64_t after = console->idle_ms - (console->idle_told == 0 ? console->idle_warn_ms : 0);
    if (console->idle_ms == 0 || console->idle_told == 2)
        return INT64_MAX;
    return console_now() + console->idle_since + after - rest_now();
}
