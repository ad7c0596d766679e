/* Where the configuration file is, and its `connection:` section:
 *
 *     connection: {host: db.example.org, dbname: holdfast, user: maria}
 *     connection: {local: yes, as: maria}          # or local: /path
 *
 * Keys are libpq's own, beside local and as. A password is refused: libpq has a file for it. */
#ifndef HOLDFAST_COMMAND_CONFIG_H
#define HOLDFAST_COMMAND_CONFIG_H

#include "holdfast/command/options.h"
#include "holdfast/console/keymap.h"
#include "holdfast/util/arena.h"

/* -c, else $HOLDFAST_CONFIG, else holdfast/config.yaml in the XDG config places. *path is NULL when
 * nobody named one and none is there; a named one that is not there is a failure. */
bool config_path(const struct options *o, struct arena *arena, const char **path,
                 struct failure *f);

struct config_connection {
    const char *conninfo; /* of the libpq keys; "" without any */
    bool local;
    const char *local_dir, *as;
};

/* Texts live in arena. Without a file or section everything stays empty. */
bool config_connection(const struct options *o, struct arena *arena, struct config_connection *c,
                       struct failure *f);

struct config_display {
    const char *theme; /* NULL: none named */
    bool color, lean, safe_keys;
};

/* The `display:` section; its keys: go into the keymap, which is checked then. */
bool config_display(const struct options *o, struct arena *arena, struct config_display *d,
                    struct keymap *keymap, struct failure *f);

#endif
