#include "holdfast/screen/lock.h"

#include "holdfast/console/cover.h"
#include "holdfast/console/draw.h"
#include "holdfast/console/editor.h"
#include "holdfast/gateway/answer.h"
#include "holdfast/screen/place.h"
#include "holdfast/screen/words.h"
#include "holdfast/util/memory.h"
#include "holdfast/util/say.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { WARN_S = 60, PASSWORD_MAX = 500, LEAVE_MS = 5000 };

struct lock {
    struct desk *desk;
    struct editor password;
    bool proving;
    bool rested;       /* it locked by itself */
    int64_t since;     /* of the network's clock */
    int64_t leave_ask; /* until when one more Esc leaves; console_now() */
    int timer;
    char message[400];
};

/* Seconds; 0 until it is known. */
static int64_t allowance(const struct desk *desk)
{
    return answer_int(desk->me, "idle_lock");
}

bool lock_ends(const struct desk *desk)
{
    return !gateway_used_password(desk->gateway);
}

static const char *minutes(char *out, size_t size, int64_t seconds)
{
    int n = (int)(seconds >= 120 ? seconds / 60 : seconds);
    (void)snprintf(out, size, seconds >= 120 ? say("%d minutes") : say("%d seconds"), n);
    return out;
}

/* ---- drawing ---- */

/* Gives the row behind the text and, where there is room, a blank one. */
static int draw_block(struct console *console, struct area all, int row, enum style style,
                      const char *text)
{
    int indent = all.cols >= LAYOUT_MIN_COLS ? 2 : 0, gap = all.rows >= 18 ? 1 : 0;
    struct area area = {row, indent, all.rows - row, all.cols - 2 * indent};
    if (text[0] == '\0' || area.rows <= 0)
        return row;
    return row + draw_wrapped(console, area, style, text) + gap;
}

static void draw_field(struct lock *lock, struct console *console, struct area all, int row)
{
    int col = all.cols >= LAYOUT_MIN_COLS ? 2 : 0;
    draw_add(console, row, &col, all.cols, STYLE_TEXT, say("Password "));
    if (col < all.cols - 1)
        editor_draw(&lock->password, console, row, col, all.cols - col);
}

static void write_why(const struct lock *lock, char *out, size_t size)
{
    char when[32], rest[32];
    const struct desk *desk = lock->desk;
    (void)words_moment(when, sizeof when, desk_now(desk), lock->since);
    if (lock->rested)
        (void)snprintf(out, size, say("Locked since %s: no key for %s."), when,
                       minutes(rest, sizeof rest, allowance(desk)));
    else
        (void)snprintf(out, size, say("Locked since %s."), when);
}

static void draw(void *context, struct console *console, struct area all)
{
    struct lock *lock = context;
    const struct desk *desk = lock->desk;
    char text[512];
    bool online = gateway_link(desk->gateway)->state == GATEWAY_ONLINE;
    (void)snprintf(text, sizeof text, "%s%s%s", say("LOCKED"), online ? "" : "  ",
                   online ? "" : say("no link to the database now"));
    draw_text(console, all.row, all.col, all.cols, STYLE_TITLE, text);
    write_why(lock, text, sizeof text);
    int row = draw_block(console, all, all.rows >= 18 ? 2 : 1, STYLE_TEXT, text);
    (void)snprintf(text, sizeof text, say("%s (%s): type your password, then Enter."),
                   desk_me(desk, "name"), desk_me(desk, "login"));
    row = draw_block(console, all, row, STYLE_TEXT, text);
    int field = row < all.rows ? row : all.rows - 1;
    row = draw_block(console, all, field + (all.rows >= 18 ? 2 : 1), STYLE_ERROR, lock->message);
    (void)draw_block(console, all, row, STYLE_TEXT,
                     say("Somebody else needs this place? Esc twice ends the session. Where you "
                         "are, and what you began to write, is kept for your next sign-in."));
    draw_field(lock, console, all, field);
}

static void show(struct lock *lock, const char *text)
{
    size_t len = strnlen(text, sizeof lock->message - 1);
    memcpy(lock->message, text, len);
    lock->message[len] = '\0';
    console_cover_changed(lock->desk->console);
}

/* ---- locking ---- */

static const struct cover_ops cover;

static struct lock *lock_of(struct desk *desk)
{
    if (desk->lock == NULL) {
        desk->lock = memory_take(1, sizeof *desk->lock);
        desk->lock->desk = desk;
    }
    return desk->lock;
}

static void forget_password(struct lock *lock)
{
    editor_close(&lock->password);
    lock->password.secret = true;
    editor_open(&lock->password, "", PASSWORD_MAX);
}

static void end_session(struct desk *desk, const char *farewell)
{
    place_keep(desk);
    desk->farewell = farewell;
    desk->locked = true;
    console_quit(desk->console, EX_OK);
}

