/* holdfast import: what other systems send. All files of one call are one import: references may
 * cross files, and it is applied together or, with --dry-run, not at all. */
#include "holdfast/command/arguments.h"
#include "holdfast/command/command.h"
#include "holdfast/command/plain.h"
#include "holdfast/gateway/answer.h"
#include "holdfast/import/fhir_reader.h"
#include "holdfast/util/say.h"

#include <stdlib.h>
#include <string.h>

/* --- the answer ------------------------------------------------------------------------------- */

/* What api.import_fhir calls it, and how it is counted. */
static const struct {
    const char *what, *counted;
} outcomes[] = {
    {"created", "%zu created"},     {"updated", "%zu updated"},     {"noted", "%zu noted"},
    {"unchanged", "%zu unchanged"}, {"read", "%zu only looked up"},
};
enum { OUTCOMES = sizeof outcomes / sizeof outcomes[0] };

struct tally {
    size_t taken[OUTCOMES], refused, left, other;
};

static void print_taken(const struct plain *p, const json_t *list, struct tally *t)
{
    size_t i;
    const json_t *one;
    json_array_foreach (list, i, one) {
        const char *what = answer_text(one, "what");
        for (size_t k = 0; k < OUTCOMES; k++)
            t->taken[k] += strcmp(outcomes[k].what, what) == 0;
        const char *const parts[] = {say(what), answer_text(one, "ref"),
                                     answer_text(one, "resource"), answer_text(one, "path"),
                                     answer_text(one, "owner_role")};
        plain_row(p, parts, sizeof parts / sizeof parts[0]);
    }
}

static void print_refused(const struct plain *p, const json_t *list, struct tally *t)
{
    size_t i;
    const json_t *one;
    struct buffer why = {0};
    json_array_foreach (list, i, one) {
        bool fault = answer_bool(one, "fault");
        *(fault ? &t->refused : &t->left) += 1;
        buffer_clear(&why);
        buffer_print(&why, "%s %s", answer_text(one, "reason"), answer_text(one, "mend"));
        const char *const parts[] = {fault ? say("REFUSED") : say("left out"), "",
                                     answer_text(one, "resource"), answer_text(one, "path"),
                                     why.data};
        plain_row(p, parts, sizeof parts / sizeof parts[0]);
    }
    buffer_free(&why);
}

static void print_other(const struct plain *p, const json_t *list, struct tally *t)
{
    size_t i;
    const json_t *one;
    struct buffer line = {0};
    json_array_foreach (list, i, one) {
        size_t count = (size_t)answer_int(one, "count");
        t->other += count;
        buffer_print(&line, "%s%zu %s", i == 0 ? say("Kinds that are not taken: ") : ", ", count,
                     answer_text(one, "kind"));
    }
    if (line.data != NULL)
        plain_line(p, 4, line.data);
    buffer_free(&line);
}

static void print_tally(const struct plain *p, const struct tally *t, bool dry)
{
    struct buffer line = {0};
    for (size_t k = 0; k < OUTCOMES; k++) {
        buffer_print(&line, say(outcomes[k].counted), t->taken[k]);
        buffer_text(&line, ", ");
    }
    buffer_print(&line, say("%zu refused, %zu left out, %zu of other kinds."), t->refused, t->left,
                 t->other);
    plain_line(p, 4, line.data);
    if (dry)
        plain_line(p, 0, say("Nothing was changed: this was a dry run."));
    buffer_free(&line);
}

static int print_answer(const struct plain *p, const json_t *answer, bool dry)
{
    struct tally t = {0};
    print_taken(p, json_object_get(answer, "taken"), &t);
    print_refused(p, json_object_get(answer, "refused"), &t);
    print_other(p, json_object_get(answer, "not_taken"), &t);
    print_tally(p, &t, dry);
    return t.refused > 0 ? EX_DATAERR : EX_OK;
}

/* --- the command ------------------------------------------------------------------------------ */

static bool statement(struct plain *p, const char *sql, struct failure *f)
{
    return gateway_run(p->session.gateway, &(struct gateway_call){.sql = sql, .block = true}, NULL,
                       f);
}

static json_t *try_bundle(struct plain *p, const char *request_id, const char *text,
                          struct failure *f)
{
    struct reply *reply = NULL;
    const struct gateway_call call = {.sql = "SELECT api.import_fhir($1::uuid, $2::jsonb)",
                                      .values = GATEWAY_VALUES(request_id, text),
                                      .what = say("import"),
                                      .block = true};
    if (!statement(p, "BEGIN", f) || !gateway_run(p->session.gateway, &call, &reply, f))
        return NULL;
    json_t *answer = reply_json(reply, 0, 0);
    reply_free(reply);
    if (!statement(p, "ROLLBACK", f)) {
        json_decref(answer);
        return NULL;
    }
    return answer;
}

static int send_bundle(struct plain *p, json_t *bundle, bool dry)
{
    char request_id[37], *text = json_dumps(bundle, JSON_COMPACT);
    struct failure f;
    gateway_request_id(request_id);
    json_t *answer =
        dry ? try_bundle(p, request_id, text, &f)
            : plain_ask(p, say("import"), "SELECT api.import_fhir($1::uuid, $2::jsonb)",
                        GATEWAY_VALUES(request_id, text), &f);
    free(text);
    if (answer == NULL)
        return command_fail(&f);
    int status = print_answer(p, answer, dry);
    json_decref(answer);
    return status;
}

static bool read_files(struct fhir_reader *r, char **paths, struct failure *f)
{
    for (; *paths != NULL; paths++)
        if (!fhir_reader_file(r, *paths, f))
            return false;
    return true;
}

static int import_files(const struct options *o, char **paths, bool dry)
{
    struct plain p;
    struct failure f;
    struct fhir_reader r;
    fhir_reader_open(&r);
    if (!read_files(&r, paths, &f) || !plain_open(&p, o, &f)) {
        fhir_reader_close(&r);
        return command_fail(&f);
    }
    json_t *bundle = fhir_reader_bundle(&r);
    int status = send_bundle(&p, bundle, dry);
    json_decref(bundle);
    plain_close(&p);
    return status;
}

int command_import(const struct options *o, int argc, char **argv)
{
    struct failure f;
    bool dry = false;
    const char *format = "fhir";
    const struct argument table[] = {{"--dry-run", &dry, NULL}, {"--format", NULL, &format}};
    if (!arguments_parse(table, 2, &argc, argv, &f))
        return command_fail(&f);
    if (strcmp(format, "fhir") != 0)
        return command_misused("import", say("there is no format %s; there is: fhir"), format);
    if (argc < 2)
        return command_misused("import", "%s", say("it needs a file, or - for standard input"));
    return import_files(o, argv + 1, dry);
}
