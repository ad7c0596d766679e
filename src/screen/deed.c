#include "holdfast/screen/deed.h"

#include "holdfast/console/loop.h"
#include "holdfast/gateway/answer.h"
#include "holdfast/util/memory.h"
#include "holdfast/util/say.h"

#include <stdlib.h>

/* Until it is answered, which may be after the screen was left. */
struct under_way {
    struct desk *desk;
    void (*said)(struct desk *desk, const json_t *answer);
    const struct screen_ops *form;
};

static struct deed *deed_of(const struct screen *screen)
{
    return screen->state;
}

void deed_open(struct screen *screen, const struct page_ops *ops, json_t *with)
{
    char *text = json_dumps(with, JSON_COMPACT);
    page_open(screen, ops, text);
    free(text);
    json_decref(with);
}

static const json_t *refused(const struct page *page)
{
    return json_object_get(page->json, "refused");
}

bool deed_write_refused(struct page *page, const char *heading)
{
    if (!json_is_object(refused(page)))
        return false;
    sheet_heading(&page->sheet, heading);
    sheet_wrapped(&page->sheet, STYLE_WARN, 0, "", answer_text(refused(page), "why"));
    sheet_wrapped(&page->sheet, STYLE_TEXT, 0, "", answer_text(refused(page), "mend"));
    return true;
}

bool deed_may(const struct screen *screen)
{
    const struct deed *deed = deed_of(screen);
    return deed->page.json != NULL && !json_is_object(refused(&deed->page)) && !deed->sending;
}

/* The form below has done what it was for. */
static void leave(struct console *console, const struct screen_ops *form)
{
    (void)console_pop(console, 0, NULL);
    if (form != NULL && console_top(console)->ops == form)
        (void)console_pop(console, 0, NULL);
}

static void done(struct screen *screen, void *data, const struct reply *reply,
                 const struct failure *failure)
{
    struct under_way way = *(struct under_way *)data;
    json_t *answer = failure == NULL ? desk_json(reply) : NULL;
    free(data);
    if (failure != NULL)
        console_refuse_failure(way.desk->console, failure);
    else
        way.said(way.desk, answer);
    json_decref(answer);
    if (screen == NULL)
        return;
    deed_of(screen)->sending = false;
    if (failure == NULL && console_top(way.desk->console) == screen)
        leave(way.desk->console, way.form);
}

unsigned deed_do(struct screen *screen, const struct deed_call *call)
{
    struct under_way *way = memory_take(1, sizeof *way);
    *way = (struct under_way){desk_of(screen), call->said, call->form};
    deed_of(screen)->sending = true;
    desk_ask_kept(screen, call->what, call->sql, call->values, done, way);
    return DRAW_NOTICE | DRAW_HINT;
}

unsigned deed_event(struct screen *screen, const struct screen_event *event)
{
    return event->kind == EVENT_RESIZED ? page_event(screen, event) : (unsigned)SCREEN_NOTHING;
}
