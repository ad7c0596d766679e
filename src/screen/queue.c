/* The queue screen itself: what it shows, and where its keys lead. */
#include "holdfast/screen/queue.h"

#include "screen/queue_parts.h"

#include "holdfast/console/loop.h"
#include "holdfast/screen/actions.h"
#include "holdfast/screen/desk.h"
#include "holdfast/screen/item.h"
#include "holdfast/screen/many_page.h"
#include "holdfast/screen/marks.h"
#include "holdfast/screen/offer.h"
#include "holdfast/screen/record.h"
#include "holdfast/screen/task_row.h"
#include "holdfast/util/memory.h"
#include "holdfast/util/say.h"

#include <stdio.h>
#include <stdlib.h>

enum { PREVIEW_COLS = 46, PREVIEW_COLS_MOST = 70 };

struct queue *queue_of(const struct screen *screen)
{
    return screen->state;
}

/* ---- cells ---- */

static enum style cell(void *context, const struct list_row *row, int column, int cells, char *out,
                       size_t size)
{
    const struct screen *screen = context;
    const struct queue *queue = queue_of(screen);
    enum task_column what = task_column_at(column, queue->lean);
    const char *word = what == TASK_DUE ? queue_tag_word(queue, row->data) : NULL;
    if (word == NULL)
        return task_cell(row->data, what, desk_now(desk_of(screen)), cells, out, size);
    (void)snprintf(out, size, "%s", word);
    return STYLE_WARN;
}

static void selected(void *context, const struct list_row *row)
{
    struct screen *screen = context;
    const struct task_row *task = row != NULL ? row->data : NULL;
    if (task != NULL && task->result != NULL)
        offer_show(desk_of(screen), task->id);
    preview_moved(&queue_of(screen)->preview, screen, &queue_of(screen)->list);
}

static const struct list_source source = {.cell = cell, .need = queue_need, .selected = selected};

/* ---- opening and closing ---- */

static bool open(struct screen *screen, const void *argument, struct failure *f)
{
    (void)f;
    struct queue *queue = queue_of(screen);
    const struct queue_view *view = argument;
    json_error_t error;
    queue->lean = console_lean(screen->console);
    queue->filter =
        view != NULL && view->filter != NULL ? json_loads(view->filter, 0, &error) : NULL;
    if (queue->filter == NULL)
        queue->filter = json_object();
    if (view != NULL && view->scope != NULL)
        queue->scope = memory_text(view->scope);
    if (view != NULL && view->title != NULL)
        queue->filter_title = memory_text(view->title);
    if (view != NULL && view->select != NULL)
        queue->select = memory_text(view->select);
    list_open(&queue->list, &source, screen, queue->lean ? task_columns_lean : task_columns, 7);
    queue->list.titles = true;
    screen_focus_list(screen, &queue->list);
    return true;
}

static void close_queue(struct screen *screen)
{
    struct queue *queue = queue_of(screen);
    desk_forget(screen);
    preview_close(&queue->preview);
    list_close(&queue->list);
    tags_clear(&queue->tags);
    json_decref(queue->filter);
    json_decref(queue->counts);
    free(queue->scope);
    free(queue->filter_title);
    free(queue->select);
}

/* ---- drawing ---- */

static void draw_nothing(struct screen *screen, struct area area)
{
    draw_text(screen->console, area.row + 1, area.col + 2, area.cols - 2, STYLE_TEXT,
              queue_nothing(screen));
    draw_cursor(screen->console, area.row + 1, area.col);
}

static void draw(struct screen *screen, struct area area)
{
    struct queue *queue = queue_of(screen);
    char line[256];
    queue_counts(queue, line, sizeof line);
    struct area counts = area_take_top(&area, 1);
    draw_text(screen->console, counts.row, counts.col, counts.cols, STYLE_TEXT, line);
    if (!queue->lean) {
        bool pane = area.cols >= LAYOUT_PANE_COLS;
        int third = area.cols / 3 < PREVIEW_COLS_MOST ? area.cols / 3 : PREVIEW_COLS_MOST;
        struct area place =
            pane ? area_take_right(&area, third > PREVIEW_COLS ? third : PREVIEW_COLS)
                 : area_take_bottom(&area, preview_rows(&queue->preview));
        preview_draw(&queue->preview, screen, place, pane);
    }
    int rows = queue->lean ? preview_lean_rows(&queue->preview, area.rows) : 0;
    struct area lines = area_take_bottom(&area, rows);
    if (queue->list.count == 0)
        draw_nothing(screen, area);
    else
        list_draw(&queue->list, screen->console, area, queue->preview.line == 0);
    if (rows > 0)
        preview_draw_lean(&queue->preview, screen, lines);
}

