#include "holdfast/screen/many_page.h"

#include "holdfast/console/loop.h"
#include "holdfast/gateway/answer.h"
#include "holdfast/screen/actions.h"
#include "holdfast/screen/desk.h"
#include "holdfast/screen/item.h"
#include "holdfast/screen/offer.h"
#include "holdfast/screen/sheet.h"
#include "holdfast/util/memory.h"
#include "holdfast/util/say.h"

#include <stdio.h>
#include <stdlib.h>

enum { REF_CELLS = 12 };

struct many_page {
    struct sheet sheet;
    char *title;
    json_t *refused;
};

static struct many_page *page_of(const struct screen *screen)
{
    return screen->state;
}

static void write(struct screen *screen)
{
    struct many_page *page = page_of(screen);
    size_t i;
    const json_t *one;
    sheet_begin(&page->sheet);
    sheet_heading(&page->sheet, say("NOT DONE, AND WHY"));
    json_array_foreach (page->refused, i, one) {
        char head[64], text[600];
        (void)snprintf(head, sizeof head, "%-*s", REF_CELLS, answer_text(one, "ref"));
        (void)snprintf(text, sizeof text, "%s %s", answer_text(one, "why"),
                       answer_text(one, "mend"));
        sheet_wrapped_to(&page->sheet, STYLE_TEXT, answer_text(one, "ref"), REF_CELLS + 1, head,
                         text);
    }
    sheet_end(&page->sheet);
}

static bool open(struct screen *screen, const void *argument, struct failure *f)
{
    (void)f;
    const struct many_view *view = argument;
    struct many_page *page = page_of(screen);
    page->title = memory_text(view->title);
    page->refused = json_deep_copy(view->refused);
    sheet_open(&page->sheet, screen);
    write(screen);
    return true;
}

static void close_page(struct screen *screen)
{
    struct many_page *page = page_of(screen);
    desk_forget(screen);
    sheet_close(&page->sheet);
    json_decref(page->refused);
    free(page->title);
}

static void title(struct screen *screen, char *out, size_t size)
{
    (void)snprintf(out, size, "%s", page_of(screen)->title);
}

static void draw(struct screen *screen, struct area area)
{
    sheet_draw(&page_of(screen)->sheet, area);
}

static void hint(struct screen *screen, struct hints *hints)
{
    const struct sheet_line *line = sheet_selected(&page_of(screen)->sheet);
    if (line != NULL && line->target[0] != '\0')
        hint_add(hints, ACTION_OPEN, say("go there"));
    hint_add(hints, ACTION_BACK, NULL);
}

static unsigned act(struct screen *screen, const struct invocation *invocation)
{
    const struct sheet_line *line = sheet_selected(&page_of(screen)->sheet);
    if (invocation->action == ACTION_UNDO)
        return offer_take(screen, ACTION_UNDO, 0, NULL);
    if (invocation->action == ACTION_BACK && console_pop(screen->console, MANY_PAGE_LEFT, NULL))
        return SCREEN_NOTHING;
    if (invocation->action != ACTION_OPEN || line == NULL || line->target[0] == '\0')
        return SCREEN_PASS;
    (void)console_push(screen->console, &item_screen, line->target);
    return SCREEN_NOTHING;
}

static unsigned event(struct screen *screen, const struct screen_event *event)
{
    if (event->kind != EVENT_RESIZED)
        return SCREEN_NOTHING;
    write(screen);
    return DRAW_ALL;
}

const struct screen_ops many_screen = {
    .name = "many",
    .state_size = sizeof(struct many_page),
    .open = open,
    .title = title,
    .draw = draw,
    .hint = hint,
    .act = act,
    .event = event,
    .close = close_page,
};
