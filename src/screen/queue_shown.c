/* A row that vanished stays as a ghost, one that was acted upon stays with its result. Neither may
 * outlive the permission to see it: when a consent is taken back, its content goes at once. */
#include "screen/queue_parts.h"

#include "holdfast/console/loop.h"
#include "holdfast/gateway/answer.h"
#include "holdfast/screen/desk.h"
#include "holdfast/screen/task_row.h"
#include "holdfast/util/say.h"

#include <stdlib.h>
#include <string.h>

static void empty(struct list *list, const struct list_row *row)
{
    const struct task_row *old = row->data;
    struct task_row *none = arena_take(list_page_arena(row->page), 1, sizeof *none);
    *none = (struct task_row){.id = old->id,
                              .sort_at = old->sort_at,
                              .version = old->version,
                              .ref = old->ref,
                              .kind = "",
                              .status = "",
                              .priority = "",
                              .state = "closed",
                              .individual_ref = "",
                              .name = "",
                              .label = say("not yours now"),
                              .state_words = "",
                              .with_words = "",
                              .stage_since = old->stage_since,
                              .withheld = true,
                              .result = say("GONE"),
                              .settled = say("GONE")};
    (void)list_change(list, row->id, none, LIST_KEEP, LIST_GHOST);
}

/* What is being asked about it goes with it. */
static void lose(struct screen *screen, const struct list_row *row)
{
    struct list *list = &queue_of(screen)->list;
    if (row == list_selected(list) && console_top(screen->console) == screen)
        console_return(screen->console, screen);
    empty(list, row);
}

/* The person is called otherwise now: their page was put right, or erased. */
static void rename_person(struct screen *screen, const struct list_row *row, const json_t *peek)
{
    struct list *list = &queue_of(screen)->list;
    const struct task_row *old = row->data;
    const char *name = answer_text(peek, "name");
    if (name[0] == '\0' || strcmp(name, old->name) == 0)
        return;
    struct arena *arena = list_page_arena(row->page);
    struct task_row *now = arena_take(arena, 1, sizeof *now);
    *now = *old;
    now->name = arena_text(arena, name);
    now->birth_year = (int)strtol(answer_text(peek, "birth_date"), NULL, 10);
    (void)list_change(list, row->id, now, 0, 0);
    /* What was said of the step has the old name in it. */
    console_say(screen->console, say("The page of a person who is listed here was changed: %s."),
                name);
}

static bool stays(const struct list_row *row)
{
    const struct task_row *task = row->data;
    return (row->flags & (LIST_GHOST | LIST_KEEP)) != 0 && !task->withheld;
}

static desk_answered looked;

/* One after the other, from that place in the list on. */
static void look_from(struct screen *screen, int at)
{
    struct queue *queue = queue_of(screen);
    char number[24];
    int first, count;
    list_visible(&queue->list, &first, &count);
    if (at < first)
        at = first;
    while (at < first + count && !stays(&queue->list.rows[at]))
        at++;
    queue->looked_at = at;
    queue->looked_for = at < first + count ? queue->list.rows[at].id : 0;
    if (queue->looked_for != 0)
        desk_ask(screen, "", "SELECT api.peek($1::bigint)",
                 GATEWAY_VALUES(gateway_number(number, queue->looked_for)), looked, NULL);
}

static void looked(struct screen *screen, void *data, const struct reply *reply,
                   const struct failure *failure)
{
    struct queue *queue = queue_of(screen);
    const struct list_row *row = list_find(&queue->list, queue->looked_for);
    json_t *peek = failure == NULL ? desk_json(reply) : NULL;
    (void)data;
    if (failure != NULL && strcmp(failure->sqlstate, "HF404") == 0 && row != NULL)
        lose(screen, row);
    else if (peek != NULL && row != NULL)
        rename_person(screen, row, peek);
    screen_dirty(screen, DRAW_BODY | DRAW_HINT);
    json_decref(peek);
    look_from(screen, queue->looked_at + 1);
}

void queue_check_shown(struct screen *screen)
{
    struct queue *queue = queue_of(screen);
    if (queue->looked_for == 0)
        look_from(screen, 0);
    preview_again(&queue->preview);
}
