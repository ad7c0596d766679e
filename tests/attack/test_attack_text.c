/* Terminal escapes, controls and bidi overrides in what people type: none of them reaches anybody's
 * screen, in the console, or pipe, through the plain commands. */
#include "support/guarded.h"

#include "holdfast/util/buffer.h"
#include "support/program.h"
#include "support/terminal.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(list) (sizeof(list) / sizeof *(list))

enum { SOON = TERMINAL_PATIENCE_MS, ROWS = 24, HINT = 23 };

/* In JSON: clear the screen, set the title, answer back, bell, backspace, C1, overrides, isolates.
 */
#define EVIL                                                                                       \
    "\\u001b[2J\\u001b]0;owned\\u0007\\u001b["                                                     \
    "6n\\b\\u009b31m\\u202eevil\\u2066\\u200f\\u2028\\r\\n\\u0085"

static const struct {
    const char *who, *call;
} typed[] = {
    {"drew",
     "SELECT api.correct_individual(gen_random_uuid(), '%person%', 1, '{\"family\": \"R" EVIL
     "\", \"given\": \"A" EVIL "\", \"address\": \"1" EVIL "\", \"city\": \"B" EVIL
     "\", \"safe_note\": \"S" EVIL "\"}', 'x')"},
    {"maria", "SELECT api.act(gen_random_uuid(), '%ref%', 1, 'note', '{\"note\": \"N" EVIL "\"}')"},
    {"maria",
     "SELECT api.act(gen_random_uuid(), '%ref%', 1, 'ask', '{\"missing\": \"M" EVIL "\"}')"},
    {"maria", "SELECT api.message(gen_random_uuid(), '%ref%', '{\"text\": \"T" EVIL "\", \"to\": "
              "\"drew\", \"question\": true}')"},
    {"drew", "SELECT api.record_event(gen_random_uuid(), '{\"individual\": \"%person%\", \"type\": "
             "\"ed_visit\", \"occurred_at\": \"2026-11-19 08:00-05\", \"note\": \"E" EVIL
             "\", \"place\": \"P" EVIL "\"}')"},
    {"drew",
     "SELECT api.record_risk(gen_random_uuid(), '{\"individual\": \"%person%\", \"category\": "
     "\"food_insecurity\", \"level\": \"high\", \"note\": \"K" EVIL "\"}')"},
    {"drew",
     "SELECT api.safety(gen_random_uuid(), '%person%', '!' || (jsonb '\"" EVIL "\"' #>> '{}'))"},
    {"maria", "SELECT api.act(gen_random_uuid(), '%ref%', 1, 'accept', '{}')"},
    {"maria", "SELECT api.act(gen_random_uuid(), '%ref%', 2, 'hold', '{\"waiting_on\": \"W" EVIL
              "\", \"until\": \"2026-11-27\"}')"},
    {"maria", "SELECT api.act(gen_random_uuid(), '%ref%', 3, 'call', '{\"reached\": \"yes\", "
              "\"note\": \"C" EVIL "\"}')"},
};

static const char *const commands[][3] = {
    {"show", "%ref%", NULL},
    {"queue", "role", NULL},
    {"queue", "org", NULL},
    {"queue", "network", NULL},
    {"ledger", "show", "%ref%"},
    {"plan", "%person%", NULL},
    {"show", "%person%", NULL},
    {"message", "%ref%", NULL},
    {"evidence", "%ref%", NULL},
    {"consent", "%person%", NULL},
    {"report", "disclosures", NULL},
    {"ledger", "show", "%person%"},
    {"export", "--individual", "%person%"},
};

/* Controls but line end and tab, DEL, C1, and the marks that steer what stands beside them. */
static bool is_clean(const char *text)
{
    static const char *const steering[] = {"\u202a", "\u202b", "\u202c", "\u202d", "\u202e",
                                           "\u2066", "\u2067", "\u2068", "\u2069", "\u200e",
                                           "\u200f", "\u2028", "\u2029", "\u061c"};
    for (const unsigned char *at = (const unsigned char *)text; *at != '\0'; at++)
        if ((*at < ' ' && *at != '\n' && *at != '\t') || *at == 0x7f ||
            (at[0] == 0xc2 && at[1] >= 0x80 && at[1] <= 0x9f))
            return false;
    for (size_t i = 0; i < COUNT(steering); i++)
        if (strstr(text, steering[i]) != NULL)
            return false;
    return true;
}

