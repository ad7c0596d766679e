#include "holdfast/util/failure.h"

#include <string.h>

static void copy_text(char *to, size_t size, const char *from)
{
    size_t n = strnlen(from, size - 1);
    memcpy(to, from, n);
    to[n] = '\0';
}

bool failure_set(struct failure *f, int status, const char *what, const char *mend, const char *why,
                 ...)
{
    if (f == NULL)
        return false;
    memset(f, 0, sizeof *f);
    f->status = status;
    copy_text(f->what, sizeof f->what, what);
    copy_text(f->mend, sizeof f->mend, mend);
    va_list args;
    va_start(args, why);
    (void)vsnprintf(f->why, sizeof f->why, why, args);
    va_end(args);
    return false;
}

/* A whole sentence keeps its full stop only where nothing follows it. */
static int why_length(const struct failure *f)
{
    size_t len = strlen(f->why);
    return (int)(len > 0 && f->why[len - 1] == '.' && f->mend[0] != '\0' ? len - 1 : len);
}

void failure_print(const struct failure *f, FILE *out)
{
    fprintf(out, "holdfast: %s", f->what);
    if (f->why[0] != '\0')
        fprintf(out, "%s%.*s", f->what[0] != '\0' ? ": " : "", why_length(f), f->why);
    if (f->mend[0] != '\0')
        fprintf(out, "; %s", f->mend);
    fputc('\n', out);
}
