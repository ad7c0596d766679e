/* holdfast consent: what a person has allowed to be told, in lines; records a consent, renews one,
 * takes one back. */
#include "holdfast/command/command.h"
#include "holdfast/command/plain.h"
#include "holdfast/gateway/answer.h"
#include "holdfast/screen/words.h"
#include "holdfast/util/say.h"

#include <stdlib.h>
#include <string.h>

#include "consent.h"
#include "plain_page.h"

/* --- what is said ----------------------------------------------------------------------------- */

/* Keys whose values are lists, one behind the other with commas. */
static bool is_list(const char *key)
{
    return strcmp(key, "to") == 0 || strcmp(key, "categories") == 0;
}

/* "today", "30 Apr 2027": as the database takes a day; what is none goes as it was typed. */
static json_t *day_of(const struct plain *p, const char *key, const char *value)
{
    static const struct {
        const char *key;
        bool past;
    } days[] = {{"signed_on", true}, {"date", true}, {"starts", false}, {"expires", false}};
    char day[16];
    for (size_t i = 0; i < sizeof days / sizeof days[0]; i++)
        if (strcmp(key, days[i].key) == 0 &&
            words_read_day(value, p->now, days[i].past, day, sizeof day))
            return json_string(day);
    return json_string(value);
}

static json_t *list_of(const char *value)
{
    json_t *list = json_array();
    while (*value != '\0') {
        size_t length = strcspn(value, ",");
        if (length > 0)
            (void)json_array_append_new(list, json_stringn(value, length));
        value += length + (value[length] == ',');
    }
    return list;
}

static bool take_all(struct plain *p, json_t *said, char **words, struct failure *f)
{
    for (; *words != NULL; words++) {
        const char *key, *value;
        if (!plain_pair(p, *words, &key, &value))
            return failure_set(f, EX_USAGE, "consent", say("write expires=2027-04-30"),
                               say("%s is no KEY=VALUE"), *words);
        (void)json_object_set_new(said, key, is_list(key) ? list_of(value) : day_of(p, key, value));
    }
    return true;
}

/* --- the list --------------------------------------------------------------------------------- */

static const char *status_words(const char *status)
{
    static const struct {
        const char *code, *words;
    } all[] = {{"active", "in force"},
               {"not_yet", "not yet in force"},
               {"expired", "over"},
               {"revoked", "taken back"}};
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
        if (strcmp(all[i].code, status) == 0)
            return say(all[i].words);
    return status;
}

static void add_names(struct buffer *b, const char *before, const json_t *list)
{
    size_t i;
    const json_t *one;
    json_array_foreach (list, i, one)
        buffer_print(b, "%s%s", i == 0 ? before : ", ", answer_text(one, "name"));
}

static void add_end(struct buffer *b, const json_t *consent)
{
    page_add(b, say(", until "), answer_text(consent, "expires"));
    page_add(b, say(", until "), answer_text(consent, "expires_event"));
    if (answer_text(consent, "expires")[0] == '\0' &&
        answer_text(consent, "expires_event")[0] == '\0')
        buffer_text(b, say(", without an end"));
}

static void add_signature(struct buffer *b, const json_t *consent)
{
    buffer_print(b, say("; signed by %s (%s) on %s"), answer_text(consent, "signer"),
                 answer_text(consent, "authority_name"), answer_text(consent, "signed_on"));
    page_add(b, say(", filed: "), answer_text(consent, "where_filed"));
    buffer_print(b, say("; recorded by %s"), answer_text(consent, "recorded_by"));
    page_add(b, say("; taken back: "), answer_text(consent, "revoked_reason"));
    page_add(b, say("; renews "), answer_text(consent, "renews"));
    page_add(b, say("; renewed by "), answer_text(consent, "renewed_by"));
}

static void say_consent(const struct plain *p, const json_t *consent)
{
    struct buffer b = {0};
    buffer_print(&b, "%s %s: %s", answer_text(consent, "ref"),
                 status_words(answer_text(consent, "status")),
                 answer_text(page_part(consent, "from"), "name"));
    add_names(&b, say(" may tell "), page_part(consent, "to"));
    add_names(&b, ": ", page_part(consent, "categories"));
    buffer_print(&b, say("; for %s"), answer_text(consent, "purpose"));
    add_end(&b, consent);
    add_signature(&b, consent);
    plain_line(p, 4, b.data);
    buffer_free(&b);
}

