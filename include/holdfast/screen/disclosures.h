/* The account of disclosures of one person; opened with their reference. */
#ifndef HOLDFAST_SCREEN_DISCLOSURES_H
#define HOLDFAST_SCREEN_DISCLOSURES_H

#include "holdfast/console/screen.h"

extern const struct screen_ops disclosures_screen;

#endif
