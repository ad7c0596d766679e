#include "holdfast/gateway/run_file.h"

#include "holdfast/util/buffer.h"
#include "holdfast/util/memory.h"
#include "holdfast/util/say.h"
#include "script.h"

#include <stdlib.h>

struct progress {
    const char *path;
    struct failure *failure;
    bool failed;
};

struct sent_statement {
    struct progress *progress;
    int line;
};

static void note_answer(void *data, const struct reply *reply, const struct failure *failure)
{
    (void)reply;
    struct sent_statement *sent = data;
    struct progress *p = sent->progress;
    if (failure != NULL && !p->failed) {
        p->failed = true;
        (void)failure_set(p->failure, failure->status, say("database"), failure->mend, "%s:%d: %s",
                          p->path, sent->line, failure->why);
    }
    free(sent);
}

static void send_statement(struct gateway *g, struct progress *p,
                           const struct script_statement *statement)
{
    struct buffer sql = {0};
    struct sent_statement *sent = memory_take(1, sizeof *sent);
    *sent = (struct sent_statement){p, statement->line};
    buffer_add(&sql, statement->text, statement->len);
    (void)gateway_send(
        g,
        &(struct gateway_call){
            .sql = sql.data, .block = true, .verbatim = true, .done = note_answer, .data = sent});
    buffer_free(&sql);
}

bool gateway_run_file(struct gateway *g, const struct embedded_file *file, struct failure *f)
{
    struct progress p = {file->path, f, false};
    struct script script = {file->text, 1};
    struct script_statement statement;
    while (script_next(&script, &statement))
        send_statement(g, &p, &statement);
    while (gateway_pending(g) > 0)
        gateway_wait(g, -1);
    return !p.failed;
}
