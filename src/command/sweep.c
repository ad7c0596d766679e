/* holdfast sweep: fires what is due, once, or every so many seconds as a service. */
#include "holdfast/command/arguments.h"
#include "holdfast/command/command.h"
#include "holdfast/command/deliver.h"
#include "holdfast/command/seals.h"
#include "holdfast/command/session.h"
#include "holdfast/gateway/answer.h"
#include "holdfast/util/say.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { SHORTEST = 1, LONGEST = 86400 };

struct sweep {
    struct session session;
    long every; /* seconds; 0: once */
    bool dry;
    const char *seals; /* the file that seals are appended to; NULL: none */
};

struct tally {
    long long fired, released, sealed;
    struct deliver_tally messages;
};

static long long count_of(const json_t *answer, const char *key)
{
    return answer_int(answer, key);
}

/* One batch; *more when another would find something. */
static bool sweep_batch(struct sweep *s, struct tally *t, bool *more, struct failure *f)
{
    struct reply *reply;
    const struct gateway_call call = {
        .sql = "SELECT api.sweep(500)", .what = "sweep", .resend = !s->dry, .block = s->dry};
    if (!gateway_run(s->session.gateway, &call, &reply, f))
        return false;
    json_t *answer = reply_json(reply, 0, 0);
    reply_free(reply);
    t->fired += count_of(answer, "fired");
    t->released += count_of(answer, "released");
    t->sealed += count_of(answer, "sealed");
    *more = answer_bool(answer, "more");
    json_decref(answer);
    return true;
}

static bool sweep_all(struct sweep *s, struct tally *t, struct failure *f)
{
    bool more = true;
    while (more)
        if (!sweep_batch(s, t, &more, f))
            return false;
    return true;
}

/* Fires, then tells people. A message that could not be sent moves its ladder on, so that is swept
 * once more. */
static bool sweep_and_tell(struct sweep *s, struct tally *t, struct failure *f)
{
    long long failed = 0;
    do {
        failed = t->messages.failed;
        if (!sweep_all(s, t, f) || !deliver_all(s->session.gateway, &t->messages, f))
            return false;
    } while (t->messages.failed > failed);
    return true;
}

/* Last, so that a file which does not fit the database keeps nobody from being told of anything. */
static bool sweep_and_seal(struct sweep *s, struct tally *t, struct failure *f)
{
    int64_t appended;
    return sweep_and_tell(s, t, f) &&
           (s->seals == NULL || seals_append(s->session.gateway, s->seals, &appended, f));
}

static void print_tally(const struct tally *t, bool dry)
{
    const char *format = dry ? say("Would fire %lld, end %lld holds, seal %lld entries.\n")
                             : say("Fired %lld, ended %lld holds, sealed %lld entries.\n");
    printf(format, t->fired, t->released, t->sealed);
    const struct deliver_tally *m = &t->messages;
    if (m->sent + m->later + m->failed > 0)
        printf(say("Messages sent: %lld, tried again later: %lld, given up: %lld.\n"), m->sent,
               m->later, m->failed);
    (void)fflush(stdout);
}

static bool in_block(struct sweep *s, const char *sql, struct failure *f)
{
    return gateway_run(s->session.gateway,
                       &(struct gateway_call){.sql = sql, .what = "sweep", .block = true}, NULL, f);
}

/* Does everything and takes it back. */
static bool sweep_dry(struct sweep *s, struct tally *t, struct failure *f)
{
    return in_block(s, "BEGIN", f) && sweep_all(s, t, f) && in_block(s, "ROLLBACK", f);
}

static int sweep_once(struct sweep *s)
{
    struct tally t = {0};
    struct failure f = {0};
    if (!(s->dry ? sweep_dry : sweep_and_seal)(s, &t, &f))
        return command_fail(&f);
    print_tally(&t, s->dry);
    return EX_OK;
}

/* Waits for the time or a signal to end, whichever comes first; true for the signal. */
static bool is_told_to_end(long seconds)
{
    sigset_t ending;
    (void)sigemptyset(&ending);
    (void)sigaddset(&ending, SIGTERM);
    (void)sigaddset(&ending, SIGINT);
    const struct timespec wait = {.tv_sec = seconds};
    return sigtimedwait(&ending, NULL, &wait) > 0;
}

/* Signals are blocked while a batch is under way, so the service ends between two. */
static void hold_signals(void)
{
    sigset_t ending;
    (void)sigemptyset(&ending);
    (void)sigaddset(&ending, SIGTERM);
    (void)sigaddset(&ending, SIGINT);
    (void)sigprocmask(SIG_BLOCK, &ending, NULL);
}

/* Nobody repairs these by waiting; seals that are not those of the file must be seen. */
static bool is_final(const struct failure *f)
{
    return f->status == EX_NOPERM || f->status == EX_CONFIG || f->status == EXIT_CHECK_FOUND;
}

static int sweep_on(struct sweep *s)
{
    hold_signals();
    do {
        struct tally t = {0};
        struct failure f;
        if (sweep_and_seal(s, &t, &f)) {
            if (t.fired + t.released + t.messages.sent + t.messages.later + t.messages.failed > 0)
                print_tally(&t, false);
        } else if (is_final(&f)) {
            return command_fail(&f);
        } else {
            (void)command_fail(&f);
        }
    } while (!is_told_to_end(s->every));
    return EX_OK;
}

static bool read_every(const char *text, long *every, struct failure *f)
{
    char *end;
    *every = strtol(text, &end, 10);
    if (*end == '\0' && *every >= SHORTEST && *every <= LONGEST)
        return true;
    return failure_set(f, EX_USAGE, "sweep", say("give a number from 1 to 86400"),
                       say("%s is no number of seconds"), text);
}

int command_sweep(const struct options *o, int argc, char **argv)
{
    struct sweep s = {0};
    struct failure f;
    const char *every = NULL;
    const struct argument table[] = {
        {"--every", NULL, &every}, {"--dry-run", &s.dry, NULL}, {"--seals", NULL, &s.seals}};
    if (!arguments_parse(table, 3, &argc, argv, &f) ||
        (every != NULL && !read_every(every, &s.every, &f)))
        return command_fail(&f);
    if (argc > 1)
        return command_misused(argv[0], say("%s is one word too many"), argv[1]);
    if (!session_open(&s.session, o, SESSION_PERSON, &f))
        return command_fail(&f);
    int status = s.every > 0 && !s.dry ? sweep_on(&s) : sweep_once(&s);
    session_close(&s.session);
    return status;
}
