#include "support/pair.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

enum { SOON = TERMINAL_PATIENCE_MS, ROWS = 24, LOOKS = 6 };

struct pair pair_open(struct network *network, const char *who, const char *plain, const char *copy)
{
    struct pair pair = {.who = who, .alike = true};
    network_turn(network, plain);
    pair.plain = network_console(network, who, NULL, NULL);
    network_turn(network, copy);
    pair.copy = network_console(network, who, NULL, NULL);
    network_turn(network, NULL);
    return pair;
}

void pair_close(struct pair *pair)
{
    terminal_end(pair->plain);
    terminal_end(pair->copy);
}

static void settle(struct terminal *t, int quiet_ms)
{
    static const char *const passing[] = {"Reading", "Looking", "Counting", "still counting"};
    for (size_t i = 0; i < sizeof passing / sizeof passing[0]; i++)
        terminal_wait_gone(t, passing[i], SOON);
    terminal_settle(t, quiet_ms);
}

void pair_blank_hashes(char *text)
{
    static const char figures[] = "0123456789abcdef";
    for (size_t len; *text != '\0'; text += len > 0 ? len : 1) {
        len = strspn(text, figures);
        if (len >= 16)
            memset(text, '#', len);
    }
}

static bool same_row(const struct pair *pair, int row)
{
    char plain[512], copy[512];
    (void)snprintf(plain, sizeof plain, "%s", terminal_row(pair->plain, row));
    (void)snprintf(copy, sizeof copy, "%s", terminal_row(pair->copy, row));
    pair_blank_hashes(plain);
    pair_blank_hashes(copy);
    return strcmp(plain, copy) == 0 && terminal_same_dress(pair->plain, pair->copy, row);
}

static bool same(const struct pair *pair)
{
    int row[2], col[2];
    for (int i = 0; i < ROWS; i++)
        if (!same_row(pair, i))
            return false;
    terminal_cursor(pair->plain, &row[0], &col[0]);
    terminal_cursor(pair->copy, &row[1], &col[1]);
    return row[0] == row[1] && col[0] == col[1];
}

static void look_for_words(struct pair *pair, const char *what)
{
    for (const char *const *word = pair->never; word != NULL && *word != NULL; word++) {
        if (!pair_shows(pair, *word))
            continue;
        terminal_print(terminal_shows(pair->copy, *word) ? pair->copy : pair->plain);
        fail_msg("%s reads \"%s\" on %s", pair->who, *word, what);
    }
}

/* Different screens get another look: one may only have been slower. */
void pair_look(struct pair *pair, const char *what, int quiet_ms)
{
    bool are_same = false;
    for (int i = 0; i < LOOKS && !are_same; i++) {
        settle(pair->plain, quiet_ms);
        settle(pair->copy, quiet_ms);
        are_same = same(pair);
    }
    look_for_words(pair, what);
    pair->screens++;
    pair->different += !are_same;
    if (are_same || !pair->alike)
        return;
    terminal_print(pair->plain);
    terminal_print(pair->copy);
    for (int i = 0; i < ROWS; i++)
        if (!terminal_same_dress(pair->plain, pair->copy, i))
            fprintf(stderr, "row %d is dressed otherwise\n", i);
    fail_msg("to %s, %s differs", pair->who, what);
}

void pair_type(struct pair *pair, const char *keys)
{
    terminal_type(pair->plain, keys);
    terminal_type(pair->copy, keys);
}

void pair_pause(struct pair *pair)
{
    network_pause(pair->plain);
    network_pause(pair->copy);
}

void pair_answer(struct pair *pair, const char *text)
{
    terminal_send(pair->plain, text);
    terminal_send(pair->copy, text);
    pair_type(pair, "\r");
}

void pair_wait(struct pair *pair, const char *text)
{
    terminal_wait(pair->plain, text, SOON);
    terminal_wait(pair->copy, text, SOON);
}

bool pair_shows(const struct pair *pair, const char *text)
{
    return terminal_shows(pair->plain, text) || terminal_shows(pair->copy, text);
}
