/* The console behind SSH, set up as the manual says: a real sshd on a loopback port takes the
 * shipped lines of man/kiosk, and Sam, who has an account there and no password in Holdfast, works
 * through it. Nothing else can be had from that account.
 *
 * Only root can become other users, so sshd runs as the account that the test's server runs as, and
 * nss_wrapper tells it that this account is called sam and has a shell. */
#include "support/network.h"

#include "holdfast/util/buffer.h"
#include "holdfast/util/memory.h"
#include "support/child.h"
#include "support/directory.h"
#include "support/program.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <grp.h>
#include <poll.h>
#include <pwd.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <unistd.h>

#include <cmocka.h>

enum { SOON = TERMINAL_PATIENCE_MS, NOTICE = 22, TEXT = 1024 };

static struct kiosk {
    char *dir;
    int port;
    pid_t sshd;
    uid_t uid; /* that sshd and its sessions run as */
    gid_t gid;
    char kiosk_option[TEXT];
} kiosk;

/* ---- files ---- */

static const char *in_dir(const char *name)
{
    static char paths[4][TEXT];
    static int next;
    char *path = paths[next++ % 4];
    (void)snprintf(path, TEXT, "%s/%s", kiosk.dir, name);
    return path;
}

static void read_file(const char *path, struct buffer *text)
{
    FILE *file = fopen(path, "re");
    assert_non_null(file);
    assert_true(buffer_read(text, file));
    assert_int_equal(fclose(file), 0);
}

static void write_file(const char *name, const char *text, mode_t mode)
{
    FILE *file = fopen(in_dir(name), "we");
    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(fclose(file), 0);
    assert_int_equal(chmod(in_dir(name), mode), 0);
}

/* A shipped file with one part of it in the words of this place; it must be there. Freed by the
 * caller. */
static char *put_in_place(char *text, const char *part, const char *put)
{
    struct buffer out = {0};
    const char *at = strstr(text, part);
    assert_non_null(at);
    buffer_add(&out, text, (size_t)(at - text));
    buffer_print(&out, "%s%s", put, at + strlen(part));
    free(text);
    return out.data;
}

static char *shipped(const char *name)
{
    char path[TEXT];
    struct buffer text = {0};
    (void)snprintf(path, sizeof path, "man/kiosk/%s", name);
    read_file(path, &text);
    return text.data;
}

/* ---- running things ---- */

static pid_t start(const char *const *argv, int out)
{
    pid_t pid = test_child_fork();
    if (pid != 0)
        return pid;
    int null = open("/dev/null", O_RDWR);
    (void)dup2(null, STDIN_FILENO);
    (void)dup2(out >= 0 ? out : null, STDOUT_FILENO);
    (void)dup2(out >= 0 ? out : null, STDERR_FILENO);
    (void)execvp(argv[0], (char *const *)(uintptr_t)argv);
    _exit(127);
}

static int run(const char *const *argv, struct buffer *said)
{
    FILE *file = tmpfile();
    int status;
    assert_non_null(file);
    pid_t pid = start(argv, fileno(file));
    assert_int_equal(waitpid(pid, &status, 0), pid);
    rewind(file);
    if (said != NULL)
        (void)buffer_read(said, file);
    (void)fclose(file);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

#define RUN(said, ...) run((const char *const[]){__VA_ARGS__, NULL}, said)

static void make_key(const char *name)
{
    assert_int_equal(RUN(NULL, "ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", in_dir(name)),
                     0);
}

/* ---- setting up ---- */

static int free_port(void)
{
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr = {htonl(INADDR_LOOPBACK)}};
    socklen_t len = sizeof at;
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_int_equal(bind(fd, (struct sockaddr *)&at, len), 0);
    assert_int_equal(getsockname(fd, (struct sockaddr *)&at, &len), 0);
    (void)close(fd);
    return ntohs(at.sin_port);
}

