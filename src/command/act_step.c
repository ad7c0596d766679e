/* One step on one item, as `act` and the console in lines take it, and what came of it in words. */
#include "holdfast/command/act_step.h"

#include "holdfast/gateway/answer.h"
#include "holdfast/util/say.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* --- detail ----------------------------------------------------------------------------------- */

static json_t *take_moment(struct plain *p, const struct act_step *step, const char *value)
{
    return json_string(plain_moment(p, value, strcmp(step->action, "start") == 0));
}

/* Where the value is a date; other steps' values are words. */
static json_t *take_value(struct plain *p, const struct act_step *step, const char *value)
{
    bool dated = strcmp(step->action, "redate") == 0 || strcmp(step->action, "promise") == 0;
    return dated ? take_moment(p, step, value) : json_string(value);
}

static json_t *take_truth(struct plain *p, const struct act_step *step, const char *value)
{
    (void)p;
    (void)step;
    return json_boolean(strcmp(value, "yes") == 0 || strcmp(value, "true") == 0);
}

/* Keys whose values are not plain texts. */
static const struct {
    const char *key;
    json_t *(*take)(struct plain *p, const struct act_step *step, const char *value);
} kinds[] = {
    {"date", take_moment},
    {"until", take_moment},
    {"value", take_value},
    {"reached", take_truth},
};

static json_t *detail_value(struct plain *p, const struct act_step *step, const char *key,
                            const char *value)
{
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        if (strcmp(kinds[i].key, key) == 0)
            return kinds[i].take(p, step, value);
    return json_string(value);
}

bool act_read_detail(struct plain *p, struct act_step *step, char **words, struct failure *f)
{
    for (; *words != NULL; words++) {
        const char *key, *value;
        if (!plain_pair(p, *words, &key, &value))
            return failure_set(f, EX_USAGE, "act", say("write note='as you please'"),
                               say("%s is no KEY=VALUE"), *words);
        if (json_object_set_new(step->detail, key, detail_value(p, step, key, value)) != 0)
            return failure_set(f, EX_DATAERR, "act", "", say("%s is not UTF-8"), key);
    }
    return true;
}

/* --- the answer in a sentence ----------------------------------------------------------------- */

static const struct status {
    const char *status, *words;
    bool owned, clocked; /* somebody has it in hand; its clock runs */
} statuses[] = {
    {"requested", "needs an answer", true, true},
    {"requested reroute", "needs another provider", true, true},
    {"requested task", "is to be done", true, true},
    {"accepted", "is accepted, not started", true, true},
    {"in-progress", "is running", true, true},
    {"on-hold", "waits", true, false},
    {"completed", "is completed", false, false},
    {"rejected", "is declined", false, false},
    {"failed", "could not be done", false, false},
    {"cancelled", "is cancelled", false, false},
    {"entered-in-error", "was entered by mistake", false, false},
    {"decided", "is decided", false, false}, /* an organisation, in a review */
    {"open", "is to decide", false, false},
};

/* Only a referral waits for an answer; other work is to be done, and has no status for that. */
static const char *status_of(const json_t *answer)
{
    const char *status = answer_text(answer, "status"), *kind = answer_text(answer, "kind");
    if (strcmp(status, "requested") != 0 || kind[0] == '\0' || strcmp(kind, "referral") == 0)
        return status;
    return strcmp(kind, "reroute") == 0 ? "requested reroute" : "requested task";
}

static const struct status *find_status(const char *status)
{
    static const struct status unknown = {"", "is changed", true, true};
    for (size_t i = 0; i < sizeof statuses / sizeof statuses[0]; i++)
        if (strcmp(statuses[i].status, status) == 0)
            return &statuses[i];
    return &unknown;
}

static void add_owner(const struct plain *p, struct buffer *b, const json_t *answer)
{
    const char *login = answer_text(answer, "owner_login"),
               *name = answer_text(answer, "owner_name");
    if (strcmp(login, answer_text(p->me, "login")) == 0 && login[0] != '\0')
        buffer_text(b, say(", with you"));
    else if (name[0] != '\0')
        buffer_print(b, say(", with %s"), name);
}

