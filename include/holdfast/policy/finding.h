/* What is wrong with a policy, each with its place: FILE:LINE:COL: error|warning: what; mend.
 * Texts are made in the list's arena and live as long as it does. */
#ifndef HOLDFAST_POLICY_FINDING_H
#define HOLDFAST_POLICY_FINDING_H

#include "holdfast/util/arena.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

enum severity { SEVERITY_ERROR, SEVERITY_WARNING };

struct finding {
    enum severity severity;
    unsigned line, column; /* from 1, the column in characters */
    size_t order;          /* in which it was found: keeps sorting stable */
    const char *what;      /* what is wrong */
    const char *mend;      /* what would mend it */
};

/* Zero-initialise and set arena and file to use. */
struct finding_list {
    struct arena *arena; /* owns items and texts */
    const char *file;
    struct finding *items;
    size_t count, room;
    size_t errors, warnings;
};

/* A place in the file; both zero where a finding is about the file as a whole (printed as 1:1). */
struct place {
    unsigned line, column;
};

/* what is a printf format; mend is taken as it is and may come from arena_print. At most
 * FINDING_LIMIT findings are kept; the rest are only counted. */
enum { FINDING_LIMIT = 200 };
void finding_add(struct finding_list *list, enum severity severity, struct place at,
                 const char *mend, const char *what, ...) __attribute__((format(printf, 5, 6)));
/* By line, then column, then order of discovery; exact repeats are dropped. */
void finding_sort(struct finding_list *list);
void finding_print(const struct finding_list *list, FILE *out);

#endif
