/* What is typed where nobody sees it: passwords, from the terminal itself, so that standard input
 * stays what it is. */
#ifndef HOLDFAST_COMMAND_SECRET_H
#define HOLDFAST_COMMAND_SECRET_H

#include "holdfast/util/failure.h"

#include <stdbool.h>

enum { SECRET_SIZE = 512, SECRET_LEAST = 12 };

/* Where a dialogue that reads the terminal already asks for one: a line without echo, as typed.
 * False: nothing was typed, or it was left. */
struct secret_asker {
    bool (*ask)(void *context, const char *prompt, char secret[static SECRET_SIZE]);
    void *context;
};

/* One line without echo; false without a terminal, for an empty line, and for Ctrl-C. */
bool secret_read(const char *prompt, char secret[static SECRET_SIZE]);
/* The same of asker, where there is one; false with a failure. */
bool secret_ask(const struct secret_asker *asker, const char *prompt,
                char secret[static SECRET_SIZE], struct failure *f);
/* A new password for login, typed twice: long enough, not blank, not the login, twice the same;
 * asked for three times at most. False with what is wrong with it; the caller wipes secret in any
 * case. asker: NULL for none. */
bool secret_choose(const struct secret_asker *asker, const char *login,
                   char secret[static SECRET_SIZE], struct failure *f);

#endif