static void add_due(const struct plain *p, struct buffer *b, const json_t *answer)
{
    if (answer_time(answer, "due") == 0)
        return;
    buffer_text(b, say(", due "));
    plain_add_moment(p, b, answer, "due");
}

/* Later than what is due it moves nothing, so that alone would not tell it. */
static void add_promised(const struct plain *p, struct buffer *b, const json_t *answer)
{
    if (answer_time(answer, "promised") == 0)
        return;
    buffer_text(b, say(" Promised by "));
    plain_add_moment(p, b, answer, "promised");
    buffer_text(b, ".");
}

/* "Tomas Reyes: away from Mon 24 Nov, no cover named." */
static void add_away(struct buffer *b, const json_t *answer)
{
    const char *away = answer_text(answer, "away");
    if (away[0] != '\0')
        buffer_print(b, " %s: %s.", answer_text(answer, "owner_name"), away);
}

static void add_undo(const struct plain *p, struct buffer *b, const json_t *answer,
                     const char *undo)
{
    if (answer_time(answer, "undo_until") == 0 || undo == NULL)
        return;
    buffer_text(b, say(" You may undo this until "));
    plain_add_moment(p, b, answer, "undo_until");
    buffer_print(b, ": %s.", undo);
}

static void add_opened(struct buffer *b, const json_t *answer)
{
    size_t i;
    const json_t *ref, *opened = json_object_get(answer, "opened");
    json_array_foreach (opened, i, ref) {
        const char *text = json_is_object(ref) ? answer_text(ref, "ref") : json_string_value(ref);
        buffer_print(b, "%s%s", i == 0 ? say(" Opened: ") : ", ", text != NULL ? text : "");
    }
    if (i > 0)
        buffer_text(b, ".");
}

static void add_told(struct buffer *b, const json_t *answer)
{
    const char *told = answer_text(answer, "told"), *joined = answer_text(answer, "joined");
    if (told[0] != '\0')
        buffer_print(b, say(" Told: %s."), told);
    if (joined[0] != '\0')
        buffer_print(b, say(" Another provider is being looked for already: %s."), joined);
}

void act_say(const struct plain *p, const json_t *answer, const char *undo)
{
    struct buffer b = {0};
    if (answer_bool(answer, "replayed"))
        buffer_text(&b, say("This was done before: "));
    const struct status *status = find_status(status_of(answer));
    /* An organisation has a name; its reference is a code. */
    const char *name = answer_text(answer, "name");
    buffer_print(&b, "%s %s", name[0] != '\0' ? name : answer_text(answer, "ref"),
                 say(status->words));
    if (status->owned)
        add_owner(p, &b, answer);
    if (status->clocked)
        add_due(p, &b, answer);
    buffer_text(&b, ".");
    add_promised(p, &b, answer);
    add_away(&b, answer);
    add_opened(&b, answer);
    add_told(&b, answer);
    add_undo(p, &b, answer, undo);
    plain_line(p, 0, b.data);
    buffer_free(&b);
}

/* --- the step --------------------------------------------------------------------------------- */

json_t *act_take(struct plain *p, const struct act_step *step, struct failure *f)
{
    char *detail = json_dumps(step->detail, JSON_COMPACT);
    char what[100];
    (void)snprintf(what, sizeof what, "%s %s", step->action, step->ref);
    json_t *answer =
        step->review != NULL
            ? plain_ask(p, what,
                        "SELECT api.review_decide($1::uuid, $2, $3, $4::int, $5, $6::jsonb)"
                        " -> 'result'",
                        GATEWAY_VALUES(step->request_id, step->review, step->ref, step->version,
                                       step->action, detail),
                        f)
            : plain_ask(
                  p, what, "SELECT api.act($1::uuid, $2, $3::int, $4, $5::jsonb)",
                  GATEWAY_VALUES(step->request_id, step->ref, step->version, step->action, detail),
                  f);
    free(detail);
    return answer;
}
