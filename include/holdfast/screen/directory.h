/* Directory: who holds which role, who is on duty, whose intake is open. No argument. */
#ifndef HOLDFAST_SCREEN_DIRECTORY_H
#define HOLDFAST_SCREEN_DIRECTORY_H

#include "holdfast/console/screen.h"

extern const struct screen_ops directory_screen;

#endif
