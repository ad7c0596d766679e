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

const char *failure_words(const struct failure *f, char *out, size_t size)
{
    size_t why = strlen(f->why);
    /* A whole sentence keeps its stop only where nothing follows it. */
    if (why > 0 && f->why[why - 1] == '.' && f->mend[0] != '\0')
        why--;
    (void)snprintf(out, size, "%.*s%s%s", (int)why, f->why,
                   why > 0 && f->mend[0] != '\0' ? "; " : "", f->mend);
    /* "Look again" goes on as "look again", behind a semicolon; "PATH" stays. */
    char *mend = why > 0 && why + 3 < size ? out + why + 2 : NULL;
    if (mend != NULL && f->mend[0] >= 'A' && f->mend[0] <= 'Z' && f->mend[1] >= 'a' &&
        f->mend[1] <= 'z')
        *mend = (char)(*mend - 'A' + 'a');
    return out;
}

void failure_print(const struct failure *f, FILE *out)
{
    char words[sizeof f->why + sizeof f->mend + 4];
    failure_words(f, words, sizeof words);
    fprintf(out, "holdfast: %s%s%s\n", f->what, f->what[0] != '\0' && words[0] != '\0' ? ": " : "",
            words);
}
