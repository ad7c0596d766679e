#include "bench/part/measure.h"
#include "bench/part/table.h"
#include "bench/part/topic.h"

enum { ROUNDS = 60 };

static const char intake_page[] = "SELECT * FROM api.queue('role')";
static const char coordinator_page[] = "SELECT * FROM api.queue('network')";

#define BARE_COLUMNS "id, kind, status, priority, owner_role_id, owner_staff_id, due, sort_at"

static const char bare_role[] =
    "SELECT " BARE_COLUMNS " FROM app.task WHERE closed_at IS NULL AND owner_role_id = "
    "(SELECT id FROM app.role WHERE code = 'home_care_intake') ORDER BY sort_at, id LIMIT 50";
static const char bare_network[] = "SELECT " BARE_COLUMNS " FROM app.task WHERE closed_at IS NULL "
                                   "ORDER BY sort_at, id LIMIT 50";

struct pages {
    PGconn *ours, *against;
};

static double run(PGconn *link)
{
    double from = measure_now();
    network_execute(link, "page", 0, NULL);
    return measure_now() - from;
}

static double run_ours(void *context)
{
    return run(((const struct pages *)context)->ours);
}

static double run_against(void *context)
{
    return run(((const struct pages *)context)->against);
}

/* Takes both connections. */
static void print(struct pages p, const char *ours, const char *against, const char *what,
                  double budget)
{
    network_prepare(p.ours, "page", ours);
    network_prepare(p.against, "page", against);
    struct measure_pair pair = measure_in_turns(run_ours, run_against, &p, ROUNDS);
    table_print(
        &(struct table_line){what, "ms", pair.ours, pair.against, TABLE_RATIO_AT_MOST, budget});
    PQfinish(p.ours);
    PQfinish(p.against);
}

void topic_page(struct network *n)
{
    table_group("Page of 50 by api.queue; the same page of the small database");
    print((struct pages){network_connect(n, BENCH_INTAKE, false),
                         network_connect(n, BENCH_INTAKE, true)},
          intake_page, intake_page, "of an intake role", 1.3);
    print((struct pages){network_connect(n, BENCH_COORDINATOR, false),
                         network_connect(n, BENCH_COORDINATOR, true)},
          coordinator_page, coordinator_page, "of the network", 1.3);
    table_group("The same; the bare page from the index");
    print((struct pages){network_connect(n, BENCH_INTAKE, false), network_connect(n, NULL, false)},
          intake_page, bare_role, "of an intake role", 20);
    print((struct pages){network_connect(n, BENCH_COORDINATOR, false),
                         network_connect(n, NULL, false)},
          coordinator_page, bare_network, "of the network", 20);
}
