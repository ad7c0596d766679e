/* The editor for texts that go to the database. */
#include "holdfast/screen/writing.h"

#include "holdfast/console/loop.h"
#include "holdfast/console/text.h"
#include "holdfast/console/text_area.h"
#include "holdfast/gateway/answer.h"
#include "holdfast/screen/actions.h"
#include "holdfast/screen/conflict.h"
#include "holdfast/screen/desk.h"
#include "holdfast/screen/draft.h"
#include "holdfast/util/memory.h"
#include "holdfast/util/say.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ABOUT_ROWS = 6 };

struct state {
    struct writing what; /* texts in the screen's arena */
    json_t *with;
    struct text_area area;
    struct draft draft;
    char request[37]; /* of the text as it stands */
    int version;      /* that it is an edit of */
    const char *base; /* the text of that version */
    bool sending;
    json_t *theirs; /* api.plan_part() while both texts are shown */
};

static struct state *state_of(const struct screen *screen)
{
    return screen->state;
}

static bool is_changed(const struct state *state)
{
    return strcmp(text_area_text(&state->area), state->what.text) != 0;
}

static void touched(struct state *state)
{
    gateway_request_id(state->request);
    draft_touch(&state->draft);
}

/* ---- the draft ---- */

static json_t *draft_body(struct screen *screen)
{
    const struct state *state = state_of(screen);
    return json_pack("{s:s, s:i, s:s}", "text", text_area_text(&state->area), "version",
                     state->version, "base", state->base);
}

static void draft_found(struct screen *screen, const json_t *body)
{
    struct state *state = state_of(screen);
    const char *text = answer_text(body, "text");
    if (strcmp(text, text_area_text(&state->area)) == 0)
        return;
    if (is_changed(state))
        text_area_add(&state->area, text);
    else
        text_area_put(&state->area, text);
    /* What it was an edit of: so a change by others in the meantime does not pass unseen. */
    if (state->what.part != NULL && answer_int(body, "version") > 0) {
        state->version = (int)answer_int(body, "version");
        state->base = arena_text(&screen->arena, answer_text(body, "base"));
    }
    gateway_request_id(state->request);
    console_say(screen->console, "%s",
                say("What you began to write here is back. Ctrl-Z shows the text without it."));
    screen_dirty(screen, DRAW_ALL);
}

static const struct draft_ops draft_ops = {draft_body, draft_found};

/* ---- sending ---- */

/* What must be known when the answer comes, even if the screen is gone. */
struct sent {
    struct desk *desk;
    char *draft, *said;
};

static void sent_free(struct sent *sent)
{
    free(sent->draft);
    free(sent->said);
    free(sent);
}

static void show_conflict(struct screen *screen)
{
    const struct state *state = state_of(screen);
    const struct conflict conflict = {
        state->what.title, answer_text(state->theirs, "who"), answer_time(state->theirs, "at"),
        answer_text(state->theirs, "text"), text_area_text(&state->area)};
    (void)console_push(screen->console, &conflict_screen, &conflict);
}

static unsigned send(struct screen *screen);

/* The version rose, the text did not: somebody set the review date or gave the area another owner.
 */
static bool is_same_text(const struct state *state)
{
    return answer_int(state->theirs, "version") != state->version &&
           strcmp(answer_text(state->theirs, "text"), state->base) == 0;
}

static void send_anew(struct screen *screen)
{
    struct state *state = state_of(screen);
    state->version = (int)answer_int(state->theirs, "version");
    gateway_request_id(state->request);
    (void)send(screen);
}

static void theirs_came(struct screen *screen, void *data, const struct reply *reply,
                        const struct failure *failure)
{
    (void)data;
    struct state *state = state_of(screen);
    state->sending = false;
    json_decref(state->theirs);
    state->theirs = desk_json(reply);
    if (failure != NULL)
        console_refuse_failure(screen->console, failure);
    else if (answer_int(state->theirs, "version") == state->version)
        console_refuse(screen->console, "%s",
                       say("Somebody was just saving this. Save again; your text is here."));
    else if (is_same_text(state))
        send_anew(screen);
    else if (console_top(screen->console) == screen)
        show_conflict(screen);
    screen_dirty(screen, DRAW_ALL);
}

static void ask_theirs(struct screen *screen)
{
    const struct state *state = state_of(screen);
    desk_ask(screen, say("reading their text"), "SELECT api.plan_part($1, $2)",
             GATEWAY_VALUES(state->what.place, state->what.part), theirs_came, NULL);
}

