/* A new referral: for one person, one or several services. Argument: the individual's reference, or
 * NULL. */
#ifndef HOLDFAST_SCREEN_REFERRAL_H
#define HOLDFAST_SCREEN_REFERRAL_H

#include "holdfast/console/screen.h"

extern const struct screen_ops referral_screen;

#endif