static void write_accounts(const struct local_server *server)
{
    char text[TEXT];
    (void)snprintf(text, sizeof text,
                   "sam:x:%d:%d::/nonexistent:/bin/sh\n"
                   "sshd:x:65533:65533::/run/sshd:/usr/sbin/nologin\n",
                   (int)server->uid, (int)server->gid);
    write_file("passwd", text, 0644);
    (void)snprintf(text, sizeof text, "tty:x:%d:\n", (int)server->gid);
    write_file("group", text, 0644);
}

static void write_sshd_config(void)
{
    struct buffer text = {0};
    char *part = put_in_place(shipped("sshd_config"), "Match Group holdfast", "Match all");
    part = put_in_place(part, "/usr/local/bin/holdfast", in_dir("holdfast"));
    part = put_in_place(part, "/etc/holdfast/kiosk.yaml", in_dir("kiosk.yaml"));
    part = put_in_place(part, "/etc/ssh/keys/%u", in_dir("%u.pub"));
    buffer_print(&text,
                 "Port %d\nListenAddress 127.0.0.1\nHostKey %s\nPidFile none\nUsePAM no\n"
                 "StrictModes no\nPasswordAuthentication no\n"
                 "Subsystem sftp internal-sftp\n%s",
                 kiosk.port, in_dir("host"), part);
    write_file("sshd_config", text.data, 0644);
    buffer_free(&text);
    free(part);
}

static void write_known_hosts(void)
{
    char line[TEXT];
    struct buffer key = {0};
    read_file(in_dir("host.pub"), &key);
    (void)snprintf(line, sizeof line, "[127.0.0.1]:%d %s", kiosk.port, key.data);
    write_file("known_hosts", line, 0644);
    buffer_free(&key);
}

/* The socket, the database of the stories, and sam by name, as the account is not called so. */
static void write_kiosk_file(struct network *n)
{
    struct local_status status;
    char put[TEXT];
    assert_true(local_status(test_server_local(network_server(n)), &status, NULL));
    (void)snprintf(put, sizeof put, "%s, user: sam", status.socket_dir);
    char *text = put_in_place(shipped("kiosk.yaml"), "/var/run/postgresql", put);
    text = put_in_place(text, "dbname: holdfast", "dbname: story");
    write_file("kiosk.yaml", text, 0644);
    free(text);
    (void)snprintf(kiosk.kiosk_option, sizeof kiosk.kiosk_option, "--kiosk=%s",
                   in_dir("kiosk.yaml"));
}

/* sshd's account, and the one that the tests run as. */
static void map_accounts(struct network *n)
{
    char account[TEXT];
    struct buffer maps = {0};
    (void)snprintf(account, sizeof account, "holdfast   %s",
                   test_server_local(network_server(n))->user);
    char *rules = put_in_place(shipped("pg_hba.conf"), "holdfast   +holdfast_person", "story sam");
    char *map = put_in_place(shipped("pg_ident.conf"), "holdfast   sam", account);
    buffer_print(&maps, "%sholdfast %s sam\n", map, getpwuid(geteuid())->pw_name);
    network_rules(n, rules, maps.data);
    free(rules);
    free(map);
    buffer_free(&maps);
}

static int give(const char *path, const struct stat *st, int kind, struct FTW *where)
{
    (void)st;
    (void)kind;
    (void)where;
    return chown(path, kiosk.uid, kiosk.gid);
}

static bool answers(int port, char *banner, size_t size, const void *say, size_t len);

