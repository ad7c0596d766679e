/* What all screens share: the person at the keyboard, the link to the database, time. One per
 * console, its context; made by the console command, ended by it. */
#ifndef HOLDFAST_SCREEN_DESK_H
#define HOLDFAST_SCREEN_DESK_H

#include "holdfast/console/loop.h"
#include "holdfast/gateway/gateway.h"
#include "holdfast/screen/unlock.h"

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

/* What console_broadcast sends to the screens. */
enum desk_sent {
    DESK_ME,      /* who is at the keyboard is known now (first time, or again after a lost link) */
    DESK_LINK,    /* the link was lost or is back */
    DESK_CHANGED, /* somebody changed something that may concern this person: read again */
    DESK_POLL,    /* every few seconds: the truth about what is on the screen */
    DESK_UNDONE,  /* what was done to one of many was taken back: data is its step_result */
    DESK_WITHDRAWN /* what allowed somebody to see something was taken back */
};

struct desk {
    struct console *console;
    struct gateway *gateway;
    json_t *me;        /* api.me(), NULL until the first answer */
    int64_t ahead;     /* database time minus this machine's, microseconds */
    int64_t frozen_at; /* a sandbox whose time stands still: that time; else 0 */
    int link_watch, poll_timer, hint_timer, sweep_timer;
    bool withdrawn; /* what is to be told next is DESK_WITHDRAWN */
    struct desk_request *requests;
    struct offer *offers;          /* steps that may be taken back (offer.h) */
    bool locked;                   /* nothing about people is read (lock.h) */
    bool missed;                   /* something changed meanwhile */
    struct lock *lock;             /* NULL: it never locked */
    struct unlock unlock;          /* the line mode's too */
    struct place_kept *place;      /* where the person is (place.h) */
    const char *farewell;          /* why the session ends by itself; NULL: it does not */
    struct failure *first_failure; /* where to say why the console cannot even begin; else NULL */
};

/* Begins to work: asks who this is, listens, polls, sweeps. console is the one that was opened
 * with this desk as its context. */
void desk_start(struct desk *desk, struct console *console);
void desk_stop(struct desk *desk);
/* The gateway's changed callback belongs here. */
void desk_link_changed(struct desk *desk);
struct desk *desk_of(const struct screen *screen);

/* The database's time now, microseconds since 1970. */
int64_t desk_now(const struct desk *desk);
/* A text of api.me(); "" while unknown. */
const char *desk_me(const struct desk *desk, const char *key);
bool desk_has_duty(const struct desk *desk, const char *duty);
/* Whether none of these duties, NULL behind the last, is theirs. Not as long as the database has
 * not said who they are: then it refuses by itself. */
bool desk_lacks_duties(const struct desk *desk, const char *const *duties);
/* Whether items and people can ever be shown to them: not to who only administers. */
bool desk_sees_items(const struct desk *desk);
/* Whether the policy wants a reason chosen for that list before acting. */
bool desk_asks(const struct desk *desk, const char *list);

/* Asks the database something for a screen. The answer never reaches a screen that is closed: its
 * close op calls desk_forget. Reads travel again after a lost link. data is the caller's. */
typedef void desk_answered(struct screen *screen, void *data, const struct reply *reply,
                           const struct failure *failure);
void desk_ask(struct screen *screen, const char *what, const char *sql,
              struct gateway_values values, desk_answered *done, void *data);
/* The same for what must be told even when its screen is gone: done then gets a NULL screen. */
void desk_ask_kept(struct screen *screen, const char *what, const char *sql,
                   struct gateway_values values, desk_answered *done, void *data);
/* The same for what no screen asks any more. */
void desk_send(struct desk *desk, const char *what, const char *sql, struct gateway_values values,
               desk_answered *done, void *data);
/* Reads again what was not read while locked. */
void desk_catch_up(struct desk *desk);
/* Whether what is on the screen, or lies under it, may not be this person's to see any more: then
 * whatever shows people is read again, also what is too costly to read at every change. So it is
 * after a link that was lost and after a lock, when nothing was heard. */
bool desk_withdrew(const struct screen_event *event);
/* Waits, a second at most, until what must be told has arrived: drafts of screens that were closed
 * because the program ends. */
void desk_finish(struct desk *desk);
/* What this screen asked and has no answer to is not worked on any more, so that nothing waits
 * behind it; unless it is forgotten too, the answer is a failure. For what takes its time. */
void desk_cancel(struct screen *screen);
/* No answer to anything that this screen asked will come any more. */
void desk_forget(struct screen *screen);
/* The one value of the one row that functions of api answer with; NULL when there is none.
 * The caller ends it with json_decref. */
json_t *desk_json(const struct reply *reply);

#endif