json_t *consent_list(struct plain *p, const char *ref, struct failure *f)
{
    size_t i;
    const json_t *consent;
    json_t *answer = plain_ask(p, ref, "SELECT api.consents($1)", GATEWAY_VALUES(ref), f);
    if (answer == NULL)
        return NULL;
    plain_line(p, 0, answer_text(answer, "name"));
    json_array_foreach (page_part(answer, "consents"), i, consent)
        say_consent(p, consent);
    if (json_array_size(page_part(answer, "consents")) == 0)
        plain_line(p, 0, say("No consent or release is recorded that you may know of."));
    if (answer_text(answer, "notice")[0] != '\0')
        plain_line(p, 0, answer_text(answer, "notice"));
    return answer;
}

static int list_consents(struct plain *p, const char *ref)
{
    struct failure f;
    json_t *answer = consent_list(p, ref, &f);
    if (answer == NULL)
        return command_fail(&f);
    json_decref(answer);
    return EX_OK;
}

/* --- what came of it -------------------------------------------------------------------------- */

void consent_say(const struct plain *p, const char *done, const json_t *answer)
{
    struct buffer b = {0};
    size_t i;
    const json_t *ref;
    if (page_is(answer, "replayed"))
        buffer_text(&b, say("This was done before: "));
    buffer_print(&b, "%s %s", answer_text(answer, "consent_ref"), done);
    page_add(&b, say(" It renews "), answer_text(answer, "renews"));
    json_array_foreach (page_part(answer, "tasks"), i, ref)
        buffer_print(&b, "%s%s", i == 0 ? say(" Both sides of what is under way are told: ") : ", ",
                     json_string_value(ref));
    if (i > 0 || answer_text(answer, "renews")[0] != '\0')
        buffer_text(&b, ".");
    plain_line(p, 4, b.data);
    buffer_free(&b);
}

/* --- the command ------------------------------------------------------------------------------ */

static const struct deed {
    const char *name, *sql, *done;
} deeds[] = {
    {"grant", "SELECT api.grant_consent($1::uuid, $2, $3::jsonb)", CONSENT_RECORDED},
    {"renew", "SELECT api.renew_consent($1::uuid, $2, $3::jsonb)", CONSENT_RECORDED},
    {"revoke", "SELECT api.revoke_consent($1::uuid, $2, $3::jsonb)", CONSENT_OVER},
};

static const struct deed *deed_named(const char *name)
{
    for (size_t i = 0; i < sizeof deeds / sizeof deeds[0]; i++)
        if (strcmp(deeds[i].name, name) == 0)
            return &deeds[i];
    return NULL;
}

static json_t *carry_out(struct plain *p, const struct deed *deed, const char *ref, char **words,
                         struct failure *f)
{
    json_t *answer = NULL, *said = json_object();
    if (take_all(p, said, words, f)) {
        char *text = json_dumps(said, JSON_COMPACT);
        answer =
            plain_ask_once(p, ref, NULL, deed->sql, GATEWAY_VALUES(p->request_id, ref, text), f);
        free(text);
    }
    json_decref(said);
    return answer;
}

static int run(struct plain *p, char **words, void *data)
{
    (void)data;
    struct failure f;
    if (words[1] == NULL)
        return list_consents(p, words[0]);
    const struct deed *deed = deed_named(words[1]);
    if (deed == NULL) {
        (void)failure_set(&f, EX_USAGE, "consent", say("write grant, renew or revoke"),
                          say("there is no %s"), words[1]);
        return command_fail(&f);
    }
    json_t *answer = carry_out(p, deed, words[0], words + 2, &f);
    if (answer == NULL)
        return command_fail(&f);
    consent_say(p, say(deed->done), answer);
    json_decref(answer);
    return EX_OK;
}

int command_consent(const struct options *o, int argc, char **argv)
{
    return plain_request(o, argc, argv,
                         &(struct plain_request){.least = 2,
                                                 .wants = say("it needs a person, or a consent"),
                                                 .run = run});
}