static void start_sshd(const struct local_server *server)
{
    char passwd[TEXT], group[TEXT], banner[64];
    pid_t parent = getpid();
    (void)snprintf(passwd, sizeof passwd, "NSS_WRAPPER_PASSWD=%s", in_dir("passwd"));
    (void)snprintf(group, sizeof group, "NSS_WRAPPER_GROUP=%s", in_dir("group"));
    char *env[] = {(char[]){"LD_PRELOAD=libnss_wrapper.so"}, passwd, group,
                   (char[]){"PATH=/usr/bin:/bin"}, NULL};
    kiosk.sshd = test_child_fork();
    if (kiosk.sshd == 0) {
        if (geteuid() == 0 &&
            (setgroups(0, NULL) != 0 || setgid(server->gid) != 0 || setuid(server->uid) != 0))
            _exit(126);
        test_child_follow(parent);
        (void)execle("/usr/sbin/sshd", "/usr/sbin/sshd", "-D", "-f", in_dir("sshd_config"), "-E",
                     in_dir("sshd.log"), (char *)NULL, env);
        _exit(127);
    }
    for (int i = 0; i < 500 && !answers(kiosk.port, banner, sizeof banner, "", 0); i++)
        (void)usleep(10 * 1000);
}

static int open_kiosk(void **state)
{
    if (network_open(state) != 0)
        return -1;
    struct network *n = *state;
    const struct local_server *server = test_server_local(network_server(n));
    kiosk.dir = test_directory();
    kiosk.port = free_port();
    kiosk.uid = server->uid;
    kiosk.gid = server->gid;
    make_key("host");
    make_key("sam");
    assert_int_equal(RUN(NULL, "cp", program_path(), in_dir("holdfast")), 0);
    map_accounts(n);
    write_accounts(server);
    write_kiosk_file(n);
    write_sshd_config();
    write_known_hosts();
    if (geteuid() == 0)
        assert_int_equal(nftw(kiosk.dir, give, 8, FTW_PHYS), 0);
    start_sshd(server);
    return 0;
}

static int close_kiosk(void **state)
{
    (void)kill(kiosk.sshd, SIGTERM);
    (void)waitpid(kiosk.sshd, NULL, 0);
    test_directory_remove(kiosk.dir);
    return network_close(state);
}

/* ---- ssh ---- */

#define SSH_MOST 40

/* The command with what every client here needs, then words up to NULL. */
static const char *const *ssh_words(const char *command, const char *const *words)
{
    static const char *argv[SSH_MOST];
    static char port[32], known[TEXT], key[TEXT];
    size_t count = 0;
    (void)snprintf(port, sizeof port, "Port=%d", kiosk.port);
    (void)snprintf(known, sizeof known, "UserKnownHostsFile=%s", in_dir("known_hosts"));
    (void)snprintf(key, sizeof key, "IdentityFile=%s", in_dir("sam"));
    const char *const common[] = {command,
                                  "-F",
                                  "none",
                                  "-o",
                                  port,
                                  "-o",
                                  known,
                                  "-o",
                                  key,
                                  "-o",
                                  "IdentitiesOnly=yes",
                                  "-o",
                                  "BatchMode=yes",
                                  "-o",
                                  "StrictHostKeyChecking=yes",
                                  "-o",
                                  "LogLevel=ERROR"};
    for (size_t i = 0; i < sizeof common / sizeof common[0]; i++)
        argv[count++] = common[i];
    while (*words != NULL && count + 1 < SSH_MOST)
        argv[count++] = *words++;
    argv[count] = NULL;
    return argv;
}

#define SSH(command, ...) ssh_words(command, (const char *const[]){__VA_ARGS__, NULL})

static struct terminal *log_in(const char *command)
{
    return command != NULL ? terminal_start(NULL, SSH("ssh", "-tt", "sam@127.0.0.1", command))
                           : terminal_start(NULL, SSH("ssh", "-t", "sam@127.0.0.1"));
}

/* ---- what Sam does ---- */

