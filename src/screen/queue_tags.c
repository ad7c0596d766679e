/* The tagged rows of the queue, and what one key does to all of them. They are kept as they were
 * when they were tagged: one that changed meanwhile says so, and is not acted upon unseen. */
#include "screen/queue_parts.h"

#include "holdfast/console/loop.h"
#include "holdfast/console/picker.h"
#include "holdfast/gateway/answer.h"
#include "holdfast/screen/actions.h"
#include "holdfast/screen/desk.h"
#include "holdfast/screen/filter.h"
#include "holdfast/screen/step_menu.h"
#include "holdfast/screen/task_row.h"
#include "holdfast/util/memory.h"
#include "holdfast/util/say.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- tagging ---- */

static unsigned too_many(struct screen *screen)
{
    console_refuse(screen->console, say("%d are tagged: no more at a time. Act on these first."),
                   TAGS_MOST);
    return DRAW_NOTICE;
}

static bool tag(struct queue *queue, int64_t id, const char *ref, int version)
{
    bool room = tags_put(&queue->tags, id, ref, version);
    list_tag(&queue->list, id, room);
    return room;
}

void queue_untag(struct queue *queue, int64_t id)
{
    tags_drop(&queue->tags, id);
    list_tag(&queue->list, id, false);
}

void queue_untag_all(struct queue *queue)
{
    tags_clear(&queue->tags);
    list_untag_all(&queue->list);
    queue->on_tagged = false;
}

/* In words, for whoever does not see the marks; it stands for a moment. */
static unsigned say_tagged(struct screen *screen, const char *subject, bool tagged)
{
    console_refuse(screen->console, say("%s is %s. Tagged: %zu."), subject,
                   tagged ? say("tagged") : say("not tagged any more"),
                   queue_of(screen)->tags.count);
    return DRAW_BODY | DRAW_NOTICE | DRAW_HINT;
}

static unsigned tag_selected(struct screen *screen)
{
    struct queue *queue = queue_of(screen);
    const struct list_row *row = list_selected(&queue->list);
    const struct task_row *task = row != NULL ? row->data : NULL;
    const struct tag *old = task != NULL ? tags_find(&queue->tags, task->id) : NULL;
    char subject[160];
    if (task == NULL || (row->flags & LIST_GHOST && old == NULL))
        return SCREEN_NOTHING;
    (void)task_subject(task, subject, sizeof subject);
    /* One that changed is tagged as it is now. */
    if (old != NULL && old->version == task->version && !old->refused) {
        queue_untag(queue, task->id);
        return say_tagged(screen, subject, false);
    }
    if (!tag(queue, task->id, task->ref, task->version))
        return too_many(screen);
    return say_tagged(screen, subject, true);
}

static unsigned tag_page(struct screen *screen)
{
    struct queue *queue = queue_of(screen);
    int first, count;
    list_visible(&queue->list, &first, &count);
    for (int i = first; i < first + count; i++) {
        const struct task_row *task = queue->list.rows[i].data;
        if (!(queue->list.rows[i].flags & LIST_GHOST) &&
            !tag(queue, task->id, task->ref, task->version))
            return too_many(screen);
    }
    console_refuse(screen->console, say("This page is tagged. Tagged: %zu."), queue->tags.count);
    return DRAW_BODY | DRAW_NOTICE | DRAW_HINT;
}

static void all_came(struct screen *screen, void *data, const struct reply *reply,
                     const struct failure *failure)
{
    (void)data;
    struct queue *queue = queue_of(screen);
    json_t *answer = failure == NULL ? desk_json(reply) : NULL;
    bool more = answer_bool(answer, "more");
    size_t i;
    const json_t *item;
    json_array_foreach (json_object_get(answer, "items"), i, item)
        more |= !tag(queue, answer_int(item, "id"), answer_text(item, "ref"),
                     (int)answer_int(item, "version"));
    if (failure != NULL)
        console_refuse_failure(screen->console, failure);
    else
        console_refuse(screen->console,
                       more ? say("Tagged: %zu, the first ones; there are more.")
                            : say("All that is listed is tagged. Tagged: %zu."),
                       queue->tags.count);
    json_decref(answer);
    screen_dirty(screen, DRAW_BODY | DRAW_NOTICE | DRAW_HINT);
}

