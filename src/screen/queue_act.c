/* What the keys do to the rows of the queue. A row that was acted upon stays where it is and says
 * what was done. */
#include "screen/queue_parts.h"

#include "holdfast/console/loop.h"
#include "holdfast/screen/actions.h"
#include "holdfast/screen/desk.h"
#include "holdfast/screen/marks.h"
#include "holdfast/screen/offer.h"
#include "holdfast/screen/step.h"
#include "holdfast/screen/task_row.h"
#include "holdfast/util/memory.h"
#include "holdfast/util/say.h"

#include <stdlib.h>
#include <string.h>

/* ---- what may be done ---- */

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

void queue_hint(struct screen *screen, struct hints *hints)
{
    const struct list_row *row = list_selected(&queue_of(screen)->list);
    if (queue_of(screen)->on_tagged)
        hint_text(hints, say("on all tagged:"));
    if (row != NULL) {
        if (!(row->flags & LIST_GHOST))
            step_hints(hints, row->data, offered);
        hint_add(hints, ACTION_OPEN, NULL);
    }
    if (row != NULL)
        hint_add(hints, ACTION_PLAN, NULL);
    if (desk_sees_items(desk_of(screen)))
        hint_add(hints, ACTION_FILTER, NULL);
    if (queue_has_others(screen))
        hint_add(hints, ACTION_NEXT_PANE, say("other queue"));
}

/* ---- doing it ---- */

static void row_came(struct screen *screen, void *data, const struct reply *reply,
                     const struct failure *failure)
{
    (void)data;
    if (failure != NULL)
        return; /* it is not theirs to see any more: the row says what they did to it */
    marks_reread(&queue_of(screen)->list, reply);
    screen_dirty(screen, DRAW_BODY | DRAW_HINT);
}

/* What is closed now, or has moved far down, no page brings again. */
static void read_row(struct screen *screen, const struct task_row *row)
{
    desk_ask(screen, "", "SELECT * FROM api.queue_row($1)", GATEWAY_VALUES(row->ref), row_came,
             NULL);
}

static unsigned step_answered(struct screen *screen, const struct step_result *result)
{
    struct queue *queue = queue_of(screen);
    const struct list_row *row = list_find(&queue->list, result->id);
    if (row == NULL)
        return DRAW_NOTICE;
    const struct task_row *task = row->data;
    marks_follow(&queue->list, row, result);
    if (result->answer != NULL || result->failure != NULL) {
        queue_read_again(screen);
        read_row(screen, task);
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
                                          task_subject(row, subjects[i], sizeof subjects[i]), NULL};
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

unsigned queue_arm_tagged(struct screen *screen)
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

unsigned queue_act(struct screen *screen, int action)
{
    bool on_tagged = queue_of(screen)->on_tagged;
    const struct list_row *selected = list_selected(&queue_of(screen)->list);
    const struct task_row *row = selected != NULL ? selected->data : NULL;
    unsigned taken = on_tagged
                         ? (unsigned)SCREEN_PASS
                         : offer_take(screen, action, row != NULL ? row->id : 0, step_answered);
    if (!(taken & SCREEN_PASS))
        return taken;
    const char *step = step_of_action(action, row, offered);
    if (step == NULL || row == NULL)
        return SCREEN_PASS;
    return on_tagged ? act_on_tagged(screen, step) : act_on_selected(screen, step);
}
