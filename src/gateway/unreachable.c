/* Why a link never came about. libpq gives no SQLSTATE for that, only its own and the server's
 * English sentences, so they are recognised by their parts; whatever is not recognised is shown
 * by its first line, with secrets taken out. */
#include "refusal.h"

#include "holdfast/util/say.h"

#include <string.h>

struct known {
    const char *part;
    const char *sqlstate;
    int status;
    const char *why, *mend;
};

/* 28000 says that the login itself is none any more; 08004 that this way in is closed. */
static const struct known known[] = {
    {"does not match host name", "08001", EX_UNAVAILABLE,
     "the server's certificate is for another name: this may be another server",
     "check the host name; do not go on by lowering sslmode"},
    {"certificate verify failed", "08001", EX_UNAVAILABLE,
     "the server's certificate is not vouched for by the authority in sslrootcert, or its time is "
     "over",
     "check this machine's date and sslrootcert, and ask your administrator"},
    {"root certificate file", "08001", EX_CONFIG,
     "the file with the certificate of the network's authority is not there",
     "get it from your administrator and name it with sslrootcert"},
    {"server does not support SSL", "08001", EX_UNAVAILABLE,
     "the server offers no encrypted link (TLS), and one is demanded",
     "ask your administrator; do not go on by lowering sslmode"},
    {"channel binding", "08004", EX_NOPERM,
     "the server cannot prove that nobody is between it and you (channel binding)",
     "ask your administrator; do not go on by lowering channel_binding"},
    {"group or world access", "08001", EX_CONFIG,
     "others can read the private key of your certificate", "chmod 600 the key file"},
    {"for connection option", "08001", EX_CONFIG,
     "a value of the connection string is not of its kind (port and timeouts are numbers)",
     "check it for typing errors"},
    {"SSL error", "08001", EX_UNAVAILABLE, "no encrypted link (TLS) came about with that server",
     "check host and port, and ask your administrator"},
    {"password authentication failed", "28P01", EX_NOPERM, "login or password is wrong",
     "check both"},
    {"no password supplied", "28P01", EX_NOPERM, "the server asks for a password", "give one"},
    {"authentication failed", "08004", EX_NOPERM, "the server refuses this login",
     "check the login name"},
    {"no pg_hba.conf entry", "08004", EX_NOPERM, "the server does not let this login in from here",
     "ask your administrator"},
    {"is not permitted to log in", "28000", EX_NOPERM, "this login is disabled",
     "ask your administrator"},
    {"role \"", "28000", EX_NOPERM, "the server does not know this login", "check the login name"},
    {"database \"", "3D000", EX_UNAVAILABLE, "there is no such database on that server",
     "check the connection string"},
    {"too many", "53300", EX_UNAVAILABLE, "the server has no room for one more session",
     "try again in a minute"},
    {"remaining connection slots", "53300", EX_UNAVAILABLE,
     "the server has no room for one more session", "try again in a minute"},
    {"starting up", "57P03", EX_UNAVAILABLE, "the server is starting", "try again"},
    {"shutting down", "57P01", EX_UNAVAILABLE, "the server is stopping", "try again"},
    {"could not translate host name", "08001", EX_UNAVAILABLE, "the host name is not known",
     "check the host name and the network"},
    {"Connection refused", "08001", EX_UNAVAILABLE, "no server answers there",
     "check host and port, or start the server"},
    {"No such file or directory", "08001", EX_UNAVAILABLE, "no server answers there",
     "check host and port, or start the server"},
    {"timeout expired", "08001", EX_UNAVAILABLE, "the server did not answer in time",
     "check the network"},
    {"unreachable", "08001", EX_UNAVAILABLE, "there is no way to the server from here",
     "check the network"},
    {"session is read-only", "25006", EX_UNAVAILABLE, "only servers that just read were found",
     "wait for the primary, or check the hosts"},
    {"definition of service", "08001", EX_CONFIG, "the service is not in the service file",
     "check the service name"},
};

/* Takes every copy of the secret out of text. */
static void hide(char *text, const char *secret)
{
    size_t len = secret != NULL ? strlen(secret) : 0;
    if (len == 0)
        return;
    for (char *at = text; (at = strstr(at, secret)) != NULL;) {
        memset(at, '*', len);
        at += len;
    }
}

static void hide_secrets(char *text, PGconn *conn)
{
    PQconninfoOption *options = PQconninfo(conn);
    for (PQconninfoOption *o = options; o != NULL && o->keyword != NULL; o++)
        if (strstr(o->keyword, "password") != NULL)
            hide(text, o->val);
    PQconninfoFree(options);
}

/* In a URI the first '@' ends the password, and a '/' even before it: what libpq then takes for
 * host and port are parts of the password. */
static bool is_broken_uri(const char *conninfo)
{
    const char *at = strstr(conninfo, "://");
    if (at == NULL)
        return false;
    at += 3;
    size_t authority = strcspn(at, "/?"), first = strcspn(at, "@");
    return at[first] == '@' && (first > authority || strchr(at + first + 1, '@') != NULL);
}

static bool is_understood(const char *conninfo)
{
    if (conninfo != NULL && is_broken_uri(conninfo))
        return false;
    if (conninfo == NULL || (strchr(conninfo, '=') == NULL && strstr(conninfo, "://") == NULL))
        return true;
    PQconninfoOption *options = PQconninfoParse(conninfo, NULL);
    PQconninfoFree(options);
    return options != NULL;
}

static void keep_code(struct failure *f, const char *sqlstate)
{
    memcpy(f->sqlstate, sqlstate, strlen(sqlstate) + 1);
}

static void show_first_line(PGconn *conn, struct failure *f)
{
    char text[400];
    const char *message = PQerrorMessage(conn);
    size_t len = strcspn(message, "\n");
    if (len >= sizeof text)
        len = sizeof text - 1;
    memcpy(text, message, len);
    text[len] = '\0';
    hide_secrets(text, conn);
    (void)failure_set(f, EX_UNAVAILABLE, say("connection"), say("check the connection string"),
                      "%s", text);
    keep_code(f, "08001");
}

static const struct known *find_known(const char *message)
{
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
        if (strstr(message, known[i].part) != NULL)
            return &known[i];
    return NULL;
}

static void show_known(const struct known *k, const PGconn *conn, struct failure *f)
{
    const char *host = PQhost(conn), *port = PQport(conn);
    if (host != NULL && host[0] != '\0' && k->status != EX_CONFIG)
        (void)failure_set(f, k->status, say("connection"), say(k->mend), say("%s (%s, port %s)"),
                          say(k->why), host, port != NULL ? port : "");
    else
        (void)failure_set(f, k->status, say("connection"), say(k->mend), "%s", say(k->why));
    keep_code(f, k->sqlstate);
}

void refusal_of_connect(PGconn *conn, const char *conninfo, struct failure *f)
{
    if (!is_understood(conninfo)) {
        (void)failure_set(f, EX_CONFIG, say("connection"),
                          say("check it for typing errors; in a password of a URI write / as %2F "
                              "and @ as %40"),
                          "%s", say("the connection string cannot be understood"));
        return;
    }
    if (conn == NULL) {
        (void)failure_set(f, EX_OSERR, say("connection"), say("try again"), "%s",
                          say("this machine is short of memory or threads"));
        return;
    }
    const struct known *k = PQconnectionNeedsPassword(conn) ? find_known("no password supplied")
                                                            : find_known(PQerrorMessage(conn));
    if (k != NULL)
        show_known(k, conn, f);
    else
        show_first_line(conn, f);
}
