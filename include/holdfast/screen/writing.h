/* Writing a text of several lines: a part of a plan, or a message. Sent by one key; what is not
 * sent is kept as a draft. A part that somebody else saved meanwhile is never overwritten unseen:
 * both texts are shown and the person decides. Gives the screen below 1 when it was saved
 * (EVENT_RETURNED, value). */
#ifndef HOLDFAST_SCREEN_WRITING_H
#define HOLDFAST_SCREEN_WRITING_H

#include "holdfast/console/screen.h"

#include <jansson.h>

/* The argument; texts are copied. */
struct writing {
    const char *title;  /* "SUMMARY of Housing, Webb, Terrence" */
    const char *about;  /* shown above the text: the question that is answered; NULL: nothing */
    const char *text;   /* to begin with */
    const char *draft;  /* the place where it is kept while unsent */
    const char *said;   /* when it is done: "Saved." */
    const char *place;  /* the person of the plan (P-12), or where the message belongs */
    const char *part;   /* of the plan ("area/34", "note/new"); NULL: it is a message */
    int version;        /* of that part, as it was read */
    const char *key;    /* what the text is called in what is sent: "summary", "text" */
    const json_t *with; /* what goes along with it; NULL: nothing */
};

extern const struct screen_ops writing_screen;

#endif
