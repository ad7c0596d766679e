/* holdfast staff: who there is, letting people in and out, their passwords. */
#include "staff.h"

#include "holdfast/command/command.h"
#include "holdfast/gateway/answer.h"
#include "holdfast/screen/words.h"
#include "holdfast/util/say.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

void staff_adopt(struct plain *p, const json_t *answer)
{
    const char *zone = answer_text(answer, "timezone");
    p->now = answer_time(answer, "now");
    if (zone[0] != '\0')
        (void)setenv("TZ", zone, 1);
    tzset();
}

void staff_add_count(struct buffer *b, int64_t count, const char *one, const char *many)
{
    if (count > 0)
        buffer_print(b, "%s%lld %s", b->len > 0 ? ", " : "", (long long)count,
                     count == 1 ? one : many);
}

/* --- list ------------------------------------------------------------------------------------- */

static void add_state(const struct plain *p, struct buffer *b, const json_t *person)
{
    const char *state = answer_text(person, "state");
    if (strcmp(state, "away") == 0) {
        buffer_text(b, say("away until "));
        plain_add_moment(p, b, person, "away_until");
        if (answer_text(person, "cover")[0] != '\0')
            buffer_print(b, say(", %s covers"), answer_text(person, "cover"));
    } else if (strcmp(state, "disabled") == 0) {
        buffer_text(b, say("disabled since "));
        plain_add_moment(p, b, person, "disabled_at");
    } else {
        buffer_text(b, strcmp(state, "left") == 0 ? say("no longer in the policy") : say("here"));
    }
}

static void add_roles(struct buffer *b, const json_t *person)
{
    size_t i;
    const json_t *role;
    json_array_foreach (json_object_get(person, "roles"), i, role)
        buffer_print(b, "%s%s", i > 0 ? ", " : "", answer_text(role, "name"));
}

static void add_sign_in(const struct plain *p, struct buffer *b, const json_t *person)
{
    if (answer_time(person, "last_seen") == 0) {
        buffer_text(b, say("has not signed in"));
        return;
    }
    buffer_text(b, say("signed in "));
    plain_add_moment(p, b, person, "last_seen");
}

static void add_password(const struct plain *p, struct buffer *b, const json_t *person)
{
    if (answer_time(person, "password_at") == 0) {
        buffer_text(b, say("no password set here"));
        return;
    }
    buffer_text(b, answer_bool(person, "must_choose") ? say("first password given ")
                                                      : say("password chosen "));
    plain_add_moment(p, b, person, "password_at");
}

static void add_covers(struct buffer *b, const json_t *person)
{
    size_t i;
    const json_t *name;
    json_array_foreach (json_object_get(person, "covers"), i, name)
        buffer_print(b, "%s%s", i == 0 ? say("covers for ") : ", ", json_string_value(name));
}

static void print_person(const struct plain *p, const json_t *person)
{
    enum { NAME, ORGANIZATION, STATE, ROLES, OPEN, SIGN_IN, PASSWORD, COVERS, COUNT };
    struct buffer parts[COUNT] = {0};
    const char *texts[COUNT + 1] = {answer_text(person, "login")};
    buffer_text(&parts[NAME], answer_text(person, "name"));
    buffer_text(&parts[ORGANIZATION], answer_text(person, "organization_name"));
    add_state(p, &parts[STATE], person);
    add_roles(&parts[ROLES], person);
    buffer_print(&parts[OPEN], say("%lld open"), (long long)answer_int(person, "open"));
    add_sign_in(p, &parts[SIGN_IN], person);
    add_password(p, &parts[PASSWORD], person);
    add_covers(&parts[COVERS], person);
    for (int i = 0; i < COUNT; i++)
        texts[i + 1] = parts[i].data != NULL ? parts[i].data : "";
    plain_row(p, texts, COUNT + 1);
    for (int i = 0; i < COUNT; i++)
        buffer_free(&parts[i]);
}

int staff_list(struct plain *p, const struct staff_call *call)
{
    struct failure f;
    size_t i;
    const json_t *person;
    json_t *answer = plain_ask(p, "staff", "SELECT api.staff_list($1::boolean)",
                               GATEWAY_VALUES(call->all ? "t" : "f"), &f);
    if (answer == NULL)
        return command_fail(&f);
    staff_adopt(p, answer);
    json_array_foreach (json_object_get(answer, "people"), i, person)
        print_person(p, person);
    json_decref(answer);
    return EX_OK;
}

/* --- the command ------------------------------------------------------------------------------ */

/* options: letters of those that it takes, as in the table of read_call. */
static const struct action {
    const char *name;
    staff_action *run;
    int least, most; /* logins behind it */
    const char *options;
} actions[] = {
    {"list", staff_list, 0, 0, "a"},          {"passwd", staff_passwd, 0, 1, ""},
    {"disable", staff_disable, 1, 1, "trdi"}, {"enable", staff_enable, 1, 1, "i"},
    {"move", staff_move, 1, 1, "trdikoy"},    {"cover", staff_cover, 1, 1, "tdibfB"},
};

static const struct action *find_action(const char *name)
{
    for (size_t i = 0; i < sizeof actions / sizeof actions[0]; i++)
        if (strcmp(actions[i].name, name) == 0)
            return &actions[i];
    return NULL;
}

/* The rows of the table that this action takes. */
static bool read_call(const struct action *action, struct staff_call *call, int *argc, char **argv,
                      struct failure *f)
{
    const struct argument all[] = {
        {"--all", &call->all, NULL},
        {"--to", NULL, &call->to},
        {"--reason", NULL, &call->reason},
        {"--dry-run", &call->dry, NULL},
        {"--request-id", NULL, &call->request_id},
        {"--kind", NULL, &call->kind},
        {"--role", NULL, &call->role},
        {"--type", NULL, &call->type},
        {"--by", NULL, &call->by},
        {"--from", NULL, &call->from},
        {"--back", &call->back, NULL},
    };
    static const char letters[] = "atrdikoybfB";
    struct argument taken[sizeof all / sizeof all[0]];
    size_t count = 0;
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
        if (strchr(action->options, letters[i]) != NULL)
            taken[count++] = all[i];
    return arguments_parse(taken, count, argc, argv, f);
}

static int run(const struct action *action, const struct options *o, struct staff_call *call)
{
    struct plain p = {0};
    struct failure f;
    char fresh[37];
    if (!session_open(&p.session, o, SESSION_PERSON, &f))
        return command_fail(&f);
    plain_refresh(&p);
    gateway_request_id(fresh);
    p.repeated = call->request_id != NULL;
    p.request_id = p.repeated ? call->request_id : fresh;
    int status = action->run(&p, call);
    plain_close(&p);
    return status;
}

int command_staff(const struct options *o, int argc, char **argv)
{
    struct failure f;
    struct staff_call call = {0};
    const struct action *action = argc > 1 ? find_action(argv[1]) : NULL;
    if (action == NULL)
        return command_misused(argv[0], "%s",
                               say("say list, cover, passwd, disable, enable or move"));
    argc--;
    argv++;
    if (!read_call(action, &call, &argc, argv, &f))
        return command_fail(&f);
    if (argc - 1 < action->least)
        return command_misused("staff", say("%s needs a login"), action->name);
    if (argc - 1 > action->most)
        return command_misused("staff", say("%s is one word too many"), argv[action->most + 1]);
    call.login = argc > 1 ? argv[1] : NULL;
    return run(action, o, &call);
}
