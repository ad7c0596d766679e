/* The file of seals: one line for each, appended and never rewritten, kept where whoever owns the
 * database server cannot write. What the lines hold: api.ledger_seals. */
#ifndef HOLDFAST_COMMAND_SEALS_H
#define HOLDFAST_COMMAND_SEALS_H

#include "holdfast/gateway/gateway.h"

/* Appends every seal that follows the file's last line, all of them to a new file, and waits until
 * they are on disk. A line that was cut short is completed. Fails with EXIT_CHECK_FOUND, and
 * appends nothing, when the file's last line is not what the database says. *appended: lines. */
bool seals_append(struct gateway *g, const char *path, int64_t *appended, struct failure *f);

/* Each line of the file against the database; differs is told of each that is not there as it is
 * here, with a sentence. */
struct seals_check {
    void (*differs)(void *data, int64_t number, const char *problem);
    void *data;
    bool block;                     /* within a transaction of the caller's */
    int64_t lines, last, differing; /* what was found */
};
bool seals_compare(struct gateway *g, const char *path, struct seals_check *c, struct failure *f);

#endif
