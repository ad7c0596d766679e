#include "holdfast/command/deliver.h"

#include "holdfast/util/buffer.h"
#include "holdfast/util/memory.h"
#include "holdfast/util/say.h"

#include <fcntl.h>
#include <jansson.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <time.h>
#include <unistd.h>

enum { LONGEST_RUN = 30 };

/* --- one program ------------------------------------------------------------------------------ */

/* The text as a file in memory, so that a program which never reads cannot hold us up. */
static int text_as_file(const char *text)
{
    size_t len = strlen(text);
    int fd = memfd_create("message", MFD_CLOEXEC);
    if (fd >= 0 && (write(fd, text, len) != (ssize_t)len || lseek(fd, 0, SEEK_SET) != 0)) {
        (void)close(fd);
        return -1;
    }
    return fd;
}

/* In a group of its own, with the usual signals: ours may be blocked. Of our environment, which may
 * hold passwords and where the database is, it gets nothing. */
static bool start_program(char *const program[], int input, pid_t *pid)
{
    char path[] = "PATH=/usr/sbin:/usr/bin:/sbin:/bin", home[] = "HOME=/", lang[] = "LANG=C.UTF-8";
    char *const environment[] = {path, home, lang, NULL};
    posix_spawn_file_actions_t files;
    posix_spawnattr_t attributes;
    sigset_t none;
    (void)sigemptyset(&none);
    (void)posix_spawnattr_init(&attributes);
    (void)posix_spawnattr_setsigmask(&attributes, &none);
    (void)posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETPGROUP);
    (void)posix_spawn_file_actions_init(&files);
    (void)posix_spawn_file_actions_adddup2(&files, input, STDIN_FILENO);
    (void)posix_spawn_file_actions_addopen(&files, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    (void)posix_spawn_file_actions_addopen(&files, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
    (void)posix_spawn_file_actions_addclosefrom_np(&files, STDERR_FILENO + 1);
    (void)posix_spawn_file_actions_addchdir_np(&files, "/");
    bool started = posix_spawn(pid, program[0], &files, &attributes, program, environment) == 0;
    (void)posix_spawn_file_actions_destroy(&files);
    (void)posix_spawnattr_destroy(&attributes);
    return started;
}

/* What sendmail and its like mean by their exit statuses: these will not change by waiting. */
static enum deliver_result result_of(int status)
{
    static const int final[] = {EX_USAGE, EX_DATAERR, EX_NOINPUT, EX_NOUSER, EX_NOHOST};
    if (WIFEXITED(status) && WEXITSTATUS(status) == EX_OK)
        return DELIVER_SENT;
    for (size_t i = 0; i < sizeof final / sizeof final[0]; i++)
        if (WIFEXITED(status) && WEXITSTATUS(status) == final[i])
            return DELIVER_NEVER;
    return DELIVER_LATER;
}

static enum deliver_result wait_for(pid_t pid, int seconds)
{
    const struct timespec nap = {.tv_nsec = 20L * 1000 * 1000};
    time_t end = time(NULL) + seconds;
    int status = 0;
    pid_t ended;
    while ((ended = waitpid(pid, &status, WNOHANG)) == 0 && time(NULL) <= end)
        (void)nanosleep(&nap, NULL);
    if (ended == pid)
        return result_of(status);
    (void)kill(-pid, SIGKILL);
    (void)waitpid(pid, &status, 0);
    return DELIVER_LATER;
}

enum deliver_result deliver_run(char *const program[], const char *text, int seconds)
{
    pid_t pid;
    int input = text_as_file(text);
    if (input < 0)
        return DELIVER_LATER;
    bool started = program[0] != NULL && start_program(program, input, &pid);
    (void)close(input);
    return started ? wait_for(pid, seconds) : DELIVER_LATER;
}

/* --- one message ------------------------------------------------------------------------------ */

/* An address must not become a second header line, nor an option of the program. */
static bool is_address(const char *address)
{
    if (address[0] == '\0' || address[0] == '-')
        return false;
    for (const unsigned char *at = (const unsigned char *)address; *at != '\0'; at++)
        if (*at < 0x20 || *at == 0x7f)
            return false;
    return true;
}

/* mail: a message whose header names the address (RFC 5322, RFC 3834). Others: the bare text, and
 * the address as the last argument. */
static void write_message(struct buffer *b, bool mail, const char *address, const char *message)
{
    if (mail)
        buffer_print(b, "To: %s\nSubject: Holdfast: %s\nAuto-Submitted: auto-generated\n\n",
                     address, message);
    buffer_print(b, "%s\n", message);
}

static char **make_arguments(const json_t *program, const char *address)
{
    size_t i, count = 0;
    const json_t *word;
    char **arguments = memory_take(json_array_size(program) + 2, sizeof *arguments);
    json_array_foreach (program, i, word) {
        if (json_is_string(word))
            arguments[count++] = memory_text(json_string_value(word));
    }
    if (address != NULL)
        arguments[count] = memory_text(address);
    return arguments;
}

static void free_arguments(char **arguments)
{
    for (char **at = arguments; *at != NULL; at++)
        free(*at);
    free(arguments);
}

enum deliver_result deliver_message(const json_t *program, bool mail, const char *address,
                                    const char *message)
{
    if (!is_address(address))
        return DELIVER_NEVER;
    struct buffer text = {0};
    char **arguments = make_arguments(program, mail ? NULL : address);
    write_message(&text, mail, address, message);
    enum deliver_result result = deliver_run(arguments, text.data, LONGEST_RUN);
    free_arguments(arguments);
    buffer_free(&text);
    return result;
}

/* ---- what waits in the database ---- */

static enum deliver_result send_row(const struct reply *r, size_t row)
{
    json_t *program = reply_json(r, row, reply_column(r, "program"));
    bool mail = strcmp(reply_named(r, row, "channel"), "mail") == 0;
    enum deliver_result result = deliver_message(program, mail, reply_named(r, row, "address"),
                                                 reply_named(r, row, "message"));
    json_decref(program);
    return result;
}

/* *given_up: how many of what it was about are not tried again. */
static bool settle(struct gateway *g, const struct reply *r, size_t row, enum deliver_result result,
                   int *given_up, struct failure *f)
{
    struct reply *answer;
    const struct gateway_call call = {
        .sql = "SELECT api.delivered($1, $2::bigint[], $3::boolean, $4::boolean)",
        .values = GATEWAY_VALUES(reply_named(r, row, "channel"), reply_named(r, row, "reaches"),
                                 result == DELIVER_SENT ? "true" : "false",
                                 result == DELIVER_LATER ? "true" : "false"),
        .what = "deliver",
        .resend = true};
    if (!gateway_run(g, &call, &answer, f))
        return false;
    *given_up = result != DELIVER_SENT ? reply_int(answer, 0, 0) : 0;
    reply_free(answer);
    return true;
}

bool deliver_all(struct gateway *g, struct deliver_tally *t, struct failure *f)
{
    struct reply *reply;
    bool good = true;
    const struct gateway_call call = {.sql = "SELECT * FROM api.deliveries()", .what = "deliver"};
    if (!gateway_run(g, &call, &reply, f))
        return false;
    for (size_t row = 0; good && row < reply_rows(reply); row++) {
        int given_up;
        enum deliver_result result = send_row(reply, row);
        good = settle(g, reply, row, result, &given_up, f);
        t->sent += result == DELIVER_SENT;
        t->failed += good && given_up > 0;
        t->later += good && result != DELIVER_SENT && given_up == 0;
    }
    reply_free(reply);
    return good;
}
