/* holdfast refer: one person, one or several services, and by when each will be answered. */
#include "holdfast/command/command.h"
#include "holdfast/command/plain.h"
#include "holdfast/gateway/answer.h"
#include "holdfast/util/say.h"

#include <stdlib.h>
#include <string.h>

struct referral {
    json_t *root, *items, *provided;
    const char *threat; /* NULL: none */
};

/* --- from KEY=VALUE to the referral ----------------------------------------------------------- */

static void add_item(struct referral *r, const char *type, size_t len)
{
    json_t *item = json_object();
    (void)json_object_set_new(item, "type", json_stringn(type, len));
    (void)json_array_append_new(r->items, item);
}

/* type=home_care,meals, or type= several times. */
static void take_type(struct plain *p, struct referral *r, const char *key, const char *value)
{
    (void)p;
    (void)key;
    for (const char *at = value; *at != '\0';) {
        size_t len = strcspn(at, ",");
        add_item(r, at, len);
        at += len + (at[len] == ',');
    }
}

/* Goes with the type named before it. */
static void take_service(struct plain *p, struct referral *r, const char *key, const char *value)
{
    (void)p;
    size_t count = json_array_size(r->items);
    if (count > 0)
        (void)json_object_set_new(json_array_get(r->items, count - 1), key, json_string(value));
}

static void take_word(struct plain *p, struct referral *r, const char *key, const char *value)
{
    (void)p;
    (void)json_object_set_new(r->root, key, json_string(value));
}

/* The ground of whatever nothing else allows. */
static void take_threat(struct plain *p, struct referral *r, const char *key, const char *value)
{
    (void)p;
    (void)key;
    r->threat = value;
}

static void take_moment(struct plain *p, struct referral *r, const char *key, const char *value)
{
    (void)json_object_set_new(r->root, key, json_string(plain_moment(p, value, false)));
}

/* What a service type asks for besides: phone, address, orders, … */
static void take_provided(struct plain *p, struct referral *r, const char *key, const char *value)
{
    (void)p;
    (void)json_object_set_new(r->provided, key, json_string(value));
}

static const struct {
    const char *key;
    void (*take)(struct plain *p, struct referral *r, const char *key, const char *value);
} known_keys[] = {
    {"individual", take_word},       {"priority", take_word},
    {"context", take_word},          {"type", take_type},
    {"duplicate_reason", take_word}, {"needed_by", take_moment},
    {"service", take_service},       {"risk", take_word},
    {"threat", take_threat},
};

static void take_pair(struct plain *p, struct referral *r, const char *key, const char *value)
{
    for (size_t i = 0; i < sizeof known_keys / sizeof known_keys[0]; i++)
        if (strcmp(known_keys[i].key, key) == 0) {
            known_keys[i].take(p, r, key, value);
            return;
        }
    take_provided(p, r, key, value);
}

static bool read_referral(struct plain *p, struct referral *r, char **words, struct failure *f)
{
    for (; *words != NULL; words++) {
        const char *key, *value;
        if (!plain_pair(p, *words, &key, &value))
            return failure_set(f, EX_USAGE, "refer", say("write type=home_care"),
                               say("%s is no KEY=VALUE"), *words);
        take_pair(p, r, key, value);
    }
    if (json_object_get(r->root, "individual") == NULL || json_array_size(r->items) == 0)
        return failure_set(f, EX_USAGE, "refer", say("give individual=P-… and type=…"), "%s",
                           say("it must be said who needs what"));
    size_t i;
    json_t *item;
    json_array_foreach (r->items, i, item)
        if (r->threat != NULL)
            (void)json_object_set_new(item, "threat", json_string(r->threat));
    return true;
}

/* --- the answer ------------------------------------------------------------------------------- */

static void add_named(struct buffer *b, const char *before, const json_t *object, const char *key)
{
    const char *text = answer_text(object, key);
    if (text[0] != '\0')
        buffer_print(b, "%s%s", before, text);
}

static void add_duplicates(struct buffer *b, const json_t *referral)
{
    size_t i;
    const json_t *other;
    json_array_foreach (json_object_get(referral, "duplicates"), i, other) {
        const char *ref =
            json_is_object(other) ? answer_text(other, "ref") : json_string_value(other);
        buffer_print(b, "%s%s", i == 0 ? say("; repeats ") : ", ", ref != NULL ? ref : "");
    }
}

