#include "bench/part/measure.h"
#include "bench/part/table.h"
#include "bench/part/topic.h"

#include "holdfast/util/memory.h"

#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

enum { WRITERS = 2, WRITING_MS = 2000, TURNS = 2, TICK_MS = 50 };

/* ---- consoles that listen ---- */

struct listeners {
    PGconn **links;
    struct pollfd *fds;
    nfds_t count;
    pthread_t thread;
    atomic_bool ended;
};

static void hear(PGconn *link)
{
    PGnotify *heard;
    (void)PQconsumeInput(link);
    while ((heard = PQnotifies(link)) != NULL)
        PQfreemem(heard);
}

static void *hear_all(void *context)
{
    struct listeners *l = context;
    while (!l->ended) {
        if (poll(l->fds, l->count, TICK_MS) <= 0)
            continue;
        for (nfds_t i = 0; i < l->count; i++)
            if (l->fds[i].revents != 0)
                hear(l->links[i]);
    }
    return NULL;
}

static void listen_all(struct network *n, struct listeners *l)
{
    *l = (struct listeners){.count = (nfds_t)n->listeners};
    l->links = memory_take(l->count, sizeof(PGconn *));
    l->fds = memory_take(l->count, sizeof *l->fds);
    for (nfds_t i = 0; i < l->count; i++) {
        /* Not as a person: nobody may connect that often. */
        l->links[i] = network_connect(n, NULL, false);
        network_run(l->links[i], "LISTEN holdfast");
        l->fds[i] = (struct pollfd){PQsocket(l->links[i]), POLLIN, 0};
    }
    (void)pthread_create(&l->thread, NULL, hear_all, l);
}

static void end_listening(struct listeners *l)
{
    l->ended = true;
    (void)pthread_join(l->thread, NULL);
    for (nfds_t i = 0; i < l->count; i++)
        PQfinish(l->links[i]);
    free(l->links);
    free(l->fds);
}

/* ---- people who work meanwhile ---- */

struct writer {
    PGconn *link;
    PGresult *items;
    int next; /* each has items of its own: every other one */
    long commits;
    pthread_t thread;
};

static void *write_notes(void *context)
{
    struct writer *w = context;
    for (double until = measure_now() + WRITING_MS; measure_now() < until; w->commits++) {
        const char *const values[] = {PQgetvalue(w->items, w->next, 0),
                                      PQgetvalue(w->items, w->next, 1)};
        network_execute(w->link, "note", 2, values);
        w->next = (w->next + WRITERS) % PQntuples(w->items);
    }
    return NULL;
}

static void open_writer(struct network *n, struct writer *w, int no)
{
    *w = (struct writer){.link = network_connect(n, BENCH_INTAKE, false), .next = no};
    w->items = network_ask(w->link, "SELECT ref, version FROM api.queue('role', n => 200)");
    network_prepare(w->link, "note",
                    "SELECT api.act(gen_random_uuid(), $1::text, $2::int, 'note', "
                    "'{\"note\": \"Called, no answer.\"}')");
}

static double commits_each_second(struct writer *writers)
{
    long commits = 0;
    double from = measure_now();
    for (int i = 0; i < WRITERS; i++) {
        writers[i].commits = 0;
        (void)pthread_create(&writers[i].thread, NULL, write_notes, &writers[i]);
    }
    for (int i = 0; i < WRITERS; i++) {
        (void)pthread_join(writers[i].thread, NULL);
        commits += writers[i].commits;
    }
    return (double)commits / (measure_now() - from) * 1000;
}

void topic_listen(struct network *n)
{
    struct writer writers[WRITERS];
    struct listeners l;
    double ours = 0, against = 0;
    char what[64];
    for (int i = 0; i < WRITERS; i++)
        open_writer(n, &writers[i], i);
    (void)commits_each_second(writers);
    for (int i = 0; i < TURNS; i++) {
        against += commits_each_second(writers) / TURNS;
        listen_all(n, &l);
        ours += commits_each_second(writers) / TURNS;
        end_listening(&l);
    }
    (void)snprintf(what, sizeof what, "commits with %ld consoles listening", n->listeners);
    table_group("Steps of 2 people at once; the same with nobody listening");
    table_print(&(struct table_line){what, "/s", ours, against, TABLE_RATIO_AT_LEAST, 0.6});
    for (int i = 0; i < WRITERS; i++) {
        PQclear(writers[i].items);
        PQfinish(writers[i].link);
    }
}
