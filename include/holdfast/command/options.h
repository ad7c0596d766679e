/* The options that every command shares. They may stand before the command or after it; what is
 * left is the command and its own arguments. */
#ifndef HOLDFAST_COMMAND_OPTIONS_H
#define HOLDFAST_COMMAND_OPTIONS_H

#include "holdfast/util/failure.h"

#include <stdbool.h>

struct options {
    const char *config;     /* -c FILE, NULL when not given */
    const char *db;         /* -d CONNINFO, a libpq connection string or URI */
    const char *password;   /* of PGPASSWORD; NULL: none */
    const char *as;         /* --as LOGIN, with the private server only */
    const char *theme;      /* --theme NAME or path */
    bool local;             /* --local: the private server instead of --db */
    const char *local_dir;  /* --local=DIR; NULL means the usual place */
    bool kiosk;             /* --kiosk: the console and nothing else (kiosk.h) */
    const char *kiosk_file; /* --kiosk=FILE; NULL means the usual one */
    bool no_color;          /* --no-color, or a NO_COLOR that is not empty */
    bool lean;              /* --lean: for slow lines, screen readers and braille */
    bool help, version;     /* -h, -V */
    bool db_taken;          /* db is memory of our own */
    bool administrative;    /* set by command_run: this command may act as the server's owner */
};

/* Takes the shared options out of argv[1…argc-1]; the rest moves to the front, argv[0] included
 * and NULL at the end. Everything after "--" is left alone. Texts point into argv, but for what
 * may hold a password: that is overwritten there, and PGPASSWORD in the environment, so that
 * neither ps nor /proc shows it. */
bool options_parse(struct options *o, int *argc, char **argv, struct failure *f);

void options_close(struct options *o);

/* One line per shared option for the help page: row i, or NULL behind the last. */
const char *options_help(size_t i, const char **summary);

#endif
