#include "holdfast/screen/consent_words.h"

#include "holdfast/gateway/answer.h"
#include "holdfast/screen/desk.h"
#include "holdfast/screen/words.h"
#include "holdfast/util/say.h"
#include "screen/line.h"

#include <string.h>

static bool is_status(const json_t *consent, const char *status)
{
    return strcmp(answer_text(consent, "status"), status) == 0;
}

bool consent_stands(const json_t *consent)
{
    return is_status(consent, "active") || is_status(consent, "not_yet");
}

bool consent_offers(const json_t *consent, const char *action)
{
    size_t i;
    json_t *name;
    json_array_foreach (json_object_get(consent, "actions"), i, name)
        if (strcmp(json_string_value(name), action) == 0)
            return true;
    return false;
}

static const char *day_of(char *out, size_t size, const json_t *consent, const char *key)
{
    return words_date(out, size, answer_text(consent, key));
}

/* Until when it stands: a day, an event, or until somebody takes it back. */
static void add_end(struct buffer *line, const json_t *consent)
{
    char day[24];
    const char *event = answer_text(consent, "expires_event");
    if (answer_text(consent, "expires")[0] != '\0')
        buffer_print(line, say(" until %s"), day_of(day, sizeof day, consent, "expires"));
    if (event[0] != '\0')
        buffer_print(line, say(" until: %s"), event);
    if (answer_text(consent, "expires")[0] == '\0' && event[0] == '\0')
        buffer_text(line, say(" until it is taken back"));
}

void consent_add_state(struct buffer *line, const json_t *consent, int64_t now)
{
    char when[32], day[24];
    const char *reason = answer_text(consent, "revoked_reason");
    if (is_status(consent, "active")) {
        buffer_text(line, say("in force"));
        add_end(line, consent);
    } else if (is_status(consent, "not_yet")) {
        buffer_print(line, say("begins %s, stands"),
                     words_moment(when, sizeof when, now, answer_time(consent, "starts")));
        add_end(line, consent);
    } else if (is_status(consent, "revoked")) {
        buffer_print(line, say("taken back %s%s%s"),
                     line_when(when, sizeof when, now, consent, "revoked_at"),
                     reason[0] != '\0' ? ": " : "", reason);
    } else if (answer_text(consent, "renewed_by")[0] != '\0') {
        buffer_print(line, say("renewed: %s stands instead"), answer_text(consent, "renewed_by"));
    } else {
        buffer_print(line, say("over since %s"), day_of(day, sizeof day, consent, "expires"));
    }
}

void consent_add_to(struct buffer *line, const json_t *consent)
{
    size_t i;
    json_t *party;
    json_array_foreach (json_object_get(consent, "to"), i, party)
        buffer_print(line, "%s%s", i > 0 ? "; " : "", answer_text(party, "name"));
}

void consent_add_what(struct buffer *line, const json_t *consent)
{
    size_t i;
    json_t *category;
    json_array_foreach (json_object_get(consent, "categories"), i, category)
        buffer_print(line, "%s%s", i > 0 ? ", " : "", answer_text(category, "name"));
}

void consent_add_signed(struct buffer *line, const json_t *consent)
{
    char day[24];
    const char *where = answer_text(consent, "where_filed");
    buffer_print(line, say("%s by %s"), day_of(day, sizeof day, consent, "signed_on"),
                 answer_text(consent, "signer"));
    if (strcmp(answer_text(consent, "authority"), "individual") != 0)
        buffer_print(line, say(" (%s)"), answer_text(consent, "authority_name"));
    if (!answer_bool(consent, "signature_on_file"))
        buffer_text(line, say("; NO signature on file"));
    else
        buffer_print(line, say("; signature on file%s%s"), where[0] != '\0' ? ": " : "", where);
}

void consent_add_recorded(struct buffer *line, const json_t *consent, int64_t now)
{
    char when[32];
    const char *renews = answer_text(consent, "renews");
    buffer_print(line, say("%s by %s"), line_when(when, sizeof when, now, consent, "recorded_at"),
                 answer_text(consent, "recorded_by"));
    if (renews[0] != '\0')
        buffer_print(line, say("; renews %s"), renews);
}

const char *consent_kind_words(const json_t *consent)
{
    return strcmp(answer_text(consent, "kind"), "part2_consent") == 0
               ? say("consent for substance-use content, 42 CFR Part 2")
               : say("signed release");
}

const char *consent_passing_on(const json_t *consent)
{
    return answer_bool(consent, "redisclosure")
               ? say("whoever gets it may pass it on as 45 CFR part 164 allows")
               : say("not without another consent");
}
