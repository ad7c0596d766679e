/* Lines from the terminal, which edits them; while one is awaited the link to the database lives
 * on, due rungs are looked for as in the console, and the window is watched. */
#ifndef COMMAND_LINE_INPUT_H
#define COMMAND_LINE_INPUT_H

#include "holdfast/gateway/gateway.h"

#include <signal.h>
#include <stdbool.h>

enum line_kind {
    LINE_TEXT,     /* in text, without blanks at either end */
    LINE_DROPPED,  /* Ctrl-C: what was being typed counts for nothing */
    LINE_WARNED,   /* nothing came for long: the lock is near */
    LINE_RESTED,   /* nothing came for too long */
    LINE_UNLOCKED, /* it was locked, and a password has brought it back (lines_read) */
    LINE_LOCKED,   /* it was locked, and the session ends (lines_read) */
    LINE_LARGE,    /* the window is large enough for screens now */
    LINE_END       /* Ctrl-D, or the terminal is gone */
};

struct line_input {
    struct gateway *gateway;
    bool stays; /* never LINE_LARGE */
    bool early; /* the line was there before it was asked for */
    bool exact; /* blanks at its ends are kept: a password */
    int signals;
    sigset_t before;
    int64_t sweep_due;
    int64_t rest_ms, warn_ms; /* what may pass without a line; 0: anything */
    int64_t since;            /* of the last line, on the clock that runs on in suspend */
    bool warned;
    char text[1024];
};

void line_input_open(struct line_input *in, struct gateway *gateway, bool stays);
void line_input_close(struct line_input *in);
/* Begins to count anew. */
void line_input_rested(struct line_input *in);
enum line_kind line_input_read(struct line_input *in, const char *prompt);
/* Whether the line came by itself: not with others behind it, as a paste does, nor before the
 * answer to the last one was read out. What came with it is thrown away. */
bool line_input_alone(struct line_input *in);
/* Whether the window is too small for screens. */
bool line_input_small(void);

#endif
