#include "holdfast/screen/draft.h"

#include "holdfast/util/memory.h"
#include "holdfast/util/say.h"

#include <stdlib.h>

enum { REST_MS = 2000, LONGEST_MS = 10000 };

static void found(struct screen *screen, void *data, const struct reply *reply,
                  const struct failure *failure)
{
    struct draft *draft = data;
    json_t *body = desk_json(reply);
    draft->stored = draft->stored || json_is_object(body);
    if (failure == NULL && json_is_object(body))
        draft->ops->found(screen, body);
    json_decref(body);
}

void draft_open(struct draft *draft, struct screen *screen, const char *place,
                const struct draft_ops *ops)
{
    *draft = (struct draft){.ops = ops, .screen = screen, .place = memory_text(place)};
    desk_ask(screen, say("looking for a draft"), "SELECT api.draft($1)", GATEWAY_VALUES(place),
             found, draft);
}

static void kept(struct screen *screen, void *data, const struct reply *reply,
                 const struct failure *failure)
{
    (void)screen;
    (void)reply;
    struct desk *desk = data;
    if (failure != NULL)
        console_refuse_failure(desk->console, failure);
}

void draft_keep(struct draft *draft)
{
    if (draft->since == 0)
        return;
    json_t *body = draft->ops->body(draft->screen);
    char *text = json_dumps(body, JSON_COMPACT);
    draft->since = 0;
    draft->stored = true;
    desk_ask_kept(draft->screen, say("keeping the draft"), "SELECT api.save_draft($1, $2::jsonb)",
                  GATEWAY_VALUES(draft->place, text != NULL ? text : "{}"), kept,
                  desk_of(draft->screen));
    free(text);
    json_decref(body);
}

static void rested(struct console *console, void *context)
{
    (void)console;
    struct draft *draft = context;
    draft->timer = 0;
    draft_keep(draft);
}

void draft_touch(struct draft *draft)
{
    struct console *console = draft->screen->console;
    int64_t now = console_now();
    if (draft->since == 0)
        draft->since = now;
    int64_t left = draft->since + LONGEST_MS - now;
    console_timer_clear(console, draft->timer);
    /* No screen's own, for those wait while the console is locked. */
    draft->timer = console_timer_set(
        console, NULL, left < REST_MS ? (left > 0 ? left : 0) : REST_MS, rested, draft);
}

void draft_drop_place(struct desk *desk, const char *place)
{
    desk_send(desk, say("dropping the draft"), "SELECT api.drop_draft($1)", GATEWAY_VALUES(place),
              kept, desk);
}

void draft_drop(struct draft *draft)
{
    console_timer_clear(draft->screen->console, draft->timer);
    draft->timer = 0;
    draft->since = 0;
    draft->stored = false;
    draft_drop_place(desk_of(draft->screen), draft->place);
}

void draft_close(struct draft *draft)
{
    if (draft->screen != NULL)
        console_timer_clear(draft->screen->console, draft->timer);
    draft->timer = 0;
    free(draft->place);
    draft->place = NULL;
}
