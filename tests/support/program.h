/* The program under test, run as a person would from a script. */
#ifndef TESTS_SUPPORT_PROGRAM_H
#define TESTS_SUPPORT_PROGRAM_H

#include "holdfast/util/buffer.h"

/* Its path: $HOLDFAST_PROGRAM, else build/holdfast. */
const char *program_path(void);

/* Runs it with these arguments (NULL at the end), input (may be NULL) on its standard input.
 * Output and error go to the buffers, which may be NULL and are cleared first. Gives the exit
 * status, or -1 when it was killed. */
int program_run(const char *const *arguments, const char *input, struct buffer *output,
                struct buffer *error);

#define PROGRAM(output, error, ...)                                                                \
    program_run((const char *const[]){__VA_ARGS__, NULL}, NULL, output, error)

#endif