static unsigned tag_all(struct screen *screen)
{
    struct queue *queue = queue_of(screen);
    if (queue->scope == NULL)
        return SCREEN_NOTHING;
    char *filter = json_dumps(queue->filter, JSON_COMPACT);
    desk_ask(screen, say("reading what there is to tag"), "SELECT api.queue_refs($1, $2::jsonb)",
             GATEWAY_VALUES(queue->scope, filter != NULL ? filter : "{}"), all_came, NULL);
    free(filter);
    return SCREEN_NOTHING;
}

static unsigned tag_none(struct screen *screen)
{
    queue_untag_all(queue_of(screen));
    console_refuse(screen->console, "%s", say("Nothing is tagged any more."));
    return DRAW_BODY | DRAW_NOTICE | DRAW_HINT;
}

static const struct {
    const char *name;
    unsigned (*does)(struct screen *screen);
} ways[] = {{"page", tag_page}, {"all", tag_all}, {"none", tag_none}};

static unsigned way_chosen(struct screen *screen, void *context, int choice)
{
    (void)context;
    return choice >= 0 ? ways[choice].does(screen) : (unsigned)DRAW_ALL;
}

unsigned queue_tag_many(struct screen *screen)
{
    const struct queue *queue = queue_of(screen);
    char all[200], words[160];
    filter_words(queue->filter, words, sizeof words);
    (void)snprintf(all, sizeof all, "%s%s%s", say("All that is listed"),
                   words[0] != '\0' ? say(", only: ") : "", words);
    const struct choice choices[] = {{"page", say("What this page shows"), 'p'},
                                     {"all", all, 'a'},
                                     {"none", say("Nothing any more"), 'n'}};
    console_pick(screen->console, screen, say("Tag which rows?"), choices, 3, way_chosen, NULL);
    return DRAW_ALL;
}

unsigned queue_tag(struct screen *screen, const char *which)
{
    if (which[0] == '\0')
        return tag_selected(screen);
    for (size_t i = 0; i < sizeof ways / sizeof ways[0]; i++)
        if (strcmp(ways[i].name, which) == 0)
            return ways[i].does(screen);
    console_refuse(screen->console, "%s", say("Say :tag all, :tag page or :tag none."));
    return DRAW_NOTICE;
}

/* ---- as shown ---- */

const char *queue_tag_word(const struct queue *queue, const struct task_row *row)
{
    const struct tag *tag = tags_find(&queue->tags, row->id);
    if (tag == NULL || row->result != NULL)
        return NULL;
    return tag->version != row->version ? say("CHANGED") : tag->refused ? say("NOT DONE") : NULL;
}

static size_t changed(const struct queue *queue)
{
    size_t count = 0;
    for (int i = 0; i < queue->list.count; i++) {
        const struct task_row *row = queue->list.rows[i].data;
        const struct tag *tag = tags_find(&queue->tags, row->id);
        count += tag != NULL && row->result == NULL && tag->version != row->version;
    }
    return count;
}

size_t queue_tag_count(const struct queue *queue, char *out, size_t size)
{
    size_t other = changed(queue);
    int len = 0;
    out[0] = '\0';
    if (queue->tags.count > 0 && other > 0)
        len =
            snprintf(out, size, say("%zu tagged, %zu of them changed  "), queue->tags.count, other);
    else if (queue->tags.count > 0)
        len = snprintf(out, size, say("%zu tagged  "), queue->tags.count);
    return (size_t)len;
}

/* ---- acting on them ---- */

/* Whether one of the tagged rows that are held offers it, and it can be done to many. */
static const char *offered_to_any(const void *item, const char *action)
{
    const struct screen *screen = item;
    const struct queue *queue = queue_of(screen);
    const json_t *many = json_object_get(desk_of(screen)->me, "many");
    bool can = false;
    size_t k;
    const json_t *name;
    json_array_foreach (many, k, name)
        can |= strcmp(json_string_value(name), action) == 0;
    for (size_t i = 0; can && i < queue->tags.count; i++) {
        const struct list_row *row = list_find(&queue->list, queue->tags.rows[i].id);
        const char *effect = row != NULL ? task_effect(row->data, action) : NULL;
        if (effect != NULL)
            return effect;
    }
    return NULL;
}

