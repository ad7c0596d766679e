/* The example network on a server that asks everybody but its superuser for a password
 * (scram-sha-256), as servers that several people share do: for attacks, which would prove nothing
 * on one that believes what a login says of itself. Two people are in it, both entered by others
 * than who attacks: somebody whom St. Mary's referred to Bright Home Care, and somebody at
 * Riverway Recovery of whom nobody else may know. Failing here ends the program with a sentence. */
#ifndef TESTS_SUPPORT_GUARDED_H
#define TESTS_SUPPORT_GUARDED_H

#include "support/server.h"

#include <stdbool.h>
#include <stddef.h>

struct guarded;

/* cmocka fixtures of a group; state is the guarded network. */
int guarded_open(void **state);
int guarded_close(void **state);
struct test_server *guarded_server(struct guarded *g);

/* A connection by password, which the caller finishes with PQfinish. login NULL: the superuser.
 * guarded_try does not insist that it comes about. Notices go to *notices, or nowhere. */
PGconn *guarded_connect(struct guarded *g, const char *login);
PGconn *guarded_try(struct guarded *g, const char *login, const char *more);
/* For programs that connect by themselves: the password of everybody is guarded_password(). */
const char *guarded_conninfo(struct guarded *g, const char *login);
const char *guarded_password(void);

/* Statements may name what is there: %person% (P-… of the one referred), %ref% (the referral's
 * try), %hidden% and %secret% (those of the other), %id%, %hidden_id%, %task%, %secret_task% (their
 * ids), and whatever guarded_name added. The caller frees the text. */
void guarded_name(struct guarded *g, const char *name, const char *value);
char *guarded_text(struct guarded *g, const char *text);

/* What a statement is answered: "=" and the first value of its last result ("=" alone: none, or
 * NULL), or its SQLSTATE. ";;" parts statements that are sent one by one; the first refusal is the
 * answer. Lives until the next call for that connection or until it is freed by guarded_close. */
const char *guarded_answer(struct guarded *g, PGconn *link, const char *statement);
/* On a fresh connection. */
const char *guarded_ask(struct guarded *g, const char *login, const char *statement);

/* Attacks as data. answer: as of guarded_answer; or several with '|' between them; or "*"
 * for any answer that is refused. */
struct attack {
    const char *who, *statement, *answer;
};
/* Makes each on a fresh connection, prints what was answered otherwise and how many there were, and
 * fails when one was; also when, with unchanged, they left a trace in any table or privilege. */
void guarded_attack(struct guarded *g, const char *topic, const struct attack *attacks, size_t n,
                    bool unchanged);
#define GUARDED_ATTACK(g, topic, attacks, unchanged)                                               \
    guarded_attack(g, topic, attacks, sizeof(attacks) / sizeof *(attacks), unchanged)
/* Counts one that was made by hand, for the closing line. */
void guarded_count(struct guarded *g, size_t n);

#endif
