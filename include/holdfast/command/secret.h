/* What is typed where nobody sees it: passwords, from the terminal itself, so that standard input
 * stays what it is. */
#ifndef HOLDFAST_COMMAND_SECRET_H
#define HOLDFAST_COMMAND_SECRET_H

#include "holdfast/util/failure.h"

#include <stdbool.h>

enum { SECRET_SIZE = 512, SECRET_LEAST = 12 };

/* One line without echo; false without a terminal, for an empty line, and for Ctrl-C. */
bool secret_read(const char *prompt, char secret[static SECRET_SIZE]);
/* A new password for login, typed twice: long enough, not blank, not the login, twice the same.
 * False with what is wrong with it; the caller wipes secret in any case. */
bool secret_choose(const char *login, char secret[static SECRET_SIZE], struct failure *f);

#endif
