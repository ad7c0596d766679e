#include "bench/part/measure.h"
#include "bench/part/screen.h"
#include "bench/part/table.h"
#include "bench/part/topic.h"

#include <stdio.h>
#include <stdlib.h>

enum {
    KEYS = 9,
    KEYS_MOST = 60,
    DRAWN_MS = 120, /* shorter than the rest after which the preview follows */
    RESTED_MS = 600
};

static double bytes_of(struct terminal *t, const char *key, int quiet_ms)
{
    terminal_bytes_reset(t);
    terminal_send(t, key);
    terminal_settle(t, quiet_ms);
    return (double)terminal_bytes(t);
}

/* Bytes of j: where the selection moves on the screen, or where the list moves under it. */
static double median_of_j(struct terminal *t, bool scrolling)
{
    double bytes[KEYS];
    int count = 0;
    for (int i = 0; i < KEYS_MOST && count < KEYS; i++) {
        int before = terminal_selected(t);
        double sent = bytes_of(t, "j", DRAWN_MS);
        if ((terminal_selected(t) == before) == scrolling)
            bytes[count++] = sent;
        terminal_settle(t, RESTED_MS);
    }
    if (count == 0) {
        fprintf(stderr, "bench: the list does not move\n");
        terminal_print(t);
        exit(EX_SOFTWARE);
    }
    return measure_median(bytes, count);
}

static void print(const char *what, double bytes, double repaint, double budget)
{
    table_print(&(struct table_line){what, "B", bytes, repaint,
                                     budget > 0 ? TABLE_AT_MOST : TABLE_NO_BUDGET, budget});
}

static double preview_after_move(struct terminal *t)
{
    (void)bytes_of(t, "k", DRAWN_MS);
    terminal_bytes_reset(t);
    terminal_settle(t, RESTED_MS);
    return (double)terminal_bytes(t);
}

void topic_bytes(struct network *n)
{
    struct terminal *t = screen_open(n, BENCH_INTAKE, false);
    table_group("Bytes to an 80x24 terminal in the queue; a whole repaint");
    screen_queue(t);
    double repaint = bytes_of(t, "\f", RESTED_MS);
    print("cursor move", median_of_j(t, false), repaint, 120);
    print("scroll by one", median_of_j(t, true), repaint, 300);
    print("the preview that follows after a rest", preview_after_move(t), repaint, 0);
    terminal_end(t);
    t = screen_open(n, BENCH_INTAKE, true);
    screen_queue(t);
    repaint = bytes_of(t, "\f", RESTED_MS);
    print("lean: cursor move", median_of_j(t, false), repaint, 40);
    terminal_end(t);
}
