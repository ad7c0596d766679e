#include "scalar.h"

#include "holdfast/policy/zone.h"
#include "holdfast/util/say.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { ID_LIMIT = 63 };

static const char *refuse(const char **why, const char *text)
{
    *why = text;
    return NULL;
}

long scalar_characters(const char *text)
{
    long count = 0;
    for (; *text != '\0'; text++)
        count += ((unsigned char)*text & 0xC0) != 0x80;
    return count;
}

static bool only(const char *text, const char *allowed)
{
    return text[strspn(text, allowed)] == '\0';
}

#define LOWER  "abcdefghijklmnopqrstuvwxyz"
#define UPPER  "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
#define DIGITS "0123456789"

static const char *read_id(struct scalar_input *in, const char **why)
{
    if (strlen(in->text) > ID_LIMIT)
        return refuse(why, say("is longer than 63 letters"));
    if (in->text[0] == '\0' || strchr(LOWER, in->text[0]) == NULL)
        return refuse(why, say("does not begin with a lower-case letter"));
    if (!only(in->text, LOWER DIGITS "_"))
        return refuse(why, say("holds something other than a-z, 0-9 and _"));
    return in->text;
}

/* Logins are roles of the database server, where these names mean something else. */
static const char *read_login(struct scalar_input *in, const char **why)
{
    static const char *const taken[] = {"postgres",     "public",       "none", "current_user",
                                        "session_user", "current_role", "user", "sweep"};
    const char *id = read_id(in, why);
    if (id == NULL)
        return NULL;
    in->mend = say("choose another login name");
    for (size_t i = 0; i < sizeof taken / sizeof taken[0]; i++) {
        if (strcmp(id, taken[i]) == 0)
            return refuse(why, say("is a name the database keeps for itself"));
    }
    if (strncmp(id, "pg_", 3) == 0 || strncmp(id, "holdfast_", 9) == 0)
        return refuse(why, say("begins like a name the database keeps for itself"));
    return id;
}

static const char *read_text(struct scalar_input *in, const char **why)
{
    long length = scalar_characters(in->text);
    if (in->text[strspn(in->text, " \t\r\n")] == '\0')
        return refuse(why, say("is empty"));
    if (length > (in->high == 0 ? 500 : in->high)) {
        in->mend = arena_print(in->arena, say("use at most %ld characters"),
                               in->high == 0 ? 500 : in->high);
        return refuse(why, say("is too long"));
    }
    return in->text;
}

static const char *read_name(struct scalar_input *in, const char **why)
{
    if (in->high == 0)
        in->high = 80;
    const char *text = read_text(in, why);
    if (text != NULL && strpbrk(text, "\t\r\n") != NULL)
        return refuse(why, say("is more than one line"));
    return text;
}

static const char *read_email(struct scalar_input *in, const char **why)
{
    const char *at = strchr(in->text, '@');
    if (at == NULL || at == in->text || strchr(at + 1, '@') != NULL || at[1] == '\0' ||
        at[1] == '.' || at[1] == '-' || !only(at + 1, LOWER UPPER DIGITS ".-") ||
        !only(in->text, LOWER UPPER DIGITS "@!#$%&'*+/=?^_`{|}~.-") || strlen(in->text) > 254 ||
        in->text[0] == '-')
        return refuse(why, say("is not an email address"));
    return in->text;
}

static const char *read_phone(struct scalar_input *in, const char **why)
{
    long digits = 0;
    for (const char *c = in->text; *c != '\0'; c++)
        digits += *c >= '0' && *c <= '9';
    if (!only(in->text, DIGITS "+-(). ") || digits < 3 || digits > 20 || in->text[0] == '-')
        return refuse(why, say("is not a phone number"));
    return in->text;
}

static const char *read_timezone(struct scalar_input *in, const char **why)
{
    if (!zone_exists(in->text))
        return refuse(why, say("is not a time zone this computer knows"));
    return in->text;
}

static const char *read_truth(struct scalar_input *in, const char **why)
{
    static const char *const words[] = {"true", "yes", "false", "no"};
    for (size_t i = 0; i < 4; i++) {
        if (strcasecmp(in->text, words[i]) == 0)
            return i < 2 ? "true" : "false";
    }
    return refuse(why, say("is neither true nor false"));
}

static const char *read_number(struct scalar_input *in, const char **why)
{
    if (in->text[0] == '\0' || !only(in->text, DIGITS) || strlen(in->text) > 9)
        return refuse(why, say("is not a whole number"));
    long value = strtol(in->text, NULL, 10);
    if (value < in->low || value > in->high) {
        in->mend = arena_print(in->arena, say("use %ld to %ld"), in->low, in->high);
        return refuse(why, say("is out of range"));
    }
    return arena_print(in->arena, "%ld", value);
}

static const char *read_area(struct scalar_input *in, const char **why)
{
    size_t plain = strspn(in->text, LOWER UPPER DIGITS " -");
    if (in->text[0] == '\0' || plain > 12)
        return refuse(why, say("is not a postal code or the beginning of one"));
    if (in->text[plain] == '\0' || (in->text[plain] == '*' && in->text[plain + 1] == '\0'))
        return in->text;
    return refuse(why, say("holds something other than letters, digits and one * at its end"));
}

/* A FHIR Coding in one word: which system, and its code there. */
static const char *read_code(struct scalar_input *in, const char **why)
{
    const char *bar = strchr(in->text, '|');
    if (bar == NULL || bar == in->text || bar[1] == '\0' || strchr(bar + 1, '|') != NULL)
        return refuse(why, say("is not a system and a code"));
    if (strpbrk(in->text, " \t\r\n") != NULL || strlen(in->text) > 200)
        return refuse(why, say("holds blanks or is too long"));
    return in->text;
}

const struct scalar
    scalar_id = {"a short name", "use a-z, 0-9 and _, like home_care", SCALAR_TEXT, read_id},
    scalar_login = {"a login", "use a-z, 0-9 and _, like maria", SCALAR_TEXT, read_login},
    scalar_word = {"one of the known words", "", SCALAR_TEXT, read_name},
    scalar_name = {"a name", "write a few words on one line", SCALAR_TEXT, read_name},
    scalar_text = {"a text", "write something", SCALAR_TEXT, read_text},
    scalar_email = {"an email address", "write it like maria@bright-home.example", SCALAR_TEXT,
                    read_email},
    scalar_phone = {"a phone number", "write it like 617-555-0120", SCALAR_TEXT, read_phone},
    scalar_timezone = {"a time zone", "write it like America/New_York", SCALAR_TEXT, read_timezone},
    scalar_truth = {"true or false", "write true or false", SCALAR_TRUTH, read_truth},
    scalar_number = {"a whole number", "write digits only", SCALAR_NUMBER, read_number},
    scalar_area = {"a postal code", "write it like \"02128\" or \"021*\"", SCALAR_TEXT, read_area},
    scalar_code = {"a code", "write it like \"http://snomed.info/sct|710925007\"", SCALAR_TEXT,
                   read_code};