void queue_tagged_hint(struct screen *screen, struct hints *hints)
{
    char text[64];
    (void)snprintf(text, sizeof text, say("on all %zu tagged:"), queue_of(screen)->tags.count);
    hint_text(hints, text);
    step_hints(hints, screen, offered_to_any);
    hint_add(hints, ACTION_ACT_TAGGED, say("not on them"));
}

static unsigned many_told(struct screen *screen, const struct step_result *result)
{
    struct queue *queue = queue_of(screen);
    struct tag *tag = tags_find(&queue->tags, result->id);
    if (tag != NULL && result->failure != NULL)
        tag->refused = true;
    return queue_step_answered(screen, result);
}

static void many_over(struct screen *screen, size_t done)
{
    struct queue *queue = queue_of(screen);
    queue->many = NULL;
    if (done > 0)
        queue_read_again(screen);
    screen_dirty(screen, DRAW_BODY | DRAW_NOTICE | DRAW_HINT);
}

static unsigned tagged_ready(struct screen *screen, void *context, const char *action,
                             const json_t *detail)
{
    (void)context;
    struct queue *queue = queue_of(screen);
    if (detail == NULL || queue->tags.count == 0 || queue->many != NULL)
        return DRAW_HINT;
    struct many_item *items = memory_take(queue->tags.count, sizeof *items);
    for (size_t i = 0; i < queue->tags.count; i++) {
        struct tag *tag = &queue->tags.rows[i];
        tag->refused = false;
        items[i] = (struct many_item){tag->id, tag->ref, tag->version, NULL};
    }
    queue->many = many_begin(screen, &(struct many_call){.action = action,
                                                         .detail = detail,
                                                         .items = items,
                                                         .count = queue->tags.count,
                                                         .told = many_told,
                                                         .over = many_over});
    free(items);
    return DRAW_BODY | DRAW_NOTICE | DRAW_HINT;
}

/* What it needs is asked as of one that offers it; the others are refused what they do not fit. */
static const struct tag *example_of(const struct queue *queue, const char *step)
{
    for (size_t i = 0; i < queue->tags.count; i++) {
        const struct list_row *row = list_find(&queue->list, queue->tags.rows[i].id);
        if (row != NULL && task_effect(row->data, step) != NULL)
            return &queue->tags.rows[i];
    }
    return &queue->tags.rows[0];
}

static unsigned ask_step(struct screen *screen, const char *step)
{
    struct queue *queue = queue_of(screen);
    char subject[64];
    if (queue->tags.count == 0)
        return SCREEN_NOTHING;
    const struct tag *example = example_of(queue, step);
    (void)snprintf(subject, sizeof subject, say("%zu tagged"), queue->tags.count);
    return step_ask(
               screen, step,
               &(struct step_target){example->id, example->ref, example->version, subject, NULL},
               tagged_ready, NULL) |
           DRAW_BODY | DRAW_HINT;
}

unsigned queue_act_on_tagged(struct screen *screen, int action)
{
    struct queue *queue = queue_of(screen);
    char subject[64];
    const char *step = step_of_action(action, screen, offered_to_any);
    if (queue->tags.count == 0 || (step == NULL && action != ACTION_OTHER))
        return SCREEN_PASS;
    queue->on_tagged = false;
    if (step != NULL)
        return ask_step(screen, step);
    (void)snprintf(subject, sizeof subject, say("%zu tagged"), queue->tags.count);
    return step_menu(screen, subject, NULL, screen, offered_to_any, ask_step);
}

unsigned queue_arm_tagged(struct screen *screen)
{
    struct queue *queue = queue_of(screen);
    if (queue->many != NULL) {
        console_refuse(screen->console, "%s", say("Your last act on the tagged is under way."));
        return DRAW_NOTICE;
    }
    if (queue->tags.count == 0) {
        console_refuse(screen->console, "%s", say("Nothing is tagged. t tags a row, T many."));
        return DRAW_NOTICE;
    }
    queue->on_tagged = !queue->on_tagged;
    if (queue->on_tagged)
        console_refuse(screen->console,
                       say("The next act goes to all %zu tagged items. ; again: to none."),
                       queue->tags.count);
    return DRAW_NOTICE | DRAW_HINT;
}
