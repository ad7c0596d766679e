/* The parts of `holdfast ledger`. */
#ifndef HOLDFAST_COMMAND_LEDGER_PARTS_H
#define HOLDFAST_COMMAND_LEDGER_PARTS_H

#include "holdfast/command/session.h"

/* argv: the action's name and what stands behind it. Each gives an exit status. */
int ledger_verify(struct session *s, int argc, char **argv);
int ledger_erase(struct session *s, int argc, char **argv);

/* Fields in their order with tabs between: for people and for programs alike. Nothing in these
 * rows was typed by a person but references and logins. */
void ledger_print_row(const struct reply *r, size_t row);

/* Until where a record was proved in full from this account: the line of its last seal then. Kept
 * in the account's own directory of such things, out of reach of the database's owner. first: the
 * hash of the record's first seal, which tells one record from another. */
const char *ledger_proved(struct arena *arena, const char *first);
/* A place that cannot be written is a note on standard error: the next proof reads everything. */
void ledger_keep_proved(struct arena *arena, const char *first, const char *line);

#endif
