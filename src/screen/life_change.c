/* What an event that changes a life means for the person's open items: a proposed step for each.
 * Space leaves one as it is; one Enter does all the rest; one key takes all of it back. */
#include "holdfast/screen/life_change.h"

#include "holdfast/console/loop.h"
#include "holdfast/gateway/answer.h"
#include "holdfast/screen/actions.h"
#include "holdfast/screen/desk.h"
#include "holdfast/screen/page.h"
#include "holdfast/screen/words.h"
#include "holdfast/util/buffer.h"
#include "holdfast/util/say.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct life_change {
    struct page page;
    json_t *kept; /* references that stay as they are, as keys */
    bool sending;
};

static struct life_change *state_of(const struct screen *screen)
{
    return screen->state;
}

static bool is_applied(const struct screen *screen)
{
    return json_is_object(json_object_get(state_of(screen)->page.json, "applied"));
}

static bool is_kept(const struct screen *screen, const json_t *item)
{
    return !answer_bool(item, "may") ||
           json_object_get(state_of(screen)->kept, answer_text(item, "ref")) != NULL;
}

static size_t count_done(const struct screen *screen)
{
    size_t count = 0, i;
    json_t *item;
    json_array_foreach (json_object_get(state_of(screen)->page.json, "items"), i, item)
        count += !is_kept(screen, item);
    return count;
}

/* ---- the page ---- */

static void write_item(struct page *page, const json_t *item)
{
    char head[128], cut[40];
    bool kept = is_kept(page->screen, item);
    const char *proposed = answer_text(json_object_get(item, "proposed"), "words");
    (void)snprintf(cut, sizeof cut, "%s, %s", answer_text(item, "label"), answer_text(item, "who"));
    (void)snprintf(head, sizeof head, "%-9s %-30.30s", answer_text(item, "ref"), cut);
    sheet_print(&page->sheet, kept ? STYLE_PAUSED : STYLE_TEXT, answer_text(item, "ref"),
                kept ? say("%s stays as it is (not: %s)") : "%s %s", head, proposed);
}

static void write(struct page *page, int64_t now)
{
    const json_t *applied = json_object_get(page->json, "applied");
    char text[256], when[32];
    size_t i;
    json_t *item;
    if (!json_is_object(page->json)) {
        sheet_line(&page->sheet, STYLE_TEXT, NULL, NULL,
                   say("Nothing that is open changes because of it."));
        return;
    }
    sheet_labelled(&page->sheet, STYLE_TEXT, say("What"), answer_text(page->json, "words"));
    if (json_is_object(applied)) {
        (void)snprintf(text, sizeof text, say("%s by %s"),
                       words_moment(when, sizeof when, now, answer_time(applied, "at")),
                       answer_text(applied, "who"));
        sheet_labelled(&page->sheet, STYLE_TEXT, say("Done"), text);
    }
    sheet_heading(&page->sheet, say("OPEN ITEMS, AND WHAT BECOMES OF EACH"));
    json_array_foreach (json_object_get(page->json, "items"), i, item)
        write_item(page, item);
    if (i == 0)
        sheet_line(&page->sheet, STYLE_TEXT, NULL, NULL, say("Nothing is open."));
}

static const struct page_ops life_page = {
    .what = "reading what it changes", .sql = "SELECT api.life_change($1)", .write = write};

static bool open(struct screen *screen, const void *argument, struct failure *f)
{
    (void)f;
    state_of(screen)->kept = json_object();
    page_open(screen, &life_page, argument);
    return true;
}

static void close_life(struct screen *screen)
{
    page_close(screen);
    json_decref(state_of(screen)->kept);
}

static void title(struct screen *screen, char *out, size_t size)
{
    (void)snprintf(out, size, say("WHAT CHANGES, %s"), state_of(screen)->page.ref);
}

/* ---- doing it, and taking it back ---- */

