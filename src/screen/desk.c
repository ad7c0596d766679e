#include "holdfast/screen/desk.h"

#include "holdfast/console/cover.h"
#include "holdfast/gateway/answer.h"
#include "holdfast/screen/alarm.h"
#include "holdfast/screen/lock.h"
#include "holdfast/screen/offer.h"
#include "holdfast/screen/place.h"
#include "holdfast/screen/words.h"
#include "holdfast/util/memory.h"
#include "holdfast/util/say.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum {
    POLL_MS = 5000,        /* the truth: what is on the screen is read again */
    HINT_LEAST_MS = 200,   /* a hint that something changed waits this long … */
    HINT_SPREAD_MS = 1800, /* … and up to this much more, so that consoles do not ask as one */
    SWEEP_MS = 30000,
    FINISH_MS = 1000
};

struct desk_request {
    struct desk_request *next;
    struct desk *desk;
    struct screen *screen; /* NULL: the desk's own */
    bool kept;             /* answered even when its screen is closed */
    uint64_t number;
    desk_answered *done;
    void *data;
};

struct desk *desk_of(const struct screen *screen)
{
    return screen->context;
}

/* ---- asking ---- */

static void unlink_request(struct desk_request *request)
{
    struct desk_request **at = &request->desk->requests;
    while (*at != request)
        at = &(*at)->next;
    *at = request->next;
}

static void answered(void *data, const struct reply *reply, const struct failure *failure)
{
    struct desk_request *request = data;
    unlink_request(request);
    request->done(request->screen, request->data, reply, failure);
    free(request);
}

static struct desk_request *send_request(struct desk *desk, struct screen *screen, const char *what,
                                         const char *sql, struct gateway_values values,
                                         desk_answered *done, void *data)
{
    struct desk_request *request = memory_take(1, sizeof *request);
    *request = (struct desk_request){desk->requests, desk, screen, false, 0, done, data};
    desk->requests = request;
    struct gateway_call call = {.sql = sql,
                                .values = values,
                                .what = what,
                                .resend = true,
                                .done = answered,
                                .data = request};
    request->number = gateway_send(desk->gateway, &call);
    return request;
}

void desk_ask(struct screen *screen, const char *what, const char *sql,
              struct gateway_values values, desk_answered *done, void *data)
{
    (void)send_request(desk_of(screen), screen, what, sql, values, done, data);
}

void desk_ask_kept(struct screen *screen, const char *what, const char *sql,
                   struct gateway_values values, desk_answered *done, void *data)
{
    send_request(desk_of(screen), screen, what, sql, values, done, data)->kept = true;
}

void desk_send(struct desk *desk, const char *what, const char *sql, struct gateway_values values,
               desk_answered *done, void *data)
{
    send_request(desk, NULL, what, sql, values, done, data)->kept = true;
}

static bool has_kept(const struct desk *desk)
{
    for (const struct desk_request *request = desk->requests; request != NULL;
         request = request->next)
        if (request->kept)
            return true;
    return false;
}

void desk_finish(struct desk *desk)
{
    int64_t until = console_now() + FINISH_MS;
    while (has_kept(desk) && gateway_link(desk->gateway)->state == GATEWAY_ONLINE &&
           console_now() < until)
        gateway_wait(desk->gateway, (int)(until - console_now()));
}

void desk_cancel(struct screen *screen)
{
    struct desk *desk = desk_of(screen);
    for (struct desk_request *request = desk->requests; request != NULL; request = request->next)
        if (request->screen == screen && !request->kept)
            gateway_cancel(desk->gateway, request->number);
}

void desk_forget(struct screen *screen)
{
    struct desk *desk = desk_of(screen);
    struct desk_request **at = &desk->requests;
    while (*at != NULL) {
        struct desk_request *request = *at;
        if (request->screen != screen || request->kept) {
            if (request->screen == screen)
                request->screen = NULL;
            at = &request->next;
            continue;
        }
        gateway_forget(desk->gateway, request->number);
        *at = request->next;
        free(request);
    }
}

/* ---- reading answers ---- */

json_t *desk_json(const struct reply *reply)
{
    return reply != NULL && reply_rows(reply) > 0 ? reply_json(reply, 0, 0) : NULL;
}

/* ---- who, and when ---- */

static int64_t machine_now(void)
{
    struct timespec t = {0};
    (void)clock_gettime(CLOCK_REALTIME, &t);
    return (int64_t)t.tv_sec * MICROSECONDS + t.tv_nsec / 1000;
}

int64_t desk_now(const struct desk *desk)
{
    return desk->frozen_at != 0 ? desk->frozen_at : machine_now() + desk->ahead;
}

