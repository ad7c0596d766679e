#include "refusal.h"

#include "holdfast/util/say.h"

#include <string.h>

/* The first row whose code begins the SQLSTATE counts: whole codes stand before their class. */
struct sentence {
    const char *code;
    int status;
    const char *why, *mend;
};

static const struct sentence sentences[] = {
    {"08", EX_UNAVAILABLE, "the connection to the database was lost", "try again"},
    {"0A", EX_SOFTWARE, "the database cannot do this", "run holdfast migrate, then try again"},
    {"22", EX_DATAERR, "a value is not of the kind the database expects", "check what was given"},
    {"23", EX_DATAERR, "the change contradicts what is on record", "look again, then repeat it"},
    {"25006", EX_UNAVAILABLE, "this database server only reads (a standby)",
     "connect to the primary"},
    {"25P03", EX_UNAVAILABLE, "the session was idle for too long", "try again"},
    {"28", EX_NOPERM, "the server refuses this login", "check login and password"},
    {"3D", EX_UNAVAILABLE, "there is no such database", "check the connection string"},
    {"3F", EX_CONFIG, "the database lacks a part of the schema", "run holdfast migrate"},
    {"40", EX_TEMPFAIL, "two changes got in each other's way", "try again"},
    {"42501", EX_NOPERM, "not permitted to this login", "ask your administrator"},
    {"42883", EX_CONFIG, "the database does not know this call", "run holdfast migrate"},
    {"42P01", EX_CONFIG, "the database lacks a part of the schema", "run holdfast migrate"},
    {"53100", EX_UNAVAILABLE, "the database server's disk is full", "tell your administrator"},
    {"53300", EX_UNAVAILABLE, "the database server has no room for one more session",
     "try again in a minute"},
    {"53", EX_UNAVAILABLE, "the database server is short of resources", "tell your administrator"},
    {"54", EX_DATAERR, "this is too large for the database", "do it in smaller parts"},
    {"55P03", EX_TEMPFAIL, "somebody else is changing this right now", "try again"},
    {"55", EX_TEMPFAIL, "the database is busy with this", "try again"},
    {"57014", EX_TEMPFAIL, "it was stopped before it was done", "try again"},
    {"57", EX_UNAVAILABLE, "the database server is stopping or starting", "try again"},
    {"58", EX_UNAVAILABLE, "the database server's machine reports an error",
     "tell your administrator"},
    {"XX", EX_SOFTWARE, "the database server reports an internal fault", "tell your administrator"},
    {"", EX_SOFTWARE, "the database refused an unexpected request",
     "this is a fault of the program: tell its maintainers"},
};

static const struct {
    char code[6];
    int status;
} own_codes[] = {
    {"HF400", EX_DATAERR}, {"HF404", EX_NOPERM},  {"HF409", EX_TEMPFAIL},
    {"HF412", EX_DATAERR}, {"HF422", EX_DATAERR}, {"HF426", EX_CONFIG},
};

static const char *or_default(const char *what)
{
    return what != NULL ? what : say("database");
}

static const struct sentence *find_sentence(const char *sqlstate)
{
    const struct sentence *s = sentences;
    while (strncmp(sqlstate, s->code, strlen(s->code)) != 0)
        s++;
    return s;
}

static int own_status(const char *sqlstate)
{
    for (size_t i = 0; i < sizeof own_codes / sizeof own_codes[0]; i++)
        if (strcmp(own_codes[i].code, sqlstate) == 0)
            return own_codes[i].status;
    return EX_DATAERR;
}

static void keep_code(struct failure *f, const char *sqlstate)
{
    size_t n = strnlen(sqlstate, sizeof f->sqlstate - 1);
    memcpy(f->sqlstate, sqlstate, n);
    f->sqlstate[n] = '\0';
}

static void fill(struct failure *f, const char *sqlstate, const char *what)
{
    const struct sentence *s = find_sentence(sqlstate);
    (void)failure_set(f, s->status, or_default(what), say(s->mend), "%s", say(s->why));
    keep_code(f, sqlstate);
}

/* Our own sentences may quote what somebody typed. */
static void clean(char *text)
{
    for (unsigned char *at = (unsigned char *)text; *at != '\0'; at++)
        if (*at < 0x20 || *at == 0x7f)
            *at = ' ';
        else if (*at == 0xc2 && at[1] >= 0x80 && at[1] < 0xa0) /* C1, in UTF-8 */
            at[0] = at[1] = ' ';
}

static const char *field(const PGresult *result, int code)
{
    const char *text = PQresultErrorField(result, code);
    return text != NULL ? text : "";
}

void refusal_of_result(const PGresult *result, const char *what, bool verbatim, struct failure *f)
{
    const char *sqlstate = field(result, PG_DIAG_SQLSTATE);
    bool own = strncmp(sqlstate, "HF", 2) == 0;
    fill(f, sqlstate, what);
    if (own || verbatim)
        (void)failure_set(f, own ? own_status(sqlstate) : f->status, or_default(what),
                          field(result, PG_DIAG_MESSAGE_HINT), "%s",
                          field(result, PG_DIAG_MESSAGE_PRIMARY));
    clean(f->why);
    clean(f->mend);
    keep_code(f, sqlstate);
}

void refusal_of_link(const char *what, bool sent, struct failure *f)
{
    (void)failure_set(f, EX_UNAVAILABLE, or_default(what),
                      sent ? say("look whether it was done before you repeat it")
                           : say("nothing was sent: try again once it is back"),
                      "%s", say("the connection to the database was lost"));
    keep_code(f, "08006");
}

void refusal_of_cancel(const char *what, struct failure *f)
{
    fill(f, "57014", what);
}

void refusal_again(const struct failure *first, const char *what, struct failure *f)
{
    (void)failure_set(f, first->status, or_default(what), first->mend, "%s", first->why);
    keep_code(f, first->sqlstate);
}
