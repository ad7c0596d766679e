/* The console: one ppoll over the terminal, signals, timers and whatever else is watched. Nothing
 * in it blocks, and nothing that is called from it may. Handlers change state and say what to
 * redraw; drawing happens in one place, when all that was ready has been handled, and is left out
 * while the terminal has not taken the last picture yet. */
#ifndef HOLDFAST_CONSOLE_LOOP_H
#define HOLDFAST_CONSOLE_LOOP_H

#include "holdfast/console/keymap.h"
#include "holdfast/console/screen.h"
#include "holdfast/console/theme.h"
#include "holdfast/util/failure.h"

#include <stdbool.h>
#include <stdint.h>

struct console;

struct console_options {
    struct keymap *keymap;     /* checked; outlives the console */
    const struct theme *theme; /* copied */
    bool no_color;             /* --no-color; NO_COLOR is read here */
    bool lean;
    bool stays; /* there is no shell to go to: it does not stop */
    /* What stands at the end of the first row ("Fri 20 Nov 17:05 EST"); asked at every draw and
     * once a minute (never by itself in lean). NULL: nothing. */
    void (*clock)(void *context, char *out, size_t size);
    /* An action that no screen and not the kit took: opening screens by 1…9, and such; and
     * ACTION_OPEN with the name of what is to be opened, for a ":name" that is no action's. NULL:
     * none. Gives what to redraw, or SCREEN_PASS. */
    unsigned (*act)(void *context, struct console *console, const struct invocation *invocation);
    /* Stands in while the window is too small for screens: called with the terminal and signals as
     * they were before the console, which keeps its screens; it takes as long as it likes. True:
     * the window is large enough again; false: leave the program. NULL: the console says by itself
     * what it needs. */
    bool (*aside)(void *context, struct console *console);
    /* The program ends, and the screens are open still. NULL: nothing. */
    void (*leaving)(void *context);
    /* All screens are closed and the program ends, by a signal too: what they sent while closing
     * may have to be waited for, a moment at most. NULL: nothing. */
    void (*ending)(void *context);
    void *context;
};

/* Takes the terminal over: fails (EX_USAGE) when standard input or output is no terminal or TERM
 * is unknown or dumb, naming the plain commands. Opens before any thread is started, since it
 * blocks the signals that the loop reads. */
struct console *console_open(const struct console_options *options, struct failure *f);
/* Runs until quit; the first screen is opened with argument. Gives the exit status: what
 * console_quit was given, or EX_OK when the terminal went away. A signal that ends programs
 * restores the terminal and ends this one by that signal. */
int console_run(struct console *console, const struct screen_ops *first, const void *argument,
                struct failure *f);
/* Closes all screens, restores the terminal. */
void console_close(struct console *console);

void console_quit(struct console *console, int status);
/* Whether the program ends because the person at the keyboard said so; not by a signal, a terminal
 * that went away, or console_quit. */
bool console_dismissed(const struct console *console);
/* Whether it ends although nobody at the keyboard said so. */
bool console_taken(const struct console *console);
/* Whether a key was pressed since it was opened. */
bool console_touched(const struct console *console);
bool console_lean(const struct console *console);
/* Whether block characters may be drawn: the locale is UTF-8 and this is not lean. */
bool console_blocks(const struct console *console);
/* Whether a form is open in which something was typed. */
bool console_unsent(const struct console *console);
const struct keymap *console_keymap(const struct console *console);
int console_rows(const struct console *console);
int console_cols(const struct console *console);
/* Milliseconds of the monotonic clock. */
int64_t console_now(void);
/* Other colours from the next draw on. */
void console_theme(struct console *console, const struct theme *theme);
/* The right end of the first row before the clock: who is at the keyboard; copied. */
void console_who(struct console *console, const char *who);
/* A word that always stands in the first row ("SAMPLE", "offline since 09:12"); copied, "" none. */
void console_banner(struct console *console, const char *text);

/* ---- timers and file descriptors ---- */

typedef void console_timer_call(struct console *console, void *context);
/* Calls once, in ms or a little later; gives the timer's id, never 0. owner: the screen whose
 * closing takes the timer along, or NULL. */
int console_timer_set(struct console *console, struct screen *owner, int64_t ms,
                      console_timer_call *call, void *context);
/* id 0 and timers that are over are no mistake. */
void console_timer_clear(struct console *console, int id);

typedef void console_watch_call(struct console *console, int fd, short events, void *context);
/* Calls whenever one of events (POLLIN, POLLOUT) or an error is there; gives the watch's id, never
 * 0. The descriptor stays the caller's. */
int console_watch(struct console *console, int fd, short events, console_watch_call *call,
                  void *context);
/* Another descriptor or other events for the same watch (libpq changes both). */
void console_watch_change(struct console *console, int id, int fd, short events);
void console_unwatch(struct console *console, int id);

/* Calls when no key came for ms, with over set, and warn_ms before that, without; each once per
 * rest. 0 switches it off. The key that ends a rest which is over does nothing else. For the lock;
 * time in which the machine slept counts. */
typedef void console_idle_call(struct console *console, void *context, bool over);
void console_idle(struct console *console, int64_t ms, int64_t warn_ms, console_idle_call *call,
                  void *context);

/* ---- what is shown below the body ---- */

/* The confirmation line: stays until the next one. */
void console_say(struct console *console, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* The same of the top screen alone: gone with it, or when another lies over it. */
void console_say_here(struct console *console, const char *text);
/* What it says; "" while nothing was said. Valid until the next one. */
const char *console_said(const struct console *console);
/* A refusal or a question of the moment: over the confirmation until the next key. */
void console_refuse(struct console *console, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
void console_refuse_failure(struct console *console, const struct failure *f);

/* Asks for a line of text in the last row ("/" and ":" are made of this). done gets NULL when the
 * person left it. The label is copied. Gives what to redraw. */
typedef unsigned console_answered(struct screen *screen, void *context, const char *text);
void console_ask(struct console *console, struct screen *screen, const char *label,
                 const char *text, console_answered *done, void *context);
/* about says of what is asked ("R-20418 Rivera, Ana: send back to Tomas"): it stands on the row
 * above, in lean mode before the label, on the cursor's own row. NULL: the label says it. Copied.
 */
void console_ask_about(struct console *console, struct screen *screen, const char *about,
                       const char *label, const char *text, console_answered *done, void *context);

/* A question is open: what is said meanwhile of something else is shown behind it. */
bool console_asks(const struct console *console);

/* What will be asked is still on its way. Keys pressed until then wait for it, as they were meant,
 * and do nothing to what is on the screen: for the next console_ask or console_pick, or for nobody
 * when console_wait_over comes first. Esc, or another screen, gives up: left is told. */
typedef void console_left(void *context);
void console_wait(struct console *console, struct screen *screen, console_left *left,
                  void *context);
/* Nothing will be asked: the keys that waited are dropped, and what is typed on without a pause
 * does nothing either. No mistake where nothing is awaited. */
void console_wait_over(struct console *console);

#endif
