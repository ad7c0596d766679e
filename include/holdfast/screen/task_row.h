/* A row of api.queue, decoded once, and how its cells read. */
#ifndef HOLDFAST_SCREEN_TASK_ROW_H
#define HOLDFAST_SCREEN_TASK_ROW_H

#include "holdfast/console/list.h"
#include "holdfast/gateway/reply.h"

#include <stdbool.h>
#include <stdint.h>

struct task_row {
    int64_t id, sort_at;
    int version;
    const char *ref, *kind, *status, *priority, *state;
    const char *individual_ref, *name, *label;
    int birth_year; /* 0: unknown or withheld */
    const char *state_words, *with_words;
    int64_t due, need_since, stage_since, hold_until; /* 0 where there is none */
    bool withheld;
    const char *const *actions, *const
                                    *effects; /* in order; effects[i] says what actions[i] does */
    size_t action_count;
    /* What the person did to it here: the row stays, and says so, until the list is read anew.
     * NULL: nothing; then it is live. */
    const char *result;  /* "DECLINED", or "SENDING" while nothing is known */
    const char *settled; /* the last one that the database confirmed; NULL: none */
};

enum task_column { TASK_DUE, TASK_PERSON, TASK_WHAT, TASK_STATE, TASK_WAIT, TASK_WITH, TASK_REF };

/* Two orders of the same columns: on the screen, and in lean. */
extern const struct list_column task_columns[7], task_columns_lean[7];
/* Which cell stands at a place of that order. */
enum task_column task_column_at(int place, bool lean);

/* One row of a reply of api.queue; texts live in the arena. */
const struct task_row *task_decode(const struct reply *reply, size_t row, struct arena *arena);
/* Rows of a reply as a page of a list; everything lives in the page. */
struct list_page *task_page(const struct reply *reply);
/* Writes a cell, in words that fit where there is a choice; now is the desk's. */
enum style task_cell(const struct task_row *row, enum task_column column, int64_t now, int cells,
                     char *out, size_t size);
/* The effect in words of one of the row's actions, NULL when it is not open to the reader now. */
const char *task_effect(const struct task_row *row, const char *action);
/* "R-20418 Rivera, Ana", or without the name where that is withheld. Gives out. */
const char *task_subject(const struct task_row *row, char *out, size_t size);

#endif
