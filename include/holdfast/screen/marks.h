/* Marks of what the person did to rows of a queue: a marked row stays where it is, says what became
 * of it instead of its due, and takes no second act by one keystroke. Rows are struct task_row. */
#ifndef HOLDFAST_SCREEN_MARKS_H
#define HOLDFAST_SCREEN_MARKS_H

#include "holdfast/console/list.h"
#include "holdfast/gateway/reply.h"
#include "holdfast/screen/step.h"

/* After a step was sent or answered. A refused one leaves the row as it was, and so does one that
 * has no word of its own, as a note; undo makes it live again. */
void marks_follow(struct list *list, const struct list_row *row, const struct step_result *result);
/* list_refresh, with the marks put on the new rows: the database does not know them. */
void marks_refresh(struct list *list, const struct list_row *behind, struct list_page *page,
                   bool more);
/* Rows of api.queue_row: what became of an item in all its words, marked as it was. */
void marks_reread(struct list *list, const struct reply *reply);
/* The list was left: from now on it shows the present state of everything. */
void marks_clear(struct list *list);

#endif