static void begin(struct desk *desk, bool rested)
{
    struct lock *lock = lock_of(desk);
    if (desk->locked)
        return;
    if (lock_ends(desk)) {
        end_session(desk, say("The session has ended, as there is no password to unlock it with.\n"
                              "Start again: you will be back where you were."));
        return;
    }
    place_keep(desk);
    desk->locked = true;
    lock->rested = rested;
    lock->since = desk_now(desk);
    lock->leave_ask = 0;
    lock->message[0] = '\0';
    forget_password(lock);
    console_cover(desk->console, &cover, lock);
}

void lock_now(struct desk *desk)
{
    if (desk->me != NULL)
        begin(desk, false);
}

void lock_refused(struct desk *desk, const struct failure *failure)
{
    if (strcmp(failure->sqlstate, "28P01") != 0 || desk->me == NULL || desk->locked ||
        lock_ends(desk))
        return;
    begin(desk, false);
    show(desk->lock, say("The database does not take your password any more. Type the new one."));
}

static void rested(struct console *console, void *context, bool over)
{
    char rest[32];
    struct desk *desk = context;
    int64_t left = allowance(desk) / 2 < WARN_S ? allowance(desk) / 2 : WARN_S;
    if (over)
        begin(desk, true);
    else if (!desk->locked)
        console_refuse(console,
                       lock_ends(desk)
                           ? say("No key for a while: the session ends in %s. Any key goes on.")
                           : say("No key for a while: the screen locks in %s. Any key goes on."),
                       minutes(rest, sizeof rest, left));
}

void lock_watch(struct desk *desk)
{
    int64_t ms = allowance(desk) * 1000;
    int64_t warn = ms / 2 < WARN_S * 1000 ? ms / 2 : WARN_S * 1000;
    console_idle(desk->console, ms, warn, rested, desk);
}

void lock_close(struct desk *desk)
{
    if (desk->lock == NULL)
        return;
    editor_close(&desk->lock->password);
    free(desk->lock);
    desk->lock = NULL;
}

/* ---- unlocking ---- */

static void may_try_again(struct console *console, void *context)
{
    (void)console;
    struct lock *lock = context;
    lock->timer = 0;
    if (!lock->proving)
        show(lock, say("Type your password once more."));
}

static void wait_to_try(struct lock *lock)
{
    struct console *console = lock->desk->console;
    int64_t left = lock->desk->unlock.until - console_now();
    console_timer_clear(console, lock->timer);
    lock->timer = console_timer_set(console, NULL, left > 0 ? left : 0, may_try_again, lock);
}

static void open_up(struct lock *lock)
{
    struct desk *desk = lock->desk;
    console_timer_clear(desk->console, lock->timer);
    lock->timer = 0;
    desk->locked = false;
    console_uncover(desk->console);
    desk_catch_up(desk);
}

static void proved(void *data, const struct failure *failure)
{
    char words[sizeof(struct failure)];
    struct lock *lock = data;
    struct desk *desk = lock->desk;
    lock->proving = false;
    switch (unlock_settle(&desk->unlock, failure, console_now(), words, sizeof words)) {
    case UNLOCK_DONE:
        open_up(lock);
        break;
    case UNLOCK_NEVER:
        end_session(desk, say("The session has ended: it could not be unlocked any more. Ask your "
                              "administrator about your login."));
        break;
    case UNLOCK_WRONG:
        wait_to_try(lock);
        show(lock, words);
        break;
    default:
        show(lock, words);
    }
}

static void try_password(struct lock *lock)
{
    char words[128];
    int wait = unlock_wait(&lock->desk->unlock, console_now());
    if (lock->proving)
        return;
    if (wait > 0) {
        forget_password(lock);
        (void)snprintf(words, sizeof words, say("Not tried: wait %d more seconds."), wait);
        show(lock, words);
    } else if (editor_text(&lock->password)[0] == '\0') {
        show(lock, say("Nothing was typed yet."));
    } else {
        lock->proving = true;
        gateway_prove(lock->desk->gateway, editor_text(&lock->password), proved, lock);
        forget_password(lock);
        show(lock, say("Asking the database…"));
    }
}

static void leave(struct lock *lock)
{
    bool empty = editor_text(&lock->password)[0] == '\0';
    if (empty && console_now() < lock->leave_ask) {
        end_session(lock->desk,
                    say("The session has ended. Start again: you will be back where you were."));
        return;
    }
    forget_password(lock);
    lock->leave_ask = console_now() + LEAVE_MS;
    show(lock, say("Esc once more ends the session."));
}

static void key(void *context, struct console *console, const struct key *key)
{
    (void)console;
    struct lock *lock = context;
    if (key->code == KEY_CODE_ENTER && !(key->flags & KEY_PASTED))
        try_password(lock);
    else if (key->code == KEY_CODE_ESC && !(key->flags & KEY_PASTED))
        leave(lock);
    else if (!lock->proving)
        (void)editor_key(&lock->password, key);
}

static const struct cover_ops cover = {draw, key};
