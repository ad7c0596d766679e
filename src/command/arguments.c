#include "holdfast/command/arguments.h"

#include "holdfast/util/nearest.h"
#include "holdfast/util/say.h"

#include <string.h>

static const struct argument *find(const struct argument *table, size_t count, const char *arg,
                                   const char **value)
{
    for (size_t i = 0; i < count; i++) {
        size_t len = strlen(table[i].name);
        if (strncmp(arg, table[i].name, len) != 0 || (arg[len] != '\0' && arg[len] != '='))
            continue;
        *value = arg[len] == '=' ? arg + len + 1 : NULL;
        return &table[i];
    }
    return NULL;
}

static bool refuse_unknown(const struct argument *table, size_t count, const char *command,
                           const char *arg, struct failure *f)
{
    struct nearest near = {.typed = arg};
    for (size_t i = 0; i < count; i++)
        nearest_consider(&near, table[i].name);
    if (near.best != NULL)
        return failure_set(f, EX_USAGE, command, say("see holdfast help"),
                           say("there is no option %s; did you mean %s?"), arg, near.best);
    return failure_set(f, EX_USAGE, command, say("see holdfast help"), say("there is no option %s"),
                       arg);
}

static bool store(const struct argument *row, const char *value, char *next, bool *used,
                  const char *command, struct failure *f)
{
    *used = row->value != NULL && value == NULL;
    if (*used)
        value = next;
    if (row->value != NULL && value == NULL)
        return failure_set(f, EX_USAGE, command, say("see holdfast help"), say("%s needs a value"),
                           row->name);
    if (row->value == NULL && value != NULL)
        return failure_set(f, EX_USAGE, command, say("see holdfast help"), say("%s takes no value"),
                           row->name);
    if (row->given != NULL)
        *row->given = true;
    if (row->value != NULL)
        *row->value = value;
    return true;
}

bool arguments_parse(const struct argument *table, size_t count, int *argc, char **argv,
                     struct failure *f)
{
    int kept = 1;
    bool plain = false;
    for (int i = 1; i < *argc; i++) {
        char *arg = argv[i];
        if (!plain && strcmp(arg, "--") == 0) {
            plain = true;
            continue;
        }
        if (plain || arg[0] != '-' || arg[1] == '\0') {
            argv[kept++] = arg;
            continue;
        }
        const char *value = NULL;
        bool used = false;
        const struct argument *row = find(table, count, arg, &value);
        if (row == NULL)
            return refuse_unknown(table, count, argv[0], arg, f);
        if (!store(row, value, argv[i + 1], &used, argv[0], f))
            return false;
        i += used ? 1 : 0;
    }
    *argc = kept;
    argv[kept] = NULL;
    return true;
}
