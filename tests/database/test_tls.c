/* Over a network: a server with a certificate, people with passwords. Who is on the other side is
 * proved before a password is used, whatever is wrong is said in words that help, and no password
 * is seen anywhere. libpq encrypts over TCP only, so this server listens on a loopback address. */
#include "holdfast/gateway/gateway.h"
#include "holdfast/util/buffer.h"
#include "holdfast/util/memory.h"
#include "support/program.h"
#include "support/server.h"
#include "support/terminal.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

enum { SOON = TERMINAL_PATIENCE_MS, PORT = 5432 };

#define NAME     "db.example.org"
#define PASSWORD "open sesame"

struct tls {
    struct test_server *server;
    char dir[400], address[32];
};

/* ---- the server ---- */

/* An authority, a certificate of its for NAME, one that is over, and an authority that nobody
 * knows. A backdated end is what "openssl ca" is for. */
static const char make_certificates[] =
    "set -e; cd \"$1\"; umask 077\n"
    "authority() {\n"
    "  openssl req -x509 -newkey rsa:2048 -nodes -days 30 -subj \"/CN=$1\" -keyout $1.key -out "
    "$1.crt\n"
    "  chmod 644 $1.crt\n"
    "}\n"
    "authority network; authority stranger\n"
    "openssl req -newkey rsa:2048 -nodes -subj /CN=" NAME " -keyout server.key -out server.csr\n"
    "printf 'subjectAltName=DNS:" NAME "\\n' > names\n"
    "openssl x509 -req -in server.csr -CA network.crt -CAkey network.key -CAcreateserial -days 30"
    " -extfile names -out server.crt\n"
    ": > index.txt; echo 01 > serial\n"
    "printf '[ca]\\ndefault_ca=d\\n[d]\\ndatabase=index.txt\\nserial=serial\\nnew_certs_dir=.\\n"
    "default_md=sha256\\npolicy=p\\n[p]\\ncommonName=supplied\\n' > ca.conf\n"
    "openssl ca -batch -config ca.conf -cert network.crt -keyfile network.key -in server.csr"
    " -startdate 20200101000000Z -enddate 20200201000000Z -extfile names -notext -out expired.crt\n"
    "chmod 600 server.key\n";

static void run_script(const char *script, const char *argument)
{
    pid_t child = fork();
    if (child == 0) {
        int null = open("/dev/null", O_WRONLY);
        (void)dup2(null, STDOUT_FILENO);
        (void)dup2(null, STDERR_FILENO);
        (void)execl("/bin/sh", "sh", "-c", script, "sh", argument, (char *)NULL);
        _exit(127);
    }
    int status = -1;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
}

static void write_file(const char *path, const char *text)
{
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(fclose(file), 0);
}

/* The server reads the certificates as its own account. */
static void give_to_server(const struct tls *tls, const char *name)
{
    char path[500];
    const struct local_server *local = test_server_local(tls->server);
    (void)snprintf(path, sizeof path, "%s/%s", tls->dir, name);
    if (geteuid() == 0)
        assert_int_equal(chown(path, local->uid, local->gid), 0);
}

static void write_settings(struct tls *tls)
{
    char path[500], text[2000];
    const char *data = test_server_local(tls->server)->data;
    (void)snprintf(path, sizeof path, "%s/local.conf", data);
    (void)snprintf(text, sizeof text,
                   "listen_addresses = '%s'\nssl = on\nssl_cert_file = '%s/used.crt'\n"
                   "ssl_key_file = '%s/server.key'\nhba_file = '%s/rules.conf'\n",
                   tls->address, tls->dir, tls->dir, tls->dir);
    write_file(path, text);
    (void)snprintf(path, sizeof path, "%s/rules.conf", tls->dir);
    write_file(path, "local all " LOCAL_OWNER " peer map=owner\n"
                     "local all +holdfast_person trust\n"
                     "hostssl all guarded all scram-sha-256\n"
                     "host all open all trust\n");
}

static void use_certificate(struct tls *tls, const char *name)
{
    char script[200];
    (void)snprintf(script, sizeof script, "cp \"$1\"/%s \"$1\"/used.crt", name);
    run_script(script, tls->dir);
    give_to_server(tls, "used.crt");
    test_server_run(tls->server, "SELECT pg_reload_conf()");
}

static int open_tls(void **state)
{
    struct tls *tls = memory_take(1, sizeof *tls);
    tls->server = test_server_start();
    /* Of the loopback addresses one that no other test uses. */
    (void)snprintf(tls->address, sizeof tls->address, "127.%d.%d.1", 1 + getpid() / 200 % 200,
                   1 + getpid() % 200);
    (void)snprintf(tls->dir, sizeof tls->dir, "%s/tls", test_server_local(tls->server)->data);
    assert_int_equal(mkdir(tls->dir, 0755), 0);
    give_to_server(tls, "");
    run_script(make_certificates, tls->dir);
    give_to_server(tls, "server.key");
    test_server_run(tls->server,
                    "CREATE ROLE guarded LOGIN PASSWORD '" PASSWORD "' IN ROLE holdfast_person");
    test_server_run(tls->server, "CREATE ROLE open LOGIN IN ROLE holdfast_person");
    write_settings(tls);
    use_certificate(tls, "server.crt");
    test_server_kill(tls->server);
    test_server_start_again(tls->server);
    *state = tls;
    return 0;
}

