#include "holdfast/screen/filter.h"

#include "holdfast/util/say.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

/* Words that stand for a key and a value, and the names that people use for the keys; and how
 * either is shown once it is in force. */
static const struct {
    const char *word, *key, *value, *shown;
} shorthands[] = {
    {"late", "state", "late", "late"},
    {"today", "state", "today", "today"},
    {"later", "state", "later", "later"},
    {"waiting", "state", "hold", "waiting"},
    {"undated", "state", "undated", "no deadline"},
    {"urgent", "priority", "urgent", "urgent"},
    {"routine", "priority", "routine", "routine"},
    {"asap", "priority", "asap", "asap"},
    {"stat", "priority", "stat", "stat"},
    {"unanswered", "status", "requested", "needs answer"},
    {"running", "status", "in-progress", "running"},
    {"referrals", "kind", "referral", "referrals"},
    {"reroutes", "kind", "reroute", "find another provider"},
};

static const struct {
    const char *name, *key, *shown;
} key_names[] = {
    {"kind", "kind", "kind"},
    {"status", "status", "status"},
    {"state", "state", "state"},
    {"priority", "priority", "priority"},
    {"role", "owner_role", "with role"},
    {"login", "owner_login", "with"},
    {"type", "service_type", "service"},
    {"org", "organization", "organization"},
    {"person", "individual", "person"},
    {"text", "text", "name"},
};

static const char *key_of(const char *name, size_t len)
{
    for (size_t i = 0; i < sizeof key_names / sizeof key_names[0]; i++)
        if (strlen(key_names[i].name) == len && strncasecmp(key_names[i].name, name, len) == 0)
            return key_names[i].key;
    return NULL;
}

static bool read_word(json_t *filter, const char *word, size_t len)
{
    const char *equals = memchr(word, '=', len);
    if (equals != NULL) {
        const char *key = key_of(word, (size_t)(equals - word));
        size_t value = (size_t)(word + len - equals - 1);
        return key != NULL && value > 0 &&
               json_object_set_new(filter, key, json_stringn(equals + 1, value)) == 0;
    }
    for (size_t i = 0; i < sizeof shorthands / sizeof shorthands[0]; i++)
        if (strlen(shorthands[i].word) == len && strncasecmp(shorthands[i].word, word, len) == 0)
            return json_object_set_new(filter, shorthands[i].key,
                                       json_string(shorthands[i].value)) == 0;
    /* Any other word is looked for as a name or a reference. */
    return json_object_get(filter, "text") == NULL &&
           json_object_set_new(filter, "text", json_stringn(word, len)) == 0;
}

json_t *filter_read(const char *text, char *why, size_t size)
{
    json_t *filter = json_object();
    for (const char *at = text; *at != '\0';) {
        size_t len = strcspn(at, " ");
        if (len > 0 && !read_word(filter, at, len)) {
            (void)snprintf(
                why, size,
                say("\"%.*s\" is no filter. Try late, today, waiting, urgent, a name, or "
                    "type= org= role= login= kind= with a value."),
                (int)len, at);
            json_decref(filter);
            return NULL;
        }
        at += len;
        at += strspn(at, " ");
    }
    return filter;
}

static const char *key_shown(const char *key)
{
    for (size_t i = 0; i < sizeof key_names / sizeof key_names[0]; i++)
        if (strcmp(key_names[i].key, key) == 0)
            return say(key_names[i].shown);
    return key;
}

static const char *word_for(const char *key, const char *value)
{
    for (size_t i = 0; i < sizeof shorthands / sizeof shorthands[0]; i++)
        if (strcmp(shorthands[i].key, key) == 0 && strcmp(shorthands[i].value, value) == 0)
            return say(shorthands[i].shown);
    return NULL;
}

/* Ids of the policy are read with blanks: "home care". */
static void write_value(const char *key, const char *value, char *out, size_t size)
{
    bool is_id = strcmp(key, "text") != 0 && strcmp(key, "individual") != 0;
    (void)snprintf(out, size, "%s", value);
    for (char *at = out; is_id && *at != '\0'; at++)
        if (*at == '_' || *at == '-')
            *at = ' ';
}

void filter_words(const json_t *filter, char *out, size_t size)
{
    const char *key;
    const json_t *value;
    size_t len = 0;
    out[0] = '\0';
    json_object_foreach ((json_t *)filter, key, value) {
        char plain[96];
        const char *text = json_string_value(value);
        const char *word = text != NULL ? word_for(key, text) : NULL;
        write_value(key, text != NULL ? text : say("several"), plain, sizeof plain);
        int n = snprintf(out + len, size - len, "%s%s%s%s", len > 0 ? ", " : "",
                         word != NULL ? word : key_shown(key), word != NULL ? "" : " ",
                         word != NULL ? "" : plain);
        if (n < 0 || (size_t)n >= size - len)
            return;
        len += (size_t)n;
    }
}