static void nothing_typed_steers_a_terminal(void **state)
{
    struct guarded *g = *state;
    static const char *const readers[] = {"maria", "sam", "drew", "lena"};
    size_t shown = 0;
    for (size_t i = 0; i < COUNT(typed); i++) {
        const char *answer = guarded_ask(g, typed[i].who, typed[i].call);
        if (answer[0] != '=' && strncmp(answer, "HF", 2) != 0)
            fail_msg("%s: %s", typed[i].call, answer);
    }
    assert_string_equal(guarded_ask(g, NULL,
                                    "SELECT strpos(body::text, 'owned') > 0 FROM"
                                    " app.ledger_private WHERE body ? 'note' LIMIT 1"),
                        "=t");
    for (size_t r = 0; r < COUNT(readers); r++)
        for (size_t c = 0; c < COUNT(commands); c++) {
            struct buffer output = {0}, error = {0};
            char conninfo[600];
            char *last = guarded_text(g, commands[c][1]);
            char *more = commands[c][2] != NULL ? guarded_text(g, commands[c][2]) : NULL;
            (void)snprintf(conninfo, sizeof conninfo, "%s password='%s'",
                           guarded_conninfo(g, readers[r]), guarded_password());
            (void)PROGRAM(&output, &error, "--db", conninfo, commands[c][0], last, more);
            if (!is_clean(output.data) || !is_clean(error.data))
                fail_msg("%s %s, read by %s, is not clean", commands[c][0], last, readers[r]);
            shown += strstr(output.data, "evil") != NULL;
            assert_null(strstr(error.data, guarded_password()));
            buffer_free(&output);
            buffer_free(&error);
            free(last);
            free(more);
        }
    /* The words themselves do arrive. */
    assert_true(shown > COUNT(readers));
    guarded_count(g, COUNT(typed) * COUNT(readers) * COUNT(commands));
}

/* ---- the same on the screens of a console ---- */

static void assert_steady(struct terminal *t, const char *title)
{
    terminal_wait_row(t, 0, title, SOON);
    terminal_wait_gone(t, "Reading", SOON);
    terminal_settle(t, 100);
    assert_true(terminal_alternate(t));
    assert_int_equal(strncmp(terminal_row(t, 0), title, strlen(title)), 0);
    assert_true(strlen(terminal_row(t, HINT)) > 0);
    for (int row = 0; row < ROWS; row++)
        if (!is_clean(terminal_row(t, row))) {
            terminal_print(t);
            fail_msg("row %d of %s is not clean", row, title);
        }
}

static void find(struct guarded *g, struct terminal *t, const char *what, const char *title)
{
    char *ref = guarded_text(g, what);
    terminal_type(t, "5");
    terminal_wait_row(t, HINT, "Name, birth date or number", SOON);
    terminal_send(t, ref);
    terminal_wait_row(t, HINT, ref, SOON);
    terminal_type(t, "\r");
    terminal_wait_gone(t, "Name, birth date or number", SOON);
    assert_steady(t, "PEOPLE");
    terminal_wait(t, ref, SOON);
    terminal_type(t, "\033[24~\r");
    assert_steady(t, title);
    free(ref);
}

static void nothing_typed_steers_a_console(void **state)
{
    struct guarded *g = *state;
    static const char *const readers[] = {"maria", "drew", "lena"};
    for (size_t r = 0; r < COUNT(readers); r++) {
        char conninfo[600];
        (void)snprintf(conninfo, sizeof conninfo, "%s password='%s'",
                       guarded_conninfo(g, readers[r]), guarded_password());
        const char *argv[] = {program_path(), "--db", conninfo, NULL};
        struct terminal *t = terminal_start(NULL, argv);
        terminal_wait(t, "WAITING SINCE", SOON);
        assert_steady(t, "TODAY");
        find(g, t, "%person%", "PERSON");
        terminal_wait(t, "evil", SOON);
        terminal_type(t, "p");
        assert_steady(t, "PLAN");
        terminal_type(t, "G");
        assert_steady(t, "PLAN");
        terminal_type(t, "qL");
        assert_steady(t, "RECORD");
        find(g, t, "%ref%", "ITEM");
        terminal_type(t, "G");
        assert_steady(t, "ITEM");
        terminal_type(t, "L");
        assert_steady(t, "RECORD");
        terminal_wait(t, "evil", SOON);
        terminal_type(t, "2");
        assert_steady(t, "QUEUE");
        terminal_wait(t, "evil", SOON);
        terminal_end(t);
    }
    guarded_count(g, COUNT(typed) * COUNT(readers));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(nothing_typed_steers_a_terminal),
                                       cmocka_unit_test(nothing_typed_steers_a_console)};
    return cmocka_run_group_tests(tests, guarded_open, guarded_close);
}
