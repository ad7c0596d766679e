/* The queue screen. Rows come a page at a time from api.queue and are read again as long as they
 * are looked at; a row that was acted upon stays where it is and says what was done. */
#include "holdfast/screen/queue.h"

#include "holdfast/console/loop.h"
#include "holdfast/screen/actions.h"
#include "holdfast/screen/desk.h"
#include "holdfast/screen/filter.h"
#include "holdfast/screen/item.h"
#include "holdfast/screen/marks.h"
#include "holdfast/screen/offer.h"
#include "holdfast/screen/preview.h"
#include "holdfast/screen/record.h"
#include "holdfast/screen/step.h"
#include "holdfast/screen/task_row.h"
#include "holdfast/screen/words.h"
#include "holdfast/util/memory.h"
#include "holdfast/util/say.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PREVIEW_ROWS = 3, PREVIEW_COLS = 46 };

struct page_request {
    enum list_side side;
    bool refresh;
    int64_t behind_sort, behind_id; /* id 0: from the start */
    int wanted;
};

struct queue {
    struct list list;
    struct preview preview;
    char *scope, *filter_title;
    json_t *filter, *counts;
    bool loaded, refreshing, lean;
    struct page_request need, refresh; /* under way; each one at a time */
    bool on_tagged;                    /* the next act goes to every tagged row */
};

static const char api_queue[] =
    "SELECT * FROM api.queue($1, $2::jsonb, 'epoch'::timestamptz + $3::bigint * interval '1 "
    "microsecond', $4::bigint, $5::int, $6::boolean)";

static struct queue *queue_of(const struct screen *screen)
{
    return screen->state;
}

/* ---- reading rows ---- */

