/* The edits of a text area, for undo and redo. Nobody outside src/console includes this. */
#ifndef CONSOLE_TEXT_EDITS_H
#define CONSOLE_TEXT_EDITS_H

#include "holdfast/console/text_area.h"

/* Which edits may become one: letters typed behind each other, letters rubbed out before each
 * other. */
enum edit_joins { JOINS_NOTHING, JOINS_TYPING, JOINS_RUBBING };

/* Replaces the bytes [from, to) by put and remembers it; the cursor goes behind what was put. False
 * (and refused) when it would become too long. */
bool text_edit(struct text_area *area, size_t from, size_t to, const char *put, size_t len,
               enum edit_joins joins);
void text_edits_free(struct text_area *area);

#endif
