/* Bytes from the terminal into keys: UTF-8 whole, escape sequences by their grammar (so that a
 * sequence nobody knows is one unknown key and not letters), bracketed paste as one event.
 * Pure: no terminal, no clock. */
#ifndef HOLDFAST_CONSOLE_INPUT_H
#define HOLDFAST_CONSOLE_INPUT_H

#include "holdfast/console/key.h"
#include "holdfast/util/buffer.h"

enum {
    INPUT_ESC_MS = 25,          /* a lone Esc is a key after this */
    INPUT_SEQUENCE_MS = 400,    /* a sequence that began but does not end is dropped after this */
    INPUT_PASTE_MS = 5000,      /* a paste whose end never comes is dropped after this silence */
    INPUT_PASTE_MAX = 64 * 1024 /* what goes beyond is left out */
};

/* Zero-initialise; input_free ends it. */
struct input {
    struct buffer bytes; /* not yet decoded */
    size_t at;
    struct buffer paste;
    bool pasting;
};

void input_feed(struct input *input, const char *bytes, size_t len);
/* The next whole key; false when there is none yet. key->text lives until the next call. */
bool input_next(struct input *input, struct key *key);
/* Milliseconds to wait for more before input_expire; -1: nothing is pending. */
int input_patience(const struct input *input);
/* The patience is over: a lone Esc becomes a key, an unfinished sequence is dropped. */
bool input_expire(struct input *input, struct key *key);
/* Overwrites what was decoded or pasted already, for when it was a password. */
void input_wipe(struct input *input);
void input_free(struct input *input);

/* The rule that keeps acts apart from accidents. A key is
 *  - KEY_BURST when it came in one read with another key, or less than GUARD_BURST_MS behind one
 *    (people roll two keys in 40 ms at best; an unbracketed paste or a macro takes less);
 *  - KEY_REPEAT when it is the same key as before and less than GUARD_REPEAT_MS behind it: longer
 *    than the pause before a held key starts repeating (X11: 660 ms). A held key prolongs this.
 * Moving takes no notice of either. Acting is refused with a sentence. So a held or doubled key
 * acts once, and a pasted one never. What follows a refused burst without a pause, or a key that
 * would have asked for something and was refused, was typed for what that would have asked: it does
 * not act either. On a slow line people see the refusal seconds later. */
enum { GUARD_BURST_MS = 20, GUARD_REPEAT_MS = 750, GUARD_UNASKED_MS = 2000 };

struct guard {
    uint32_t last_code;
    int64_t last_ms;  /* monotonic; 0: no key yet */
    int64_t pause_ms; /* no key acts before a pause of this length; 0: all do */
};

/* at_once: keys that came in the same read. Sets key->flags and key->at_once. */
void guard_mark(struct guard *guard, struct key *key, int at_once, int64_t now_ms);

#endif