static void sam_works_through_it(void **state)
{
    struct network *n = *state;
    const char *ref = network_case(n, "Rivera", "Ana");
    network_act(n, "maria", ref, "escalate", "{}");
    struct terminal *t = log_in(NULL);
    terminal_wait_row(t, 0, "TODAY", SOON);
    terminal_wait_row(t, 0, "Sam Whitaker", SOON);
    terminal_wait(t, "WAITING SINCE", SOON);
    terminal_type(t, "4");
    terminal_wait(t, "Rivera, Ana", SOON);
    terminal_type(t, "a");
    terminal_wait_row(t, NOTICE, "u undo", SOON);
    network_wait(n, "sam",
                 "SELECT s.login FROM app.task t JOIN app.staff s ON s.id = t.owner_staff_id");
    terminal_type(t, "\x1A");
    terminal_wait_row(t, NOTICE, "There is no shell to go to from here.", SOON);
    terminal_type(t, ":!sh\r");
    terminal_wait_row(t, NOTICE, "!sh", SOON);
    network_pause(t);
    terminal_type(t, "\r");
    terminal_wait_row(t, 0, ref, SOON);
    /* The line breaks; the session is over there, and the next one goes on. */
    terminal_signal(t, SIGKILL);
    (void)terminal_wait_end(t, SOON);
    terminal_end(t);
    network_wait(n, "0", "SELECT count(*) FROM pg_stat_activity WHERE usename = 'sam'");
    network_wait(n, "1", "SELECT count(*) FROM app.place");
    t = log_in(NULL);
    terminal_wait_row(t, 0, ref, SOON);
    terminal_wait_row(t, NOTICE, "Back where you were", SOON);
    network_leave(t);
    network_wait(n, "0", "SELECT count(*) FROM pg_stat_activity WHERE usename = 'sam'");
    network_assert_whole(n);
}

static void the_session_ends_when_nobody_is_there(void **state)
{
    struct network *n = *state;
    (void)network_ask(n, NULL, "UPDATE app.network SET idle_lock = '2 s'");
    struct terminal *t = log_in(NULL);
    terminal_wait_row(t, 0, "TODAY", SOON);
    int status = terminal_wait_end(t, SOON);
    assert_true(WIFEXITED(status));
    terminal_wait(t, "The session has ended, as there is no password to unlock it with.", SOON);
    terminal_end(t);
    network_wait(n, "0", "SELECT count(*) FROM pg_stat_activity WHERE usename = 'sam'");
}

/* ---- what else could be had ---- */

static void no_command_runs(void **state)
{
    static const char *const wanted[] = {
        "id", "sh -c id", "/bin/sh", "holdfast --local local start", "scp -t /tmp", "env"};
    (void)state;
    for (size_t i = 0; i < sizeof wanted / sizeof wanted[0]; i++) {
        struct buffer said = {0};
        assert_int_equal(run(SSH("ssh", "-T", "sam@127.0.0.1", wanted[i]), &said), EX_USAGE);
        assert_null(strstr(said.data, "uid="));
        assert_null(strstr(said.data, "PATH="));
        assert_non_null(strstr(said.data, "is not a terminal"));
        buffer_free(&said);
    }
    struct terminal *t = log_in("/bin/sh -i");
    terminal_wait_row(t, 0, "TODAY", SOON);
    network_leave(t);
}

static void no_file_moves(void **state)
{
    char from[TEXT], to[TEXT];
    struct buffer said = {0};
    (void)state;
    (void)snprintf(from, sizeof from, "sam@127.0.0.1:%s", in_dir("kiosk.yaml"));
    (void)snprintf(to, sizeof to, "%s", in_dir("taken"));
    assert_int_not_equal(run(SSH("scp", from, to), &said), 0);
    assert_int_not_equal(run(SSH("scp", "-O", from, to), &said), 0);
    assert_int_not_equal(run(SSH("sftp", "-b", "/dev/null", "sam@127.0.0.1"), &said), 0);
    assert_int_equal(access(to, F_OK), -1);
    buffer_free(&said);
}

