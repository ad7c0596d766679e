/* The example network as its people meet it: config.example.yaml published on a private server, and
 * for every story a database of its own that begins empty on Friday 20 November 2026, 17:05 in New
 * York. People and referrals come about as in life: through api functions, as whoever does it.
 * Failing here ends the program with a sentence. */
#ifndef TESTS_SUPPORT_NETWORK_H
#define TESTS_SUPPORT_NETWORK_H

#include "support/server.h"
#include "support/terminal.h"

/* cmocka fixtures: the server of a group; a fresh database for one test. state is the network. */
int network_open(void **state);
int network_close(void **state);
int network_begin(void **state);
int network_end(void **state);

#define NETWORK_TEST(test) cmocka_unit_test_setup_teardown(test, network_begin, network_end)

struct network;

/* From now on the server asks this person for this password, as servers elsewhere do, also after
 * network_cut and network_mend; one person in each test program. */
void network_demand_password(struct network *network, const char *login, const char *password);
/* The rules of who may connect (pg_hba.conf) begin with these lines, and the maps of accounts to
 * logins (pg_ident.conf) with those, likewise. */
void network_rules(struct network *network, const char *rules, const char *maps);

/* The story that is told now a second time, as it stands, under another name; one of that name goes
 * first. Nobody may be connected. */
void network_copy(struct network *network, const char *name);
/* All that follows is about the story of that name, which is kept; NULL: the first one. */
void network_turn(struct network *network, const char *name);

/* SQL as that person (NULL: the superuser), printf-like; the first value of the first row. Texts
 * here and below live until the story ends. */
const char *network_ask(struct network *network, const char *login, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
long network_count(struct network *network, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* Waits until the superuser's question is answered so. */
void network_wait(struct network *network, const char *expected, const char *sql);
/* Time stands at this instant. */
void network_at(struct network *network, const char *instant);
/* Sweeps until nothing more is due. */
void network_sweep(struct network *network);

/* "Rivera, Ana", of East Boston, entered by drew: P-… */
const char *network_person(struct network *network, const char *family, const char *given);
/* A referral of drew's for nursing visits by Bright Home Care; its first try. priority is routine,
 * urgent, …; needed_by may be NULL. */
const char *network_nursing(struct network *network, const char *person, const char *priority,
                            const char *needed_by);
/* A person and such a referral at once: R-… */
const char *network_case(struct network *network, const char *family, const char *given);
void network_act(struct network *network, const char *login, const char *ref, const char *action,
                 const char *detail);
const char *network_status(struct network *network, const char *ref);
/* Ledger entries of that action on that task; ref NULL: on all of them. */
long network_acts(struct network *network, const char *ref, const char *action);
/* What no story may leave behind: items without owner or clock, breaks of the record. */
void network_assert_whole(struct network *network);

/* The program as that person, with an argument (NULL: none); options may be NULL. */
struct terminal *network_start(struct network *network, const char *login,
                               const struct terminal_options *options, const char *argument);
/* The real console as that person; options may be NULL. It has drawn its first screen. */
struct terminal *network_console(struct network *network, const char *login,
                                 const struct terminal_options *options, const char *option);
/* The same, on the queue, with its rows there. */
struct terminal *network_queue(struct network *network, const char *login);
/* The conninfo of that person in the story's database. */
const char *network_conninfo(struct network *network, const char *login);
struct test_server *network_server(struct network *network);
/* Q, and everything is as it was before. */
void network_leave(struct terminal *terminal);
/* Moves with j and k until the selected row has this text, which shows somewhere. */
void network_go_to(struct terminal *terminal, const char *text);
void network_wait_selected(struct terminal *terminal, const char *text);
/* The page of that name is there, and read. */
void network_wait_page(struct terminal *terminal, const char *title);
/* By its reference to the page of an item or a person. */
void network_look_up(struct terminal *terminal, const char *ref, const char *title);
/* A key that means nothing: so that the next one is no repetition of the last. */
void network_pause(struct terminal *terminal);

/* The server goes away, and comes back. */
void network_cut(struct network *network);
void network_mend(struct network *network);

#endif
