/* The rows of the queue come a page at a time from api.queue, and are read again as long as they
 * are looked at. */
#include "screen/queue_parts.h"

#include "holdfast/console/loop.h"
#include "holdfast/screen/desk.h"
#include "holdfast/screen/marks.h"
#include "holdfast/screen/task_row.h"
#include "holdfast/util/memory.h"
#include "holdfast/util/say.h"

#include <stdlib.h>
#include <string.h>

static const char api_queue[] =
    "SELECT * FROM api.queue($1, $2::jsonb, 'epoch'::timestamptz + $3::bigint * interval '1 "
    "microsecond', $4::bigint, $5::int, $6::boolean)";

static void ask_page(struct screen *screen, const struct queue_page *wanted, desk_answered *done)
{
    struct queue *queue = queue_of(screen);
    struct queue_page *request = wanted->refresh ? &queue->refresh : &queue->need;
    *request = *wanted;
    char sort[24], id[24], n[24];
    char *filter = json_dumps(queue->filter, JSON_COMPACT);
    bool from_edge = wanted->behind_id != 0;
    desk_ask(screen, say("reading the queue"), api_queue,
             GATEWAY_VALUES(queue->scope, filter != NULL ? filter : "{}",
                            from_edge ? gateway_number(sort, wanted->behind_sort) : NULL,
                            from_edge ? gateway_number(id, wanted->behind_id) : NULL,
                            gateway_number(n, wanted->wanted),
                            wanted->side == LIST_BEFORE ? "t" : "f"),
             done, request);
    free(filter);
}

/* Once, and only if it is among the first rows: nobody is moved later. */
static void select_wanted(struct queue *queue)
{
    for (int i = 0; queue->select != NULL && i < queue->list.count; i++)
        if (strcmp(((const struct task_row *)queue->list.rows[i].data)->ref, queue->select) == 0) {
            (void)list_select(&queue->list, queue->list.rows[i].id);
            break;
        }
    free(queue->select);
    queue->select = NULL;
}

static void page_came(struct screen *screen, void *data, const struct reply *reply,
                      const struct failure *failure)
{
    struct queue *queue = queue_of(screen);
    struct queue_page request = *(struct queue_page *)data;
    if (failure != NULL) {
        list_need_failed(&queue->list, request.side);
        console_refuse_failure(desk_of(screen)->console, failure);
        screen_dirty(screen, DRAW_NOTICE);
        return;
    }
    queue->loaded = true;
    bool first = queue->list.count == 0;
    list_put(&queue->list, request.side, task_page(reply),
             reply_rows(reply) >= (size_t)request.wanted);
    if (first)
        select_wanted(queue);
    if (first)
        preview_moved(&queue->preview, screen, &queue->list);
    preview_read_ahead(&queue->preview, screen, &queue->list);
    screen_dirty(screen, DRAW_ALL);
}

void queue_need(void *context, enum list_side side, const struct list_row *edge)
{
    struct screen *screen = context;
    if (queue_of(screen)->scope == NULL)
        return;
    struct queue_page request = {.side = side,
                                 .behind_sort = edge != NULL ? edge->sort : 0,
                                 .behind_id = edge != NULL ? edge->id : 0,
                                 .wanted = LIST_PAGE};
    ask_page(screen, &request, page_came);
}

/* ---- reading again ---- */

static void refresh_came(struct screen *screen, void *data, const struct reply *reply,
                         const struct failure *failure)
{
    struct queue *queue = queue_of(screen);
    struct queue_page request = *(struct queue_page *)data;
    queue->refreshing = false;
    if (failure != NULL)
        return; /* what is on the screen stays; the link says itself when it is lost */
    const struct list_row *behind =
        request.behind_id != 0 ? list_find(&queue->list, request.behind_id) : NULL;
    if (request.behind_id != 0 && behind == NULL)
        return; /* that page was let go meanwhile */
    marks_refresh(&queue->list, behind, task_page(reply),
                  reply_rows(reply) >= (size_t)request.wanted);
    queue_check_shown(screen);
    preview_read_ahead(&queue->preview, screen, &queue->list);
    screen_dirty(screen, DRAW_BODY | DRAW_HINT);
}

static void counts_came(struct screen *screen, void *data, const struct reply *reply,
                        const struct failure *failure)
{
    (void)data;
    struct queue *queue = queue_of(screen);
    if (failure != NULL)
        return;
    json_decref(queue->counts);
    queue->counts = desk_json(reply);
    if (queue->another)
        queue_tell_list(screen);
    screen_dirty(screen, DRAW_BODY);
}

static void ask_counts(struct screen *screen)
{
    struct queue *queue = queue_of(screen);
    char *filter = json_dumps(queue->filter, JSON_COMPACT);
    desk_ask(screen, "", "SELECT api.counts($1, $2::jsonb)",
             GATEWAY_VALUES(queue->scope, filter != NULL ? filter : "{}"), counts_came, NULL);
    free(filter);
}

/* Reads again what is on the screen. */
void queue_read_again(struct screen *screen)
{
    struct queue *queue = queue_of(screen);
    int first, count;
    if (queue->refreshing || !queue->loaded)
        return;
    list_visible(&queue->list, &first, &count);
    struct queue_page request = {.side = LIST_AFTER, .refresh = true};
    request.wanted = (count > 0 ? count : queue->list.visible) + 5;
    if (first > 0) {
        request.behind_sort = queue->list.rows[first - 1].sort;
        request.behind_id = queue->list.rows[first - 1].id;
    }
    queue->refreshing = true;
    ask_page(screen, &request, refresh_came);
    ask_counts(screen);
}

void queue_read(struct screen *screen)
{
    struct queue *queue = queue_of(screen);
    struct desk *desk = desk_of(screen);
    if (queue->scope == NULL && desk->me != NULL)
        queue->scope = memory_text(desk_me(desk, "queue_scope"));
    if (queue->scope == NULL)
        return;
    desk_forget(screen);
    queue->refreshing = false;
    queue->loaded = false;
    queue->looked_for = 0;
    list_reset(&queue->list);
    queue->preview.story = strcmp(queue->scope, "escalations") == 0;
    queue_need(screen, LIST_AFTER, NULL);
    ask_counts(screen);
}
