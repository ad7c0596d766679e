#include "holdfast/screen/page.h"

#include "holdfast/console/loop.h"
#include "holdfast/gateway/answer.h"
#include "holdfast/screen/actions.h"
#include "holdfast/screen/desk.h"
#include "holdfast/util/memory.h"
#include "holdfast/util/say.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct page *page_of(const struct screen *screen)
{
    return screen->state;
}

/* Until when an emergency look runs at whom this is about; 0: none. */
static int64_t look_until(const struct page *page)
{
    return answer_time(json_object_get(page->json, "look"), "until");
}

void page_write(struct screen *screen)
{
    struct page *page = page_of(screen);
    sheet_begin(&page->sheet);
    page->ops->write(page, desk_now(desk_of(page->screen)));
    sheet_end(&page->sheet);
    if (page->sought != NULL && sheet_seek(&page->sheet, page->sought)) {
        free(page->sought);
        page->sought = NULL;
    }
}

void page_seek(struct screen *screen, const char *target)
{
    struct page *page = page_of(screen);
    free(page->sought);
    page->sought = memory_text(target);
}

/* What was shown may not be shown any more: it leaves the screen and the memory at once, and so
 * does what was begun over it: a question, a form, a text (which is kept as a draft). The screen
 * stays, and is read again like any other: what comes back is shown again. */
static void lose(struct page *page)
{
    page->over = look_until(page) != 0;
    json_decref(page->json);
    page->json = NULL;
    page->lost = true;
    list_reset(&page->sheet.list);
    console_return(page->screen->console, page->screen);
}

static void failed(struct page *page, const struct failure *failure)
{
    bool unseen = strcmp(failure->sqlstate, "HF404") == 0;
    if (unseen && page->json != NULL)
        lose(page);
    if (!unseen || !page->lost)
        console_refuse_failure(page->screen->console, failure);
}

static void answered(struct screen *screen, void *data, const struct reply *reply,
                     const struct failure *failure)
{
    (void)data;
    struct page *page = page_of(screen);
    bool first = page->json == NULL;
    page->asked = false;
    if (page->stale) {
        page->stale = false;
        page_load(screen);
        return;
    }
    screen_dirty(screen, DRAW_ALL);
    if (failure != NULL) {
        failed(page, failure);
        return;
    }
    json_decref(page->json);
    page->json = desk_json(reply);
    page->lost = page->over = false;
    page_write(screen);
    if (first && page->ops->first != NULL)
        page->ops->first(page);
}

void page_load(struct screen *screen)
{
    struct page *page = page_of(screen);
    if (page->asked)
        return;
    page->asked = true;
    desk_ask(screen, say(page->ops->what), page->ops->sql,
             page->ref != NULL ? GATEWAY_VALUES(page->ref) : GATEWAY_NO_VALUES, answered, NULL);
}

void page_open(struct screen *screen, const struct page_ops *ops, const char *ref)
{
    struct page *page = page_of(screen);
    page->ops = ops;
    page->screen = screen;
    page->ref = ref != NULL ? memory_text(ref) : NULL;
    sheet_open(&page->sheet, screen);
}

bool page_open_about(struct screen *screen, const struct page_ops *ops, const char *ref,
                     struct failure *f)
{
    if (ref == NULL)
        return failure_set(f, EX_NOINPUT, say("this page"),
                           say("put the cursor on somebody (5 finds people)"), "%s",
                           say("the cursor is on nobody whom you may know"));
    page_open(screen, ops, ref);
    return true;
}

void page_turn(struct screen *screen, const char *ref)
{
    struct page *page = page_of(screen);
    free(page->ref);
    page->ref = memory_text(ref);
    if (page->asked && !page->stale)
        desk_cancel(screen);
    page->stale = page->asked;
    page_load(screen);
}

void page_close(struct screen *screen)
{
    struct page *page = page_of(screen);
    if (page->ops != NULL && page->ops->slow && page->asked)
        desk_cancel(screen);
    desk_forget(screen);
    sheet_close(&page->sheet);
    json_decref(page->json);
    free(page->sought);
    free(page->ref);
}

static bool look_is_over(const struct page *page)
{
    int64_t until = look_until(page);
    return page->over || (until != 0 && desk_now(desk_of(page->screen)) >= until);
}

bool page_only_looked(const struct page *page)
{
    return answer_bool(json_object_get(page->json, "look"), "only");
}

bool page_hint_gone(const struct page *page, struct hints *hints)
{
    bool over = look_is_over(page);
    if (!over && (page->json != NULL || page->asked))
        return false;
    if (over)
        hint_add(hints, ACTION_LOOK, NULL);
    hint_add(hints, ACTION_BACK, NULL);
    return true;
}

/* The first line stays, wherever the page is scrolled to. */
static struct area draw_look(const struct page *page, struct area area)
{
    char line[160];
    if (look_until(page) == 0)
        return area;
    (void)snprintf(line, sizeof line, say("%s: to be read only, told and reviewed."),
                   answer_text(json_object_get(page->json, "look"), "words"));
    draw_text(page->screen->console, area.row, area.col, area.cols, STYLE_WARN, line);
    return (struct area){area.row + 1, area.col, area.rows - 1, area.cols};
}

void page_draw(struct screen *screen, struct area area)
{
    struct page *page = page_of(screen);
    if (look_is_over(page)) {
        draw_cursor(screen->console, area.row, area.col);
        (void)draw_wrapped(screen->console, area, STYLE_WARN,
                           say("Your emergency look is over, and without one this is not yours to "
                               "see. X begins another one."));
        return;
    }
    area = draw_look(page, area);
    if (page->json != NULL) {
        sheet_draw(&page->sheet, area);
        return;
    }
    if (page->lost) {
        draw_cursor(screen->console, area.row, area.col);
        (void)draw_wrapped(screen->console, area, STYLE_WARN,
                           say("This is not yours to see any more: what allowed it was taken back "
                               "or is over, or it was entered by mistake. What you did with it "
                               "stays on the record. Your supervisor knows who can allow it "
                               "again."));
        return;
    }
    draw_text(screen->console, area.row, area.col, area.cols, STYLE_TEXT,
              page->asked ? say("Reading…")
                          : say("Nothing here yet. The last line says what the keys do."));
    draw_cursor(screen->console, area.row, area.col);
}

static bool is_news(const struct page *page, const struct screen_event *event)
{
    if (event->kind == EVENT_RETURNED || desk_withdrew(event))
        return true;
    if (event->kind != EVENT_SENT || !event->on_top)
        return false;
    return event->sent == DESK_CHANGED || (event->sent == DESK_POLL && page->ops->polled);
}

unsigned page_event(struct screen *screen, const struct screen_event *event)
{
    struct page *page = page_of(screen);
    if (page->json == NULL && !page->lost)
        return SCREEN_NOTHING;
    if (look_is_over(page)) {
        page_load(screen); /* what else allows it may still show it */
        return DRAW_ALL;
    }
    if (event->kind == EVENT_RESIZED) {
        if (page->json != NULL)
            page_write(screen);
        return DRAW_ALL;
    }
    if (is_news(page, event))
        page_load(screen);
    return SCREEN_NOTHING;
}

const struct sheet_line *page_selected(const struct screen *screen)
{
    return sheet_selected(&page_of(screen)->sheet);
}

const char *page_about(const struct screen *screen)
{
    return page_of(screen)->ref;
}
