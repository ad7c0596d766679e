/* A form of the console as a dialogue: one question a line, by the same table of fields. */
#ifndef COMMAND_LINES_FORM_H
#define COMMAND_LINES_FORM_H

#include "holdfast/screen/entry.h"
#include "lines_parts.h"

/* Asks, shows what is missing, asks whether to go on, and sends it, at most once. argument: as the
 * form's screen takes it. The answer, to be ended; NULL: nothing was done, which was said. */
json_t *lines_form(struct lines *l, const struct entry_dialogue *dialogue, const void *argument);
/* Whether a question is answered with yes, in a line by itself. */
bool lines_agree(struct lines *l, const char *question);
/* The next line, its blanks off; NULL: the link, the lock or a wider window came between, or it
 * says that it is to be left. "" for an empty one. */
const char *lines_answer(struct lines *l, const char *question);
/* The same unseen and as typed, for a password; it is wiped from what was read. */
bool lines_secret(struct lines *l, const char *question, char *out, size_t size);

#endif
