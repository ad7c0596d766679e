/* Giving the terminal to somebody else and taking it back: the shell, or whoever stands in while
 * the window is too small for screens. */
#include "console/internal.h"
#include "holdfast/util/say.h"

#include <signal.h>

static void take_back(struct console *console)
{
    tty_enter(console->terminal);
    (void)tty_resize(console->terminal);
    tty_repaint(console->terminal);
    frame_measure(console);
}

/* As a program that never heard of curses. */
static struct sigaction stop_plainly(bool stays)
{
    struct sigaction plain = {.sa_handler = stays ? SIG_IGN : SIG_DFL}, kept;
    sigemptyset(&plain.sa_mask);
    (void)sigaction(SIGTSTP, &plain, &kept);
    return kept;
}

void console_suspend(struct console *console)
{
    if (console->options.stays) {
        console_refuse(console, "%s", say("There is no shell to go to from here."));
        return;
    }
    sigset_t stop, before;
    sigemptyset(&stop);
    sigaddset(&stop, SIGTSTP);
    tty_leave(console->terminal);
    struct sigaction kept = stop_plainly(false);
    (void)pthread_sigmask(SIG_UNBLOCK, &stop, &before);
    /* Stops here, the whole job, until fg; in a session that nobody can resume this does nothing.
     */
    (void)kill(0, SIGTSTP);
    (void)pthread_sigmask(SIG_SETMASK, &before, NULL);
    (void)sigaction(SIGTSTP, &kept, NULL);
    take_back(console);
}

void console_step_aside(struct console *console)
{
    sigset_t ours;
    if (!console->frame.too_small || console->options.aside == NULL || console->quit ||
        console_covered(console))
        return;
    tty_leave(console->terminal);
    struct sigaction kept = stop_plainly(console->options.stays);
    (void)pthread_sigmask(SIG_SETMASK, &console->mask_before, &ours);
    bool stays = console->options.aside(console->options.context, console);
    (void)pthread_sigmask(SIG_SETMASK, &ours, NULL);
    (void)sigaction(SIGTSTP, &kept, NULL);
    if (!stays) {
        console->dismissed = true;
        console_quit(console, EX_OK);
    }
    if (console->quit)
        return;
    rest_ends(console); /* who stood in has watched for itself */
    take_back(console);
    struct screen_event event = {.kind = EVENT_RESIZED, .on_top = true};
    (void)stack_event(console->top, &event);
}
