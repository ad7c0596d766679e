#include "holdfast/command/plain.h"

#include "holdfast/command/command.h"
#include "holdfast/console/text.h"
#include "holdfast/gateway/answer.h"
#include "holdfast/screen/words.h"
#include "holdfast/util/memory.h"
#include "holdfast/util/say.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

enum { NARROWEST = 20, LABEL_CELLS = 11 };

static int terminal_width(void)
{
    struct winsize size = {0};
    if (isatty(STDOUT_FILENO) == 0)
        return 0;
    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0)
        return 80;
    return size.ws_col > NARROWEST ? size.ws_col : NARROWEST;
}

static int64_t machine_now(void)
{
    struct timespec t = {0};
    (void)clock_gettime(CLOCK_REALTIME, &t);
    return (int64_t)t.tv_sec * MICROSECONDS + t.tv_nsec / 1000;
}

void plain_refresh(struct plain *p)
{
    if (!p->frozen)
        p->now = machine_now() + p->ahead;
    p->width = terminal_width();
}

static bool sign_in(struct plain *p, struct failure *f)
{
    p->width = terminal_width();
    p->me = plain_ask(p, say("sign in"), "SELECT api.me()", GATEWAY_NO_VALUES, f);
    if (p->me == NULL) {
        plain_close(p);
        return false;
    }
    p->now = answer_time(p->me, "now");
    p->ahead = p->now - machine_now();
    p->frozen = answer_bool(p->me, "frozen");
    const char *zone = answer_text(p->me, "timezone");
    if (zone[0] != '\0')
        (void)setenv("TZ", zone, 1);
    tzset();
    return true;
}

bool plain_open(struct plain *p, const struct options *o, struct failure *f)
{
    *p = (struct plain){0};
    return session_open(&p->session, o, SESSION_PERSON, f) && sign_in(p, f);
}

bool plain_share(struct plain *p, struct gateway *gateway, struct failure *f)
{
    *p = (struct plain){.session = {.gateway = gateway}, .lent = true};
    return sign_in(p, f);
}

void plain_close(struct plain *p)
{
    json_decref(p->me);
    if (p->lent)
        p->session.gateway = NULL;
    session_close(&p->session);
    *p = (struct plain){0};
}

json_t *plain_ask(struct plain *p, const char *what, const char *sql, struct gateway_values values,
                  struct failure *f)
{
    struct reply *reply;
    const struct gateway_call call = {.sql = sql, .values = values, .what = what, .resend = true};
    if (!gateway_run(p->session.gateway, &call, &reply, f))
        return NULL;
    json_t *answer = reply_json(reply, 0, 0);
    reply_free(reply);
    if (answer == NULL)
        (void)failure_set(f, EX_SOFTWARE, what, say("tell the maintainers"), "%s",
                          say("the database gave no answer"));
    return answer;
}

void plain_may_repeat(const struct plain *p, const char *version, struct failure *f)
{
    if (f->status == EX_UNAVAILABLE)
        (void)snprintf(f->mend, sizeof f->mend,
                       say("repeat it with --request-id %s%s%s: it is done only once"),
                       p->request_id, version != NULL ? " --if-version " : "",
                       version != NULL ? version : "");
}

json_t *plain_ask_once(struct plain *p, const char *what, const char *version, const char *sql,
                       struct gateway_values values, struct failure *f)
{
    json_t *answer = plain_ask(p, what, sql, values, f);
    if (answer == NULL)
        plain_may_repeat(p, version, f);
    return answer;
}

bool plain_names_version(const struct plain *p, const char *command, const char *version)
{
    if (p->repeated && version == NULL)
        (void)command_misused(command, "%s",
                              say("a request that can be repeated names the version it was made "
                                  "for: add --if-version, which show tells"));
    return !p->repeated || version != NULL;
}

int plain_request(const struct options *o, int argc, char **argv, const struct plain_request *r)
{
    struct plain p;
    struct failure f;
    const char *given = NULL;
    char fresh[37];
    struct argument table[1 + PLAIN_OPTIONS] = {{"--request-id", NULL, &given}};
    size_t own = r->option != NULL ? 1 + r->more : 0;
    for (size_t i = 0; i < own; i++)
        table[1 + i] = r->option[i];
    if (!arguments_parse(table, 1 + own, &argc, argv, &f))
        return command_fail(&f);
    if (argc < r->least)
        return command_misused(argv[0], "%s", r->wants);
    if (!plain_open(&p, o, &f))
        return command_fail(&f);
    gateway_request_id(fresh);
    p.repeated = given != NULL;
    p.request_id = p.repeated ? given : fresh;
    int status = r->run(&p, argv + 1, r->data);
    plain_close(&p);
    return status;
}

static void print_wrapped(int width, int first, int indent, const char *text)
{
    size_t len;
    const char *next = text_wrap(text, width - first > 1 ? width - first : 1, &len);
    printf("%.*s\n", (int)len, text);
    while (next != NULL) {
        const char *line = next;
        next = text_wrap(line, width - indent > 1 ? width - indent : 1, &len);
        printf("%*s%.*s\n", indent, "", (int)len, line);
    }
}

/* first: cells that stand on the line already. */
static void print_text(const struct plain *p, int first, int indent, const char *text)
{
    size_t size = strlen(text) + 1;
    char *clean = memory_take(size, 1);
    (void)text_clean(clean, size, text);
    if (p->width > 0)
        print_wrapped(p->width, first, indent, clean);
    else
        puts(clean);
    free(clean);
}

void plain_line(const struct plain *p, int indent, const char *text)
{
    print_text(p, 0, indent, text);
}

static void print_columns(const char *const parts[], size_t count)
{
    char clean[512];
    for (size_t i = 0; i < count; i++) {
        (void)text_clean(clean, sizeof clean, parts[i]);
        printf("%s%c", clean, i + 1 < count ? '\t' : '\n');
    }
}

void plain_row(const struct plain *p, const char *const parts[], size_t count)
{
    struct buffer line = {0};
    if (p->width == 0) {
        print_columns(parts, count);
        return;
    }
    for (size_t i = 0; i < count; i++)
        if (parts[i][0] != '\0')
            buffer_print(&line, "%s%s", line.len > 0 ? "; " : "", parts[i]);
    plain_line(p, 4, line.data != NULL ? line.data : "");
    buffer_free(&line);
}

void plain_field(const struct plain *p, const char *label, const char *text)
{
    if (text[0] == '\0')
        return;
    if (p->width > 0) {
        int pad = LABEL_CELLS - text_width(label);
        printf("%s%*s", label, pad > 0 ? pad : 1, "");
    } else {
        printf("%s\t", label);
    }
    print_text(p, LABEL_CELLS, p->width > 3 * LABEL_CELLS ? LABEL_CELLS : 2, text);
}

void plain_add_moment(const struct plain *p, struct buffer *b, const json_t *object,
                      const char *key)
{
    char moment[40];
    int64_t instant = answer_time(object, key);
    if (instant != 0)
        buffer_text(b, words_moment(moment, sizeof moment, p->now, instant));
}

bool plain_pair(struct plain *p, const char *word, const char **key, const char **value)
{
    const char *mark = strchr(word, '=');
    if (mark == NULL || mark == word)
        return false;
    *key = arena_slice(&p->session.arena, word, (size_t)(mark - word));
    *value = mark + 1;
    return true;
}

const char *plain_moment(struct plain *p, const char *typed, bool past)
{
    char iso[40];
    int64_t instant;
    if (!words_read_moment(typed, p->now, past, &instant))
        return typed;
    return arena_text(&p->session.arena, words_given(iso, sizeof iso, typed, instant));
}