static void add_problem(struct buffer *b, const json_t *referral)
{
    const char *problem = answer_text(referral, "problem");
    if (problem[0] != '\0')
        buffer_print(b, say("; CANNOT BE SENT: %s %s"), problem, answer_text(referral, "mend"));
    else if (answer_bool(referral, "reroute"))
        buffer_text(b, say("; nobody takes it now, the coordinator looks for a provider"));
}

static void add_told(struct buffer *b, const json_t *referral)
{
    size_t i;
    const json_t *who;
    json_array_foreach (json_object_get(referral, "told"), i, who) {
        buffer_print(b, say("; told at once: %s"), answer_text(who, "name"));
        add_named(b, ", ", who, "role");
    }
}

static void print_referral(const struct plain *p, const json_t *referral)
{
    struct buffer b = {0};
    add_named(&b, "", referral, "ref");
    add_named(&b, b.len > 0 ? " " : "", referral, "type");
    add_named(&b, say(" to "), referral, "service_name");
    add_named(&b, ", ", referral, "owner_role_name");
    if (answer_time(referral, "due") != 0) {
        buffer_text(&b, say(", to be answered by "));
        plain_add_moment(p, &b, referral, "due");
    }
    add_told(&b, referral);
    add_duplicates(&b, referral);
    add_problem(&b, referral);
    if (b.data != NULL)
        plain_line(p, 4, b.data);
    buffer_free(&b);
}

/* What stands in the way, item by item, was printed with the items. */
static bool is_in_the_way(const json_t *referrals)
{
    size_t i;
    const json_t *referral;
    json_array_foreach (referrals, i, referral) {
        if (answer_text(referral, "problem")[0] != '\0' ||
            json_array_size(json_object_get(referral, "duplicates")) > 0)
            return true;
    }
    return false;
}

static int print_answer(const struct plain *p, const json_t *answer, bool dry)
{
    size_t i;
    const json_t *referral, *referrals = json_object_get(answer, "referrals");
    struct failure f;
    if (answer_bool(answer, "replayed"))
        plain_line(p, 0, say("This was sent before:"));
    json_array_foreach (referrals, i, referral) {
        print_referral(p, referral);
    }
    if (answer_bool(answer, "created"))
        return EX_OK;
    if (dry)
        return is_in_the_way(referrals) ? EX_DATAERR : EX_OK;
    (void)failure_set(&f, EX_DATAERR, "refer", say("add duplicate_reason=… if it is meant"), "%s",
                      say("nothing was sent, because this repeats an open referral"));
    return command_fail(&f);
}

/* --- the command ------------------------------------------------------------------------------ */

static json_t *send_referral(struct plain *p, const struct referral *r, bool dry, struct failure *f)
{
    char *text = json_dumps(r->root, JSON_COMPACT);
    json_t *answer =
        dry ? plain_ask(p, "refer", "SELECT api.refer_preview($1::jsonb)", GATEWAY_VALUES(text), f)
            : plain_ask_once(p, "refer", NULL, "SELECT api.refer($1::uuid, $2::jsonb)",
                             GATEWAY_VALUES(p->request_id, text), f);
    free(text);
    return answer;
}

static struct referral make_referral(void)
{
    struct referral r = {json_object(), json_array(), json_object(), NULL};
    (void)json_object_set_new(r.root, "items", r.items);
    (void)json_object_set_new(r.root, "provided", r.provided);
    return r;
}

static int run(struct plain *p, char **words, void *data)
{
    const bool *dry = data;
    struct failure f;
    json_t *answer = NULL;
    struct referral r = make_referral();
    if (read_referral(p, &r, words, &f))
        answer = send_referral(p, &r, *dry, &f);
    json_decref(r.root);
    if (answer == NULL)
        return command_fail(&f);
    int status = print_answer(p, answer, *dry);
    json_decref(answer);
    return status;
}

int command_refer(const struct options *o, int argc, char **argv)
{
    bool dry = false;
    const struct argument dry_run = {"--dry-run", &dry, NULL};
    return plain_request(o, argc, argv,
                         &(struct plain_request){.option = &dry_run, .run = run, .data = &dry});
}