/* Whether something listens there and begins to talk, after these words of ours. */
static bool answers(int port, char *banner, size_t size, const void *say, size_t len)
{
    struct sockaddr_in at = {.sin_family = AF_INET,
                             .sin_port = htons((uint16_t)port),
                             .sin_addr = {htonl(INADDR_LOOPBACK)}};
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    ssize_t got = -1;
    banner[0] = '\0';
    bool there = connect(fd, (struct sockaddr *)&at, sizeof at) == 0;
    if (there && (len == 0 || write(fd, say, len) == (ssize_t)len)) {
        struct pollfd ready = {.fd = fd, .events = POLLIN};
        got = poll(&ready, 1, SOON) > 0 ? read(fd, banner, size - 1) : -1;
        banner[got > 0 ? got : 0] = '\0';
        if (got == 8 && len > 0) /* SOCKS says yes before it knows */
            got = read(fd, banner, size - 1), banner[got > 0 ? got : 0] = '\0';
    }
    (void)close(fd);
    return there;
}

static void assert_no_way(const char *option, const char *value, int port, const void *say,
                          size_t len)
{
    char banner[64];
    pid_t pid = start(SSH("ssh", "-N", option, value, "sam@127.0.0.1"), -1);
    bool there = false;
    for (int i = 0; i < 500 && !there; i++) {
        there = answers(port, banner, sizeof banner, say, len);
        (void)usleep(10 * 1000);
    }
    (void)kill(pid, SIGTERM);
    (void)waitpid(pid, NULL, 0);
    assert_true(there);
    assert_null(strstr(banner, "SSH-"));
}

static void nothing_is_forwarded(void **state)
{
    char text[TEXT], banner[64];
    struct buffer said = {0};
    int local = free_port();
    (void)state;
    assert_true(answers(kiosk.port, banner, sizeof banner, "", 0));
    assert_non_null(strstr(banner, "SSH-")); /* what a forwarded link would show */
    (void)snprintf(text, sizeof text, "%d:127.0.0.1:%d", local, kiosk.port);
    assert_no_way("-L", text, local, "", 0);
    local = free_port();
    const unsigned char socks[] = {
        4, 1, (unsigned char)(kiosk.port >> 8), (unsigned char)kiosk.port, 127, 0, 0, 1, 0};
    (void)snprintf(text, sizeof text, "%d", local);
    assert_no_way("-D", text, local, socks, sizeof socks);
    (void)snprintf(text, sizeof text, "127.0.0.1:%d", kiosk.port);
    assert_int_not_equal(run(SSH("ssh", "-W", text, "sam@127.0.0.1"), &said), 0);
    assert_null(strstr(said.data, "SSH-"));
    (void)snprintf(text, sizeof text, "%d:127.0.0.1:%d", free_port(), kiosk.port);
    assert_int_not_equal(
        run(SSH("ssh", "-N", "-o", "ExitOnForwardFailure=yes", "-R", text, "sam@127.0.0.1"), &said),
        0);
    buffer_free(&said);
}

/* ---- the option itself ---- */

static void refused(const char *const *arguments, int status, const char *why)
{
    struct buffer error = {0};
    assert_int_equal(program_run(arguments, NULL, NULL, &error), status);
    if (strstr(error.data, why) == NULL)
        fail_msg("%s", error.data);
    buffer_free(&error);
}

#define REFUSED(status, why, ...)                                                                  \
    refused((const char *const[]){kiosk.kiosk_option, __VA_ARGS__, NULL}, status, why)

static void nothing_goes_with_it(void **state)
{
    (void)state;
    REFUSED(EX_USAGE, "not --config", "-c", "/dev/null");
    REFUSED(EX_USAGE, "not --db", "-d", "user=lena");
    REFUSED(EX_USAGE, "no --local and no --as", "--local");
    REFUSED(EX_USAGE, "no --local and no --as", "--as", "lena");
    REFUSED(EX_USAGE, "no other command", "queue");
    REFUSED(EX_USAGE, "no other command", "local", "start");
    REFUSED(EX_USAGE, "no other command", "sweep", "--every", "30");
}