/* ---- keys and events ---- */

static unsigned open_selected(struct screen *screen, const struct screen_ops *ops)
{
    const struct list_row *row = list_selected(&queue_of(screen)->list);
    if (row == NULL)
        return SCREEN_NOTHING;
    (void)console_push(screen->console, ops, ((const struct task_row *)row->data)->ref);
    return SCREEN_NOTHING;
}

/* In lean the cursor goes through what is told of a row before it comes to the next. */
static unsigned move(struct screen *screen, int action)
{
    struct queue *queue = queue_of(screen);
    unsigned answer =
        queue->on_tagged ? (unsigned)SCREEN_PASS : preview_step(&queue->preview, action);
    return answer & SCREEN_PASS ? queue_act(screen, action) : answer;
}

static unsigned act(struct screen *screen, const struct invocation *invocation)
{
    switch (invocation->action) {
    case ACTION_DOWN:
    case ACTION_UP:
        return move(screen, invocation->action);
    case ACTION_OPEN:
        return open_selected(screen, &item_screen);
    case ACTION_LEDGER:
        return open_selected(screen, &record_screen);
    case ACTION_NEXT_PANE:
        return queue_next_scope(screen);
    case ACTION_FILTER:
        return queue_ask_filter(screen);
    case ACTION_TAG:
        return queue_tag(screen, invocation->argument);
    case ACTION_TAG_MANY:
        return queue_tag_many(screen);
    case ACTION_ACT_TAGGED:
        return queue_arm_tagged(screen);
    default:
        return queue_act(screen, invocation->action);
    }
}

static unsigned event(struct screen *screen, const struct screen_event *event)
{
    struct queue *queue = queue_of(screen);
    if (event->kind == EVENT_RETURNED) {
        if (event->value != MANY_PAGE_LEFT)
            marks_clear(&queue->list);
        queue_read_again(screen);
        return DRAW_ALL;
    }
    if (event->kind != EVENT_SENT)
        return SCREEN_NOTHING;
    if (event->sent == DESK_ME && !queue->loaded) {
        queue_read(screen);
        return DRAW_ALL;
    }
    if (event->sent == DESK_UNDONE && !event->on_top)
        return queue_step_answered(screen, event->data);
    if (desk_withdrew(event) ||
        (event->on_top && (event->sent == DESK_CHANGED || event->sent == DESK_POLL)))
        queue_read_again(screen);
    return SCREEN_NOTHING;
}

const char *queue_ref(const struct screen *screen)
{
    const struct list_row *row = list_selected(&queue_of(screen)->list);
    return row != NULL ? ((const struct task_row *)row->data)->ref : NULL;
}

void queue_place(const struct screen *screen, json_t *place)
{
    const struct queue *queue = queue_of(screen);
    json_t *filter = json_copy(queue->filter);
    (void)json_object_del(filter, "text");
    if (queue->scope != NULL)
        (void)json_object_set_new(place, "scope", json_string(queue->scope));
    if (json_object_size(filter) > 0)
        (void)json_object_set(place, "filter", filter);
    json_decref(filter);
}

static const char *about(const struct screen *screen)
{
    const struct list_row *row = list_selected(&queue_of(screen)->list);
    const struct task_row *task = row != NULL ? row->data : NULL;
    return task != NULL ? task->individual_ref : NULL;
}

const struct screen_ops queue_screen = {
    .name = "queue",
    .state_size = sizeof(struct queue),
    .open = open,
    .load = queue_read,
    .title = queue_title,
    .draw = draw,
    .hint = queue_hint,
    .act = act,
    .event = event,
    .about = about,
    .close = close_queue,
};
