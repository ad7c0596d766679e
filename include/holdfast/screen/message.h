/* Messages about an item, a plan or an area of it: how a thread is shown, answered in place, and
 * begun. There is no other inbox. A place is what the database calls it: "T-9", "R-20418", "P-12",
 * "P-12/area/34". */
#ifndef HOLDFAST_SCREEN_MESSAGE_H
#define HOLDFAST_SCREEN_MESSAGE_H

#include "holdfast/console/picker.h"
#include "holdfast/screen/sheet.h"

#include <jansson.h>
#include <stdint.h>

/* The lines of a thread, with the target "message/ID". What was unread when it was first shown
 * stays marked as new while the screen is open: fresh is an object of its own, empty at first. */
void message_write(struct sheet *sheet, const json_t *messages, json_t *fresh, int64_t now);
/* How many are unread. */
int message_unread(const json_t *messages);
/* The message that a line's target names; NULL: it names none. */
const json_t *message_of(const json_t *messages, const char *target);
/* The person has them before their eyes: they count as read. place: where one lies that does not
 * say so itself. */
void message_seen(struct screen *screen, const json_t *messages, const char *place);

/* Opens the editor for an answer to it. */
unsigned message_answer(struct screen *screen, const json_t *message, const char *place,
                        const char *subject);

/* What else the key may mean on a screen: "a note on the record, to nobody". */
struct message_note {
    const char *label;
    unsigned (*begin)(struct screen *screen);
};

/* Asks for whom it is (first who is offered: codes of roles, logins) and whether an answer is
 * wanted, then opens the editor. A note of counseling is offered beside them, which is for the
 * writer's own organization and asks nothing. subject: what it is about, in words. note may be
 * NULL. */
unsigned message_begin(struct screen *screen, const char *place, const char *subject,
                       const struct choice *offered, size_t count, const struct message_note *note);

/* Asks whoever asked for the item at that place to change the date it is needed by: a question,
 * which becomes work for them. */
unsigned message_ask_date(struct screen *screen, const char *place, const char *subject);

#endif
