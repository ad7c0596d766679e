#include "ledger_parts.h"

#include "holdfast/util/buffer.h"
#include "holdfast/util/say.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { NAME_LEN = 16 };

static const char *directory(struct arena *arena)
{
    const char *state = getenv("XDG_STATE_HOME"), *home = getenv("HOME");
    if (state != NULL && state[0] == '/')
        return arena_print(arena, "%s/holdfast", state);
    if (home != NULL && home[0] == '/')
        return arena_print(arena, "%s/.local/state/holdfast", home);
    return NULL;
}

static const char *file_of(struct arena *arena, const char *first)
{
    const char *folder = directory(arena);
    if (folder == NULL || strlen(first) < NAME_LEN)
        return NULL;
    return arena_print(arena, "%s/proved-%.*s", folder, NAME_LEN, first);
}

const char *ledger_proved(struct arena *arena, const char *first)
{
    const char *path = file_of(arena, first);
    struct buffer text = {0};
    FILE *file = path != NULL ? fopen(path, "re") : NULL;
    if (file == NULL)
        return NULL;
    bool good = buffer_read(&text, file) && text.len > 0 && text.data[text.len - 1] == '\n';
    (void)fclose(file);
    const char *line = good ? arena_slice(arena, text.data, text.len - 1) : NULL;
    buffer_free(&text);
    return line;
}

static bool make_directories(struct arena *arena, const char *path)
{
    char *copy = arena_text(arena, path);
    for (char *at = strchr(copy + 1, '/'); at != NULL; at = strchr(at + 1, '/')) {
        *at = '\0';
        if (mkdir(copy, 0700) != 0 && errno != EEXIST)
            return false;
        *at = '/';
    }
    return true;
}

static bool write_line(const char *path, const char *line)
{
    FILE *file = fopen(path, "we");
    if (file == NULL)
        return false;
    bool good = fprintf(file, "%s\n", line) > 0;
    return fclose(file) == 0 && good;
}

void ledger_keep_proved(struct arena *arena, const char *first, const char *line)
{
    const char *path = file_of(arena, first);
    if (path == NULL)
        return;
    const char *fresh = arena_print(arena, "%s.new", path);
    if (!make_directories(arena, path) || !write_line(fresh, line) || rename(fresh, path) != 0)
        fprintf(stderr, say("holdfast: note: %s: %s; the next proof reads everything again\n"),
                path, strerror(errno));
}
