/* What somebody is writing and has not sent: kept in the database, so that neither a lost line nor
 * a console that was killed loses a word. It is saved after two seconds of rest, at the latest ten
 * seconds behind the first word that is not saved, and when the screen is left; offered again where
 * it was written; dropped when it was sent. Without a link it is saved when the link is back. */
#ifndef HOLDFAST_SCREEN_DRAFT_H
#define HOLDFAST_SCREEN_DRAFT_H

#include "holdfast/screen/desk.h"

struct draft_ops {
    /* What is to be kept; the draft ends it. */
    json_t *(*body)(struct screen *screen);
    /* A draft from before was found. */
    void (*found)(struct screen *screen, const json_t *body);
};

/* A part of a screen's state. */
struct draft {
    const struct draft_ops *ops;
    struct screen *screen;
    char *place;
    int timer;
    bool stored;   /* the database has something of it */
    int64_t since; /* when the first word came that is not saved; 0: all is */
};

/* place ("plan/P-12/area/34") is copied. Asks for what was kept there. */
void draft_open(struct draft *draft, struct screen *screen, const char *place,
                const struct draft_ops *ops);
/* Something was typed. */
void draft_touch(struct draft *draft);
/* Saves now what is not saved; for leaving. */
void draft_keep(struct draft *draft);
/* It was sent, or is not wanted any more. */
void draft_drop(struct draft *draft);
/* The same for a screen that is gone. */
void draft_drop_place(struct desk *desk, const char *place);
void draft_close(struct draft *draft);

#endif
