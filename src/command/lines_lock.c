#include "lines_lock.h"

#include "holdfast/console/loop.h"
#include "holdfast/console/wipe.h"
#include "holdfast/gateway/answer.h"
#include "holdfast/screen/unlock.h"
#include "holdfast/util/say.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

enum { PASSWORD_SIZE = 512 };

struct proving {
    struct unlock *unlock;
    enum unlock_answer answer;
    bool ended;
    char words[sizeof(struct failure)];
};

static void proved(void *data, const struct failure *failure)
{
    struct proving *p = data;
    p->answer = unlock_settle(p->unlock, failure, console_now(), p->words, sizeof p->words);
    p->ended = true;
}

/* The link lives on meanwhile; nothing is asked of it. */
static void pass_time(const struct lines *l, int milliseconds)
{
    int64_t until = console_now() + milliseconds;
    for (int64_t left; (left = until - console_now()) > 0;)
        gateway_wait(l->gateway, (int)left);
}

/* A line without echo; false: the terminal is gone, or they typed Ctrl-D. */
static bool read_password(struct lines *l, char *password)
{
    (void)tcflush(STDIN_FILENO, TCIFLUSH); /* what came before is no password */
    (void)printf("%s ", say("Password:"));
    (void)fflush(stdout);
    struct pollfd fds[2] = {{STDIN_FILENO, POLLIN, 0}, {gateway_fd(l->gateway), POLLIN, 0}};
    ssize_t len;
    do {
        while (poll(fds, 2, -1) < 0 || fds[0].revents == 0)
            gateway_ready(l->gateway);
        len = read(STDIN_FILENO, password, PASSWORD_SIZE - 1);
    } while (len < 0 && (errno == EINTR || errno == EAGAIN));
    password[len > 0 ? len : 0] = '\0';
    password[strcspn(password, "\r\n")] = '\0';
    (void)putchar('\n');
    return len > 0;
}

static enum unlock_answer prove(struct lines *l, const char *password)
{
    struct proving p = {.unlock = l->options->unlock};
    gateway_prove(l->gateway, password, proved, &p);
    while (!p.ended)
        gateway_wait(l->gateway, -1);
    if (p.words[0] != '\0')
        lines_say(l, "%s", p.words);
    return p.answer;
}

/* Tries until one is right. */
static bool ask(struct lines *l)
{
    char password[PASSWORD_SIZE];
    for (;;) {
        pass_time(l, unlock_wait(l->options->unlock, console_now()) * 1000);
        if (!read_password(l, password))
            return false;
        enum unlock_answer answer = password[0] != '\0' ? prove(l, password) : UNLOCK_UNREACHED;
        explicit_bzero(password, sizeof password);
        if (answer == UNLOCK_DONE || answer == UNLOCK_NEVER)
            return answer == UNLOCK_DONE;
    }
}

static bool unlock(struct lines *l)
{
    struct termios before, silent;
    lines_say(l, say("Locked: %s (%s)."), answer_text(l->plain.me, "name"),
              answer_text(l->plain.me, "login"));
    lines_say(l, "%s", say("Your password unlocks. Ctrl-D ends the session."));
    if (tcgetattr(STDIN_FILENO, &before) != 0)
        return false;
    silent = before;
    silent.c_lflag &= (tcflag_t) ~(ECHO | ISIG);
    (void)tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent);
    bool good = ask(l);
    (void)tcsetattr(STDIN_FILENO, TCSAFLUSH, &before);
    return good;
}

bool lines_lock(struct lines *l, bool rested)
{
    wipe_terminal(STDOUT_FILENO);
    if (rested)
        lines_say(l, "%s", say("Nothing was typed for a while."));
    bool good = gateway_used_password(l->gateway) && unlock(l);
    lines_say(l, "%s",
              good ? say("Unlocked. ? says what can be typed.")
                   : say("The session has ended. Start again to sign in."));
    return good;
}

/* ---- the next line ---- */

static void warn(struct lines *l)
{
    int seconds = (int)(l->input.warn_ms / 1000);
    (void)putchar('\n');
    lines_say(l,
              gateway_used_password(l->gateway) ? say("This locks in %d seconds; Enter goes on.")
                                                : say("The session ends in %d seconds; Enter goes "
                                                      "on."),
              seconds);
}

enum line_kind lines_read(struct lines *l)
{
    enum { WARN_MS = 60000 };
    l->input.rest_ms = answer_int(l->plain.me, "idle_lock") * 1000;
    l->input.warn_ms = l->input.rest_ms / 2 < WARN_MS ? l->input.rest_ms / 2 : WARN_MS;
    for (;;) {
        enum line_kind kind = line_input_read(&l->input, "> ");
        if (kind == LINE_WARNED) {
            warn(l);
            continue;
        }
        if (kind != LINE_RESTED)
            return kind;
        bool good = lines_lock(l, true);
        line_input_rested(&l->input);
        return good ? LINE_UNLOCKED : LINE_LOCKED;
    }
}
