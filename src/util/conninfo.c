#include "holdfast/util/conninfo.h"

#include <string.h>

void conninfo_add(struct buffer *b, const char *key, const char *value)
{
    buffer_print(b, "%s%s='", b->len > 0 ? " " : "", key);
    for (const char *c = value; *c != '\0'; c++) {
        if (*c == '\'' || *c == '\\')
            buffer_text(b, "\\");
        buffer_add(b, c, 1);
    }
    buffer_text(b, "'");
}

bool conninfo_is_secret(const char *conninfo)
{
    return strstr(conninfo, "password") != NULL ||
           (strstr(conninfo, "://") != NULL && strchr(conninfo, '@') != NULL);
}
