/* What pages of HTML are made of: text without controls and with its marks escaped, and the one
 * style sheet, for the screen and for black and white print. Pages hold no script and refer to
 * nothing outside themselves. */
#ifndef HOLDFAST_COMMAND_HTML_H
#define HOLDFAST_COMMAND_HTML_H

#include "holdfast/util/buffer.h"

/* Text as it may stand in an element or between the quotes of an attribute. */
void html_text(struct buffer *b, const char *text);
/* The same between two pieces that are HTML already. */
void html_part(struct buffer *b, const char *before, const char *text, const char *after);
/* The same in an element, where references (R-3902.2) and days (2026-09-23) are kept in one line.
 */
void html_prose(struct buffer *b, const char *before, const char *text, const char *after);
/* From the doctype to the heading; html_end closes what it opened. about may be empty. */
void html_begin(struct buffer *b, const char *title, const char *about);
/* The same in another language than English: its tag. */
void html_begin_in(struct buffer *b, const char *language, const char *title, const char *about);
void html_end(struct buffer *b);

#endif
