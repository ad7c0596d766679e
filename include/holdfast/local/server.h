/* The private PostgreSQL server of one directory: made on first start, reached only through a
 * Unix socket in a folder that nobody else may enter, running on until it is stopped.
 *
 *   DIR/data    the cluster            DIR/run     the socket (elsewhere when DIR is deep)
 *   DIR/log     what the server says   DIR/lock    held while something is changed
 *
 * As root the server runs as an unprivileged user, who then owns DIR. Every call may be made by
 * several programs at once; those that change something wait for each other. */
#ifndef HOLDFAST_LOCAL_SERVER_H
#define HOLDFAST_LOCAL_SERVER_H

#include "holdfast/util/arena.h"
#include "holdfast/util/failure.h"

#include <stdbool.h>
#include <sys/types.h>

/* The database of the server, and the name of the cluster's superuser. */
#define LOCAL_DATABASE "holdfast"
#define LOCAL_OWNER    "postgres"

struct local_server {
    struct arena *arena; /* the caller's; texts below and handed out live in it */
    const char *dir;     /* absolute */
    const char *data, *log, *lock;
    const char *user; /* who the server process runs as */
    uid_t uid;
    gid_t gid;
    bool throwaway; /* set after local_open: no fsync, for servers of tests only */
};

enum local_state { LOCAL_ABSENT, LOCAL_STOPPED, LOCAL_RUNNING };

struct local_status {
    enum local_state state;
    pid_t pid;              /* of the running server */
    const char *socket_dir; /* of the running server, else NULL */
    int major;              /* of the cluster, 0 while absent */
};

/* Called on a server that this call started, before anybody else may use it; conninfo is the
 * superuser's. When it fails the server is stopped again. */
typedef bool local_prepare(const char *conninfo, void *with, struct failure *f);

/* The usual place: as root /var/lib/NAME, else NAME in the XDG data home. */
bool local_place(struct arena *arena, const char *name, const char **dir, struct failure *f);

/* Fills s; touches nothing. dir may be relative. */
bool local_open(struct local_server *s, struct arena *arena, const char *dir, struct failure *f);

/* Makes the cluster if there is none, starts it if it does not run, sees that it takes
 * connections and holds the database LOCAL_DATABASE. prepare and started may be NULL. */
bool local_start(struct local_server *s, local_prepare *prepare, void *with, bool *started,
                 struct failure *f);
/* Good when it did not run at all. */
bool local_stop(struct local_server *s, struct failure *f);
bool local_status(struct local_server *s, struct local_status *status, struct failure *f);

/* The connection string of a running server for one login, in s->arena. login NULL: the
 * superuser; database NULL: LOCAL_DATABASE. */
bool local_conninfo(struct local_server *s, const char *login, const char *database,
                    const char **conninfo, struct failure *f);

/* One file, a tar archive of roles.sql and holdfast.dump (pg_restore's custom format), for its
 * owner's eyes only: it holds everything. Starts the server for the time if it does not run. */
bool local_backup(struct local_server *s, const char *file, struct failure *f);
/* All or nothing: the backup is read into a new cluster, which takes its place only when it is
 * complete. Refuses when the server at DIR already has people or policies. Leaves it stopped. */
bool local_restore(struct local_server *s, const char *file, struct failure *f);
/* Stops the server and removes everything that local_start made. */
bool local_destroy(struct local_server *s, struct failure *f);

#endif