static void ask_page(struct screen *screen, const struct page_request *wanted, desk_answered *done)
{
    struct queue *queue = queue_of(screen);
    struct page_request *request = wanted->refresh ? &queue->refresh : &queue->need;
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

static void page_came(struct screen *screen, void *data, const struct reply *reply,
                      const struct failure *failure)
{
    struct queue *queue = queue_of(screen);
    struct page_request request = *(struct page_request *)data;
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
        preview_moved(&queue->preview, screen, &queue->list);
    screen_dirty(screen, DRAW_ALL);
}

static void need(void *context, enum list_side side, const struct list_row *edge)
{
    struct screen *screen = context;
    if (queue_of(screen)->scope == NULL)
        return;
    struct page_request request = {.side = side,
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
    struct page_request request = *(struct page_request *)data;
    queue->refreshing = false;
    if (failure != NULL)
        return; /* what is on the screen stays; the link says itself when it is lost */
    const struct list_row *behind =
        request.behind_id != 0 ? list_find(&queue->list, request.behind_id) : NULL;
    if (request.behind_id != 0 && behind == NULL)
        return; /* that page was let go meanwhile */
    marks_refresh(&queue->list, behind, task_page(reply),
                  reply_rows(reply) >= (size_t)request.wanted);
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
static void refresh(struct screen *screen)
{
    struct queue *queue = queue_of(screen);
    int first, count;
    if (queue->refreshing || !queue->loaded)
        return;
    list_visible(&queue->list, &first, &count);
    struct page_request request = {.side = LIST_AFTER, .refresh = true};
    request.wanted = (count > 0 ? count : queue->list.visible) + 5;
    if (first > 0) {
        request.behind_sort = queue->list.rows[first - 1].sort;
        request.behind_id = queue->list.rows[first - 1].id;
    }
    queue->refreshing = true;
    ask_page(screen, &request, refresh_came);
    ask_counts(screen);
}

static void load(struct screen *screen)
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
    list_reset(&queue->list);
    need(screen, LIST_AFTER, NULL);
    ask_counts(screen);
}

/* ---- cells ---- */

static enum style cell(void *context, const struct list_row *row, int column, char *out,
                       size_t size)
{
    const struct screen *screen = context;
    return task_cell(row->data, task_column_at(column, queue_of(screen)->lean),
                     desk_now(desk_of(screen)), out, size);
}

static void selected(void *context, const struct list_row *row)
{
    struct screen *screen = context;
    const struct task_row *task = row != NULL ? row->data : NULL;
    if (task != NULL && task->result != NULL)
        offer_show(desk_of(screen), task->id);
    preview_moved(&queue_of(screen)->preview, screen, &queue_of(screen)->list);
}

static const struct list_source source = {.cell = cell, .need = need, .selected = selected};

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
    json_decref(queue->filter);
    json_decref(queue->counts);
    free(queue->scope);
    free(queue->filter_title);
}

/* ---- drawing ---- */

static const char *listed_title(const json_t *scopes, const char *wanted)
{
    size_t i;
    json_t *scope;
    json_array_foreach ((json_t *)scopes, i, scope) {
        if (strcmp(desk_text(scope, "scope"), wanted) == 0)
            return desk_text(scope, "title");
    }
    return NULL;
}

/* The doors of the main screens open for everybody, also where nothing can ever be behind them. */
static const char *scope_title(const struct screen *screen)
{
    const char *scope = queue_of(screen)->scope;
    if (scope == NULL)
        return "";
    const char *listed = listed_title(json_object_get(desk_of(screen)->me, "scopes"), scope);
    return listed != NULL                      ? listed
           : strcmp(scope, "alerts") == 0      ? say("Alerts")
           : strcmp(scope, "escalations") == 0 ? say("Passed up to me")
                                               : say("Mine");
}

static bool has_other_queues(const struct screen *screen)
{
    return json_array_size(json_object_get(desk_of(screen)->me, "scopes")) > 1;
}

static void title(struct screen *screen, char *out, size_t size)
{
    (void)snprintf(out, size, say("QUEUE  %s"), scope_title(screen));
}

static int count_word(char *out, size_t size, const json_t *counts, const char *key,
                      const char *word)
{
    int64_t n = desk_int(counts, key);
    return n > 999 ? snprintf(out, size, "%s 999+  ", word)
                   : snprintf(out, size, "%s %d  ", word, (int)n);
}

static void write_counts(const struct queue *queue, char *out, size_t size)
{
    static const struct {
        const char *key, *word;
    } words[] = {{"late", "Late"},
                 {"today", "Today"},
                 {"undated", "No deadline"},
                 {"later", "Later"},
                 {"hold", "Waiting"}};
    char filter[160];
    size_t len = 0;
    if (queue->counts == NULL) {
        (void)snprintf(out, size, "%s", say("Counting…"));
        return;
    }
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        len += (size_t)count_word(out + len, size - len, queue->counts, words[i].key,
                                  say(words[i].word));
    filter_words(queue->filter, filter, sizeof filter);
    int64_t open_items = desk_int(queue->counts, "open");
    (void)snprintf(out + len, size - len,
                   open_items > 999 ? say("999+ open  %s%s") : say("%3$d open  %1$s%2$s"),
                   filter[0] != '\0' ? say("only ") : say("no filter"), filter, (int)open_items);
}

static void draw_nothing(struct screen *screen, struct area area)
{
    const struct queue *queue = queue_of(screen);
    bool filtered = json_object_size(queue->filter) > 0;
    const char *text = !queue->loaded ? say("Reading…")
                       : filtered
                           ? say("Nothing fits this filter. F changes it, F and Enter ends it.")
                       : has_other_queues(screen)
                           ? say("Nothing is open here. Tab shows another queue, 1 shows Today.")
                           : say("Nothing is open here. 1 shows Today.");
    draw_text(screen->console, area.row + 1, area.col + 2, area.cols - 2, STYLE_TEXT, text);
    draw_cursor(screen->console, area.row + 1, area.col);
}

static void draw(struct screen *screen, struct area area)
{
    struct queue *queue = queue_of(screen);
    char line[256];
    write_counts(queue, line, sizeof line);
    struct area counts = area_take_top(&area, 1);
    draw_text(screen->console, counts.row, counts.col, counts.cols, STYLE_TEXT, line);
    if (!queue->lean) {
        bool pane = area.cols >= LAYOUT_PANE_COLS;
        struct area place =
            pane ? area_take_right(&area, PREVIEW_COLS) : area_take_bottom(&area, PREVIEW_ROWS);
        preview_draw(&queue->preview, screen, place, pane);
    }
    if (queue->list.count == 0)
        draw_nothing(screen, area);
    else
        list_draw(&queue->list, screen->console, area, true);
}

static const struct task_row *selected_row(const struct screen *screen)
{
    const struct list_row *row = list_selected(&queue_of(screen)->list);
    return row != NULL ? row->data : NULL;
}

/* A row that was acted upon takes no second act by one keystroke, but for taking that back. */
static bool is_barred(const struct task_row *row, const char *action)
{
    return row->result != NULL && strcmp(action, "undo") != 0 && step_is_quick(action);
}

static const char *offered(const void *item, const char *action)
{
    const struct task_row *row = item;
    return is_barred(row, action) ? NULL : task_effect(row, action);
}

static void hint(struct screen *screen, struct hints *hints)
{
    const struct list_row *row = list_selected(&queue_of(screen)->list);
    if (queue_of(screen)->on_tagged)
        hint_text(hints, say("on all tagged:"));
    if (row != NULL) {
        if (!(row->flags & LIST_GHOST))
            step_hints(hints, row->data, offered);
        hint_add(hints, ACTION_OPEN, NULL);
    }
    hint_add(hints, ACTION_FILTER, NULL);
    if (has_other_queues(screen))
        hint_add(hints, ACTION_NEXT_PANE, say("other queue"));
}

/* ---- acting ---- */

static unsigned step_answered(struct screen *screen, const struct step_result *result)
{
    struct queue *queue = queue_of(screen);
    const struct list_row *row = list_find(&queue->list, result->id);
    if (row == NULL)
        return DRAW_NOTICE;
    marks_follow(&queue->list, row, result);
    if (result->answer != NULL || result->failure != NULL) {
        refresh(screen);
        preview_moved(&queue->preview, screen, &queue->list);
    }
    return DRAW_BODY | DRAW_NOTICE | DRAW_HINT;
}

static size_t tagged_targets(const struct queue *queue, const struct list_row **rows)
{
    size_t count = 0;
    for (int i = 0; i < queue->list.tag_count; i++) {
        const struct list_row *row = list_find(&queue->list, queue->list.tags[i]);
        if (row != NULL)
            rows[count++] = row;
    }
    return count;
}

static unsigned begin_step(struct screen *screen, const char *action,
                           const struct list_row *const *rows, size_t count)
{
    struct step_target *targets = memory_take(count, sizeof *targets);
    char(*subjects)[160] = memory_take(count, sizeof *subjects);
    for (size_t i = 0; i < count; i++) {
        const struct task_row *row = rows[i]->data;
        targets[i] = (struct step_target){row->id, row->ref, row->version,
                                          task_subject(row, subjects[i], sizeof subjects[i])};
    }
    const char *effect = task_effect(rows[0]->data, action);
    unsigned answer =
        step_begin(screen, action, effect != NULL ? effect : "", targets, count, step_answered);
    free(targets);
    free(subjects);
    return answer;
}

static unsigned act_on_tagged(struct screen *screen, const char *action)
{
    struct queue *queue = queue_of(screen);
    /* NOLINTNEXTLINE(bugprone-sizeof-expression): an array of pointers */
    const struct list_row **rows = memory_take((size_t)queue->list.tag_count, sizeof *rows);
    size_t count = tagged_targets(queue, rows);
    unsigned answer = SCREEN_NOTHING;
    queue->on_tagged = false;
    if (count > 0)
        answer = begin_step(screen, action, rows, count);
    list_untag_all(&queue->list);
    free(rows);
    return answer | DRAW_BODY | DRAW_HINT;
}

static unsigned act_on_selected(struct screen *screen, const char *action)
{
    const struct list_row *row = list_selected(&queue_of(screen)->list);
    const struct task_row *task = row != NULL ? row->data : NULL;
    if (task == NULL)
        return SCREEN_NOTHING;
    if (row->flags & LIST_GHOST) {
        console_refuse(screen->console, say("%s is not in this queue any more. Enter opens it."),
                       task->ref);
        return DRAW_NOTICE;
    }
    if (is_barred(task, action)) {
        char key[24];
        console_refuse(screen->console, say("You have just acted on %s. %s takes it back."),
                       task->ref,
                       keymap_label(console_keymap(screen->console), ACTION_UNDO, key, sizeof key));
        return DRAW_NOTICE;
    }
    return begin_step(screen, action, &row, 1);
}

static unsigned open_selected(struct screen *screen, const struct screen_ops *ops)
{
    const struct task_row *row = selected_row(screen);
    if (row == NULL)
        return SCREEN_NOTHING;
    (void)console_push(screen->console, ops, row->ref);
    return SCREEN_NOTHING;
}

/* ---- which queue, and what of it ---- */

static unsigned next_scope(struct screen *screen)
{
    struct queue *queue = queue_of(screen);
    const json_t *scopes = json_object_get(desk_of(screen)->me, "scopes");
    size_t count = json_array_size(scopes), at = 0;
    if (count == 0 || queue->scope == NULL)
        return SCREEN_NOTHING;
    while (at < count && strcmp(desk_text(json_array_get(scopes, at), "scope"), queue->scope) != 0)
        at++;
    free(queue->scope);
    queue->scope =
        memory_text(desk_text(json_array_get(scopes, at < count ? (at + 1) % count : 0), "scope"));
    load(screen);
    return DRAW_ALL;
}

static unsigned filter_given(struct screen *screen, void *context, const char *text)
{
    (void)context;
    struct queue *queue = queue_of(screen);
    char why[256];
    if (text == NULL)
        return DRAW_ALL;
    json_t *filter = filter_read(text, why, sizeof why);
    if (filter == NULL) {
        console_refuse(screen->console, "%s", why);
        return DRAW_ALL;
    }
    json_decref(queue->filter);
    queue->filter = filter;
    load(screen);
    return DRAW_ALL;
}

static unsigned ask_filter(struct screen *screen)
{
    console_ask(screen->console, screen, say("Only (late, urgent, a name): "), "", filter_given,
                NULL);
    return DRAW_ALL;
}

static unsigned arm_tagged(struct screen *screen)
{
    struct queue *queue = queue_of(screen);
    if (queue->list.tag_count == 0) {
        console_refuse(screen->console, "%s", say("Nothing is tagged. t tags a row."));
        return DRAW_NOTICE;
    }
    queue->on_tagged = !queue->on_tagged;
    if (queue->on_tagged)
        console_refuse(screen->console,
                       say("The next act goes to all %d tagged items. ; again: to none."),
                       queue->list.tag_count);
    return DRAW_NOTICE | DRAW_HINT;
}

static unsigned act(struct screen *screen, const struct invocation *invocation)
{
    struct queue *queue = queue_of(screen);
    switch (invocation->action) {
    case ACTION_OPEN:
        return open_selected(screen, &item_screen);
    case ACTION_LEDGER:
        return open_selected(screen, &record_screen);
    case ACTION_NEXT_PANE:
        return next_scope(screen);
    case ACTION_FILTER:
        return ask_filter(screen);
    case ACTION_ACT_TAGGED:
        return arm_tagged(screen);
    default:
        break;
    }
    const struct task_row *row = selected_row(screen);
    unsigned taken = queue->on_tagged ? (unsigned)SCREEN_PASS
                                      : offer_take(screen, invocation->action,
                                                   row != NULL ? row->id : 0, step_answered);
    if (!(taken & SCREEN_PASS))
        return taken;
    const char *step = step_of_action(invocation->action, row, offered);
    if (step == NULL || row == NULL)
        return SCREEN_PASS;
    return queue->on_tagged ? act_on_tagged(screen, step) : act_on_selected(screen, step);
}

static unsigned event(struct screen *screen, const struct screen_event *event)
{
    struct queue *queue = queue_of(screen);
    if (event->kind == EVENT_RETURNED) {
        marks_clear(&queue->list);
        refresh(screen);
        return DRAW_ALL;
    }
    if (event->kind != EVENT_SENT)
        return SCREEN_NOTHING;
    if (event->sent == DESK_ME && !queue->loaded) {
        load(screen);
        return DRAW_ALL;
    }
    if (event->on_top && (event->sent == DESK_CHANGED || event->sent == DESK_POLL))
        refresh(screen);
    return SCREEN_NOTHING;
}

const struct screen_ops queue_screen = {
    .name = "queue",
    .state_size = sizeof(struct queue),
    .open = open,
    .load = load,
    .title = title,
    .draw = draw,
    .hint = hint,
    .act = act,
    .event = event,
    .close = close_queue,
};
