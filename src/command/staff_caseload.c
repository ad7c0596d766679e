/* holdfast staff move, by whoever supervises or coordinates somebody: what they have by name goes
 * to one person, or is shared by how much each has. */
#include "staff.h"

#include "holdfast/command/act_many.h"
#include "holdfast/command/command.h"
#include "holdfast/gateway/answer.h"
#include "holdfast/util/say.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int64_t number(const json_t *object, const char *key)
{
    return answer_int(object, key);
}

static void print_moves(const struct plain *p, const json_t *caseload)
{
    size_t i;
    const json_t *move;
    json_array_foreach (json_object_get(caseload, "moves"), i, move) {
        struct buffer b = {0};
        buffer_print(&b, "%s: %s", answer_text(move, "name"), answer_text(move, "kinds"));
        if (number(move, "late") > 0)
            buffer_print(&b, say(", %lld late"), (long long)number(move, "late"));
        buffer_print(&b, say("; has %lld already"), (long long)number(move, "before"));
        if (answer_text(move, "away")[0] != '\0')
            buffer_print(&b, "; %s", answer_text(move, "away"));
        plain_field(p, say("Goes to"), b.data);
        buffer_free(&b);
    }
}

static void print_rest(const struct plain *p, const json_t *caseload)
{
    struct buffer b = {0};
    size_t i;
    const json_t *ref;
    json_array_foreach (json_object_get(caseload, "stay"), i, ref)
        buffer_print(&b, "%s%s", i > 0 ? ", " : "", json_string_value(ref));
    if (b.len > 0)
        plain_field(p, say("Stays"), b.data);
    buffer_free(&b);
}

static int pass_on(struct plain *p, const struct staff_call *call, const json_t *caseload)
{
    char line[256];
    print_moves(p, caseload);
    print_rest(p, caseload);
    if (json_array_size(json_object_get(caseload, "items")) == 0) {
        (void)snprintf(line, sizeof line, say("%s has nothing by name that can go there."),
                       answer_text(caseload, "name"));
        plain_line(p, 0, line);
        return EX_DATAERR;
    }
    if (call->dry) {
        (void)snprintf(line, sizeof line, say("Nothing was done. %s has it all still."),
                       answer_text(caseload, "name"));
        plain_line(p, 0, line);
        return EX_OK;
    }
    return act_give(p, json_object_get(caseload, "items"), json_object_get(caseload, "moves"),
                    call->reason);
}

int staff_pass_items(struct plain *p, const struct staff_call *call, const char *filter)
{
    struct failure f;
    json_t *caseload = plain_ask(p, "staff", "SELECT api.caseload($1, $2, $3::jsonb)",
                                 GATEWAY_VALUES(call->login, call->to, filter), &f);
    if (caseload == NULL)
        return command_fail(&f);
    staff_adopt(p, caseload);
    if (p->me == NULL)
        p->me = plain_ask(p, "staff", "SELECT api.me()", GATEWAY_NO_VALUES, &f);
    int status = p->me != NULL ? pass_on(p, call, caseload) : command_fail(&f);
    json_decref(caseload);
    return status;
}
