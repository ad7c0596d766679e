/* The people of the network for whoever manages them, or, to be read only, for their supervisors.
 */
#ifndef HOLDFAST_SCREEN_STAFF_H
#define HOLDFAST_SCREEN_STAFF_H

#include "holdfast/console/screen.h"

extern const struct screen_ops staff_screen;

#endif