static void its_file_is_nobody_elses(void **state)
{
    char option[TEXT];
    (void)state;
    write_file("open.yaml", "connection: {dbname: story}\n", 0666);
    (void)snprintf(option, sizeof option, "--kiosk=%s", in_dir("open.yaml"));
    const char *const open[] = {option, "console", NULL};
    refused(open, EX_CONFIG, "others than its owner can change this file");
    const char *const none[] = {"--kiosk=/nonexistent/kiosk.yaml", "console", NULL};
    refused(none, EX_NOINPUT, "tell your administrator");
    write_file("local.yaml", "connection: {local: yes, as: lena}\n", 0644);
    (void)snprintf(option, sizeof option, "--kiosk=%s", in_dir("local.yaml"));
    refused(open, EX_CONFIG, "private server");
}

/* Somebody who could set variables before it is still Sam, in the plain terminal they have. */
static void the_environment_does_not_count(void **state)
{
    char config[TEXT], home[TEXT];
    (void)state;
    write_file("lena.yaml", "connection: {user: lena}\ndisplay: {lean: yes}\n", 0644);
    (void)snprintf(config, sizeof config, "HOLDFAST_CONFIG=%s", in_dir("lena.yaml"));
    (void)snprintf(home, sizeof home, "HOME=%s", kiosk.dir);
    const char *const env[] = {config,
                               home,
                               "PGUSER=lena",
                               "PGHOST=/nonexistent",
                               "PGOPTIONS=-c search_path=pg_temp",
                               "PGSERVICE=other",
                               "PGDATABASE=postgres",
                               "XDG_CONFIG_HOME=/nonexistent",
                               "TERMINFO=/nonexistent",
                               "EDITOR=/bin/sh",
                               "PAGER=/bin/sh",
                               "SHELL=/bin/sh",
                               "LOCPATH=/nonexistent",
                               "TZ=/etc/passwd",
                               NULL};
    const struct terminal_options options = {.env = env};
    const char *argv[] = {program_path(), kiosk.kiosk_option, NULL};
    struct terminal *t = terminal_start(&options, argv);
    terminal_wait_row(t, 0, "Sam Whitaker", SOON);
    terminal_wait(t, "WAITING SINCE", SOON);
    terminal_wait(t, "----------", SOON);
    network_leave(t);
    const struct terminal_options odd = {.term = "../../../tmp/evil"};
    t = terminal_start(&odd, argv);
    terminal_wait(t, "TERM is not set", SOON);
    (void)terminal_wait_end(t, SOON);
    terminal_end(t);
}

/* No file of the program can start another one, but for two: the private server's, and the mail of
 * the sweep, neither of which a kiosk has. */
static void no_other_program_is_started(void **state)
{
    struct buffer said = {0};
    (void)state;
    (void)RUN(&said, "grep", "-rlEw", "--include=*.c",
              "system|popen|wordexp|fork|vfork|exec[lv]p?e?|execvpe|posix_spawnp?", "src");
    for (char *line = strtok(said.data, "\n"); line != NULL; line = strtok(NULL, "\n"))
        if (strcmp(line, "src/command/deliver.c") != 0 && strncmp(line, "src/local/", 10) != 0) {
            struct buffer lines = {0};
            (void)RUN(&lines, "grep", "-nE",
                      "\\b(system|popen|wordexp|v?fork|exec[lv]p?e?|execvpe|posix_spawnp?)\\(",
                      line);
            if (lines.len > 0)
                fail_msg("%s: %s", line, lines.data);
            buffer_free(&lines);
        }
    buffer_free(&said);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        NETWORK_TEST(sam_works_through_it),
        NETWORK_TEST(the_session_ends_when_nobody_is_there),
        NETWORK_TEST(no_command_runs),
        NETWORK_TEST(no_file_moves),
        NETWORK_TEST(nothing_is_forwarded),
        NETWORK_TEST(nothing_goes_with_it),
        NETWORK_TEST(its_file_is_nobody_elses),
        NETWORK_TEST(the_environment_does_not_count),
        NETWORK_TEST(no_other_program_is_started),
    };
    return cmocka_run_group_tests(tests, open_kiosk, close_kiosk);
}
