#include "holdfast/policy/policy.h"

#include "check.h"
#include "holdfast/util/buffer.h"
#include "holdfast/util/say.h"
#include "schema.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

void policy_parse(struct policy *p, const char *name, const char *text, size_t len)
{
    p->file = arena_text(&p->arena, name);
    p->text = arena_slice(&p->arena, text, len);
    p->len = len;
    p->findings = (struct finding_list){.arena = &p->arena, .file = p->file};
    if (tree_read(&p->arena, p->text, len, &p->root, &p->findings))
        schema_check(&p->arena, p->root, &p->findings);
    if (p->root != NULL && p->findings.errors == 0)
        check_system(&p->arena, p->root, &p->findings);
    finding_sort(&p->findings);
}

static bool read_file(struct buffer *text, const char *path, struct failure *f)
{
    const char *what = path, *mend = say("give the path of a policy file");
    if (strcmp(path, "-") == 0)
        return buffer_read(text, stdin) ||
               failure_set(f, EX_IOERR, say("standard input"), "", "%s", strerror(errno));
    FILE *file = fopen(path, "rb");
    struct stat kind;
    if (file == NULL)
        return failure_set(f, EX_NOINPUT, what, mend, "%s", strerror(errno));
    bool read = fstat(fileno(file), &kind) == 0 && !S_ISDIR(kind.st_mode);
    if (!read)
        failure_set(f, EX_NOINPUT, what, mend, "%s", say("this is a directory"));
    else if (kind.st_size > 2L * TREE_SIZE_LIMIT)
        read = failure_set(f, EX_DATAERR, what, say("is it the right file?"), "%s",
                           say("the file is larger than 8 MiB"));
    else if (!buffer_read(text, file))
        read = failure_set(f, EX_NOINPUT, what, mend, "%s", strerror(errno));
    (void)fclose(file);
    return read;
}

bool policy_open(struct policy *p, const char *path, struct failure *f)
{
    struct buffer text = {0};
    bool read = read_file(&text, path, f);
    if (read)
        policy_parse(p, strcmp(path, "-") == 0 ? say("standard input") : path,
                     text.data == NULL ? "" : text.data, text.len);
    buffer_free(&text);
    return read;
}

void policy_free(struct policy *p)
{
    arena_free(&p->arena);
    *p = (struct policy){0};
}
