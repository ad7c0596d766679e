/* Consents and emergency looks in the line mode. */
#include "consent.h"
#include "lines_form.h"
#include "look.h"

#include "holdfast/gateway/answer.h"
#include "holdfast/screen/consent_forms.h"
#include "holdfast/screen/look_form.h"
#include "holdfast/util/say.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* Whom a line is about: who is named in it, or of whom the open item is; NULL, having said so. */
static const char *person_named(struct lines *l, const char *rest)
{
    const char *open = answer_text(json_object_get(l->item, "person"), "ref");
    if (rest[0] != '\0')
        return rest;
    if (open[0] == '\0')
        lines_say(l, "%s", say("Of whom? Add the reference: consents P-8036. /rivera finds it."));
    return open[0] != '\0' ? open : NULL;
}

/* Reads them out, and keeps them for renew and revoke. */
static bool read_out(struct lines *l, const char *person)
{
    struct failure f;
    json_t *answer = consent_list(&l->plain, person, &f);
    if (answer == NULL) {
        lines_tell(l, &f);
        return false;
    }
    json_decref(l->consents);
    l->consents = answer;
    return true;
}

void lines_consents(struct lines *l, const char *rest)
{
    const char *person = person_named(l, rest);
    if (person == NULL || !read_out(l, person))
        return;
    if (answer_bool(l->consents, "may_record"))
        lines_say(l, "%s", say("grant records one; renew C-…, revoke C-…: that one."));
}

void lines_grant(struct lines *l, const char *rest)
{
    const char *known = answer_text(l->consents, "individual_ref");
    const char *person = rest[0] == '\0' && known[0] != '\0' ? known : person_named(l, rest);
    if (person == NULL)
        return;
    const struct consent_view view = {.individual_ref = person, .name = person};
    json_t *answer = lines_form(l, &consent_grant_dialogue, &view);
    if (answer != NULL)
        consent_say(&l->plain, say(CONSENT_RECORDED), answer);
    json_decref(answer);
}

static const json_t *consent_named(struct lines *l, const char *ref)
{
    size_t i;
    const json_t *consent;
    json_array_foreach (json_object_get(l->consents, "consents"), i, consent)
        if (strcasecmp(answer_text(consent, "ref"), ref) == 0)
            return consent;
    lines_say(l, "%s", say("Which consent? Read them out first: consents P-8036."));
    return NULL;
}

static void change(struct lines *l, const char *ref, const struct entry_dialogue *dialogue,
                   const char *done)
{
    struct arena arena = {0};
    const json_t *consent = consent_named(l, ref);
    const struct consent_view view = {.individual_ref = answer_text(l->consents, "individual_ref"),
                                      .name = answer_text(l->consents, "name"),
                                      .consent = consent};
    if (consent == NULL)
        return;
    if (dialogue == &consent_revoke_dialogue)
        plain_line(&l->plain, 0, consent_stops_words(&arena, &view));
    json_t *answer = lines_form(l, dialogue, &view);
    if (answer != NULL)
        consent_say(&l->plain, say(done), answer);
    json_decref(answer);
    arena_free(&arena);
}

void lines_renew(struct lines *l, const char *rest)
{
    change(l, rest, &consent_renew_dialogue, CONSENT_RECORDED);
}

void lines_revoke(struct lines *l, const char *rest)
{
    change(l, rest, &consent_revoke_dialogue, CONSENT_OVER);
}

void lines_look(struct lines *l, const char *rest)
{
    lines_say(l, "%s", say("An emergency look: on the record, told at once, reviewed."));
    json_t *answer = lines_form(l, &look_dialogue, rest[0] != '\0' ? rest : NULL);
    if (answer != NULL)
        look_say(&l->plain, answer);
    json_decref(answer);
}
