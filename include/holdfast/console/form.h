/* A form: fields under each other, one of them being edited, the hardware cursor always in it.
 * Tab, Enter and Down go on, Shift-Tab and Up go back; Enter behind the last field sends. */
#ifndef HOLDFAST_CONSOLE_FORM_H
#define HOLDFAST_CONSOLE_FORM_H

#include "holdfast/console/draw.h"
#include "holdfast/console/editor.h"
#include "holdfast/console/key.h"
#include "holdfast/console/picker.h"
#include "holdfast/util/arena.h"

enum field_kind {
    FIELD_TEXT,   /* one line */
    FIELD_SECRET, /* drawn as dots */
    FIELD_TIME,   /* one line; check reads it and may show how it was understood */
    FIELD_CHOICE, /* one of choices: its key, the first letters, or Left and Right */
    FIELD_MANY,   /* any of choices: their keys or Space switch; Left and Right go along */
    FIELD_FIND    /* search as you type: results come by form_results; Down and Up go along them,
                     Enter takes one */
};

/* Read-only, outlives the form. */
struct field {
    const char *name;  /* what the program calls it */
    const char *label; /* what people read */
    const char *help;  /* a sentence shown while the field is edited; NULL: none */
    enum field_kind kind;
    bool required;
    size_t max; /* bytes of text; 0: 4096 */
    const struct choice *choices;
    size_t choice_count;
};

struct form;

struct form_ops {
    /* Is value good? Writes into message why not, or (when good) how it was understood, shown
     * behind the field: "Fri 20 Nov 12:00". Called when the field is left and before sending.
     * NULL: everything is good. */
    bool (*check)(void *context, struct form *form, int field, const char *value, char *message,
                  size_t size);
    /* The text of a FIELD_FIND changed: look it up (without blocking) and call form_results. */
    void (*find)(void *context, struct form *form, int field, const char *text);
    /* A field's value changed (after every keystroke). NULL: nobody cares. */
    void (*changed)(void *context, struct form *form, int field);
    /* All fields are good and the person sent the form, by one deliberate Enter. Gives what to
     * redraw. */
    unsigned (*send)(void *context, struct form *form);
};

struct form_result {
    char *value; /* an id */
    char *label; /* one line */
};

struct form_field {
    struct editor editor;
    uint32_t *keys;  /* of the choices */
    uint64_t chosen; /* FIELD_MANY: a bit per choice */
    int choice;      /* FIELD_CHOICE: index, -1 none; FIELD_MANY: where the cursor is */
    char typed[64];  /* FIELD_CHOICE: what was typed of a label so far */
    struct form_result *results;
    int result_count, result;
    char *taken; /* FIELD_FIND: the value of the result that was taken, or NULL */
    char message[160];
    bool bad; /* message is an error */
    bool hidden;
};

/* Zero-initialise, then form_open; form_close ends it. Fields are for reading. */
struct form {
    const struct field *fields;
    int count;
    const struct form_ops *ops;
    void *context;
    const char *button; /* what sending is called: "Send referral"; the last stop */
    int at;             /* field being edited; count: the button */
    const char *note;   /* said at the button, or NULL */
    bool at_once;       /* Enter in any field sends, as soon as nothing is missing */
    bool changed;       /* something was typed since form_open or form_saved */
    struct form_field *state;
    struct arena values; /* of form_value for FIELD_MANY */
    int scroll;          /* first field drawn */
};

void form_open(struct form *form, const struct field *fields, size_t count,
               const struct form_ops *ops, void *context, const char *button);
void form_close(struct form *form);
/* Puts the cursor into that field, for a form whose first ones are filled in already. */
void form_begin_at(struct form *form, int field);

/* The value: the text; the value of the choice; the values of FIELD_MANY, comma between; the taken
 * result. "" when there is none. Good until the field changes. */
const char *form_value(struct form *form, int field);
/* Sets it; for FIELD_FIND value is taken and label becomes the text (NULL: value). */
void form_set(struct form *form, int field, const char *value, const char *label);
/* By name; -1 when there is none. */
int form_field_find(const struct form *form, const char *name);
/* Results for what is being typed now; copied. Ignored when text is not what the field holds any
 * more, so late answers do no harm. */
void form_results(struct form *form, int field, const char *text, const struct form_result *results,
                  size_t count);
/* An error from outside ("no such phone number"), shown at the field, which gets the cursor. */
void form_error(struct form *form, int field, const char *message);
/* A hidden field is not drawn, not stopped at, not checked; form_value gives "". */
void form_hide(struct form *form, int field, bool hidden);
/* What was typed is safe now: leaving will not ask. */
void form_saved(struct form *form);

/* What is typed on a slow link before the form is there is text for it, and runs no actions.
 * form_early is a screen's key op until then: SCREEN_PASS for what is no text. form_catch_up types
 * it all, once the form is open. Zero-initialise. */
enum { FORM_EARLY_MOST = 40 };
struct form_early {
    uint32_t codes[FORM_EARLY_MOST];
    int count;
};
unsigned form_early(struct form_early *early, const struct key *key);
void form_catch_up(struct form *form, struct form_early *early);

/* Keys and pastes. Gives what to redraw (see screen.h), or SCREEN_PASS. A burst is typed into
 * fields like anything else, but its Enter never sends. */
unsigned form_key(struct form *form, const struct key *key);
void form_draw(struct form *form, struct console *console, struct area area);

#endif