static int close_tls(void **state)
{
    struct tls *tls = *state;
    test_server_stop(tls->server);
    free(tls);
    return 0;
}

/* ---- connecting ---- */

static bool try(const struct tls *tls, const char *login, const char *more, struct failure *f)
{
    char conninfo[1500];
    (void)snprintf(conninfo, sizeof conninfo,
                   "host=" NAME " hostaddr=%s port=%d dbname=" LOCAL_DATABASE
                   " user=%s sslmode=verify-full sslrootcert=%s/network.crt %s",
                   tls->address, PORT, login, tls->dir, more);
    *f = (struct failure){0};
    struct gateway *g = gateway_open(
        &(struct gateway_options){.conninfo = conninfo, .password = PASSWORD, .one_link = true});
    bool good = gateway_connect(g, f);
    if (good)
        assert_int_equal(gateway_used_password(g), strcmp(login, "guarded") == 0);
    gateway_close(g);
    return good;
}

static void refused(const struct tls *tls, const char *login, const char *more, const char *why,
                    const char *mend)
{
    struct failure f;
    assert_false(try(tls, login, more, &f));
    if (strstr(f.why, why) == NULL || strstr(f.mend, mend) == NULL)
        fail_msg("%s; %s", f.why, f.mend);
    assert_null(strstr(f.why, "sesame"));
}

static void connects_to_whom_it_can_prove(void **state)
{
    struct failure f;
    if (!try(*state, "guarded", "", &f))
        fail_msg("%s; %s", f.why, f.mend);
}

static void binds_the_channel(void **state)
{
    struct failure f;
    if (!try(*state, "guarded", "channel_binding=require", &f))
        fail_msg("%s; %s", f.why, f.mend);
    refused(*state, "open", "channel_binding=require", "channel binding",
            "do not go on by lowering");
}

static void refuses_who_is_somebody_else(void **state)
{
    struct tls *tls = *state;
    char other[500];
    refused(tls, "guarded", "host=elsewhere.example.org", "certificate is for another name",
            "check the host name");
    (void)snprintf(other, sizeof other, "sslrootcert=%s/stranger.crt", tls->dir);
    refused(tls, "guarded", other, "not vouched for by the authority", "sslrootcert");
    refused(tls, "guarded", "sslrootcert=/nonexistent/network.crt",
            "certificate of the network's authority is not there", "from your administrator");
}

static void refuses_a_certificate_that_is_over(void **state)
{
    struct tls *tls = *state;
    struct failure f = {0};
    use_certificate(tls, "expired.crt");
    for (int i = 0; i < 500 && try(tls, "guarded", "", &f); i++)
        (void)usleep(10 * 1000); /* until the server has read it */
    assert_non_null(strstr(f.why, "its time is over"));
    assert_non_null(strstr(f.mend, "this machine's date"));
    use_certificate(tls, "server.crt");
    for (int i = 0; i < 500 && !try(tls, "guarded", "", &f); i++)
        (void)usleep(10 * 1000);
}

static void demands_encryption(void **state)
{
    struct tls *tls = *state;
    struct failure f;
    refused(tls, "guarded", "sslmode=disable", "does not let this login in from here", "");
    test_server_run(tls->server, "ALTER SYSTEM SET ssl = off");
    test_server_run(tls->server, "SELECT pg_reload_conf()");
    for (int i = 0; i < 500 && try(tls, "guarded", "", &f); i++)
        (void)usleep(10 * 1000);
    assert_non_null(strstr(f.why, "offers no encrypted link"));
    test_server_run(tls->server, "ALTER SYSTEM RESET ssl");
    test_server_run(tls->server, "SELECT pg_reload_conf()");
    for (int i = 0; i < 500 && !try(tls, "guarded", "", &f); i++)
        (void)usleep(10 * 1000);
}

/* ---- no password is seen ---- */

static void assert_hidden(const char *conninfo)
{
    struct buffer output = {0}, error = {0};
    (void)PROGRAM(&output, &error, "-d", conninfo, "queue");
    assert_true(error.len > 0);
    if (strstr(error.data, "sesame") != NULL || strstr(error.data, "hunter") != NULL ||
        (output.data != NULL && strstr(output.data, "sesame") != NULL))
        fail_msg("%s", error.data);
    buffer_free(&output);
    buffer_free(&error);
}

