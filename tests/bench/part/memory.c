#include "bench/part/screen.h"
#include "bench/part/table.h"
#include "bench/part/topic.h"

enum { PAGES = 20, QUIET_MS = 300, PATIENCE_MS = 10000 };

static const char page_down[] = "\033[6~";

static double megabytes(struct terminal *t)
{
    return (double)terminal_memory(t) / 1024;
}

/* After a walk through the list, which must not keep what it passed. */
static double console_memory(struct network *n)
{
    struct terminal *t = screen_open(n, BENCH_COORDINATOR, false);
    screen_queue(t);
    for (int i = 0; i < PAGES; i++) {
        terminal_type(t, page_down);
        terminal_settle(t, QUIET_MS);
    }
    double taken = megabytes(t);
    terminal_end(t);
    return taken;
}

static double psql_memory(struct network *n)
{
    const char *conninfo = network_conninfo(n, BENCH_COORDINATOR, false);
    struct terminal *t =
        terminal_start(NULL, (const char *const[]){"psql", "-X", "-q", "-d", conninfo, NULL});
    terminal_wait(t, "=>", PATIENCE_MS);
    terminal_send(t, "SELECT * FROM api.queue('network') \\g /dev/null\n\\echo 'that was' all\n");
    terminal_wait(t, "that was all", PATIENCE_MS);
    double taken = megabytes(t);
    terminal_end(t);
    return taken;
}

void topic_memory(struct network *n)
{
    table_group("Resident memory of a console after 20 pages; psql after one");
    double ours = console_memory(n);
    table_print(
        &(struct table_line){"as the coordinator", "MB", ours, psql_memory(n), TABLE_AT_MOST, 12});
}
