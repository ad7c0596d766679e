/* An office is closed on a day that the policy does not know of, or open after all. Sending it only
 * shows what that would do (closure_preview.h), where one Enter does it. */
#ifndef HOLDFAST_SCREEN_CLOSURE_FORM_H
#define HOLDFAST_SCREEN_CLOSURE_FORM_H

#include "holdfast/console/screen.h"

/* The screen's argument is the code of the calendar; copied. */
extern const struct screen_ops closure_form_screen;

#endif
