/* Going to the shell and coming back. */
#include "console/internal.h"

#include <signal.h>

void console_suspend(struct console *console)
{
    sigset_t stop, before;
    struct sigaction plain = {.sa_handler = SIG_DFL}, kept;
    sigemptyset(&plain.sa_mask);
    sigemptyset(&stop);
    sigaddset(&stop, SIGTSTP);
    tty_leave(console->terminal);
    (void)sigaction(SIGTSTP, &plain, &kept);
    (void)pthread_sigmask(SIG_UNBLOCK, &stop, &before);
    /* Stops here, the whole job, until fg; in a session that nobody can resume this does nothing.
     */
    (void)kill(0, SIGTSTP);
    (void)pthread_sigmask(SIG_SETMASK, &before, NULL);
    (void)sigaction(SIGTSTP, &kept, NULL);
    tty_enter(console->terminal);
    (void)tty_resize(console->terminal);
    frame_measure(console);
}
