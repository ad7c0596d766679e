/* What a person has signed: who may tell whom what, why and until when. From here a consent is
 * recorded, renewed and taken back. Argument: the person's reference. */
#ifndef HOLDFAST_SCREEN_CONSENTS_H
#define HOLDFAST_SCREEN_CONSENTS_H

#include "holdfast/console/screen.h"

extern const struct screen_ops consents_screen;

#endif