static void refused(struct screen *screen, const struct sent *sent, const struct failure *failure)
{
    if (screen != NULL && state_of(screen)->what.part != NULL &&
        strcmp(failure->sqlstate, "HF409") == 0) {
        ask_theirs(screen);
        return;
    }
    if (screen != NULL)
        state_of(screen)->sending = false;
    console_refuse_failure(sent->desk->console, failure);
}

static void answered(struct screen *screen, void *data, const struct reply *reply,
                     const struct failure *failure)
{
    (void)reply;
    struct sent *sent = data;
    if (failure != NULL) {
        refused(screen, sent, failure);
    } else {
        console_say(sent->desk->console, "%s", sent->said);
        if (screen != NULL)
            draft_drop(&state_of(screen)->draft);
        else
            draft_drop_place(sent->desk, sent->draft);
        if (screen != NULL && console_top(screen->console) == screen)
            (void)console_pop(screen->console, 1, NULL);
    }
    sent_free(sent);
    if (screen != NULL)
        screen_dirty(screen, DRAW_ALL);
}

static void send_part(struct screen *screen, const char *change, struct sent *sent)
{
    const struct state *state = state_of(screen);
    char version[24];
    desk_ask_kept(screen, say("saving"),
                  "SELECT api.plan_edit($1::uuid, $2, $3, $4::int, $5::jsonb)",
                  GATEWAY_VALUES(state->request, state->what.place, state->what.part,
                                 gateway_number(version, state->version), change),
                  answered, sent);
}

static void send_message(struct screen *screen, const char *body, struct sent *sent)
{
    const struct state *state = state_of(screen);
    desk_ask_kept(screen, say("sending the message"), "SELECT api.message($1::uuid, $2, $3::jsonb)",
                  GATEWAY_VALUES(state->request, state->what.place, body), answered, sent);
}

static bool may_send(struct screen *screen)
{
    const struct state *state = state_of(screen);
    const char *text = text_area_text(&state->area);
    if (state->sending)
        console_refuse(screen->console, "%s", say("It is on its way already."));
    else if (text[strspn(text, " \n")] == '\0' && state->what.text[0] == '\0')
        console_refuse(screen->console, "%s", say("Nothing is written yet."));
    else
        return true;
    return false;
}

static unsigned send(struct screen *screen)
{
    struct state *state = state_of(screen);
    struct desk *desk = desk_of(screen);
    if (!may_send(screen))
        return DRAW_NOTICE;
    json_t *body = state->with != NULL ? json_deep_copy(state->with) : json_object();
    (void)json_object_set_new(body, state->what.key, json_string(text_area_text(&state->area)));
    char *text = json_dumps(body, JSON_COMPACT);
    struct sent *sent = memory_take(1, sizeof *sent);
    *sent = (struct sent){desk, memory_text(state->what.draft), memory_text(state->what.said)};
    state->sending = true;
    if (gateway_link(desk->gateway)->state != GATEWAY_ONLINE)
        console_refuse(
            screen->console, "%s",
            say("There is no link now. It goes out when the link is back; the text stays "
                "here."));
    if (state->what.part != NULL)
        send_part(screen, text != NULL ? text : "{}", sent);
    else
        send_message(screen, text != NULL ? text : "{}", sent);
    free(text);
    json_decref(body);
    return DRAW_NOTICE;
}

/* ---- two texts ---- */

static void take_both(struct state *state)
{
    struct buffer both = {0};
    buffer_print(&both, "%s\n\n%s", answer_text(state->theirs, "text"),
                 text_area_text(&state->area));
    text_area_put(&state->area, both.data);
    buffer_free(&both);
}

static unsigned decided(struct screen *screen, int choice)
{
    struct state *state = state_of(screen);
    if (choice == 0 || state->theirs == NULL)
        return DRAW_ALL;
    state->version = (int)answer_int(state->theirs, "version");
    state->base = arena_text(&screen->arena, answer_text(state->theirs, "text"));
    if (choice == CONFLICT_THEIRS) {
        draft_drop(&state->draft);
        console_say(screen->console, "%s", say("Theirs stands."));
        (void)console_pop(screen->console, 0, NULL);
        return DRAW_ALL;
    }
    if (choice == CONFLICT_BOTH) {
        take_both(state);
        console_say(screen->console, "%s",
                    say("Theirs first, then yours: make one text of them, and save."));
    }
    touched(state);
    return choice == CONFLICT_MINE ? send(screen) | DRAW_ALL : DRAW_ALL;
}

/* ---- the screen ---- */

