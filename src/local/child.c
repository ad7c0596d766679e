#include "inside.h"

#include "holdfast/util/memory.h"
#include "holdfast/util/say.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

/* Between fork and exec only calls that are safe there: the program may have threads. */

enum { GROUPS_MOST = 64 };

struct identity {
    bool drop;
    uid_t uid;
    gid_t gid;
    gid_t groups[GROUPS_MOST];
    int count;
};

static void identity_of(const struct local_server *s, bool as_server, struct identity *who)
{
    *who = (struct identity){.drop = as_server && geteuid() == 0, .uid = s->uid, .gid = s->gid};
    who->count = GROUPS_MOST;
    if (who->drop && getgrouplist(s->user, s->gid, who->groups, &who->count) < 0)
        who->count = 0;
}

static bool become(const struct identity *who)
{
    if (!who->drop)
        return true;
    return setgroups((size_t)who->count, who->groups) == 0 && setgid(who->gid) == 0 &&
           setuid(who->uid) == 0 && setuid(0) != 0;
}

static void default_signals(void)
{
    static const int numbers[] = {SIGINT,  SIGTERM, SIGQUIT, SIGHUP, SIGPIPE,
                                  SIGCHLD, SIGALRM, SIGUSR1, SIGUSR2};
    sigset_t none;
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++)
        (void)signal(numbers[i], SIG_DFL);
    (void)sigemptyset(&none);
    (void)sigprocmask(SIG_SETMASK, &none, NULL);
}

/* All three must be duplicated above 2 before any is put in its place. */
static bool place_descriptors(int in, int out, int err)
{
    int wanted[3] = {in, out, err};
    for (int i = 0; i < 3; i++) {
        int fd = wanted[i] >= 0 ? wanted[i] : open("/dev/null", O_RDWR);
        wanted[i] = fd < 0 ? -1 : fcntl(fd, F_DUPFD, 3);
        if (wanted[i] < 0)
            return false;
    }
    for (int i = 0; i < 3; i++)
        if (dup2(wanted[i], i) < 0)
            return false;
    return close_range(3, ~0U, 0) == 0;
}

static _Noreturn void become_program(const char *const *argv, const struct identity *who, int in,
                                     int out, int err)
{
    static char path[] = "PATH=/usr/local/bin:/usr/bin:/bin", language[] = "LC_ALL=C.UTF-8",
                zone[] = "TZ=UTC";
    char *environment[] = {path, language, zone, NULL};
    default_signals();
    (void)umask(077);
    if (place_descriptors(in, out, err) && become(who) && chdir("/") == 0)
        (void)execve(argv[0], (char *const *)(uintptr_t)argv, environment);
    _exit(127);
}

static pid_t start(const struct local_server *s, const struct program *p, int out, int err)
{
    struct identity who;
    identity_of(s, p->as_server, &who);
    pid_t pid = fork();
    if (pid == 0)
        become_program(p->argv, &who, p->in, out, err);
    return pid;
}

pid_t child_start(const struct local_server *s, const struct program *p)
{
    return start(s, p, p->out, -1);
}

bool child_wait(pid_t pid)
{
    int status;
    while (waitpid(pid, &status, 0) < 0)
        if (errno != EINTR)
            return false;
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

static void listen_to(int pipe_end, struct buffer *said)
{
    char chunk[1024];
    for (;;) {
        ssize_t got = read(pipe_end, chunk, sizeof chunk);
        if (got == 0 || (got < 0 && errno != EINTR))
            return;
        if (got > 0 && said != NULL)
            buffer_add(said, chunk, (size_t)got);
    }
}

bool child_run(const struct local_server *s, const struct program *p)
{
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0)
        return false;
    pid_t pid = start(s, p, p->out >= 0 ? p->out : ends[1], ends[1]);
    (void)close(ends[1]);
    if (pid > 0)
        listen_to(ends[0], p->said);
    (void)close(ends[0]);
    return pid > 0 && child_wait(pid);
}

/* The child between us and the server: it names the server's process and ends. */
static _Noreturn void launch_from_between(const char *const *argv, struct identity *who,
                                          const char *log, int tell)
{
    if (!become(who) || setsid() < 0)
        _exit(EX_OSERR);
    pid_t server = fork();
    if (server != 0)
        _exit(server > 0 && write(tell, &server, sizeof server) == (ssize_t)sizeof server
                  ? 0
                  : EX_OSERR);
    int fd = open(log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0)
        _exit(EX_CANTCREAT);
    who->drop = false;
    become_program(argv, who, -1, fd, fd);
}

pid_t child_launch(const struct local_server *s, const char *const *argv, const char *log)
{
    struct identity who;
    pid_t server = -1;
    int ends[2];
    identity_of(s, true, &who);
    if (pipe2(ends, O_CLOEXEC) != 0)
        return -1;
    pid_t pid = fork();
    if (pid == 0)
        launch_from_between(argv, &who, log, ends[1]);
    (void)close(ends[1]);
    if (pid > 0 && (!child_wait(pid) || read(ends[0], &server, sizeof server) < 0))
        server = -1;
    (void)close(ends[0]);
    return server;
}

static _Noreturn void do_and_tell(struct local_server *s, child_task *task, void *with,
                                  const struct identity *who, int tell)
{
    struct failure f = {0};
    default_signals();
    bool good = become(who);
    if (!good)
        (void)failure_set(&f, EX_OSERR, say("the private server"), "",
                          say("could not become %s: %s"), s->user, strerror(errno));
    (void)umask(077);
    good = good && task(s, with, &f);
    if (!good && write(tell, &f, sizeof f) != (ssize_t)sizeof f)
        good = false;
    _exit(good ? 0 : 1);
}

bool child_do(struct local_server *s, child_task *task, void *with, struct failure *f)
{
    struct identity who;
    struct failure told = {0};
    int ends[2];
    if (geteuid() != 0)
        return task(s, with, f);
    identity_of(s, true, &who);
    if (pipe2(ends, O_CLOEXEC) != 0)
        return failure_set(f, EX_OSERR, say("the private server"), "", "%s", strerror(errno));
    pid_t pid = fork();
    if (pid == 0)
        do_and_tell(s, task, with, &who, ends[1]);
    (void)close(ends[1]);
    ssize_t got = pid > 0 ? read(ends[0], &told, sizeof told) : -1;
    (void)close(ends[0]);
    if (pid > 0 && child_wait(pid))
        return true;
    if (got == (ssize_t)sizeof told && f != NULL)
        *f = told;
    else
        (void)failure_set(f, EX_OSERR, say("the private server"), "", "%s",
                          say("a step of its set-up ended unexpectedly"));
    return false;
}
