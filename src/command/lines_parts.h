/* What the parts of the line mode know of each other. */
#ifndef COMMAND_LINES_PARTS_H
#define COMMAND_LINES_PARTS_H

#include "holdfast/command/lines.h"
#include "holdfast/command/plain.h"
#include "holdfast/screen/task_row.h"
#include "line_input.h"

struct lines;

/* A row that was read out. Its number is its place in the list, from 1, as long as the list is not
 * read anew. */
struct lines_row {
    const struct task_row *task;
    int version;      /* newer than the task's after a step */
    const char *done; /* what the person did to it ("DECLINED"); NULL: it takes an act */
};

/* A step that was done and may be taken back. */
struct lines_taken {
    int64_t id, until;
    int version; /* after the step */
    bool declined;
    char ref[32], subject[160], review[32]; /* review: in which it was decided, or "" */
};

enum { LINES_TAKEN = 20 };

/* Words that mean the same, and what they ask for. rest: what was typed behind the word. */
struct lines_order {
    const char *words[3];
    void (*does)(struct lines *l, const char *rest);
};

struct lines {
    const struct lines_order *orders; /* one without does ends them */
    struct gateway *gateway;
    const struct lines_options *options;
    struct plain plain;
    struct line_input input;

    struct arena list_arena; /* of rows, scope and what they point to */
    struct lines_row *rows;
    size_t count, size;
    bool more; /* there are rows behind the last one */
    const char *scope;
    json_t *filter;

    json_t *consents; /* what was read out of them last; NULL: nothing */
    json_t *item;     /* what was opened last; NULL: none, or it was acted upon */
    char review[32];  /* W-…: under way here; "": none */

    struct lines_taken taken[LINES_TAKEN]; /* the last one at the end */
    int taken_count;
    bool over;                 /* it was locked and not unlocked */
    struct lines_step *unsure; /* sent, and nobody knows whether it was done; NULL: none */
};

/* lines_voice.c: what is wrong, in a line. */
void lines_tell(struct lines *l, const struct failure *f);
/* What is typed for an action: its key where that is a letter, else its name. Gives either. */
const char *lines_word(const struct lines *l, int action, char *out, size_t size);
/* A printf that wraps. */
void lines_say(struct lines *l, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* The order a word gives; NULL: none. */
const struct lines_order *lines_order(const struct lines *l, const char *word);

/* lines_lock.c: the next line. Behind a lock (LINE_UNLOCKED, LINE_LOCKED) nothing is seen of what
 * was asked. */
enum line_kind lines_read(struct lines *l);

/* lines_consent.c, lines_staff.c. rest: what was typed behind the word. */
void lines_consents(struct lines *l, const char *rest);
void lines_grant(struct lines *l, const char *rest);
void lines_renew(struct lines *l, const char *rest);
void lines_revoke(struct lines *l, const char *rest);
void lines_look(struct lines *l, const char *rest);
void lines_staff(struct lines *l, const char *rest);

/* lines_today.c */
void lines_today(struct lines *l);

/* lines_list.c: the queue. Texts are copied; filter is taken over. */
void lines_list(struct lines *l, const char *scope, json_t *filter);
void lines_next(struct lines *l);
/* What people of that name there are, and their items in the present queue. */
void lines_find(struct lines *l, const char *name);
void lines_list_free(struct lines *l);
/* "R-54911 Ivanov, Nora" of an answer of api.item; of an organisation its name, where it has one.
 */
const char *lines_subject(const json_t *item, char *out, size_t size);
/* In a review of performance: its reference is a code, which nobody is shown. */
bool lines_is_organization(const json_t *item);

/* lines_review.c. rest: what stands behind "review". */
void lines_review(struct lines *l, const char *rest);
/* How far it is, and the next one to decide, which is open from then on. */
void lines_review_next(struct lines *l);
/* Whether what is open is to decide in the review. */
bool lines_in_review(const struct lines *l);

/* lines_step.c. who: a number, a reference, or "" for what is open. */
void lines_act(struct lines *l, int action, const char *who);
void lines_again(struct lines *l);
/* What the letters would do. */
void lines_effects(struct lines *l, const char *who);
/* The same in one line, of what was read out already. */
void lines_letters(struct lines *l, const json_t *item);
void lines_step_free(struct lines_step *step);

#endif
