/* What the plain commands share: the same job as the console's, in lines of words, for screen
 * readers, narrow screens and scripts. On a terminal lines are wrapped to its width; into a pipe
 * every item is one line, its parts separated by tabs. */
#ifndef HOLDFAST_COMMAND_PLAIN_H
#define HOLDFAST_COMMAND_PLAIN_H

#include "holdfast/command/arguments.h"
#include "holdfast/command/session.h"
#include "holdfast/util/buffer.h"

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

struct plain {
    struct session session;
    json_t *me;    /* api.me() */
    int64_t now;   /* the database's time at the beginning, or at plain_refresh; microseconds */
    int64_t ahead; /* database time minus this machine's */
    bool frozen;   /* a sandbox whose time stands still */
    bool lent;     /* the session's gateway is another's */
    int width;     /* cells of the terminal; 0 when standard output is none */
    const char *request_id; /* of a command that changes something: given, or made; else NULL */
    bool repeated;          /* it was given */
};

/* Connects, asks who this is, and makes the network's time zone the process's own. */
bool plain_open(struct plain *p, const struct options *o, struct failure *f);
void plain_close(struct plain *p);
/* The same on a gateway that is connected already and stays its owner's. */
bool plain_share(struct plain *p, struct gateway *gateway, struct failure *f);
/* For what goes on for a while: the time it is now, and the width of the terminal. */
void plain_refresh(struct plain *p);

/* The one jsonb that a function answers with, to be ended with json_decref; NULL with a failure.
 * what names the job in failures. The request may travel again after a lost link: it reads, or
 * carries a request id. */
json_t *plain_ask(struct plain *p, const char *what, const char *sql, struct gateway_values values,
                  struct failure *f);

enum { PLAIN_OPTIONS = 4 };

/* The frame of a command that changes something, at most once however often it is repeated. */
struct plain_request {
    int least;                     /* words, the command's name counted … */
    const char *wants;             /* … and what is said when there are fewer */
    const struct argument *option; /* of its own beside --request-id, or NULL … */
    size_t more;                   /* … and how many follow it there, PLAIN_OPTIONS in all */
    /* words: what stands behind the command's name, NULL at the end. Gives an exit status. */
    int (*run)(struct plain *p, char **words, void *data);
    void *data;
};
int plain_request(const struct options *o, int argc, char **argv, const struct plain_request *r);
/* plain_ask for the step itself, whose first value is p->request_id. Whether it was done is not
 * known when the link was lost: the failure then says how to repeat it. version: what it was made
 * for, where it was made for one. */
json_t *plain_ask_once(struct plain *p, const char *what, const char *version, const char *sql,
                       struct gateway_values values, struct failure *f);
/* The second half of it: adds to a failure that left the answer open how to repeat the request. */
void plain_may_repeat(const struct plain *p, const char *version, struct failure *f);
/* A request that is repeated must name the version; false after having said so. */
bool plain_names_version(const struct plain *p, const char *command, const char *version);

/* One line, cleaned for a terminal, wrapped with indent cells before what follows the first. */
void plain_line(const struct plain *p, int indent, const char *text);
/* One item: its parts, empty ones left out, with "; " between them; into a pipe all of them, with
 * tabs, so that a column keeps its number. */
void plain_row(const struct plain *p, const char *const parts[], size_t count);
/* "Label      text", wrapped under the text; nothing when text is empty. Into a pipe a tab stands
 * between the two. */
void plain_field(const struct plain *p, const char *label, const char *text);

/* The instant of an answer in words ("17:05", "Mon 08:45"), added to b; nothing when absent. */
void plain_add_moment(const struct plain *p, struct buffer *b, const json_t *object,
                      const char *key);

/* "KEY=VALUE" split into the arena; false when there is no "=" or no key. */
bool plain_pair(struct plain *p, const char *word, const char **key, const char **value);
/* A moment as people type it ("Fri 12:00", "tomorrow", "+2h", "2026-11-20") as the database takes
 * it; past: one that lies behind is meant. Left as it is when it cannot be read. */
const char *plain_moment(struct plain *p, const char *typed, bool past);

#endif
