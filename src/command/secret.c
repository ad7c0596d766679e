#include "holdfast/command/secret.h"

#include "holdfast/util/say.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

enum { CTRL_C = 3 };

static bool read_line(int tty, char *line, size_t size)
{
    size_t len = 0;
    char c = '\0';
    while (read(tty, &c, 1) == 1 && c != '\n' && c != CTRL_C)
        if (len + 1 < size)
            line[len++] = c;
    line[len] = '\0';
    return c == '\n' && len > 0;
}

/* Ctrl-C ends the line instead of the program, which would leave the terminal without echo. */
static void hush(int tty, const struct termios *before)
{
    struct termios silent = *before;
    silent.c_lflag &= (tcflag_t) ~(ECHO | ISIG);
    silent.c_cc[VEOL] = CTRL_C;
    (void)tcsetattr(tty, TCSAFLUSH, &silent);
}

bool secret_read(const char *prompt, char secret[static SECRET_SIZE])
{
    struct termios before;
    int tty = open("/dev/tty", O_RDWR | O_CLOEXEC);
    secret[0] = '\0';
    if (tty < 0 || tcgetattr(tty, &before) != 0) {
        if (tty >= 0)
            (void)close(tty);
        return false;
    }
    hush(tty, &before);
    (void)dprintf(tty, "%s ", prompt);
    bool got = read_line(tty, secret, SECRET_SIZE);
    (void)tcsetattr(tty, TCSAFLUSH, &before);
    (void)dprintf(tty, "\n");
    (void)close(tty);
    return got;
}

bool secret_ask(const struct secret_asker *asker, const char *prompt,
                char secret[static SECRET_SIZE], struct failure *f)
{
    bool typed = asker != NULL ? asker->ask(asker->context, prompt, secret) && secret[0] != '\0'
                               : secret_read(prompt, secret);
    return typed || failure_set(f, EX_USAGE, say("password"),
                                say("nothing was changed: it is typed at a terminal"), "%s",
                                say("none was typed"));
}

/* Characters, not bytes. */
static size_t count_characters(const char *text)
{
    size_t count = 0;
    for (; *text != '\0'; text++)
        count += ((unsigned char)*text & 0xc0) != 0x80;
    return count;
}

static bool is_blank(const char *text)
{
    return text[strspn(text, " \t")] == '\0';
}

static bool refuse(struct failure *f, const char *why)
{
    return failure_set(f, EX_DATAERR, say("password"), say("nothing was changed: start again"),
                       "%s", why);
}

/* What is wrong with it; NULL: nothing. */
static const char *find_fault(const char *login, const char *secret)
{
    if (is_blank(secret))
        return say("it is blank");
    if (count_characters(secret) < SECRET_LEAST)
        return say("it has less than twelve characters; several words make a good one");
    if (strncasecmp(secret, login, strlen(login)) == 0 &&
        strlen(secret) < strlen(login) + SECRET_LEAST / 2)
        return say("it is little more than the login");
    return NULL;
}

static bool ask_again(const struct secret_asker *asker, const char *secret, const char **fault,
                      struct failure *f)
{
    char again[SECRET_SIZE] = "";
    bool typed = secret_ask(asker, say("The same once more:"), again, f);
    *fault = typed && strcmp(secret, again) != 0 ? say("the two are not the same") : NULL;
    explicit_bzero(again, sizeof again);
    return typed;
}

/* Asked again here, not by starting again: what is typed meanwhile would be read by the shell. */
bool secret_choose(const struct secret_asker *asker, const char *login,
                   char secret[static SECRET_SIZE], struct failure *f)
{
    enum { TRIES = 3 };
    char prompt[256];
    const char *fault;
    (void)snprintf(prompt, sizeof prompt, say("New password for %s, twelve characters or more:"),
                   login);
    for (int try = 1;; try++) {
        if (!secret_ask(asker, prompt, secret, f))
            return false;
        fault = find_fault(login, secret);
        if (fault == NULL && !ask_again(asker, secret, &fault, f))
            return false;
        if (fault == NULL || try == TRIES)
            break;
        (void)snprintf(prompt, sizeof prompt, say("Try %d of %d: %s. New password for %s:"),
                       try + 1, (int)TRIES, fault, login);
    }
    return fault == NULL || refuse(f, fault);
}