static void errors_name_no_password(void **state)
{
    static const char *const wrong[] = {
        "host=/nonexistent user=guarded password=sesame",
        "host=/nonexistent user=guarded password='hunter sesame",
        "host=/nonexistent user=guarded password=hunter sesame",
        "postgresql://guarded:sesame@nowhere.invalid/holdfast",
        "postgresql://guarded:hunter@sesame@nowhere.invalid/holdfast",
        "postgresql://guarded:hunter/sesame@nowhere.invalid/holdfast",
        "postgresql://guarded:hunter:sesame@127.0.0.1:1/holdfast",
        "postgresql://guarded:sesame@127.0.0.1:hunter/holdfast?password=sesame",
        "host=127.0.0.1 port=sesame password=sesame",
        "host=127.0.0.1 port=1 sslmode=sesame password=sesame",
    };
    struct buffer error = {0};
    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        assert_hidden(wrong[i]);
    (void)PROGRAM(NULL, &error, "--passwort=sesame");
    assert_null(strstr(error.data, "sesame"));
    (void)PROGRAM(NULL, &error, "host=a password=sesame");
    assert_null(strstr(error.data, "sesame"));
    buffer_free(&error);
}

/* What ps and the like show; nothing at all where they may not look. */
static void read_process(pid_t pid, const char *what, struct buffer *into)
{
    char path[64];
    (void)snprintf(path, sizeof path, "/proc/%d/%s", (int)pid, what);
    buffer_clear(into);
    FILE *file = fopen(path, "re");
    if (file == NULL) {
        assert_int_equal(errno, EACCES);
        return;
    }
    (void)buffer_read(into, file);
    (void)fclose(file);
}

static bool holds(const struct buffer *b, const char *text)
{
    return b->len > 0 && memmem(b->data, b->len, text, strlen(text)) != NULL;
}

/* A server that takes what it is sent and never answers, so that who calls it goes on waiting. */
static int open_mute(const char *address, int *port)
{
    struct sockaddr_in at = {.sin_family = AF_INET};
    socklen_t size = sizeof at;
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_int_equal(inet_pton(AF_INET, address, &at.sin_addr), 1);
    assert_int_equal(bind(fd, (const struct sockaddr *)&at, sizeof at), 0);
    assert_int_equal(listen(fd, 8), 0);
    assert_int_equal(getsockname(fd, (struct sockaddr *)&at, &size), 0);
    *port = ntohs(at.sin_port);
    return fd;
}

static void the_process_shows_no_password(void **state)
{
    struct tls *tls = *state;
    int port = 0, mute = open_mute(tls->address, &port);
    char conninfo[800];
    struct buffer shown = {0};
    const char *const env[] = {"PGPASSWORD=" PASSWORD, NULL};
    const struct terminal_options options = {.env = env};
    (void)snprintf(conninfo, sizeof conninfo,
                   "host=" NAME " hostaddr=%s port=%d dbname=" LOCAL_DATABASE
                   " user=guarded sslmode=verify-full sslrootcert=%s/network.crt password='%s'",
                   tls->address, port, tls->dir, PASSWORD);
    const char *argv[] = {program_path(), "-d", conninfo, "sweep", "--every", "3000", NULL};
    struct terminal *t = terminal_start(&options, argv);
    for (int i = 0; i < 500 && !holds(&shown, "xxxxxxxx"); i++) {
        read_process(terminal_pid(t), "cmdline", &shown);
        (void)usleep(10 * 1000);
    }
    assert_true(holds(&shown, "xxxxxxxx"));
    assert_false(holds(&shown, "sesame"));
    read_process(terminal_pid(t), "environ", &shown);
    assert_false(holds(&shown, "sesame"));
    read_process(terminal_pid(t), "limits", &shown);
    assert_true(shown.len == 0 || holds(&shown, "Max core file size        0 "));
    terminal_end(t);
    (void)close(mute);
    buffer_free(&shown);
}

/* As PGPASSWORD always did: where the connection string has none. */
static void the_environments_password_serves(void **state)
{
    struct tls *tls = *state;
    char conninfo[800];
    struct buffer output = {0}, error = {0};
    (void)snprintf(conninfo, sizeof conninfo,
                   "host=" NAME " hostaddr=%s port=%d dbname=" LOCAL_DATABASE
                   " user=guarded sslmode=verify-full sslrootcert=%s/network.crt",
                   tls->address, PORT, tls->dir);
    assert_int_equal(setenv("PGPASSWORD", PASSWORD, 1), 0);
    (void)PROGRAM(&output, &error, "-d", conninfo, "queue");
    assert_int_equal(unsetenv("PGPASSWORD"), 0);
    /* It is nobody in Holdfast, but it got in. */
    if (strstr(error.data, "password") != NULL || strstr(error.data, "sign in") == NULL)
        fail_msg("%s", error.data);
    buffer_free(&output);
    buffer_free(&error);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(connects_to_whom_it_can_prove),
        cmocka_unit_test(binds_the_channel),
        cmocka_unit_test(refuses_who_is_somebody_else),
        cmocka_unit_test(refuses_a_certificate_that_is_over),
        cmocka_unit_test(demands_encryption),
        cmocka_unit_test(errors_name_no_password),
        cmocka_unit_test(the_process_shows_no_password),
        cmocka_unit_test(the_environments_password_serves),
    };
    return cmocka_run_group_tests(tests, open_tls, close_tls);
}
