#include "holdfast/command/options.h"

#include "holdfast/command/kiosk.h"
#include "holdfast/util/conninfo.h"
#include "holdfast/util/memory.h"
#include "holdfast/util/nearest.h"
#include "holdfast/util/say.h"

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum value { NO_VALUE, NEEDS_VALUE, MAY_HAVE_VALUE };

struct option_row {
    const char *letter, *name;
    enum value value;
    size_t flag, text; /* where in struct options; NOWHERE for none */
    const char *shown, *summary;
};

#define NOWHERE   ((size_t)-1)
#define AT(field) offsetof(struct options, field)

static const struct option_row rows[] = {
    {"-c", "--config", NEEDS_VALUE, NOWHERE, AT(config), "-c, --config FILE",
     "policy and connection (default: $HOLDFAST_CONFIG, then the XDG config places)"},
    {"-d", "--db", NEEDS_VALUE, NOWHERE, AT(db), "-d, --db CONNINFO",
     "the database, as for any libpq program; without it PG* variables are used"},
    {"", "--local", MAY_HAVE_VALUE, AT(local), AT(local_dir), "    --local[=DIR]",
     "the private local server instead"},
    {"", "--as", NEEDS_VALUE, NOWHERE, AT(as), "    --as LOGIN", "with --local: who you are"},
    {"", "--kiosk", MAY_HAVE_VALUE, AT(kiosk), AT(kiosk_file), "    --kiosk[=FILE]",
     "the console and nothing else, for somebody behind SSH; see KIOSK"},
    {"", "--theme", NEEDS_VALUE, NOWHERE, AT(theme), "    --theme NAME",
     "a theme by name, or a path"},
    {"", "--no-color", NO_VALUE, AT(no_color), NOWHERE, "    --no-color",
     "no colours (also NO_COLOR)"},
    {"", "--lean", NO_VALUE, AT(lean), NOWHERE, "    --lean",
     "for slow lines, screen readers and braille"},
    {"-h", "--help", NO_VALUE, AT(help), NOWHERE, "-h, --help", "this help"},
    {"-V", "--version", NO_VALUE, AT(version), NOWHERE, "-V, --version", "the version"},
};

enum { ROW_COUNT = sizeof rows / sizeof rows[0] };

const char *options_help(size_t i, const char **summary)
{
    if (i >= ROW_COUNT)
        return NULL;
    *summary = say(rows[i].summary);
    return rows[i].shown;
}

/* The row that arg asks for; *value is what is attached to it ("--db=X", "-dX"), else NULL. */
static const struct option_row *find_row(const char *arg, const char **value)
{
    *value = NULL;
    for (size_t i = 0; i < ROW_COUNT; i++) {
        size_t len = strlen(rows[i].name);
        if (strncmp(arg, rows[i].name, len) == 0 && (arg[len] == '\0' || arg[len] == '=')) {
            *value = arg[len] == '=' ? arg + len + 1 : NULL;
            return &rows[i];
        }
        if (rows[i].letter[0] == '\0' || strncmp(arg, rows[i].letter, 2) != 0)
            continue;
        if (arg[2] != '\0' && rows[i].value != NEEDS_VALUE)
            continue;
        *value = arg[2] != '\0' ? arg + 2 : NULL;
        return &rows[i];
    }
    return NULL;
}

/* What stands behind "=" may be anything, a password too, and is not repeated. */
static bool refuse_unknown(const char *typed, struct failure *f)
{
    char arg[64];
    (void)snprintf(arg, sizeof arg, "%.*s", (int)strcspn(typed, "="), typed);
    struct nearest near = {.typed = arg};
    for (size_t i = 0; i < ROW_COUNT; i++)
        nearest_consider(&near, rows[i].name);
    if (near.best != NULL)
        return failure_set(f, EX_USAGE, say("command line"), say("see holdfast --help"),
                           say("there is no option %s; did you mean %s?"), arg, near.best);
    return failure_set(f, EX_USAGE, say("command line"), say("see holdfast --help"),
                       say("there is no option %s"), arg);
}

/* Stores one option; *used tells whether next was taken as its value. */
static bool store(struct options *o, const struct option_row *row, const char *value,
                  const char *next, bool *used, struct failure *f)
{
    *used = row->value == NEEDS_VALUE && value == NULL;
    if (*used)
        value = next;
    if (row->value == NEEDS_VALUE && (value == NULL || value[0] == '\0'))
        return failure_set(f, EX_USAGE, say("command line"), say("see holdfast --help"),
                           say("%s needs a value"), row->name);
    if (value != NULL && (row->value == NO_VALUE || value[0] == '\0'))
        return failure_set(f, EX_USAGE, say("command line"), say("see holdfast --help"),
                           row->value == NO_VALUE ? say("%s takes no value")
                                                  : say("%s= needs a value behind it"),
                           row->name);
    if (row->flag != NOWHERE)
        memcpy((char *)o + row->flag, &(bool){true}, sizeof(bool));
    if (row->text != NOWHERE && value != NULL)
        memcpy((char *)o + row->text, &value, sizeof value);
    return true;
}

static bool check_together(struct options *o, struct failure *f)
{
    const char *no_color = getenv("NO_COLOR");
    if (no_color != NULL && no_color[0] != '\0')
        o->no_color = true;
    if (o->kiosk && !kiosk_allows(o, f))
        return false;
    if (o->local && o->db != NULL)
        return failure_set(f, EX_USAGE, say("command line"), say("leave one of them out"), "%s",
                           say("--local and --db name two different servers"));
    return true;
}

/* Moves it to memory of our own; what ps showed of it is overwritten. */
static const char *take_secret(char *shown)
{
    char *kept = memory_text(shown);
    memset(shown, 'x', strlen(shown));
    return kept;
}

static void take_secrets(struct options *o)
{
    char *password = getenv("PGPASSWORD");
    if (o->db != NULL && conninfo_is_secret(o->db)) {
        o->db = take_secret((char *)(uintptr_t)o->db);
        o->db_taken = true;
    }
    if (password != NULL && password[0] != '\0')
        o->password = take_secret(password);
    (void)unsetenv("PGPASSWORD");
}

static void wipe(const char *secret)
{
    char *text = (char *)(uintptr_t)secret;
    if (text != NULL)
        explicit_bzero(text, strlen(text));
    free(text);
}

void options_close(struct options *o)
{
    wipe(o->password);
    if (o->db_taken)
        wipe(o->db);
    *o = (struct options){0};
}

static bool parse(struct options *o, int *argc, char **argv, struct failure *f)
{
    int kept = 1;
    bool plain = false;
    for (int i = 1; i < *argc; i++) {
        char *arg = argv[i];
        const char *value;
        const struct option_row *row = plain || arg[0] != '-' ? NULL : find_row(arg, &value);
        bool used = false;
        if (row != NULL) {
            if (!store(o, row, value, argv[i + 1], &used, f))
                return false;
            i += used ? 1 : 0;
            continue;
        }
        if (kept == 1 && !plain && arg[0] == '-' && strcmp(arg, "--") != 0)
            return refuse_unknown(arg, f);
        bool dashes = !plain && strcmp(arg, "--") == 0;
        plain = plain || dashes;
        if (!dashes || kept > 1)
            argv[kept++] = arg;
    }
    *argc = kept;
    argv[kept] = NULL;
    return check_together(o, f);
}

bool options_parse(struct options *o, int *argc, char **argv, struct failure *f)
{
    bool good = parse(o, argc, argv, f);
    take_secrets(o); /* also when the rest is wrong */
    return good;
}
