/* A new referral: for one person, one or several services. Argument: the individual's reference, or
 * NULL. */
#ifndef HOLDFAST_SCREEN_REFERRAL_H
#define HOLDFAST_SCREEN_REFERRAL_H

#include "holdfast/console/screen.h"

extern const struct screen_ops referral_screen;
/* For whom it was opened; NULL: nobody yet. */
const char *referral_ref(const struct screen *screen);

#endif
