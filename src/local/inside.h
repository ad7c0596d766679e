/* What the files of the private server share with each other and with nobody else. */
#ifndef HOLDFAST_LOCAL_INSIDE_H
#define HOLDFAST_LOCAL_INSIDE_H

#include "holdfast/local/server.h"
#include "holdfast/util/buffer.h"

enum { LOCAL_PORT = 5432 }; /* only the name of the socket; no TCP */

/* place.c: directories and who owns them. */
void place_paths(struct local_server *s, const char *dir);
/* Makes DIR for the server's user, resolves links in its name, sees that the user can work there.
 */
bool place_make(struct local_server *s, struct failure *f);
/* The folder for the socket, made and checked: private, ours, and short enough. Runs as the
 * server's user; NULL when none can be had. */
const char *place_socket_dir(struct local_server *s);
/* Removes a folder with all it holds; one that does not exist is fine. */
bool place_remove(const char *path);

/* lock.c: one change at a time. A descriptor, or -1. */
int lock_take(const struct local_server *s, struct failure *f);
void lock_release(int lock);

/* child.c: programs and tasks as the server's user, in a clean environment. */
struct program {
    const char *const *argv; /* argv[0] is an absolute path; NULL at the end */
    bool as_server;          /* drop to the server's user */
    int in, out;             /* -1: /dev/null */
    struct buffer *said;     /* standard error, and output too when out is -1; NULL: dropped */
};
/* False when it could not be run or did not exit with 0. */
bool child_run(const struct local_server *s, const struct program *program);
/* Starts one and does not wait; the pid, or -1. */
pid_t child_start(const struct local_server *s, const struct program *program);
bool child_wait(pid_t pid);
/* Starts a server process that outlives us and is nobody's child; its pid, or -1. */
pid_t child_launch(const struct local_server *s, const char *const *argv, const char *log);
/* Runs task as the server's user: in a child when we are root, else right here. */
typedef bool child_task(struct local_server *s, void *with, struct failure *f);
bool child_do(struct local_server *s, child_task *task, void *with, struct failure *f);

/* binaries.c: PostgreSQL's programs. The folder that holds those of one major version (0: the
 * newest from 15 on), in s->arena; NULL with a failure when there is none. */
const char *binaries_find(struct local_server *s, int major, struct failure *f);

/* process.c: which process holds a cluster. */
/* The postmaster of data, or 0. A zombie, and a stranger who got the number, are not it. */
pid_t process_of(const char *data, char *socket_dir, size_t size);
/* Readies data for a start after a crash: waits for orphans of a killed server, removes lock
 * files that name a stranger. Runs as the server's user. */
bool process_clear(struct local_server *s, const char *data, const char *socket_dir,
                   struct failure *f);
bool process_running(pid_t pid, const char *data);
bool process_alive(pid_t pid); /* whatever it is; a zombie is not */
void process_nap(void);        /* 20 ms */

/* settings.c: writes postgresql.conf, pg_hba.conf and pg_ident.conf into data. */
bool settings_write(struct local_server *s, const char *data, const char *socket_dir,
                    struct failure *f);

/* session.c: the superuser's own connection. */
enum session_state { SESSION_READY, SESSION_NOT_YET, SESSION_NEVER };
enum session_state session_try(const char *conninfo);
/* Sees that LOCAL_DATABASE exists and that persons may use no other. */
bool session_found_database(const char *conninfo, struct failure *f);
/* Takes the other databases of a cluster away from persons. */
bool session_close_others(const char *conninfo, struct failure *f);
/* Counts anew what is in the database, by which the server chooses how it looks things up: a
 * restored one knows nothing of that, and its first hours would be slow. */
bool session_analyze(const char *conninfo, struct failure *f);
/* Whether nobody has a login and no policy was published. */
bool session_is_empty(const char *conninfo, bool *empty, struct failure *f);

/* cluster.c: one cluster directory, whether at DIR/data or on its way there. */
bool cluster_make(struct local_server *s, const char *data, struct failure *f);
bool cluster_start(struct local_server *s, const char *data, struct failure *f);
bool cluster_stop(struct local_server *s, const char *data, struct failure *f);
int cluster_major(const char *data);
const char *cluster_conninfo(struct local_server *s, const char *socket_dir, const char *login,
                             const char *database);

/* archive.c: a tar file of ours. */
/* Adds one entry whose bytes fill() writes to out, and its header. */
typedef bool archive_fill(int out, void *with, struct failure *f);
bool archive_add(int file, const char *name, archive_fill *fill, void *with, struct failure *f);
bool archive_end(int file);
/* Puts file at the start of an entry's bytes; false when there is none. */
bool archive_find(int file, const char *name, off_t *size);

#endif
