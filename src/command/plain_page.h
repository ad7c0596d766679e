/* Pages of labelled lines, and the lines that several pages have: one table of rows makes a page.
 */
#ifndef HOLDFAST_PLAIN_PAGE_H
#define HOLDFAST_PLAIN_PAGE_H

#include "holdfast/command/plain.h"

/* Writes the text of a line about an object; nothing written: the line is left out. */
typedef void page_write(const struct plain *p, struct buffer *b, const json_t *object);

/* A text found under key (one that write does not make); or with each a block of lines, one for
 * each entry of the list under key. "call.last" is `last` in the object `call`. */
struct page_line {
    const char *label;
    const char *key;
    page_write *write;
    page_write *each;
};

/* Prints what there is, in the order of lines; these end with a label NULL. */
void page_print(const struct plain *p, const struct page_line *lines, const json_t *object);

/* Adds text, with before in between where something stands in b already; nothing for "". */
void page_add(struct buffer *b, const char *before, const char *text);
/* Adds a moment with what stands before it; nothing when it is absent. */
void page_add_moment(const struct plain *p, struct buffer *b, const char *before,
                     const json_t *object, const char *key);
/* ", born 14 Mar 1951" */
void page_add_born(struct buffer *b, const json_t *person);
const json_t *page_part(const json_t *object, const char *key);
bool page_is(const json_t *object, const char *key);

/* Of an object that has `person` and `call` (api.item, api.plan): who it is, the last call. */
page_write page_person, page_last_call;
/* Of lists: somebody to call, a note, a message, a duty and who did it. */
page_write page_contact, page_note, page_message, page_acted;

#endif
