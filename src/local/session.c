/* The few statements that make a fresh cluster ours, before there is anything the gateway could
 * call. */
#include "inside.h"

#include "holdfast/util/say.h"

#include <libpq-fe.h>
#include <string.h>

enum session_state session_try(const char *conninfo)
{
    PGPing answer = PQping(conninfo);
    if (answer == PQPING_NO_ATTEMPT)
        return SESSION_NEVER;
    if (answer != PQPING_OK)
        return SESSION_NOT_YET;
    PGconn *link = PQconnectdb(conninfo);
    bool good = PQstatus(link) == CONNECTION_OK;
    PQfinish(link);
    return good ? SESSION_READY : SESSION_NOT_YET;
}

/* The first value of the first row, in answer; "" when there is none. */
static bool ask(PGconn *link, const char *sql, char *answer, size_t size, struct failure *f)
{
    PGresult *result = PQexec(link, sql);
    ExecStatusType status = PQresultStatus(result);
    bool good = status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK;
    const char *value = PQntuples(result) > 0 ? PQgetvalue(result, 0, 0) : "";
    if (good && size > 0)
        (void)snprintf(answer, size, "%s", value);
    if (!good)
        (void)failure_set(f, EX_UNAVAILABLE, say("the private server"), "", "%s",
                          PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY) != NULL
                              ? PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY)
                              : say("the connection broke"));
    PQclear(result);
    return good;
}

static PGconn *open_session(const char *conninfo, struct failure *f)
{
    PGconn *link = PQconnectdb(conninfo);
    if (PQstatus(link) == CONNECTION_OK)
        return link;
    (void)failure_set(f, EX_UNAVAILABLE, say("the private server"), "", "%s", PQerrorMessage(link));
    PQfinish(link);
    return NULL;
}

static const char close_others[] = "REVOKE ALL ON DATABASE postgres, template1 FROM PUBLIC";

static bool run_one(const char *conninfo, const char *sql, struct failure *f)
{
    PGconn *link = open_session(conninfo, f);
    bool good = link != NULL && ask(link, sql, NULL, 0, f);
    PQfinish(link);
    return good;
}

bool session_close_others(const char *conninfo, struct failure *f)
{
    return run_one(conninfo, close_others, f);
}

bool session_analyze(const char *conninfo, struct failure *f)
{
    return run_one(conninfo, "ANALYZE", f);
}

/* The other databases come first, so that one cut short is done again. */
bool session_found_database(const char *conninfo, struct failure *f)
{
    char there[8];
    PGconn *link = open_session(conninfo, f);
    if (link == NULL)
        return false;
    bool good = ask(link, "SELECT count(*) FROM pg_database WHERE datname = '" LOCAL_DATABASE "'",
                    there, sizeof there, f);
    if (good && strcmp(there, "0") == 0)
        good = ask(link, close_others, NULL, 0, f) &&
               ask(link, "CREATE DATABASE " LOCAL_DATABASE, NULL, 0, f);
    PQfinish(link);
    return good;
}

bool session_is_empty(const char *conninfo, bool *empty, struct failure *f)
{
    char logins[24], revisions[24] = "0", table[24];
    PGconn *link = open_session(conninfo, f);
    if (link == NULL)
        return false;
    bool good = ask(link, "SELECT count(*) FROM pg_roles WHERE rolcanlogin AND oid <> 10", logins,
                    sizeof logins, f) &&
                ask(link, "SELECT to_regclass('app.policy_revision')", table, sizeof table, f) &&
                (table[0] == '\0' || ask(link, "SELECT count(*) FROM app.policy_revision",
                                         revisions, sizeof revisions, f));
    *empty = good && strcmp(logins, "0") == 0 && strcmp(revisions, "0") == 0;
    PQfinish(link);
    return good;
}
