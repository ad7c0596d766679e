/* The subcommands: one table, one file under src/command/ for each row. */
#ifndef HOLDFAST_COMMAND_COMMAND_H
#define HOLDFAST_COMMAND_COMMAND_H

#include "holdfast/command/options.h"

#include <stddef.h>

/* argv[0] is the command's name, argv[argc] is NULL, shared options are gone.
 * Returns the exit status of the program. */
typedef int command_run(const struct options *o, int argc, char **argv);

struct command {
    const char *name, *arguments, *summary;
    bool administrative; /* with --local and no --as: acts as the owner of that server */
    command_run *run;
};

/* Sorted by name. */
extern const struct command commands[];
extern const size_t command_count;

/* NULL when there is no such command. */
const struct command *command_find(const char *name);
/* The known name nearest to a mistyped one; NULL when none is near. */
const char *command_nearest(const char *name);

/* Runs what the program's arguments say; without a command, the one called "console". */
int command_dispatch(struct options *o, int argc, char **argv);

/* Prints the failure on standard error and returns its exit status:
 *     return command_fail(&f);  */
int command_fail(const struct failure *f);
/* Says how the command is used, with a reason (a printf format), and returns EX_USAGE. */
int command_misused(const char *name, const char *why, ...) __attribute__((format(printf, 2, 3)));

/* One line per file in src/command/. */
command_run command_apply;
command_run command_check;
command_run command_close;
command_run command_consent;
command_run command_console;
command_run command_demo;
command_run command_digest;
command_run command_event;
command_run command_evidence;
command_run command_export;
command_run command_help;
command_run command_lines;
command_run command_local;
command_run command_act;
command_run command_import;
command_run command_ledger;
command_run command_look;
command_run command_message;
command_run command_migrate;
command_run command_plan;
command_run command_queue;
command_run command_refer;
command_run command_report;
command_run command_risk;
command_run command_safety;
command_run command_sheet;
command_run command_show;
command_run command_staff;
command_run command_sweep;

#endif
