#include "support/network.h"

#include "holdfast/util/arena.h"
#include "holdfast/util/memory.h"
#include "support/program.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

enum { SOON = TERMINAL_PATIENCE_MS };

#define STORY "story"

struct network {
    struct test_server *server;
    const char *database; /* the story that is told now */
    struct arena arena;   /* of the story */
};

/* ---- fixtures ---- */

int network_open(void **state)
{
    struct network *network = memory_take(1, sizeof *network);
    network->server = test_server_start_published();
    *state = network;
    return 0;
}

int network_close(void **state)
{
    struct network *network = *state;
    test_server_stop(network->server);
    arena_free(&network->arena);
    free(network);
    return 0;
}

/* By files: a sequence copied through the WAL steps back in a crash, until its next record. */
static void make_story(struct network *network, const char *name, const char *template)
{
    char sql[160];
    (void)snprintf(sql, sizeof sql, "DROP DATABASE IF EXISTS %s WITH (FORCE)", name);
    test_server_run(network->server, sql);
    (void)snprintf(sql, sizeof sql, "CREATE DATABASE %s TEMPLATE %s STRATEGY FILE_COPY", name,
                   template);
    test_server_run(network->server, sql);
}

int network_begin(void **state)
{
    struct network *network = *state;
    network->database = STORY;
    make_story(network, STORY, LOCAL_DATABASE);
    return 0;
}

void network_copy(struct network *network, const char *name)
{
    make_story(network, name, network->database);
}

void network_turn(struct network *network, const char *name)
{
    network->database = name != NULL ? name : STORY;
}

int network_end(void **state)
{
    struct network *network = *state;
    arena_free(&network->arena);
    return 0;
}

/* ---- who may connect ---- */

static void write_file(const char *directory, const char *name, const char *text)
{
    char path[512];
    (void)snprintf(path, sizeof path, "%s/%s", directory, name);
    FILE *file = fopen(path, "w");
    if (file == NULL || fputs(text, file) < 0 || fclose(file) != 0) {
        perror(path);
        exit(EX_SOFTWARE);
    }
}

/* In files of their own, since the server's are written anew at each start. */
void network_rules(struct network *network, const char *lines, const char *maps)
{
    const struct local_server *local = test_server_local(network->server);
    const char *data = local->data;
    char setting[1200];
    struct buffer idents = {0};
    struct buffer rules = {0};
    buffer_print(&rules,
                 "%slocal all " LOCAL_OWNER " peer map=owner\nlocal all +holdfast_person trust\n",
                 lines);
    buffer_print(&idents, "%sowner \"%s\" " LOCAL_OWNER "\nowner root " LOCAL_OWNER "\n", maps,
                 local->user);
    (void)snprintf(setting, sizeof setting,
                   "hba_file = '%s/asked.conf'\nident_file = '%s/mapped.conf'\n", data, data);
    write_file(data, "mapped.conf", idents.data);
    buffer_free(&idents);
    write_file(data, "local.conf", setting);
    write_file(data, "asked.conf", rules.data);
    buffer_free(&rules);
    test_server_kill(network->server);
    test_server_start_again(network->server);
}

void network_demand_password(struct network *network, const char *login, const char *password)
{
    char text[256];
    (void)snprintf(text, sizeof text, "ALTER ROLE %s PASSWORD '%s'", login, password);
    test_server_run(network->server, text);
    (void)snprintf(text, sizeof text, "local all %s scram-sha-256\n", login);
    network_rules(network, text, "");
}

/* ---- asking ---- */

static const char *conninfo_of(struct network *network, const char *login)
{
    const char *conninfo;
    struct failure f;
    if (local_conninfo(test_server_local(network->server), login, network->database, &conninfo, &f))
        return conninfo;
    failure_print(&f, stderr);
    exit(EX_SOFTWARE);
}

static const char *ask(struct network *network, const char *login, const char *sql)
{
    PGconn *link = PQconnectdb(conninfo_of(network, login));
    PGresult *result = PQexec(link, sql);
    if (PQresultStatus(result) != PGRES_TUPLES_OK && PQresultStatus(result) != PGRES_COMMAND_OK) {
        fprintf(stderr, "network: %s: %s%s", sql, PQerrorMessage(link),
                PQresultErrorMessage(result));
        exit(EX_SOFTWARE);
    }
    const char *value =
        arena_text(&network->arena, PQntuples(result) > 0 ? PQgetvalue(result, 0, 0) : "");
    PQclear(result);
    PQfinish(link);
    return value;
}

