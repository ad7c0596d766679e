#include "holdfast/console/loop.h"

#include "console/internal.h"
#include "holdfast/util/memory.h"
#include "holdfast/util/say.h"

#include <curses.h>
#include <errno.h>
#include <langinfo.h>
#include <locale.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <time.h>
#include <unistd.h>

enum {
    RESIZE_REST_MS = 15, /* a window being dragged is measured when it pauses for this long… */
    KEYS_PER_READ = 4096 /* bytes at once; more wait for the next round */
};

/* ---- opening and closing ---- */

static void choose_locale(struct console *console)
{
    const char *set = setlocale(LC_CTYPE, "");
    /* Where nobody said anything about a locale, terminals speak UTF-8 all the same. */
    if (set == NULL || (strcmp(set, "C") == 0 && getenv("LC_ALL") == NULL &&
                        getenv("LC_CTYPE") == NULL && getenv("LANG") == NULL))
        (void)setlocale(LC_CTYPE, "C.UTF-8");
    console->utf8 = strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
}

static int open_signals(sigset_t *before)
{
    static const int numbers[] = {SIGWINCH, SIGCONT, SIGTERM, SIGHUP, SIGTSTP, SIGINT};
    sigset_t set;
    sigemptyset(&set);
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++)
        sigaddset(&set, numbers[i]);
    (void)pthread_sigmask(SIG_BLOCK, &set, before);
    return signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
}

static void tick_clock(struct console *console, void *context)
{
    (void)context;
    struct timespec now;
    (void)clock_gettime(CLOCK_REALTIME, &now);
    console->dirty |= DRAW_TITLE;
    console->clock_timer = console_timer_set(
        console, NULL, 60000 - (now.tv_sec % 60 * 1000 + now.tv_nsec / 1000000) + 5, tick_clock,
        NULL);
}

struct console *console_open(const struct console_options *options, struct failure *f)
{
    struct console *console = memory_take(1, sizeof *console);
    console->options = *options;
    console->signal_fd = -1;
    choose_locale(console);
    console->terminal = tty_open(options->no_color, f);
    if (console->terminal == NULL || !console_wear(console, options->theme, f)) {
        console_close(console);
        return NULL;
    }
    console->signal_fd = open_signals(&console->mask_before);
    if (console->signal_fd < 0) {
        (void)failure_set(f, EX_OSERR, say("console"), "", "%s", strerror(errno));
        console_close(console);
        return NULL;
    }
    frame_measure(console);
    if (!options->lean && options->clock != NULL)
        tick_clock(console, NULL);
    return console;
}

void console_close(struct console *console)
{
    if (console == NULL)
        return;
    stack_close_all(console);
    overlay_close(console);
    kept_drop(console);
    tty_close(console->terminal);
    if (console->signal_fd >= 0) {
        (void)close(console->signal_fd);
        (void)pthread_sigmask(SIG_SETMASK, &console->mask_before, NULL);
    }
    input_free(&console->input);
    buffer_free(&console->said);
    buffer_free(&console->refused);
    buffer_free(&console->who);
    buffer_free(&console->banner);
    free(console->timers);
    free(console->watches);
    free(console);
}

/* ---- keys ---- */

/* Pastes are told as text, which lives in the decoder until the next key: so each key is handled
 * before the next is decoded, and how many there are is counted beforehand on a copy. */
static int count_keys(const struct input *input)
{
    struct input copy = {.at = input->at, .pasting = input->pasting};
    struct key key;
    int count = 0;
    buffer_add(&copy.bytes, input->bytes.data, input->bytes.len);
    while (input_next(&copy, &key))
        count++;
    input_wipe(&copy);
    input_free(&copy);
    return count;
}

static void handle(struct console *console, struct key *key, int at_once, int64_t came)
{
    guard_mark(&console->guard, key, at_once, came);
    bool too_late = rest_watch(console);
    rest_ends(console);
    if (!too_late)
        dispatch_key(console, key);
}

static void take_input(struct console *console)
{
    char bytes[KEYS_PER_READ];
    int len = tty_read(console->terminal, bytes, sizeof bytes);
    if (len < 0) {
        console_quit(console, EX_OK);
        return;
    }
    input_feed(&console->input, bytes, (size_t)len);
    explicit_bzero(bytes, (size_t)len);
    int at_once = count_keys(&console->input);
    struct key key;
    while (!console->quit && input_next(&console->input, &key))
        handle(console, &key, at_once, console_now());
    if (console_covered(console))
        input_wipe(&console->input); /* a password may be in there */
    console->input_since = input_patience(&console->input) < 0 ? 0 : console_now();
}

static int64_t input_due(const struct console *console)
{
    int patience = input_patience(&console->input);
    return patience < 0 ? INT64_MAX : console->input_since + patience;
}

static void expire_input(struct console *console)
{
    struct key key;
    if (console_now() < input_due(console))
        return;
    if (input_expire(&console->input, &key))
        handle(console, &key, 1, console->input_since); /* it came before the wait for more */
}

/* ---- signals ---- */

static void on_signal(struct console *console, int number)
{
    switch (number) {
    case SIGWINCH:
        console->resize_due = console_now() + RESIZE_REST_MS;
        break;
    case SIGTSTP:
        console_suspend(console);
        break;
    case SIGCONT:
        /* Somebody else may have used the terminal while this stood still. */
        tty_enter(console->terminal);
        console->resize_due = console_now();
        break;
    case SIGHUP:
        console_quit(console, EX_OK);
        break;
    default:
        console->end_signal = number;
        console_quit(console, EX_OK);
    }
}

