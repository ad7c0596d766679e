/* A form's field in which somebody is found by name, birth date or number as one types. */
#ifndef HOLDFAST_SCREEN_PERSON_FIELD_H
#define HOLDFAST_SCREEN_PERSON_FIELD_H

#include "holdfast/console/form.h"
#include "holdfast/console/screen.h"

/* Looks up what was typed (form_ops.find) and hands the results to the field. */
void person_field_find(struct screen *screen, struct form *form, int field, const char *text);
/* Takes the person of that reference, with their name once it is read. */
void person_field_take(struct screen *screen, struct form *form, int field, const char *ref);

#endif
