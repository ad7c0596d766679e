#include "holdfast/command/command.h"
#include "holdfast/util/say.h"

#include <stdio.h>

static int help_everything(void)
{
    const char *summary, *shown;
    puts(say("usage: holdfast [OPTION…] [COMMAND [ARG…]]"));
    putchar('\n');
    for (size_t i = 0; (shown = options_help(i, &summary)) != NULL; i++)
        printf("  %-20s %s\n", shown, summary);
    putchar('\n');
    puts(say("Commands (holdfast help COMMAND tells more):"));
    for (size_t i = 0; i < command_count; i++)
        printf("  %-12s %s\n", commands[i].name, say(commands[i].summary));
    return EX_OK;
}

static int help_one(const struct command *row)
{
    printf(say("usage: holdfast %s %s\n"), row->name, row->arguments);
    printf("%s\n", say(row->summary));
    if (row->administrative)
        puts(say("With --local and no --as it acts as the owner of that server."));
    return EX_OK;
}

int command_help(const struct options *o, int argc, char **argv)
{
    (void)o;
    if (argc > 2)
        return command_misused("help", "%s", say("one command at a time"));
    if (argc < 2)
        return help_everything();
    const struct command *row = command_find(argv[1]);
    const char *near = row == NULL ? command_nearest(argv[1]) : NULL;
    if (row != NULL)
        return help_one(row);
    if (near != NULL)
        return command_misused("help", say("there is no command %s; did you mean %s?"), argv[1],
                               near);
    return command_misused("help", say("there is no command %s"), argv[1]);
}
