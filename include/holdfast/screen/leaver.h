/* What is bound to one person; and what disabling them, or passing their work on, would do, with
 * one Enter that does it. */
#ifndef HOLDFAST_SCREEN_LEAVER_H
#define HOLDFAST_SCREEN_LEAVER_H

#include "holdfast/console/screen.h"

enum leaver_kind { LEAVER_REPORT, LEAVER_DISABLE, LEAVER_MOVE };

/* The screen's argument; copied. */
struct leaver_view {
    enum leaver_kind kind;
    const char *login;
    const char *to; /* a login or a role; "": to the role of each */
};

extern const struct screen_ops leaver_screen;

#endif
