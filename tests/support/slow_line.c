#include "support/slow_line.h"

#include "support/child.h"

#include <errno.h>
#include <fcntl.h>
#include <libpq-fe.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

enum { FLOWS_MOST = 64, CHUNK = 4096, KEY_GAP_MS = 30 };

struct chunk {
    struct chunk *next;
    int64_t due; /* milliseconds of the monotonic clock */
    size_t len;
    char bytes[CHUNK];
};

/* One way between two descriptors. */
struct flow {
    int from, to;
    bool ended; /* nothing more will come */
    bool keys;  /* from a person: what this process read late in one piece came key by key */
    int64_t last_due;
    struct chunk *first, **last;
};

struct line {
    int ms;
    struct flow flows[FLOWS_MOST];
    size_t count;
};

static int64_t now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void add_flow(struct line *line, int from, int to)
{
    if (line->count == FLOWS_MOST)
        _exit(70);
    struct flow *flow = &line->flows[line->count++];
    *flow = (struct flow){.from = from, .to = to};
    flow->last = &flow->first;
}

static void queue(struct flow *flow, int64_t due, const char *bytes, size_t len)
{
    struct chunk *chunk = calloc(1, sizeof *chunk);
    memcpy(chunk->bytes, bytes, len);
    chunk->len = len;
    chunk->due =
        flow->keys && due < flow->last_due + KEY_GAP_MS ? flow->last_due + KEY_GAP_MS : due;
    flow->last_due = chunk->due;
    *flow->last = chunk;
    flow->last = &chunk->next;
}

static void take(const struct line *line, struct flow *flow)
{
    char bytes[CHUNK];
    ssize_t len = read(flow->from, bytes, sizeof bytes);
    int64_t due = now_ms() + line->ms;
    flow->ended = len <= 0;
    if (flow->ended || !flow->keys || bytes[0] == '\033') {
        queue(flow, due, bytes, flow->ended ? 0 : (size_t)len);
        return;
    }
    for (ssize_t i = 0; i < len; i++)
        queue(flow, due, &bytes[i], 1);
}

static void write_whole(int fd, const char *bytes, size_t len)
{
    while (len > 0) {
        ssize_t written = write(fd, bytes, len);
        if (written < 0 && errno != EINTR)
            return;
        bytes += written > 0 ? written : 0;
        len -= written > 0 ? (size_t)written : 0;
    }
}

/* The empty chunk is the end: it takes as long to arrive as everything else. False: it did. */
static bool deliver(struct flow *flow)
{
    while (flow->first != NULL && flow->first->due <= now_ms()) {
        struct chunk *chunk = flow->first;
        int64_t late = now_ms() - chunk->due;
        bool end = chunk->len == 0;
        write_whole(flow->to, chunk->bytes, chunk->len);
        flow->first = chunk->next;
        if (flow->first == NULL)
            flow->last = &flow->first;
        free(chunk);
        for (chunk = flow->first; flow->keys && chunk != NULL; chunk = chunk->next)
            chunk->due += late;
        flow->last_due += late;
        if (end)
            return false;
    }
    return true;
}

static struct timespec patience(const struct line *line)
{
    int64_t due = now_ms() + 3600000;
    for (size_t i = 0; i < line->count; i++)
        if (line->flows[i].first != NULL && line->flows[i].first->due < due)
            due = line->flows[i].first->due;
    int64_t left = due - now_ms() > 0 ? due - now_ms() : 0;
    return (struct timespec){left / 1000, left % 1000 * 1000000};
}

/* One turn; extra is a descriptor that is only watched (-1: none). Gives whether it is ready. */
static bool turn(struct line *line, int extra, bool *over)
{
    struct pollfd fds[FLOWS_MOST + 1];
    struct timespec wait = patience(line);
    for (size_t i = 0; i < line->count; i++)
        fds[i] = (struct pollfd){line->flows[i].ended ? -1 : line->flows[i].from, POLLIN, 0};
    fds[line->count] = (struct pollfd){extra, POLLIN, 0};
    size_t count = line->count;
    (void)ppoll(fds, (nfds_t)count + 1, &wait, NULL);
    for (size_t i = 0; i < count; i++) {
        if (fds[i].revents != 0)
            take(line, &line->flows[i]);
        *over = !deliver(&line->flows[i]) || *over;
    }
    return fds[count].revents != 0;
}

/* ---- between a terminal and a program ---- */

static pid_t start_inside(char **argv, int *master)
{
    struct winsize size;
    pid_t parent = getpid(), pid;
    (void)ioctl(STDIN_FILENO, TIOCGWINSZ, &size);
    pid = forkpty(master, NULL, NULL, &size);
    if (pid != 0)
        return pid;
    test_child_follow(parent);
    execvp(argv[0], argv);
    _exit(127);
}

static void run_terminal(int ms, char **argv)
{
    struct termios before, raw;
    struct line line = {.ms = ms};
    bool over = false;
    int master, status = 0;
    (void)tcgetattr(STDIN_FILENO, &before);
    pid_t pid = start_inside(argv, &master);
    raw = before;
    cfmakeraw(&raw);
    (void)tcsetattr(STDIN_FILENO, TCSANOW, &raw);
    add_flow(&line, STDIN_FILENO, master);
    line.flows[0].keys = true;
    add_flow(&line, master, STDOUT_FILENO);
    while (!over)
        (void)turn(&line, -1, &over);
    (void)tcsetattr(STDIN_FILENO, TCSANOW, &before);
    (void)close(master);
    (void)waitpid(pid, &status, 0);
    exit(WIFEXITED(status) ? WEXITSTATUS(status) : 1);
}

void slow_line_main(int argc, char **argv)
{
    if (argc > 3 && strcmp(argv[1], "slow-line") == 0)
        run_terminal(atoi(argv[2]), argv + 3);
}

/* ---- between clients and a server ---- */

static struct sockaddr_un address_in(const char *directory)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    (void)snprintf(address.sun_path, sizeof address.sun_path, "%s/.s.PGSQL.5432", directory);
    return address;
}

static void admit(struct line *line, int listener, const struct sockaddr_un *server)
{
    int client = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
    int to = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (client < 0 || connect(to, (const struct sockaddr *)server, sizeof *server) != 0)
        _exit(69);
    add_flow(line, client, to);
    add_flow(line, to, client);
}

static struct sockaddr_un server_at(const char *conninfo)
{
    struct sockaddr_un address = {0};
    PQconninfoOption *options = PQconninfoParse(conninfo, NULL);
    for (const PQconninfoOption *at = options; at != NULL && at->keyword != NULL; at++)
        if (strcmp(at->keyword, "host") == 0)
            address = address_in(at->val);
    PQconninfoFree(options);
    return address;
}

static void run_socket(int listener, const char *conninfo, int ms)
{
    struct sockaddr_un server = server_at(conninfo);
    struct line line = {.ms = ms};
    bool over = false; /* one client's end is not the line's */
    (void)signal(SIGPIPE, SIG_IGN);
    for (;;)
        if (turn(&line, listener, &over))
            admit(&line, listener, &server);
}

pid_t slow_line_socket(const char *client_dir, const char *conninfo, int ms)
{
    struct sockaddr_un address = address_in(client_dir);
    int listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (bind(listener, (const struct sockaddr *)&address, sizeof address) != 0 ||
        listen(listener, 8) != 0)
        abort();
    pid_t pid = test_child_fork();
    if (pid == 0)
        run_socket(listener, conninfo, ms);
    (void)close(listener);
    return pid;
}
