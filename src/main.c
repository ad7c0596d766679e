#include "holdfast/command/command.h"
#include "holdfast/command/kiosk.h"
#include "holdfast/command/protect.h"
#include "holdfast/util/say.h"

#include <errno.h>
#include <locale.h>
#include <stdio.h>
#include <string.h>

/* A full disk or a closed pipe must not look like success. */
static int close_output(int status)
{
    if (fflush(stdout) == 0 && ferror(stdout) == 0)
        return status;
    struct failure f;
    (void)failure_set(&f, EX_IOERR, say("standard output"), "", "%s", strerror(errno));
    return command_fail(&f);
}

int main(int argc, char **argv)
{
    struct options options = {0};
    struct failure f;
    protect_memory();
    kiosk_enter(argc, argv);
    (void)setlocale(LC_CTYPE, "");
    int status = options_parse(&options, &argc, argv, &f)
                     ? close_output(command_dispatch(&options, argc, argv))
                     : command_fail(&f);
    options_close(&options);
    return status;
}
