#include "holdfast/command/command.h"

#include "holdfast/command/kiosk.h"
#include "holdfast/util/nearest.h"
#include "holdfast/util/say.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

const struct command commands[] = {
    {"act", "REF [REF…] | - ACTION [KEY=VALUE…] [--dry-run] [--request-id UUID --if-version N]",
     "does one step on one item, or on several; B-… undo takes several back", false, command_act},
    {"apply", "FILE [--dry-run] [--recompute]", "publishes a policy, or shows what would change",
     true, command_apply},
    {"check", "FILE [--explain | --json]", "proves a policy, and shows what it means", false,
     command_check},
    {"close",
     "CALENDAR DATE [--from HH:MM] [--to HH:MM] [--reason TEXT] [--undo] [--dry-run] "
     "[--request-id UUID]",
     "an office is closed on a day that the policy does not know of: moves its deadlines", true,
     command_close},
    {"consent", "REF [grant|renew|revoke KEY=VALUE…] [--request-id UUID]",
     "what a person allows to be told to whom; records it, renews it, takes it back", false,
     command_consent},
    {"console", "", "the console; what runs without a command", false, command_console},
    {"demo", "[--reset] [--no-console] [--open N]", "the sample network, in a server of its own",
     false, command_demo},
    {"digest", "[--mail] [--force]", "how much waits for whom; sends it to each of them by mail",
     true, command_digest},
    {"event",
     "REF type=TYPE [occurred=TIME] [KEY=VALUE…] | REF retract reason=… [--request-id UUID]",
     "records what happened to a person, or takes it back", false, command_event},
    {"evidence", "REF [--format text|csv|json|html]",
     "who should have acted on it, when, and who did, with its proof", false, command_evidence},
    {"export", "--individual REF | --referral REF", "a person or a referral for other systems",
     false, command_export},
    {"help", "[COMMAND]", "what there is, or how one command is used", false, command_help},
    {"import", "[--format fhir] [--dry-run] FILE…|-",
     "takes people and requests that other systems send", false, command_import},
    {"ledger", "verify [--full] [--seals FILE] | show REF | erase REF --reason TEXT",
     "proves the record, shows it, erases words lawfully", true, command_ledger},
    {"lines", "", "the console as a dialogue of plain lines", false, command_lines},
    {"local", "start|stop|status|conninfo|backup FILE|restore FILE|destroy [--yes]",
     "the private server", true, command_local},
    {"look", "PERSON KEY=VALUE… [--request-id UUID]",
     "sees a person in an emergency, told and reviewed", false, command_look},
    {"message", "REF [TEXT] [to=LOGIN|ROLE] [question=yes] [counseling=yes] [--request-id UUID]",
     "writes where the work is, or reads what was written there", false, command_message},
    {"migrate", "[--status]", "creates or upgrades the schema", true, command_migrate},
    {"plan", "REF [PART KEY=VALUE…] [--request-id UUID --if-version N]",
     "a person's shared plan, in labelled lines; or changes a part of it", false, command_plan},
    {"queue", "[SCOPE] [--filter KEY=VALUE]… [-n N] [--steps]", "what waits, one item a line",
     false, command_queue},
    {"refer", "individual=REF type=TYPE… [KEY=VALUE…] [--dry-run] [--request-id UUID]",
     "sends a referral", false, command_refer},
    {"report",
     "disclosures|escalations|measures|review|risks [--from DAY] [--to DAY] [--org "
     "ORGANIZATION] [--format text|csv|json|html] ...",
     "a report over a time: lines, CSV, JSON, or a page to print", false, command_report},
    {"risk", "REF category=… level=… [deadline=… note=…] [--request-id UUID]",
     "records what threatens a person, and says whose work it is", false, command_risk},
    {"safety", "REF note=… [--request-id UUID]", "somebody is in danger now: who is reached", false,
     command_safety},
    {"sheet", "REF [--language en|es] [--format text|html] [--sensitive]",
     "the page that a person takes home: who calls, by when, which number to ring", false,
     command_sheet},
    {"show", "REF", "one item or one person, in labelled lines", false, command_show},
    {"staff",
     "list [--all] | cover LOGIN [--by LOGIN] [--from WHEN] [--to WHEN | --back] [--dry-run] |"
     " passwd [LOGIN] | disable LOGIN [--to LOGIN|ROLE] | enable LOGIN |"
     " move LOGIN [--to LOGIN|ROLE] … [--dry-run]",
     "who there is, who is away; lets people in and out, passes their work on, sets passwords",
     true, command_staff},
    {"sweep", "[--every SECONDS] [--seals FILE] [--dry-run]", "fires what is due", true,
     command_sweep},
};

const size_t command_count = sizeof commands / sizeof commands[0];

const struct command *command_find(const char *name)
{
    for (size_t i = 0; i < command_count; i++)
        if (strcmp(commands[i].name, name) == 0)
            return &commands[i];
    return NULL;
}

const char *command_nearest(const char *name)
{
    struct nearest near = {.typed = name};
    for (size_t i = 0; i < command_count; i++)
        nearest_consider(&near, commands[i].name);
    return near.best;
}

int command_fail(const struct failure *f)
{
    (void)fflush(stdout);
    failure_print(f, stderr);
    return f->status != 0 ? f->status : EX_SOFTWARE;
}

int command_misused(const char *name, const char *why, ...)
{
    char reason[256];
    va_list args;
    va_start(args, why);
    (void)vsnprintf(reason, sizeof reason, why, args);
    va_end(args);
    const struct command *row = command_find(name);
    struct failure f;
    char use[256];
    (void)snprintf(use, sizeof use, say("usage: holdfast %s %s"), name,
                   row != NULL ? row->arguments : "");
    (void)failure_set(&f, EX_USAGE, name, use, "%s", reason);
    return command_fail(&f);
}

static int refuse_unknown(const char *name)
{
    struct failure f;
    const char *near = command_nearest(name);
    if (strpbrk(name, "=@") != NULL) /* a connection string, perhaps with a password */
        (void)failure_set(&f, EX_USAGE, say("command line"),
                          say("a connection string stands behind -d; see holdfast help"), "%s",
                          say("there is no such command"));
    else if (near != NULL)
        (void)failure_set(&f, EX_USAGE, say("command line"), say("see holdfast help"),
                          say("there is no command %s; did you mean %s?"), name, near);
    else
        (void)failure_set(&f, EX_USAGE, say("command line"), say("see holdfast help"),
                          say("there is no command %s"), name);
    return command_fail(&f);
}

static int refuse_nothing(void)
{
    struct failure f;
    (void)failure_set(&f, EX_USAGE, say("command line"), say("see holdfast help"), "%s",
                      say("a command is missing"));
    return command_fail(&f);
}

int command_dispatch(struct options *o, int argc, char **argv)
{
    char *console[] = {(char[]){"console"}, NULL};
    char *help[] = {(char[]){"help"}, argc > 1 ? argv[1] : NULL, NULL};
    if (o->version) {
        puts("Holdfast " HOLDFAST_VERSION);
        return EX_OK;
    }
    if (o->help)
        return command_help(o, argc > 1 ? 2 : 1, help);
    bool named = argc > 1;
    const struct command *row = command_find(named ? argv[1] : console[0]);
    if (row == NULL)
        return named ? refuse_unknown(argv[1]) : refuse_nothing();
    struct failure f;
    if (o->kiosk && !kiosk_has(row->name, &f))
        return command_fail(&f);
    o->administrative = row->administrative;
    return named ? row->run(o, argc - 1, argv + 1) : row->run(o, 1, console);
}
