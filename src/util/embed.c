#include "holdfast/util/embed.h"

#include <string.h>

const struct embedded_file *embedded_find(const char *path)
{
    for (size_t i = 0; i < embedded_file_count; i++)
        if (strcmp(embedded_files[i].path, path) == 0)
            return &embedded_files[i];
    return NULL;
}

const struct embedded_file *embedded_next(const char *folder, size_t *at)
{
    size_t len = strlen(folder);
    while (*at < embedded_file_count) {
        const struct embedded_file *file = &embedded_files[(*at)++];
        if (strncmp(file->path, folder, len) == 0)
            return file;
    }
    return NULL;
}
