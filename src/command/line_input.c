#include "line_input.h"

#include "holdfast/console/layout.h"
#include "holdfast/console/loop.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/signalfd.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

enum {
    TOGETHER_MS = 60, /* what comes within this behind a line came with it: nobody types so fast */
    SWEEP_MS = 30000
};

bool line_input_small(void)
{
    struct winsize size = {0};
    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_row == 0 || size.ws_col == 0)
        return false;
    return layout_frame(size.ws_row, size.ws_col).too_small;
}

/* A machine that was asleep has rested too. */
static int64_t rest_now(void)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_BOOTTIME, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

void line_input_rested(struct line_input *in)
{
    in->since = rest_now();
    in->warned = false;
}

void line_input_open(struct line_input *in, struct gateway *gateway, bool stays)
{
    sigset_t set;
    *in = (struct line_input){.gateway = gateway, .stays = stays};
    sigemptyset(&set);
    sigaddset(&set, SIGWINCH);
    sigaddset(&set, SIGINT);
    (void)pthread_sigmask(SIG_BLOCK, &set, &in->before);
    in->signals = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
    in->sweep_due = console_now() + SWEEP_MS;
    line_input_rested(in);
}

void line_input_close(struct line_input *in)
{
    if (in->signals >= 0)
        (void)close(in->signals);
    /* Half a line must not become keys for a screen. */
    (void)tcflush(STDIN_FILENO, TCIFLUSH);
    (void)pthread_sigmask(SIG_SETMASK, &in->before, NULL);
}

static bool is_waiting(int milliseconds)
{
    struct pollfd fd = {.fd = STDIN_FILENO, .events = POLLIN};
    return poll(&fd, 1, milliseconds) > 0;
}

bool line_input_alone(struct line_input *in)
{
    bool alone = !in->early && !is_waiting(TOGETHER_MS);
    for (int i = 0; !alone && i < 100 && is_waiting(TOGETHER_MS); i++)
        if (tcflush(STDIN_FILENO, TCIFLUSH) != 0)
            break;
    return alone;
}

/* Nobody waits for it: what fails is done by the next one, or by another console. */
static void sweep(struct line_input *in)
{
    if (console_now() < in->sweep_due)
        return;
    in->sweep_due = console_now() + SWEEP_MS;
    if (gateway_link(in->gateway)->state == GATEWAY_ONLINE)
        (void)gateway_send(in->gateway, &(struct gateway_call){.sql = "SELECT api.sweep(500, 30)"});
}

/* LINE_TEXT: nothing that matters here. */
static enum line_kind take_signals(const struct line_input *in)
{
    struct signalfd_siginfo info;
    enum line_kind kind = LINE_TEXT;
    while (read(in->signals, &info, sizeof info) == sizeof info)
        if (info.ssi_signo == SIGINT)
            kind = LINE_DROPPED;
    return kind;
}

/* LINE_TEXT: not yet. */
static enum line_kind watch_rest(struct line_input *in)
{
    int64_t rest = rest_now() - in->since;
    if (in->rest_ms == 0 || rest < in->rest_ms - in->warn_ms)
        return LINE_TEXT;
    if (rest >= in->rest_ms)
        return LINE_RESTED;
    if (in->warned)
        return LINE_TEXT;
    in->warned = true;
    return LINE_WARNED;
}

static int patience(const struct line_input *in)
{
    int64_t left = in->rest_ms - (in->warned ? 0 : in->warn_ms) - (rest_now() - in->since);
    if (in->rest_ms == 0 || left > SWEEP_MS)
        return SWEEP_MS;
    return left > 0 ? (int)left : 0;
}

static void trim(char *text)
{
    size_t skip = strspn(text, " \t"), len = strlen(text + skip);
    memmove(text, text + skip, len + 1);
    while (len > 0 && strchr(" \t\r\n", text[len - 1]) != NULL)
        text[--len] = '\0';
}

/* A line that is too long is no line: none of it counts. */
static enum line_kind take_text(struct line_input *in)
{
    char bytes[4096];
    ssize_t len = read(STDIN_FILENO, bytes, sizeof bytes);
    if (len < 0 && (errno == EINTR || errno == EAGAIN))
        len = 0;
    else if (len <= 0)
        return LINE_END;
    in->text[0] = '\0';
    if ((size_t)len < sizeof in->text) {
        memcpy(in->text, bytes, (size_t)len);
        in->text[len] = '\0';
    }
    explicit_bzero(bytes, sizeof bytes);
    if (in->exact)
        in->text[strcspn(in->text, "\r\n")] = '\0';
    else
        trim(in->text);
    return LINE_TEXT;
}

enum line_kind line_input_read(struct line_input *in, const char *prompt)
{
    enum { TERMINAL, SIGNALS, LINK, COUNT };
    in->early = is_waiting(0);
    (void)printf("%s", prompt);
    (void)fflush(stdout);
    for (;;) {
        if (!in->stays && !line_input_small())
            return LINE_LARGE;
        struct pollfd fds[COUNT] = {{STDIN_FILENO, POLLIN, 0},
                                    {in->signals, POLLIN, 0},
                                    {gateway_fd(in->gateway), POLLIN, 0}};
        (void)poll(fds, COUNT, patience(in));
        if (fds[LINK].revents != 0)
            gateway_ready(in->gateway);
        sweep(in);
        if (fds[SIGNALS].revents != 0 && take_signals(in) == LINE_DROPPED)
            return LINE_DROPPED;
        enum line_kind rest = watch_rest(in);
        if (rest != LINE_TEXT)
            return rest;
        if (fds[TERMINAL].revents != 0) {
            line_input_rested(in);
            return take_text(in);
        }
    }
}
