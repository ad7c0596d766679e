/* A social risk, recorded in seconds. Argument: the person's reference, or NULL. */
#ifndef HOLDFAST_SCREEN_RISK_FORM_H
#define HOLDFAST_SCREEN_RISK_FORM_H

#include "holdfast/console/screen.h"

extern const struct screen_ops risk_form_screen;

#endif
