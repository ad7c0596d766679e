/* A screen is one file and one ops struct. Its state is zeroed memory from its own arena, so that
 * closing frees everything; what does not live in the arena is freed in close().
 *
 *     title      LEFT TITLE                       who  clock     first row
 *     body       the screen's own
 *     notice     the last confirmation, or a refusal             row 23 of 24
 *     hint       what the keys would do now                      row 24
 */
#ifndef HOLDFAST_CONSOLE_SCREEN_H
#define HOLDFAST_CONSOLE_SCREEN_H

#include "holdfast/console/action.h"
#include "holdfast/console/form.h"
#include "holdfast/console/key.h"
#include "holdfast/console/layout.h"
#include "holdfast/console/list.h"
#include "holdfast/util/arena.h"
#include "holdfast/util/failure.h"

#include <stdbool.h>
#include <stddef.h>

struct console;
struct screen;
struct hints;

/* What a handler gives: what to redraw, or that it did not take it. */
enum screen_answer {
    SCREEN_NOTHING = 0,
    DRAW_TITLE = 1 << 0,
    DRAW_BODY = 1 << 1,
    DRAW_NOTICE = 1 << 2,
    DRAW_HINT = 1 << 3,
    DRAW_ALL = DRAW_TITLE | DRAW_BODY | DRAW_NOTICE | DRAW_HINT,
    SCREEN_PASS = 1 << 8 /* not mine: whoever is next may take it */
};

/* An action on its way to whoever takes it. */
struct invocation {
    int action;
    const char *argument;  /* what stood behind ":name"; "" from a key; never NULL */
    const struct key *key; /* NULL when it was not a key */
};

enum screen_event_kind {
    EVENT_RETURNED, /* this screen is on top again; value and data are the child's, see pop */
    EVENT_SELECTED, /* the person moved in the focused list */
    EVENT_RESIZED,  /* the frame changed */
    EVENT_SENT,     /* from console_broadcast: sent is its kind, data its data */
};

struct screen_event {
    enum screen_event_kind kind;
    int sent;         /* EVENT_SENT: the program's own number */
    int value;        /* EVENT_RETURNED */
    const void *data; /* valid while the event is handled; may be NULL */
    bool on_top;      /* this screen is the one that shows */
};

enum screen_flags {
    SCREEN_WRITES = 1 << 0 /* letters are text that key() takes: the hint line offers no help key */
};

struct screen_ops {
    const char *name;  /* what the program calls it */
    size_t state_size; /* bytes of state */
    unsigned flags;
    /* argument is the opener's and good during the call: copy what is kept. false: f says why
     * and the screen is not shown; close is called then too. NULL: nothing to do. */
    bool (*open)(struct screen *screen, const void *argument, struct failure *f);
    /* Asks for data, without blocking: called once after open, on Ctrl-L. NULL: nothing. */
    void (*load)(struct screen *screen);
    /* Writes the left end of the first row. */
    void (*title)(struct screen *screen, char *out, size_t size);
    /* Draws the body; the area is blank already. */
    void (*draw)(struct screen *screen, struct area area);
    /* What the keys would do now: hint_add in order of importance. NULL: what the focused list
     * or form offers. */
    void (*hint)(struct screen *screen, struct hints *hints);
    /* Before the keymap and before the focused form: rarely needed. */
    unsigned (*key)(struct screen *screen, const struct key *key);
    /* An action. SCREEN_PASS lets the focused list and then the kit and the program have it. */
    unsigned (*act)(struct screen *screen, const struct invocation *invocation);
    unsigned (*event)(struct screen *screen, const struct screen_event *event);
    /* What the cursor is on, for whatever is opened from here: a name that the program knows, ""
     * where it is not to be told, NULL where there is none. */
    const char *(*about)(const struct screen *screen);
    /* Frees what is not in the arena: lists, forms, requests under way. Its timers are gone
     * already. */
    void (*close)(struct screen *screen);
};

/* Fields are for reading. */
struct screen {
    const struct screen_ops *ops;
    void *state; /* ops->state_size zeroed bytes from the arena */
    struct arena arena;
    struct console *console;
    struct screen *below; /* NULL for the lowest */
    struct list *list;    /* focused list, or NULL */
    struct form *form;    /* focused form, or NULL */
    void *context;        /* of the console_options: the program's own */
};

/* Gives moving, search and tags to this list until another one is focused; NULL: to none. Only
 * one of list and form is focused. */
void screen_focus_list(struct screen *screen, struct list *list);
/* Gives keys and pastes to this form. Leaving it changed asks first. */
void screen_focus_form(struct screen *screen, struct form *form);
/* Says that something is to be drawn again, from a timer or a watch. Only the top one shows. */
void screen_dirty(struct screen *screen, unsigned what);

/* Opens a screen over the top one. When open fails the reason is shown, and false given. */
bool console_push(struct console *console, const struct screen_ops *ops, const void *argument);
/* Closes the top screen (after the present handler returns; touch nothing of it after that) and
 * tells the one below. The lowest screen stays: there it does nothing and gives false. */
bool console_pop(struct console *console, int value, const void *data);
/* Closes whatever lies over that screen, a question asked over it too; it is told as by a pop. */
void console_return(struct console *console, struct screen *screen);
/* The new one instead of the top one. */
bool console_replace(struct console *console, const struct screen_ops *ops, const void *argument);
/* Closes all and opens this one as the lowest; when open fails everything stays as it was. */
bool console_root(struct console *console, const struct screen_ops *ops, const void *argument);
struct screen *console_top(struct console *console);
/* Tells every screen, the top one first. */
void console_broadcast(struct console *console, int sent, const void *data);
/* Runs an action as a key would: the same rules, but for bursts. */
unsigned console_act(struct console *console, int action, const char *argument);

/* ---- the hint line ---- */

/* Adds "KEY text": hint_add(h, ACTION_ACCEPT, "accept as you"). A NULL text takes the action's
 * brief. An action that has no key is left out, and so is going back, without words of its own,
 * where nothing is below. What does not fit is left out from the end; "? more" always fits. */
void hint_add(struct hints *hints, int action, const char *text);
/* Of what was added so far: hint_firm, it is never told in brief, but the longest is cut before one
 * of them is left out; hint_wanted, it is told in brief before any of it is left out. */
void hint_firm(struct hints *hints);
void hint_wanted(struct hints *hints);
/* Words without a key. */
void hint_text(struct hints *hints, const char *text);

#endif