static void take_signals(struct console *console)
{
    struct signalfd_siginfo info;
    while (read(console->signal_fd, &info, sizeof info) == sizeof info)
        on_signal(console, (int)info.ssi_signo);
}

static void settle_size(struct console *console)
{
    if (console->resize_due == 0 || console_now() < console->resize_due)
        return;
    console->resize_due = 0;
    bool changed = tty_resize(console->terminal);
    tty_repaint(console->terminal); /* there and back again leaves its traces too */
    if (!changed) {
        console->dirty = DRAW_ALL;
        return;
    }
    frame_measure(console);
    struct screen_event event = {.kind = EVENT_RESIZED, .on_top = true};
    if (console->top != NULL && !console_covered(console))
        (void)stack_event(console->top, &event);
}

/* ---- the loop ---- */

enum { FD_INPUT, FD_SIGNALS, FD_OUTPUT, FD_FIXED };

static int64_t earlier(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

static struct timespec patience(const struct console *console)
{
    int64_t due = earlier(timers_next(console), input_due(console));
    due = earlier(due, rest_due(console));
    if (console->resize_due > 0)
        due = earlier(due, console->resize_due);
    int64_t left = due == INT64_MAX ? 3600000 : due - console_now();
    left = left < 0 ? 0 : earlier(left, 3600000);
    return (struct timespec){left / 1000, left % 1000 * 1000000};
}

static size_t collect(const struct console *console, struct pollfd *fds)
{
    fds[FD_INPUT] = (struct pollfd){tty_input_fd(console->terminal), POLLIN, 0};
    fds[FD_SIGNALS] = (struct pollfd){console->signal_fd, POLLIN, 0};
    bool writes = !tty_idle(console->terminal);
    fds[FD_OUTPUT] = (struct pollfd){writes ? tty_output_fd(console->terminal) : -1, POLLOUT, 0};
    for (size_t i = 0; i < console->watch_count; i++)
        fds[FD_FIXED + i] = (struct pollfd){console->watches[i].fd, console->watches[i].events, 0};
    return FD_FIXED + console->watch_count;
}

static void hand_out(struct console *console, const struct pollfd *fds, size_t count)
{
    for (size_t i = FD_FIXED; i < count; i++) {
        /* By value: the callback may add watches, which moves the table. */
        struct watch watch = console->watches[i - FD_FIXED];
        if (watch.id != 0 && watch.fd == fds[i].fd && fds[i].revents != 0)
            watch.call(console, watch.fd, fds[i].revents, watch.context);
    }
}

static void handle_ready(struct console *console, const struct pollfd *fds, size_t count)
{
    if (fds[FD_SIGNALS].revents != 0)
        take_signals(console);
    if (fds[FD_INPUT].revents & POLLIN)
        take_input(console);
    else if (fds[FD_INPUT].revents & (POLLHUP | POLLERR | POLLNVAL))
        console_quit(console, EX_OK);
    hand_out(console, fds, count);
}

static void handle_time(struct console *console)
{
    expire_input(console);
    timers_fire(console);
    settle_size(console);
    (void)rest_watch(console);
    stack_bury(console);
}

static void turn(struct console *console)
{
    watches_compact(console);
    size_t room = FD_FIXED + console->watch_count;
    struct pollfd *fds = memory_take(room, sizeof *fds);
    size_t count = collect(console, fds);
    struct timespec wait = patience(console);
    int ready = ppoll(fds, (nfds_t)count, &wait, NULL);
    if (ready > 0)
        handle_ready(console, fds, count);
    free(fds);
    handle_time(console);
    kept_replay(console);
    /* What is left of the last picture goes first; only then is a new one drawn. */
    console_step_aside(console);
    bool there = console->quit || tty_write(console->terminal);
    if (console->quit)
        return;
    frame_draw(console);
    if (!there || !tty_write(console->terminal))
        console_quit(console, EX_OK);
}

/* Dies of the signal that ended the loop, so that whoever waits for us learns the truth. */
static void end_by_signal(struct console *console)
{
    int number = console->end_signal;
    sigset_t set;
    (void)signal(number, SIG_DFL);
    sigemptyset(&set);
    sigaddset(&set, number);
    (void)raise(number);
    (void)pthread_sigmask(SIG_UNBLOCK, &set, NULL);
}

int console_run(struct console *console, const struct screen_ops *first, const void *argument,
                struct failure *f)
{
    if (!console_push(console, first, argument)) {
        (void)failure_set(f, EX_UNAVAILABLE, first->name, "", "%s",
                          console->refused.len > 0 ? console->refused.data : "");
        return EX_UNAVAILABLE;
    }
    console_step_aside(console);
    bool there = console->quit || tty_write(console->terminal);
    if (!console->quit)
        frame_draw(console);
    if (!there || !tty_write(console->terminal))
        console_quit(console, EX_OK);
    while (!console->quit)
        turn(console);
    if (console->options.leaving != NULL)
        console->options.leaving(console->options.context);
    stack_close_all(console);
    if (console->end_signal != 0)
        tty_leave(console->terminal);
    if (console->options.ending != NULL)
        console->options.ending(console->options.context);
    if (console->end_signal != 0)
        end_by_signal(console);
    return console->status;
}
