/* What somebody has by name, and how it would pass to others: how many of what to whom, one Enter
 * that does it, one u that takes all of it back. For whoever supervises or coordinates them. The
 * argument is the login of whose work it is; NULL or "": it asks. */
#ifndef HOLDFAST_SCREEN_CASELOAD_H
#define HOLDFAST_SCREEN_CASELOAD_H

#include "holdfast/console/screen.h"

extern const struct screen_ops caseload_screen;

#endif