static const char *ask_formatted(struct network *network, const char *login, const char *format,
                                 va_list args) __attribute__((format(printf, 3, 0)));
static const char *ask_formatted(struct network *network, const char *login, const char *format,
                                 va_list args)
{
    char *sql;
    if (vasprintf(&sql, format, args) < 0)
        abort();
    const char *answer = ask(network, login, sql);
    free(sql);
    return answer;
}

const char *network_ask(struct network *network, const char *login, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    const char *answer = ask_formatted(network, login, format, args);
    va_end(args);
    return answer;
}

long network_count(struct network *network, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    const char *answer = ask_formatted(network, NULL, format, args);
    va_end(args);
    return strtol(answer, NULL, 10);
}

void network_wait(struct network *network, const char *expected, const char *sql)
{
    const char *answer = "";
    for (int i = 0; i < SOON / 20; i++) {
        answer = ask(network, NULL, sql);
        if (strcmp(answer, expected) == 0)
            return;
        (void)usleep(20 * 1000);
    }
    fail_msg("waited in vain for \"%s\", still \"%s\": %s", expected, answer, sql);
}

void network_at(struct network *network, const char *instant)
{
    (void)network_ask(network, NULL, "UPDATE app.time_setting SET frozen = '%s'", instant);
}

void network_sweep(struct network *network)
{
    for (int i = 0; i < 50; i++)
        if (strcmp(ask(network, NULL, "SELECT api.sweep(500) ->> 'more'"), "false") == 0)
            return;
    fail_msg("the sweep finds no end");
}

/* ---- people and their needs ---- */

const char *network_person(struct network *network, const char *family, const char *given)
{
    return network_ask(
        network, "drew",
        "SELECT api.enter_individual(gen_random_uuid(), jsonb_build_object('family', '%s', 'given',"
        " '%s', 'birth_date', '1951-03-14', 'address', '12 Elm St', 'city', 'Boston',"
        " 'postal_code', '02128', 'contacts', '[{\"phone\": \"617-555-0142\"}]'::jsonb))"
        " ->> 'individual_ref'",
        family, given);
}

const char *network_nursing(struct network *network, const char *person, const char *priority,
                            const char *needed_by)
{
    return network_ask(
        network, "drew",
        "SELECT api.refer(gen_random_uuid(), jsonb_strip_nulls(jsonb_build_object('individual',"
        " '%s', 'priority', '%s', 'needed_by', nullif('%s', ''), 'provided',"
        " '{\"orders\": \"dressing daily\"}'::jsonb, 'items',"
        " '[{\"type\": \"home_care\", \"service\": \"bright_home_care\"}]'::jsonb)))"
        " #>> '{referrals,0,ref}'",
        person, priority, needed_by != NULL ? needed_by : "");
}

const char *network_case(struct network *network, const char *family, const char *given)
{
    return network_nursing(network, network_person(network, family, given), "routine", NULL);
}

void network_act(struct network *network, const char *login, const char *ref, const char *action,
                 const char *detail)
{
    const char *version = network_ask(
        network, NULL, "SELECT version FROM app.task WHERE id = engine.task_id('%s')", ref);
    (void)network_ask(network, login,
                      "SELECT api.act(gen_random_uuid(), '%s', %s, '%s', '%s'::jsonb)", ref,
                      version, action, detail);
}

const char *network_status(struct network *network, const char *ref)
{
    return network_ask(network, NULL, "SELECT status FROM app.task WHERE id = engine.task_id('%s')",
                       ref);
}

long network_acts(struct network *network, const char *ref, const char *action)
{
    return network_count(network,
                         "SELECT count(*) FROM app.ledger WHERE entity_kind = 'task' AND"
                         " action = '%s' AND ('%s' = '' OR entity_id = engine.task_id('%s'))",
                         action, ref != NULL ? ref : "", ref != NULL ? ref : "");
}