static const char *copy(struct screen *screen, const char *text)
{
    return arena_text(&screen->arena, text != NULL ? text : "");
}

static bool open(struct screen *screen, const void *argument, struct failure *f)
{
    (void)f;
    struct state *state = state_of(screen);
    const struct writing *given = argument;
    state->what = (struct writing){.title = copy(screen, given->title),
                                   .about = copy(screen, given->about),
                                   .draft = copy(screen, given->draft),
                                   .said = copy(screen, given->said),
                                   .place = copy(screen, given->place),
                                   .part = given->part != NULL ? copy(screen, given->part) : NULL,
                                   .key = copy(screen, given->key)};
    state->with = given->with != NULL ? json_deep_copy(given->with) : NULL;
    state->version = given->version;
    text_area_open(&state->area, given->text != NULL ? given->text : "", 0);
    state->what.text = copy(screen, text_area_text(&state->area));
    state->base = state->what.text;
    gateway_request_id(state->request);
    draft_open(&state->draft, screen, state->what.draft, &draft_ops);
    return true;
}

static void close_writing(struct screen *screen)
{
    struct state *state = state_of(screen);
    draft_keep(&state->draft);
    desk_forget(screen);
    draft_close(&state->draft);
    text_area_close(&state->area);
    json_decref(state->theirs);
    json_decref(state->with);
}

static void title(struct screen *screen, char *out, size_t size)
{
    (void)snprintf(out, size, "%s", state_of(screen)->what.title);
}

static int about_rows(const char *about, int cols, int most)
{
    int rows = 0;
    size_t len;
    while (about != NULL && *about != '\0' && rows < most) {
        about = text_wrap(about, cols, &len);
        rows++;
    }
    return rows;
}

static void draw(struct screen *screen, struct area area)
{
    struct state *state = state_of(screen);
    int rows = about_rows(state->what.about, area.cols, ABOUT_ROWS);
    if (rows > 0 && area.rows > rows + 3) {
        (void)draw_wrapped(screen->console, area_take_top(&area, rows), STYLE_TEXT,
                           state->what.about);
        draw_rule(screen->console, area_take_top(&area, 1));
    }
    text_area_draw(&state->area, screen->console, area);
}

static void hint(struct screen *screen, struct hints *hints)
{
    hint_add(hints, ACTION_SAVE, state_of(screen)->what.part != NULL ? say("save") : say("send"));
    hint_text(hints, say("Esc leave, kept as a draft"));
    hint_text(hints, say("Ctrl-Z undo"));
    hint_text(hints, say("Ctrl-Y redo"));
    hint_text(hints, say("Ctrl-W cut word"));
    hint_text(hints, say("Ctrl-K cut to the end"));
}

static unsigned leave(struct screen *screen)
{
    struct state *state = state_of(screen);
    if (is_changed(state)) {
        draft_keep(&state->draft);
        if (!state->sending)
            console_say(screen->console, "%s",
                        say("Not sent: what you wrote waits for you here, as a draft."));
    } else if (!state->sending)
        draft_drop(&state->draft);
    (void)console_pop(screen->console, 0, NULL);
    return DRAW_ALL;
}

static unsigned key(struct screen *screen, const struct key *key)
{
    struct state *state = state_of(screen);
    if (key->code == KEY_CODE_ESC && !(key->flags & KEY_PASTED))
        return leave(screen);
    enum editor_answer answer = text_area_key(&state->area, key);
    if (answer == EDITOR_CHANGED)
        touched(state);
    if (state->area.refused)
        console_refuse(screen->console,
                       say("This text may be %zu bytes long, and nothing was added: cut something "
                           "first."),
                       state->area.max);
    return answer == EDITOR_PASS ? (unsigned)SCREEN_PASS : (unsigned)(DRAW_BODY | DRAW_NOTICE);
}

static unsigned act(struct screen *screen, const struct invocation *invocation)
{
    switch (invocation->action) {
    case ACTION_SAVE:
        return send(screen);
    case ACTION_BACK:
        return leave(screen);
    default:
        return SCREEN_PASS;
    }
}

static unsigned event(struct screen *screen, const struct screen_event *event)
{
    return event->kind == EVENT_RETURNED ? decided(screen, event->value) : (unsigned)DRAW_BODY;
}

const struct screen_ops writing_screen = {
    .name = "writing",
    .state_size = sizeof(struct state),
    .flags = SCREEN_WRITES,
    .open = open,
    .title = title,
    .draw = draw,
    .hint = hint,
    .key = key,
    .act = act,
    .event = event,
    .close = close_writing,
};