static void answered(struct screen *screen, void *data, const struct reply *reply,
                     const struct failure *failure)
{
    struct desk *desk = data;
    json_t *answer = failure == NULL ? desk_json(reply) : NULL;
    char when[32];
    const json_t *done = json_object_get(answer, "done");
    if (failure != NULL)
        console_refuse_failure(desk->console, failure);
    else if (done != NULL)
        console_say(
            desk->console, say("It is done, on the record of each.  u takes all back until %s"),
            words_moment(when, sizeof when, desk_now(desk), answer_time(answer, "undo_until")));
    else
        console_say(desk->console, "%s", say("All is taken back: it is as it was."));
    if (screen != NULL) {
        state_of(screen)->sending = false;
        page_load(screen);
    }
    json_decref(answer);
}

static unsigned apply(struct screen *screen)
{
    struct life_change *state = state_of(screen);
    struct buffer except = {0};
    char request[37];
    const char *ref;
    json_t *value;
    buffer_text(&except, "{");
    json_object_foreach (state->kept, ref, value)
        buffer_print(&except, "%s%s", except.len > 1 ? "," : "", ref);
    buffer_text(&except, "}");
    gateway_request_id(request);
    state->sending = true;
    desk_ask_kept(screen, say("changing them"),
                  "SELECT api.life_change_apply($1::uuid, $2, $3::text[])",
                  GATEWAY_VALUES(request, state->page.ref, except.data), answered, desk_of(screen));
    buffer_free(&except);
    return DRAW_NOTICE;
}

static unsigned take_back(struct screen *screen)
{
    struct life_change *state = state_of(screen);
    char request[37];
    gateway_request_id(request);
    state->sending = true;
    desk_ask_kept(screen, say("taking it back"), "SELECT api.life_change_undo($1::uuid, $2)",
                  GATEWAY_VALUES(request, state->page.ref), answered, desk_of(screen));
    return DRAW_NOTICE;
}

static const json_t *selected_item(const struct screen *screen)
{
    const struct life_change *state = state_of(screen);
    const struct sheet_line *line = page_selected(screen);
    size_t i;
    json_t *item;
    if (line != NULL && line->target[0] != '\0')
        json_array_foreach (json_object_get(state->page.json, "items"), i, item)
            if (strcmp(answer_text(item, "ref"), line->target) == 0)
                return item;
    return NULL;
}

static unsigned flip(struct screen *screen)
{
    struct life_change *state = state_of(screen);
    const char *ref = answer_text(selected_item(screen), "ref");
    if (ref[0] == '\0')
        return SCREEN_NOTHING;
    if (json_object_del(state->kept, ref) != 0)
        (void)json_object_set_new(state->kept, ref, json_true());
    page_write(screen);
    return DRAW_BODY | DRAW_HINT;
}

/* ---- keys ---- */

static void hint_all(const struct screen *screen, struct hints *hints)
{
    char text[64];
    size_t count = count_done(screen);
    (void)snprintf(text, sizeof text, say("do all %zu"), count);
    if (count > 0)
        hint_add(hints, ACTION_OPEN, count == 1 ? say("do it") : text);
}

static void hint(struct screen *screen, struct hints *hints)
{
    const json_t *item = selected_item(screen);
    if (is_applied(screen)) {
        hint_add(hints, ACTION_UNDO, say("take all back"));
    } else {
        hint_all(screen, hints);
        if (item != NULL && answer_bool(item, "may"))
            hint_add(hints, ACTION_SEEN,
                     is_kept(screen, item) ? say("change it too") : say("leave this one"));
    }
    hint_add(hints, ACTION_BACK, NULL);
}

static unsigned act(struct screen *screen, const struct invocation *invocation)
{
    bool idle = !state_of(screen)->sending;
    switch (invocation->action) {
    case ACTION_OPEN:
        return idle && !is_applied(screen) && count_done(screen) > 0 ? apply(screen)
                                                                     : (unsigned)SCREEN_NOTHING;
    case ACTION_UNDO:
        return idle && is_applied(screen) ? take_back(screen) : (unsigned)SCREEN_PASS;
    case ACTION_SEEN:
        return is_applied(screen) ? (unsigned)SCREEN_NOTHING : flip(screen);
    default:
        return SCREEN_PASS;
    }
}

const struct screen_ops life_change_screen = {
    .name = "life_change",
    .state_size = sizeof(struct life_change),
    .open = open,
    .load = page_load,
    .title = title,
    .draw = page_draw,
    .hint = hint,
    .act = act,
    .event = page_event,
    .close = close_life,
};