const char *desk_me(const struct desk *desk, const char *key)
{
    return answer_text(desk->me, key);
}

static bool listed(const json_t *list, const char *text)
{
    size_t i;
    json_t *item;
    json_array_foreach (list, i, item)
        if (strcmp(json_string_value(item), text) == 0)
            return true;
    return false;
}

bool desk_has_duty(const struct desk *desk, const char *duty)
{
    return listed(json_object_get(desk->me, "duties"), duty);
}

bool desk_lacks_duties(const struct desk *desk, const char *const *duties)
{
    bool known = json_object_size(desk->me) > 0, has = false;
    for (; *duties != NULL && !has; duties++)
        has = desk_has_duty(desk, *duties);
    return known && !has;
}

bool desk_sees_items(const struct desk *desk)
{
    return json_array_size(json_object_get(desk->me, "scopes")) > 0;
}

bool desk_asks(const struct desk *desk, const char *list)
{
    return listed(json_object_get(desk->me, "asks"), list);
}

/* The network's time zone becomes the process's: every instant that is shown is said in it. Safe
 * here: the thread that connected has ended, and no other reads the environment. */
static void adopt_time_zone(const char *name)
{
    const char *present = getenv("TZ");
    if (name[0] == '\0' || (present != NULL && strcmp(present, name) == 0))
        return;
    (void)setenv("TZ", name, 1);
    tzset();
}

static void show_who(const struct desk *desk)
{
    console_who(desk->console, desk_me(desk, "name"));
}

static void show_banner(const struct desk *desk)
{
    const struct gateway_link *link = gateway_link(desk->gateway);
    char text[64] = "", when[32];
    if (link->state == GATEWAY_OFFLINE)
        (void)snprintf(text, sizeof text, say("offline since %s"),
                       words_moment(when, sizeof when, machine_now(), link->since));
    else if (answer_bool(desk->me, "sandbox"))
        (void)snprintf(text, sizeof text, "%s", say("SAMPLE"));
    console_banner(desk->console, text);
}

/* A locked screen reads nothing; afterwards everything is looked at once. */
static void tell(struct desk *desk, enum desk_sent sent)
{
    if (desk->locked)
        desk->missed = true;
    else
        console_broadcast(desk->console, (int)sent, NULL);
}

static bool has_code(const struct failure *failure, const char *sqlstate)
{
    return strcmp(failure->sqlstate, sqlstate) == 0;
}

/* The login was disabled while the console was open: nothing can be done here any more, and trying
 * again would not help. */
static void shut_out(struct desk *desk)
{
    desk->farewell = say("This login is no longer let in, so the console has ended.\n"
                         "What you had not sent is kept. Ask your administrator or supervisor.");
    console_quit(desk->console, EX_NOPERM);
}

static void me_answered(struct screen *screen, void *data, const struct reply *reply,
                        const struct failure *failure)
{
    (void)screen;
    struct desk *desk = data;
    if (failure != NULL) {
        if (desk->me == NULL && desk->first_failure != NULL) {
            *desk->first_failure = *failure;
            console_quit(desk->console, failure->status);
        } else if (has_code(failure, "28000") || has_code(failure, "HF404")) {
            shut_out(desk);
        } else {
            console_refuse_failure(desk->console, failure);
        }
        return;
    }
    json_decref(desk->me);
    desk->me = desk_json(reply);
    int64_t now = answer_time(desk->me, "now");
    desk->ahead = now - machine_now();
    desk->frozen_at = answer_bool(desk->me, "frozen") ? now : 0;
    adopt_time_zone(desk_me(desk, "timezone"));
    show_who(desk);
    show_banner(desk);
    tell(desk, DESK_ME);
    if (!desk->locked)
        lock_watch(desk);
}

static void ask_who(struct desk *desk)
{
    (void)send_request(desk, NULL, say("signing in"), "SELECT api.me()", GATEWAY_NO_VALUES,
                       me_answered, desk);
}

/* ---- the link ---- */

static void link_ready(struct console *console, int fd, short events, void *context)
{
    (void)console;
    (void)fd;
    (void)events;
    gateway_ready(((struct desk *)context)->gateway);
}

void desk_catch_up(struct desk *desk)
{
    bool online = gateway_link(desk->gateway)->state == GATEWAY_ONLINE;
    show_banner(desk);
    if (desk->missed && online)
        ask_who(desk);
    desk->missed = false;
    console_broadcast(desk->console, DESK_LINK, NULL);
    console_broadcast(desk->console, DESK_CHANGED, NULL);
}

