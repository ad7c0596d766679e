#ifndef CONSOLE_FORM_INTERNAL_H
#define CONSOLE_FORM_INTERNAL_H

#include "holdfast/console/form.h"

bool form_is_text(const struct field *field);
/* Checks one field and sets its message; true when it is good. */
bool form_check(struct form *form, int field);
/* Takes the result the cursor is on. */
void form_take_result(struct form *form, int field);
/* A field's value is another one: tells the owner. */
void form_note_change(struct form *form, int field);
void form_drop_results(struct form_field *state);

#endif