void network_assert_whole(struct network *network)
{
    assert_string_equal(
        network_ask(network, NULL,
                    "SELECT engine.task_ref(t) FROM app.task t LEFT JOIN app.clock c"
                    " ON c.id = t.clock_id WHERE t.closed_at IS NULL"
                    " AND (c.id IS NULL OR c.stopped_at IS NOT NULL) LIMIT 1"),
        "");
    assert_string_equal(
        network_ask(network, NULL, "SELECT b.problem FROM engine.ledger_breaks() b LIMIT 1"), "");
}

const char *network_conninfo(struct network *network, const char *login)
{
    return conninfo_of(network, login);
}

struct test_server *network_server(struct network *network)
{
    return network->server;
}

/* ---- consoles ---- */

struct terminal *network_start(struct network *network, const char *login,
                               const struct terminal_options *options, const char *argument)
{
    const char *argv[] = {program_path(), "--db", network_conninfo(network, login), argument, NULL};
    return terminal_start(options, argv);
}

struct terminal *network_console(struct network *network, const char *login,
                                 const struct terminal_options *options, const char *option)
{
    struct terminal *t = network_start(network, login, options, option);
    terminal_wait(t, "TODAY", SOON);
    terminal_wait(t, strcmp(login, "adm") == 0 ? "WHAT YOU KEEP" : "WAITING SINCE", SOON);
    return t;
}

struct terminal *network_queue(struct network *network, const char *login)
{
    struct terminal *t = network_console(network, login, NULL, NULL);
    terminal_type(t, "2");
    terminal_wait(t, "QUEUE", SOON);
    terminal_wait_gone(t, "Counting", SOON);
    terminal_wait_gone(t, "Reading", SOON);
    return t;
}

void network_leave(struct terminal *t)
{
    struct termios settings;
    network_pause(t);
    terminal_type(t, "Q");
    int status = terminal_wait_end(t, SOON);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
    assert_false(terminal_alternate(t));
    assert_false(terminal_brackets(t));
    terminal_settings(t, &settings);
    assert_true(settings.c_lflag & ICANON);
    assert_true(settings.c_lflag & ECHO);
    terminal_end(t);
}

static bool selects(struct terminal *t, void *context)
{
    int row = terminal_selected(t);
    return row >= 0 && strstr(terminal_row(t, row), context) != NULL;
}

void network_wait_selected(struct terminal *t, const char *text)
{
    char what[128], copy[64];
    (void)snprintf(what, sizeof what, "the selected row has \"%s\"", text);
    (void)snprintf(copy, sizeof copy, "%s", text);
    terminal_wait_for(t, selects, copy, what, SOON);
}

void network_wait_page(struct terminal *t, const char *title)
{
    terminal_wait_row(t, 0, title, SOON);
    terminal_wait_gone(t, "Reading", SOON);
}

void network_look_up(struct terminal *t, const char *ref, const char *title)
{
    terminal_type(t, "5");
    terminal_wait(t, "Name, birth date or number", SOON);
    terminal_send(t, ref);
    terminal_send(t, "\r");
    network_wait_selected(t, ref);
    network_pause(t);
    terminal_type(t, "\r");
    network_wait_page(t, title);
}

/* On another line than this one. */
static bool has_left(struct terminal *t, void *context)
{
    int row = terminal_selected(t);
    return row >= 0 && strcmp(terminal_row(t, row), context) != 0;
}

void network_go_to(struct terminal *t, const char *text)
{
    char wanted[64], line[512];
    (void)snprintf(wanted, sizeof wanted, "%s", text);
    terminal_wait(t, wanted, SOON);
    for (int i = 0; i < 60 && !selects(t, wanted); i++) {
        int row = terminal_selected(t), there = terminal_find(t, wanted);
        (void)snprintf(line, sizeof line, "%s", row >= 0 ? terminal_row(t, row) : "");
        terminal_type(t, there >= 0 && there < row ? "k" : "j");
        terminal_wait_for(t, has_left, line, "the cursor moves", SOON);
    }
    network_wait_selected(t, wanted);
}

void network_pause(struct terminal *t)
{
    terminal_type(t, "\033[24~");
    terminal_wait(t, "F12 does nothing", SOON);
}

void network_cut(struct network *network)
{
    test_server_kill(network->server);
}

void network_mend(struct network *network)
{
    test_server_start_again(network->server);
}
