/* What the keys do to the rows of the queue. A row that was acted upon stays where it is and says
 * what was done. */
#include "screen/queue_parts.h"

#include "holdfast/console/loop.h"
#include "holdfast/screen/actions.h"
#include "holdfast/screen/desk.h"
#include "holdfast/screen/marks.h"
#include "holdfast/screen/offer.h"
#include "holdfast/screen/step.h"
#include "holdfast/screen/step_menu.h"
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

/* The line above offers to take many back: the key means that, whatever the row could undo. */
static const char *offered_beside(const void *item, const char *action)
{
    return strcmp(action, "undo") == 0 ? NULL : offered(item, action);
}

void queue_hint(struct screen *screen, struct hints *hints)
{
    const struct list_row *row = list_selected(&queue_of(screen)->list);
    bool of_many = offer_of_many(desk_of(screen));
    if (queue_of(screen)->on_tagged) {
        queue_tagged_hint(screen, hints);
        return;
    }
    if (of_many)
        hint_add(hints, ACTION_UNDO, say("undo all"));
    if (queue_of(screen)->tags.count > 0)
        hint_add(hints, ACTION_ACT_TAGGED, NULL);
    if (row != NULL) {
        if (!(row->flags & LIST_GHOST))
            step_hints(hints, row->data, of_many ? offered_beside : offered);
        hint_add(hints, ACTION_OPEN, NULL);
        if (queue_of(screen)->preview.lines > 0)
            hint_add(hints, ACTION_DOWN, say("how it came"));
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

static bool is_visible(const struct list *list, const struct list_row *row)
{
    int first, count;
    list_visible(list, &first, &count);
    return row >= &list->rows[first] && row < &list->rows[first + count];
}

unsigned queue_step_answered(struct screen *screen, const struct step_result *result)
{
    struct queue *queue = queue_of(screen);
    const struct list_row *row = list_find(&queue->list, result->id);
    if (result->answer != NULL)
        queue_untag(queue, result->id);
    if (row == NULL)
        return DRAW_NOTICE;
    const struct task_row *task = row->data;
    marks_follow(&queue->list, row, result);
    if (result->answer != NULL || result->failure != NULL) {
        queue_read_again(screen);
        if (!result->of_many || is_visible(&queue->list, row))
            read_row(screen, task);
        preview_moved(&queue->preview, screen, &queue->list);
    }
    return DRAW_BODY | DRAW_NOTICE | DRAW_HINT;
}

static unsigned begin_step(struct screen *screen, const char *action, const struct task_row *row)
{
    char subject[160];
    const char *effect = task_effect(row, action);
    const struct step_target target = {row->id, row->ref, row->version,
                                       task_subject(row, subject, sizeof subject), NULL};
    return step_begin(screen, action, effect != NULL ? effect : "", &target, queue_step_answered);
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
    return begin_step(screen, action, task);
}

static unsigned choose_other(struct screen *screen, const struct task_row *row)
{
    char subject[160];
    if (row == NULL)
        return SCREEN_PASS;
    (void)task_subject(row, subject, sizeof subject);
    return step_menu(screen, subject, row->ref, row, offered, act_on_selected);
}

/* Esc while something is armed or under way ends that, and leaves the person where they are. */
static unsigned go_back(struct screen *screen)
{
    struct queue *queue = queue_of(screen);
    if (queue->many != NULL) {
        many_stop(queue->many);
        return DRAW_NOTICE;
    }
    return queue->on_tagged ? queue_arm_tagged(screen) : (unsigned)SCREEN_PASS;
}

unsigned queue_act(struct screen *screen, int action)
{
    const struct list_row *selected = list_selected(&queue_of(screen)->list);
    const struct task_row *row = selected != NULL ? selected->data : NULL;
    if (action == ACTION_BACK)
        return go_back(screen);
    if (queue_of(screen)->on_tagged)
        return queue_act_on_tagged(screen, action);
    unsigned taken = offer_take(screen, action, row != NULL ? row->id : 0, queue_step_answered);
    if (!(taken & SCREEN_PASS))
        return taken;
    if (action == ACTION_OTHER)
        return choose_other(screen, row);
    const char *step = step_of_action(action, row, offered);
    if (step == NULL || row == NULL)
        return SCREEN_PASS;
    return act_on_selected(screen, step);
}