bool desk_withdrew(const struct screen_event *event)
{
    return event->kind == EVENT_SENT && (event->sent == DESK_WITHDRAWN || event->sent == DESK_ME);
}

static void change_heard(struct console *console, void *context)
{
    (void)console;
    struct desk *desk = context;
    desk->hint_timer = 0;
    tell(desk, desk->withdrawn ? DESK_WITHDRAWN : DESK_CHANGED);
    desk->withdrawn = false;
    alarm_look(desk);
}

/* A hint names an organisation; whether its items are on this screen only the database can say, so
 * every hint leads to one look, and many hints in a row lead to one, too. */
static void heard(void *data, const char *channel, const char *payload)
{
    (void)channel;
    struct desk *desk = data;
    desk->withdrawn = desk->withdrawn || payload == NULL || strcmp(payload, "withdrawn") == 0;
    if (desk->hint_timer != 0)
        return;
    int64_t wait = HINT_LEAST_MS + random() % HINT_SPREAD_MS;
    desk->hint_timer = console_timer_set(desk->console, NULL, wait, change_heard, desk);
}

static void poll_again(struct console *console, void *context)
{
    struct desk *desk = context;
    desk->poll_timer = console_timer_set(console, NULL, POLL_MS, poll_again, desk);
    if (gateway_link(desk->gateway)->state == GATEWAY_ONLINE)
        tell(desk, DESK_POLL);
    if (gateway_link(desk->gateway)->state == GATEWAY_ONLINE && !desk->locked)
        place_rest(desk);
}

static void swept(struct screen *screen, void *data, const struct reply *reply,
                  const struct failure *failure)
{
    /* Nobody waits for a sweep: what failed now is done by the next one, or by another console. */
    (void)screen;
    (void)data;
    (void)reply;
    (void)failure;
}

static void sweep_again(struct console *console, void *context)
{
    struct desk *desk = context;
    desk->sweep_timer = console_timer_set(console, NULL, SWEEP_MS, sweep_again, desk);
    if (gateway_link(desk->gateway)->state == GATEWAY_ONLINE)
        (void)send_request(desk, NULL, say("looking for what is due"), "SELECT api.sweep(500, 30)",
                           GATEWAY_NO_VALUES, swept, desk);
    alarm_look(desk);
}

/* Nobody got further than the door. A link that was only lost is tried once more: how it is refused
 * then says why it was lost. */
static bool is_over(const struct gateway_link *link)
{
    bool lost = has_code(&link->failure, "08006") && link->retry_at != 0;
    return link->state == GATEWAY_INCOMPATIBLE || (link->state == GATEWAY_OFFLINE && !lost);
}

void desk_link_changed(struct desk *desk)
{
    const struct gateway_link *link = gateway_link(desk->gateway);
    if (desk->console == NULL)
        return;
    if (link->state == GATEWAY_OFFLINE && has_code(&link->failure, "28000")) {
        shut_out(desk);
        return;
    }
    if (desk->me == NULL && desk->first_failure != NULL && is_over(link)) {
        *desk->first_failure = link->failure;
        console_quit(desk->console, link->failure.status);
        return;
    }
    if (link->state == GATEWAY_OFFLINE && link->retry_at == 0)
        lock_refused(desk, &link->failure);
    if (link->state == GATEWAY_INCOMPATIBLE)
        console_refuse_failure(desk->console, &link->failure);
    if (desk->locked)
        console_cover_changed(desk->console);
    else if (link->state == GATEWAY_ONLINE && desk->me != NULL)
        ask_who(desk);
    show_banner(desk);
    tell(desk, DESK_LINK);
}

void desk_start(struct desk *desk, struct console *console)
{
    desk->console = console;
    srandom((unsigned)(machine_now() ^ (int64_t)desk->ahead));
    desk->link_watch = console_watch(console, gateway_fd(desk->gateway), POLLIN, link_ready, desk);
    gateway_listen(desk->gateway, "holdfast", heard, desk);
    ask_who(desk);
    place_open(desk);
    desk->poll_timer = console_timer_set(console, NULL, POLL_MS, poll_again, desk);
    desk->sweep_timer = console_timer_set(console, NULL, SWEEP_MS, sweep_again, desk);
}

void desk_stop(struct desk *desk)
{
    while (desk->requests != NULL) {
        struct desk_request *next = desk->requests->next;
        gateway_forget(desk->gateway, desk->requests->number);
        free(desk->requests);
        desk->requests = next;
    }
    offer_close(desk);
    lock_close(desk);
    place_close(desk);
    json_decref(desk->me);
    desk->me = NULL;
}
