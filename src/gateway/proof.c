#include "parts.h"

#include "holdfast/util/memory.h"
#include "holdfast/util/say.h"
#include "refusal.h"

#include <stdlib.h>
#include <string.h>

void gateway_prove(struct gateway *g, const char *password, gateway_proved *proved, void *data)
{
    struct proof *p = memory_take(1, sizeof *p);
    const char *login = g->user != NULL ? g->user : g->login;
    const struct dial_address address = {g->conninfo, login, password, NULL, NULL};
    p->password = memory_text(password);
    p->dial = password[0] != '\0' ? dial_start(&address, g->wake) : NULL;
    p->proved = proved;
    p->data = data;
    p->next = g->proofs;
    g->proofs = p;
    if (p->dial == NULL)
        gateway_wake(g);
}

static void fail(struct failure *f, const char *sqlstate, const char *mend, const char *why)
{
    (void)failure_set(f, EX_NOPERM, say("unlock"), mend, "%s", why);
    memcpy(f->sqlstate, sqlstate, strlen(sqlstate) + 1);
}

static void judge(const struct gateway *g, const struct proof *p, PGconn *conn, struct failure *f)
{
    if (p->dial == NULL)
        fail(f, "28P01", say("type it"), say("no password was given"));
    else if (conn == NULL || PQstatus(conn) != CONNECTION_OK)
        refusal_of_connect(conn, g->conninfo, f);
    else if (PQconnectionUsedPassword(conn) == 0)
        fail(f, "28000", say("start the program again"),
             say("this server asks for no password, so it cannot prove who you are"));
}

/* The password may be another one by now than the one that the first link was opened with. */
static void adopt(struct gateway *g, struct proof *p)
{
    char *before = g->password;
    if (before == NULL && (g->link.state == GATEWAY_ONLINE || g->link.retry_at != 0))
        return; /* it came from a file, which serves still */
    g->password = p->password;
    p->password = before;
    if (g->link.state != GATEWAY_ONLINE)
        gateway_retry(g);
}

static void proof_free(struct proof *p)
{
    gateway_wipe(p->password);
    free(p);
}

static void settle(struct gateway *g, struct proof *p)
{
    struct failure f = {0};
    PGconn *conn = p->dial != NULL ? dial_take(p->dial) : NULL;
    judge(g, p, conn, &f);
    PQfinish(conn);
    if (f.status == 0)
        adopt(g, p);
    p->proved(p->data, f.status != 0 ? &f : NULL);
    proof_free(p);
}

void proof_advance(struct gateway *g)
{
    struct proof **at = &g->proofs;
    while (*at != NULL) {
        struct proof *p = *at;
        if (p->dial != NULL && !dial_ended(p->dial)) {
            at = &p->next;
            continue;
        }
        *at = p->next;
        settle(g, p);
        at = &g->proofs; /* the callback may have asked for another proof */
    }
}

void proof_free_all(struct gateway *g)
{
    while (g->proofs != NULL) {
        struct proof *p = g->proofs;
        g->proofs = p->next;
        dial_drop(p->dial);
        proof_free(p);
    }
}
