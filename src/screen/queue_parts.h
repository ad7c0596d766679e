/* The queue screen in its parts: queue.c is the screen itself, queue_rows.c reads it,
 * queue_shown.c empties rows that may not be shown any more, queue_scope.c knows which items it is
 * about, queue_act.c does something to one, queue_tags.c to all that are tagged. */
#ifndef SCREEN_QUEUE_PARTS_H
#define SCREEN_QUEUE_PARTS_H

#include "holdfast/console/list.h"
#include "holdfast/console/screen.h"
#include "holdfast/screen/many.h"
#include "holdfast/screen/preview.h"
#include "holdfast/screen/tags.h"
#include "holdfast/screen/task_row.h"

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct queue_page {
    enum list_side side;
    bool refresh;
    int64_t behind_sort, behind_id; /* id 0: from the start */
    int wanted;
};

struct queue {
    struct list list; /* rows are struct task_row */
    struct preview preview;
    char *scope;        /* of api.queue; NULL until it is known who this is */
    char *filter_title; /* what the filter leaves, in words; NULL: filter_words says it */
    char *select;       /* the reference to put the cursor on once its row comes; NULL */
    json_t *filter;     /* an object */
    json_t *counts;     /* api.counts(), NULL until the first answer */
    bool loaded, refreshing, lean;
    bool another; /* the list is another one, which the next counts tell on the cursor's row */
    struct queue_page need, refresh; /* under way; each one at a time */
    int64_t looked_for; /* whether this row may still be shown is asked; 0: nothing is */
    int looked_at;      /* its place */
    struct tags tags;
    bool on_tagged;    /* the next act goes to every tagged row */
    struct many *many; /* under way on them; NULL: nothing is */
};

struct queue *queue_of(const struct screen *screen);

/* queue_rows.c */

/* list_source.need; context is the screen. */
void queue_need(void *context, enum list_side side, const struct list_row *edge);
/* Everything from the start. */
void queue_read(struct screen *screen);
/* What is on the screen once more, its place and the acted rows kept. */
void queue_read_again(struct screen *screen);

/* queue_shown.c */

/* Rows that stay though the queue has them no more, and the preview: whether they may still be
 * shown. One that may not keeps its place and its reference, and says nothing else. */
void queue_check_shown(struct screen *screen);

/* queue_scope.c */

/* "QUEUE  Bright Home Care intake" */
void queue_title(struct screen *screen, char *out, size_t size);
/* The line of counts, with what the filter leaves. */
/* In lean, on the cursor's row: which list this is now, and how much is in it. */
void queue_tell_list(struct screen *screen);
void queue_counts(const struct queue *queue, char *out, size_t size);
/* What stands where there is no row. */
const char *queue_nothing(const struct screen *screen);
/* Whether the person has more queues than this one. */
bool queue_has_others(const struct screen *screen);
unsigned queue_next_scope(struct screen *screen);
unsigned queue_ask_filter(struct screen *screen);

/* queue_act.c */

void queue_hint(struct screen *screen, struct hints *hints);
/* Does what the key means on the selected row, on all tagged ones, or on what the confirmation
 * names. SCREEN_PASS for a key that is no step. */
unsigned queue_act(struct screen *screen, int action);
/* step_done, for any row. */
unsigned queue_step_answered(struct screen *screen, const struct step_result *result);

/* queue_tags.c */

/* The selected row; or what is named: page, all, none. */
unsigned queue_tag(struct screen *screen, const char *which);
/* Asks which: this page, all of it, none. */
unsigned queue_tag_many(struct screen *screen);
void queue_untag(struct queue *queue, int64_t id);
void queue_untag_all(struct queue *queue);
/* "7 tagged, 1 of them changed  ", "" where none is; gives its length. */
size_t queue_tag_count(const struct queue *queue, char *out, size_t size);
/* What a tagged row says in place of its due: that it changed since, or that it was not done. NULL:
 * nothing. */
const char *queue_tag_word(const struct queue *queue, const struct task_row *row);
/* The next step goes to every tagged row; again: it does not. */
unsigned queue_arm_tagged(struct screen *screen);
void queue_tagged_hint(struct screen *screen, struct hints *hints);
/* Asks what the step needs, says what will happen to how many, and does it. SCREEN_PASS for a key
 * that is no step. */
unsigned queue_act_on_tagged(struct screen *screen, int action);

#endif
