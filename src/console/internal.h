/* What the parts of the console know of each other; nobody outside src/console includes this. */
#ifndef CONSOLE_INTERNAL_H
#define CONSOLE_INTERNAL_H

#include "holdfast/console/cover.h"
#include "holdfast/console/draw.h"
#include "holdfast/console/input.h"
#include "holdfast/console/loop.h"
#include "holdfast/console/picker.h"
#include "holdfast/console/screen.h"
#include "holdfast/console/tty.h"
#include "holdfast/util/arena.h"
#include "holdfast/util/buffer.h"

#include <signal.h>

struct timer {
    int id;
    int64_t due;
    struct screen *owner;
    console_timer_call *call;
    void *context;
};

struct watch {
    int id; /* 0: taken away while events were handed out */
    int fd;
    short events;
    console_watch_call *call;
    void *context;
};

/* What lies over the top screen: a line being asked for, choices, or that either is awaited. Its
 * memory is the arena's, the editor apart. */
enum overlay_kind { OVERLAY_NONE, OVERLAY_ASK, OVERLAY_PICK, OVERLAY_WAIT };

struct overlay {
    enum overlay_kind kind;
    struct arena arena;
    struct screen *screen;
    void *context;
    const char *label;
    const char *about; /* of what a line is asked; NULL: the label says it */
    struct editor editor;
    console_answered *answered;
    bool completes; /* the ":" line: Tab completes names of actions */
    struct choice *choices;
    uint32_t *keys;
    int count, at, top;
    picker_chosen *chosen;
    console_left *left;
    int timer; /* of a wait: then it says that it is one */
    bool told;
};

/* Keys that came while something to be asked was awaited. */
struct kept_keys {
    struct key *keys; /* texts of pastes are theirs */
    size_t count;
    bool replaying;
};

struct console {
    struct console_options options;
    struct tty *terminal;
    struct theme theme;
    bool utf8;

    struct screen *top;
    struct screen *dead; /* closed when the present event is over; linked by below */
    unsigned dirty;
    struct layout_frame frame;
    int cursor_row, cursor_col;

    struct input input;
    struct guard guard;
    int64_t input_since;   /* when the undecoded rest began to wait; 0: nothing waits */
    bool prefixed;         /* the prefix key was the last one */
    const struct key *now; /* the key being handled, for what it leads to */
    struct overlay overlay;
    struct kept_keys kept;

    struct buffer said, refused, who, banner;
    int refused_timer;
    const struct screen *said_on; /* where alone it holds; NULL: everywhere */
    bool told;  /* something was said since the last key; in lean it stands on the cursor's row */
    bool moved; /* the last key moved the selection: what is said now is about another row */

    int signal_fd;
    sigset_t mask_before;
    int64_t resize_due; /* 0: none */
    int clock_timer;
    struct timer *timers;
    size_t timer_count;
    int next_id;
    struct watch *watches;
    size_t watch_count;
    const struct cover_ops *cover; /* NULL: none */
    void *cover_context;

    int64_t idle_ms, idle_warn_ms; /* 0: nobody asked */
    int64_t idle_since;            /* of the last key, on the clock that runs on in suspend */
    int idle_told;                 /* of the present rest: 1 the warning, 2 that it is over */
    console_idle_call *idle_call;
    void *idle_context;

    bool quit, dismissed;
    int status, end_signal;
};

/* console.c: dresses the terminal in a theme, or in the monochrome one where it has few colours. */
bool console_wear(struct console *console, const struct theme *theme, struct failure *f);

/* frame.c */
void frame_draw(struct console *console);
void frame_measure(struct console *console);

/* dispatch.c */
void dispatch_key(struct console *console, const struct key *key);
unsigned dispatch_action(struct console *console, const struct invocation *invocation);
void dispatch_take(struct console *console, struct screen *screen, unsigned answer);

/* command_line.c */
unsigned command_line_open(struct console *console, struct screen *screen);
void command_line_complete(struct console *console);

/* stack.c */
void stack_bury(struct console *console);
void stack_close_all(struct console *console);
unsigned stack_event(struct screen *screen, const struct screen_event *event);

/* overlay.c */
void overlay_key(struct console *console, const struct key *key);
void overlay_draw(struct console *console);
void overlay_close(struct console *console);
void overlay_leave(struct console *console);
void overlay_ask(struct console *console, struct screen *screen, const char *label,
                 const char *text, console_answered *done, void *context, bool completes);
/* Of what a line is asked, where it stands on a row of its own; "" otherwise. */
const char *overlay_about(const struct console *console);

/* kept.c: true when the key has to wait for what is to be asked. */
bool kept_takes(struct console *console, const struct key *key);
void kept_drop(struct console *console);
/* Hands on what waited, now that it is asked for. */
void kept_replay(struct console *console);

/* clockwork.c: timers and watches */
int64_t timers_next(const struct console *console);
void timers_fire(struct console *console);
void timers_drop(struct console *console, const struct screen *owner);
void watches_compact(struct console *console);

/* clockwork.c: rests. True when this call found the rest over. */
bool rest_watch(struct console *console);
void rest_ends(struct console *console);
/* On console_now()'s clock; INT64_MAX: nothing to tell. */
int64_t rest_due(const struct console *console);

/* cover.c */
void cover_draw(struct console *console);
void cover_key(struct console *console, const struct key *key);

/* suspend.c */
void console_suspend(struct console *console);
/* Hands over while the window is too small, where there is somebody to hand over to. */
void console_step_aside(struct console *console);

/* notice.c */
void notice_forget_refusal(struct console *console);
void notice_leave(struct console *console); /* another screen is on top now */
/* A key came: what was told on the cursor's row gives it back. */
void notice_was_read(struct console *console);
/* What is to stand on the row of the cursor: in lean, what was said since the last key; "" where
 * the row tells it by itself. */
const char *notice_at_cursor(const struct console *console);
/* What the last key was refused for, in lean: on the row of a question; "" where it was not. */
const char *notice_refused_here(const struct console *console);
const char *notice_shown(const struct console *console, enum style *style);

/* hint.c */
void hint_write(struct console *console, struct buffer *out);

#endif
