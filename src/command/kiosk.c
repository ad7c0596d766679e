#include "holdfast/command/kiosk.h"

#include "holdfast/util/memory.h"
#include "holdfast/util/say.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define LETTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"

/* No "/" in either: terminfo and locales are looked for where the system has them. */
static const struct {
    const char *name, *letters;
} kept[] = {
    {"TERM", LETTERS "+-._"},     {"LANG", LETTERS "@-._"}, {"LC_ALL", LETTERS "@-._"},
    {"LC_CTYPE", LETTERS "@-._"}, {"NO_COLOR", LETTERS},
};

enum { KEPT_COUNT = sizeof kept / sizeof kept[0], LONGEST = 64 };

static bool is_asked_for(int argc, char **argv)
{
    for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++)
        if (strcmp(argv[i], "--kiosk") == 0 || strncmp(argv[i], "--kiosk=", 8) == 0)
            return true;
    return false;
}

static bool is_plain(const char *value, const char *letters)
{
    size_t len = strlen(value);
    return len > 0 && len <= LONGEST && strspn(value, letters) == len && value[0] != '.' &&
           value[0] != '-';
}

void kiosk_enter(int argc, char **argv)
{
    char *values[KEPT_COUNT] = {NULL};
    if (!is_asked_for(argc, argv))
        return;
    for (size_t i = 0; i < KEPT_COUNT; i++) {
        const char *value = getenv(kept[i].name);
        values[i] = value != NULL && is_plain(value, kept[i].letters) ? memory_text(value) : NULL;
    }
    (void)clearenv();
    (void)setenv("PATH", "/usr/bin:/bin", 1);
    (void)setenv("HOME", "/nonexistent", 1);
    for (size_t i = 0; i < KEPT_COUNT; i++) {
        if (values[i] != NULL)
            (void)setenv(kept[i].name, values[i], 1);
        free(values[i]);
    }
    /* There is nobody to whom a stopped program could leave the terminal. */
    (void)signal(SIGTSTP, SIG_IGN);
}

static bool refuse(struct failure *f, const char *why)
{
    return failure_set(f, EX_USAGE, say("command line"), say("leave it out"), "%s", why);
}

bool kiosk_allows(const struct options *o, struct failure *f)
{
    if (o->config != NULL)
        return refuse(f, say("with --kiosk the configuration is the kiosk's file, not --config"));
    if (o->db != NULL)
        return refuse(f, say("with --kiosk the kiosk's file names the database, not --db"));
    if (o->local || o->as != NULL)
        return refuse(f, say("with --kiosk nobody can say by themselves who they are: no --local "
                             "and no --as"));
    return true;
}

bool kiosk_has(const char *command, struct failure *f)
{
    if (strcmp(command, "console") == 0 || strcmp(command, "lines") == 0)
        return true;
    return refuse(f, say("with --kiosk there is the console, or lines, and no other command"));
}

bool kiosk_file(const struct options *o, const char **path, struct failure *f)
{
    struct stat st;
    *path = o->kiosk_file != NULL ? o->kiosk_file : KIOSK_FILE;
    if (stat(*path, &st) != 0)
        return failure_set(f, EX_NOINPUT, say("configuration"), say("tell your administrator"),
                           "%s: %s", *path, strerror(errno));
    if ((st.st_mode & (S_IWGRP | S_IWOTH)) != 0 || !S_ISREG(st.st_mode))
        return failure_set(f, EX_CONFIG, say("configuration"), say("tell your administrator"),
                           say("%s: others than its owner can change this file"), *path);
    return true;
}
