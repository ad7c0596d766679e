/* A subcommand's own options, from a table:
 *
 *     bool yes = false;
 *     const char *format = "text";
 *     const struct argument table[] = {{"--yes", &yes, NULL}, {"--format", NULL, &format}};
 *     if (!arguments_parse(table, 2, &argc, argv, &f))
 *         return command_fail(&f);
 *
 * Afterwards argv[1…argc-1] holds what was no option. */
#ifndef HOLDFAST_COMMAND_ARGUMENTS_H
#define HOLDFAST_COMMAND_ARGUMENTS_H

#include "holdfast/util/failure.h"

#include <stdbool.h>
#include <stddef.h>

struct argument {
    const char *name;   /* with its dashes */
    bool *given;        /* set when it stands there; may be NULL */
    const char **value; /* for --name VALUE and --name=VALUE; NULL when it takes none */
};

/* A lone "-" is no option; after "--" nothing is. An unknown option fails with EX_USAGE and names
 * the nearest known one. */
bool arguments_parse(const struct argument *table, size_t count, int *argc, char **argv,
                     struct failure *f);

#endif
