/* The one error type. A function that can fail returns false (or NULL) and fills a failure
 * that its caller owns; whoever can still do something about it reads the code, everybody
 * else passes it up until main() or a screen prints "what: why; what to do".
 * No password and no personal data ever goes into a failure. */
#ifndef HOLDFAST_UTIL_FAILURE_H
#define HOLDFAST_UTIL_FAILURE_H

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <sysexits.h>

/* Exit statuses beside those of <sysexits.h>. */
enum { EXIT_CHECK_FOUND = 1 };

struct failure {
    int status;       /* what the program would exit with: EX_USAGE … ; 0 means no failure */
    char sqlstate[6]; /* five characters when a server answered, else empty */
    char what[128];   /* what could not be done */
    char why[512];    /* why not */
    char mend[768];   /* what the reader can do now */
};

/* Fills f; returns false, so that a function can end in `return failure_set(…)`.
 * f may be NULL when the caller does not care. why is a printf format; mend may be "". */
bool failure_set(struct failure *f, int status, const char *what, const char *mend, const char *why,
                 ...) __attribute__((format(printf, 5, 6)));

/* "why; what to do", leaving out what is empty. Gives out. */
const char *failure_words(const struct failure *f, char *out, size_t size);
/* Prints "holdfast: what: why; mend" and a newline, leaving out what is empty. */
void failure_print(const struct failure *f, FILE *out);

#endif
