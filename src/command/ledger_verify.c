/* holdfast ledger verify: the record against itself, and against the seals kept elsewhere. */
#include "ledger_parts.h"

#include "holdfast/command/arguments.h"
#include "holdfast/command/command.h"
#include "holdfast/command/seals.h"
#include "holdfast/console/text.h"
#include "holdfast/gateway/answer.h"
#include "holdfast/util/say.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* So many entries are proved within a second on a slow machine. */
enum { ENTRIES_A_PART = 5000, PARTS_MOST = 1000, TICK_MS = 500 };

struct proof {
    struct session *session;
    const char *seals; /* the file, or NULL */
    bool full, shows;  /* shows: how far it is, on a terminal */
    json_t *state;     /* api.ledger_state() */
    const char *line;  /* of the last seal when it began; "" without any */
    int64_t since;     /* the seal up to which it was proved before; 0: none, or all is wanted */
    size_t breaks;
    struct timespec began;
    struct seals_check check;
    /* The part that is under way. */
    struct reply *reply;
    struct failure *failure;
    bool answered, good;
};

static int64_t count_of(const struct proof *p, const char *key)
{
    return answer_int(p->state, key);
}

static const char *text_of(const json_t *object, const char *key)
{
    const char *text = json_string_value(json_object_get(object, key));
    return text != NULL ? text : "";
}

static long seconds_since(const struct timespec *began)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (long)(now.tv_sec - began->tv_sec);
}

static void show_progress(struct proof *p, int done, int parts)
{
    long seconds = seconds_since(&p->began);
    if (seconds < 1 || isatty(STDERR_FILENO) == 0)
        return;
    fprintf(stderr, say("\rProving the record: %d %%, %ld s "), done * 100 / parts, seconds);
    p->shows = true;
}

static void hide_progress(struct proof *p)
{
    if (p->shows)
        fprintf(stderr, "\r%60s\r", "");
    p->shows = false;
}

static void take_answer(void *data, const struct reply *reply, const struct failure *failure)
{
    struct proof *p = data;
    p->answered = true;
    p->good = failure == NULL;
    if (failure != NULL)
        *p->failure = *failure;
    else
        p->reply = reply_keep(reply);
}

/* Asks, and says meanwhile how long it has taken. */
static bool ask(struct proof *p, const char *sql, struct gateway_values values, int done, int parts,
                struct failure *f)
{
    struct gateway *g = p->session->gateway;
    p->answered = false;
    p->failure = f;
    (void)gateway_send(g, &(struct gateway_call){.sql = sql,
                                                 .values = values,
                                                 .what = "ledger",
                                                 .resend = true,
                                                 .done = take_answer,
                                                 .data = p});
    while (!p->answered) {
        gateway_wait(g, TICK_MS);
        show_progress(p, done, parts);
    }
    return p->good;
}

static void print_break(struct proof *p, const char *ref, int64_t number, const char *problem)
{
    hide_progress(p);
    printf("%s\tseal\t%" PRId64 "\t\t\t%s\n", ref, number, problem);
    p->breaks++;
}

static bool read_state(struct proof *p, struct failure *f)
{
    char before[24];
    if (!ask(p, "SELECT api.ledger_state()", GATEWAY_NO_VALUES, 0, 1, f))
        return false;
    p->state = reply_json(p->reply, 0, 0);
    reply_free(p->reply);
    p->line = "";
    if (count_of(p, "last") == 0)
        return true;
    if (!ask(p, "SELECT s.line FROM api.ledger_seals($1::bigint, 1) s",
             GATEWAY_VALUES(gateway_number(before, count_of(p, "last") - 1)), 0, 1, f))
        return false;
    p->line = arena_text(&p->session->arena, reply_text(p->reply, 0, 0));
    reply_free(p->reply);
    return true;
}

/* From where to go on: the seal of the last full proof, if the database still has that very one. */
static bool find_since(struct proof *p, struct failure *f)
{
    char before[24];
    const char *proved = ledger_proved(&p->session->arena, text_of(p->state, "first"));
    int64_t number =
        proved != NULL && strncmp(proved, "seal\t", 5) == 0 ? strtoll(proved + 5, NULL, 10) : 0;
    if (p->full || number <= 0)
        return true;
    if (!ask(p, "SELECT s.line FROM api.ledger_seals($1::bigint, 1) s",
             GATEWAY_VALUES(gateway_number(before, number - 1)), 0, 1, f))
        return false;
    if (strcmp(reply_text(p->reply, 0, 0), proved) == 0)
        p->since = number;
    else
        print_break(p, say("the seals"), number,
                    say("it is not the seal that was proved from here before"));
    reply_free(p->reply);
    return true;
}

