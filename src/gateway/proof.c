#include "parts.h"

#include "holdfast/util/memory.h"
#include "holdfast/util/say.h"
#include "refusal.h"

#include <stdlib.h>

void gateway_prove(struct gateway *g, const char *password, gateway_proved *proved, void *data)
{
    struct proof *p = memory_take(1, sizeof *p);
    const char *login = g->user != NULL ? g->user : g->login;
    p->dial = dial_start(&(struct dial_address){g->conninfo, login, password}, g->wake);
    p->proved = proved;
    p->data = data;
    p->next = g->proofs;
    g->proofs = p;
}

static void judge(const struct gateway *g, PGconn *conn, struct failure *f)
{
    if (conn == NULL || PQstatus(conn) != CONNECTION_OK)
        refusal_of_connect(conn, g->conninfo, f);
    else if (PQconnectionUsedPassword(conn) == 0)
        (void)failure_set(f, EX_NOPERM, say("unlock"), say("start the program again"), "%s",
                          say("this server asks for no password, so it cannot prove who you are"));
}

static void settle(const struct gateway *g, struct proof *p)
{
    struct failure f = {0};
    PGconn *conn = dial_take(p->dial);
    judge(g, conn, &f);
    PQfinish(conn);
    p->proved(p->data, f.status != 0 ? &f : NULL);
    free(p);
}

void proof_advance(struct gateway *g)
{
    struct proof **at = &g->proofs;
    while (*at != NULL) {
        struct proof *p = *at;
        if (!dial_ended(p->dial)) {
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
        free(p);
    }
}
