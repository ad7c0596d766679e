#include "holdfast/gateway/migrate.h"

#include "holdfast/command/arguments.h"
#include "holdfast/command/command.h"
#include "holdfast/command/session.h"
#include "holdfast/util/say.h"

#include <stdio.h>

static void print_status(const struct migrate_report *r)
{
    if (r->before == 0)
        printf(say("The database has no schema; this program brings number %d.\n"), r->newest);
    else if (r->before < r->newest)
        printf(say("The schema is at %d; this program brings %d.\n"), r->before, r->newest);
    else
        printf(say("The schema is at %d, the newest.\n"), r->before);
    puts(r->code_replaced ? say("Its functions would be replaced: run holdfast migrate.")
                          : say("Its functions are those of this program."));
}

static void print_change(const struct migrate_report *r)
{
    if (r->before == 0)
        printf(say("The schema was created, at %d.\n"), r->after);
    else if (r->before < r->after)
        printf(say("The schema went from %d to %d.\n"), r->before, r->after);
    else
        printf(say("The schema is at %d, the newest.\n"), r->after);
    if (r->before != 0 && r->code_replaced)
        puts(say("Its functions were replaced."));
}

static int migrate(const struct options *o, bool status)
{
    struct session s;
    struct failure f;
    struct migrate_report report;
    if (!session_open(&s, o, SESSION_SCHEMA, &f))
        return command_fail(&f);
    bool good = status ? migrate_status(s.gateway, &report, &f)
                       : migrate_run(s.gateway, false, &report, &f);
    session_close(&s);
    if (!good)
        return command_fail(&f);
    (status ? print_status : print_change)(&report);
    if (report.sandbox)
        puts(say("This database is a SAMPLE: its time can be moved."));
    return EX_OK;
}

int command_migrate(const struct options *o, int argc, char **argv)
{
    bool status = false;
    struct failure f;
    const struct argument table[] = {{"--status", &status, NULL}};
    if (!arguments_parse(table, 1, &argc, argv, &f))
        return command_fail(&f);
    if (argc > 1)
        return command_misused(argv[0], say("%s is one word too many"), argv[1]);
    return migrate(o, status);
}
