/* A form that enters one thing with one call of the database: about a person or an item, sent with
 * a request id, done once. Such a screen is a table of fields and a few sentences; its state begins
 * with struct entry. */
#ifndef HOLDFAST_SCREEN_ENTRY_H
#define HOLDFAST_SCREEN_ENTRY_H

#include "holdfast/console/form.h"
#include "holdfast/console/screen.h"
#include "holdfast/screen/draft.h"
#include "holdfast/screen/half.h"

#include <jansson.h>
#include <stdint.h>

struct entry;

struct entry_ops {
    const struct field *fields; /* labels and helps pass say(); names are the keys that are sent */
    size_t count;
    int person;          /* the FIELD_FIND of the person, whose reference it sends; -1: none */
    const char *what;    /* for messages: "recording what happened" */
    const char *button;  /* what sending is called */
    const char *choices; /* a call that gives [{code, name}, …] for choice_field; NULL: none */
    int choice_field;
    uint32_t past;  /* a bit for each FIELD_TIME whose day lies behind */
    uint32_t days;  /* a bit for each FIELD_TIME that is a day without a time */
    uint32_t exact; /* a bit for each FIELD_TIME that is an instant also where a day was typed */
    /* A bit for each FIELD_TIME of which a day alone counts whole: from its first moment, or to the
     * first after it (words_read_edge). They are exact, too. */
    uint32_t first, last;
    /* "SELECT api.x($1::uuid, $2::jsonb)"; $3 is the reference the screen was opened with, where
     * with_ref says so. NULL: nothing is sent, done gets what was entered. */
    const char *send;
    bool with_ref;
    bool at_once; /* Enter sends as soon as nothing is missing (form.h) */
    bool forgets; /* what is half-entered does not come back: it would be of another moment */
    /* Further choices out of what `choices` gave (entry->offered), put into fields that are this
     * form's own. NULL: choice_field is all. */
    void (*offer)(struct entry *entry, struct field *fields);
    /* Another FIELD_FIND than that of the person is being typed into: call form_results. NULL. */
    void (*find)(struct entry *entry, int field, const char *text);
    /* What was entered becomes what the call takes: lists, yes and no. NULL: it is so already. */
    void (*shape)(const struct entry *entry, json_t *values);
    /* The choices were read, or a field changed: hide and show. answer is that of choices, NULL
     * without one. NULL: nothing to do. */
    void (*follow)(struct entry *entry, const json_t *answer);
    /* It is done: says what came of it, and leaves (the screen is NULL when it was left before). */
    void (*done)(struct screen *screen, struct console *console, const json_t *answer);
};

struct entry {
    const struct entry_ops *ops;
    struct screen *screen;
    struct form form;
    const char *about; /* $1 of choices, in the screen's arena; NULL: it takes none */
    json_t *offered;   /* the answer of choices; or set before entry_open, and ended by the form */
    json_t *with;      /* goes along with what was entered; as offered. NULL: nothing */
    const char *kept;  /* the place of its draft, in the screen's arena, set before entry_open:
                          leaving keeps what was typed. NULL: none, but what half.h keeps */
    char *ref;         /* what the opener gave; NULL: nothing */
    char request[37];  /* anew with every change: other words are another request */
    bool ready, sending;
    struct form_early early;
    struct draft draft;
    struct half half;
};

/* The same form as a dialogue, question by question (command/lines_form.h): its screen has an arena
 * and a desk that knows the time, and is never shown. */
struct entry_dialogue {
    size_t state_size; /* of the state, which begins with struct entry */
    /* Fills the state in; gives what entry_open or entry_ask takes. */
    const struct entry_ops *(*prepare)(struct screen *screen, const void *argument,
                                       const char **ref);
    /* What was known before is in its fields. NULL: nothing is. */
    void (*fill)(struct entry *entry, const void *argument);
};

/* offered: what ops->choices answered, taken over; NULL without one. */
void entry_ask(struct screen *screen, const struct entry_ops *ops, const char *ref,
               json_t *offered);
/* What would be sent, to be ended. */
json_t *entry_values(const struct entry *entry);
void entry_ask_end(struct screen *screen);

/* ref: a person's (P-…) or, with_ref, that of what it is about; NULL: none yet. */
void entry_open(struct screen *screen, const struct entry_ops *ops, const char *ref);
void entry_load(struct screen *screen);
unsigned entry_key(struct screen *screen, const struct key *key);
/* For forms with a draft: leaving asks nothing. */
unsigned entry_act(struct screen *screen, const struct invocation *invocation);
void entry_close(struct screen *screen);
/* What it was opened with; NULL: nothing. */
const char *entry_ref(const struct screen *screen);
void entry_draw(struct screen *screen, struct area area);

#endif