static bool prove_part(struct proof *p, int part, int parts, struct failure *f)
{
    char since[24], number[24], of[24];
    bool good = ask(p,
                    "SELECT b.ref, b.entity_kind, b.seq, b.entry_id, b.at, b.problem FROM "
                    "api.ledger_verify($1::bigint = 0, $1::bigint, $2::integer, $3::integer) b",
                    GATEWAY_VALUES(gateway_number(since, p->since), gateway_number(number, part),
                                   gateway_number(of, parts)),
                    part - 1, parts, f);
    if (!good)
        return false;
    if (reply_rows(p->reply) > 0)
        hide_progress(p);
    for (size_t row = 0; row < reply_rows(p->reply); row++, p->breaks++)
        ledger_print_row(p->reply, row);
    reply_free(p->reply);
    return true;
}

static bool prove_parts(struct proof *p, struct failure *f)
{
    int64_t parts = 1 + (count_of(p, "sealed") + count_of(p, "waiting")) / ENTRIES_A_PART;
    if (p->since > 0)
        parts = 1;
    else if (parts > PARTS_MOST)
        parts = PARTS_MOST;
    for (int part = 1; part <= (int)parts; part++)
        if (!prove_part(p, part, (int)parts, f))
            return false;
    return true;
}

static void tell_difference(void *data, int64_t number, const char *problem)
{
    struct proof *p = data;
    print_break(p, p->seals, number, problem);
}

static bool compare_seals(struct proof *p, struct failure *f)
{
    p->check = (struct seals_check){.differs = tell_difference, .data = p};
    return p->seals == NULL || seals_compare(p->session->gateway, p->seals, &p->check, f);
}

static void print_erased(const struct proof *p)
{
    size_t i;
    json_t *e;
    json_array_foreach (json_object_get(p->state, "erased"), i, e) {
        char reason[512];
        (void)text_clean(reason, sizeof reason, text_of(e, "reason"));
        printf(say("Erased lawfully: %s, the words of %lld entries, by %s on %.10s: %s\n"),
               text_of(e, "ref"), (long long)answer_int(e, "entries"), text_of(e, "by"),
               text_of(e, "at"), reason);
    }
}

static void print_whole(const struct proof *p)
{
    puts(say("The record is whole."));
    if (p->since > 0)
        printf(say("Read anew: what was written to since seal %lld, up to which it was proved in "
                   "full before, and the chain of all %lld seals.\n"),
               (long long)p->since, (long long)count_of(p, "seals"));
    else
        printf(say("Read: all %lld entries and %lld seals; not sealed yet: %lld.\n"),
               (long long)count_of(p, "sealed") + (long long)count_of(p, "waiting"),
               (long long)count_of(p, "seals"), (long long)count_of(p, "waiting"));
    if (p->seals != NULL)
        printf(say("%s: up to seal %lld the same.\n"), p->seals, (long long)p->check.last);
    print_erased(p);
}

static int conclude(struct proof *p)
{
    hide_progress(p);
    if (p->breaks > 0) {
        fprintf(stderr,
                say("holdfast: ledger: the record is broken (places: %zu); keep the database as "
                    "it is and tell your compliance officer\n"),
                p->breaks);
        return EXIT_CHECK_FOUND;
    }
    print_whole(p);
    if (p->since == 0 && p->line[0] != '\0')
        ledger_keep_proved(&p->session->arena, text_of(p->state, "first"), p->line);
    return EX_OK;
}

int ledger_verify(struct session *s, int argc, char **argv)
{
    struct failure f;
    struct proof p = {.session = s};
    const struct argument table[] = {{"--full", &p.full, NULL}, {"--seals", NULL, &p.seals}};
    if (!arguments_parse(table, 2, &argc, argv, &f))
        return command_fail(&f);
    if (argc > 1)
        return command_misused("ledger", say("%s is one word too many"), argv[1]);
    (void)clock_gettime(CLOCK_MONOTONIC, &p.began);
    bool good =
        read_state(&p, &f) && find_since(&p, &f) && prove_parts(&p, &f) && compare_seals(&p, &f);
    int status = good ? conclude(&p) : EX_OK;
    hide_progress(&p);
    json_decref(p.state);
    return good ? status : command_fail(&f);
}
