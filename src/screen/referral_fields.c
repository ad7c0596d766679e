#include "holdfast/screen/referral_fields.h"

#include "holdfast/gateway/answer.h"
#include "holdfast/screen/desk.h"
#include "holdfast/util/say.h"

#include <string.h>

static const struct field fixed[REFERRAL_FIXED] = {
    [REFERRAL_INDIVIDUAL] = {"individual", "For whom", "type a name, a birth date or a number",
                             FIELD_FIND, true, 100, NULL, 0},
    [REFERRAL_SERVICES] = {"services", "What", "the keys switch; several go out together",
                           FIELD_MANY, true, 0, NULL, 0},
    [REFERRAL_PRIORITY] = {"priority", "Priority", NULL, FIELD_CHOICE, true, 0, NULL, 0},
    [REFERRAL_NEEDED_BY] = {"needed_by", "Needed by", "Sat 12:00, 4 Dec, +3d; empty: no fixed day",
                            FIELD_TIME, false, 40, NULL, 0},
    [REFERRAL_CONTEXT] = {"context", "Why", "what the receiving side must know", FIELD_TEXT, false,
                          2000, NULL, 0},
    [REFERRAL_DUPLICATE] = {"duplicate_reason", "Once more", "why it is asked for again",
                            FIELD_TEXT, true, 200, NULL, 0},
    [REFERRAL_THREAT] = {"threat", "Threat to life",
                         "only for a serious threat that is near, in one line: goes at once, your "
                         "supervisor is told, compliance reviews it; else leave it empty",
                         FIELD_TEXT, false, 500, NULL, 0},
};

static const struct choice *read_choices(struct arena *arena, const json_t *rows, const char *label,
                                         size_t *count)
{
    *count = json_array_size(rows);
    struct choice *choices = arena_take(arena, *count, sizeof *choices);
    for (size_t i = 0; i < *count; i++) {
        const json_t *row = json_array_get(rows, i);
        choices[i].value = arena_text(arena, answer_text(row, "code"));
        choices[i].label = arena_text(arena, answer_text(row, label));
    }
    return choices;
}

static int find_row(const struct referral_fields *fields, const char *key)
{
    for (int i = REFERRAL_FIXED; i < fields->count; i++)
        if (strcmp(fields->rows[i].name, key) == 0)
            return i;
    return -1;
}

/* Some of it stands on the person's own page already. */
static const char *help_of(const char *key)
{
    bool known = strcmp(key, "phone") == 0 || strcmp(key, "address") == 0;
    return known ? say("leave empty if it is what their page says") : NULL;
}

/* What a type wants becomes a field, unless another type wanted it before. */
static void read_type(struct referral_fields *fields, struct arena *arena, const json_t *row)
{
    const json_t *required = json_object_get(row, "requires");
    size_t count = json_array_size(required);
    const char **keys = arena_take(arena, count, sizeof *keys);
    for (size_t i = 0; i < count; i++) {
        const json_t *want = json_array_get(required, i);
        keys[i] = arena_text(arena, answer_text(want, "key"));
        if (find_row(fields, keys[i]) < 0)
            fields->rows[fields->count++] =
                (struct field){.name = keys[i],
                               .label = arena_text(arena, answer_text(want, "label")),
                               .help = help_of(keys[i]),
                               .kind = FIELD_TEXT,
                               .max = 500};
    }
    fields->types[fields->type_count++] =
        (struct referral_type){arena_text(arena, answer_text(row, "code")), keys, count};
}

static size_t count_required(const json_t *types)
{
    size_t count = 0, i;
    json_t *row;
    json_array_foreach ((json_t *)types, i, row)
        count += json_array_size(json_object_get(row, "requires"));
    return count;
}

void referral_fields_read(struct referral_fields *fields, struct arena *arena,
                          const json_t *catalogue)
{
    const json_t *types = json_object_get(catalogue, "types");
    size_t i;
    json_t *row;
    fields->rows = arena_take(arena, REFERRAL_FIXED + count_required(types), sizeof *fields->rows);
    fields->types = arena_take(arena, json_array_size(types), sizeof *fields->types);
    for (fields->count = 0; fields->count < REFERRAL_FIXED; fields->count++) {
        struct field *field = &fields->rows[fields->count];
        *field = fixed[fields->count];
        field->label = say(field->label);
        field->help = field->help != NULL ? say(field->help) : NULL;
    }
    fields->rows[REFERRAL_SERVICES].choices =
        read_choices(arena, types, "name", &fields->rows[REFERRAL_SERVICES].choice_count);
    fields->rows[REFERRAL_PRIORITY].choices =
        read_choices(arena, json_object_get(catalogue, "priorities"), "label",
                     &fields->rows[REFERRAL_PRIORITY].choice_count);
    json_array_foreach ((json_t *)types, i, row)
        read_type(fields, arena, row);
}

static bool is_chosen(const char *chosen, const char *code)
{
    size_t len = strlen(code);
    for (const char *at = chosen; *at != '\0';) {
        size_t part = strcspn(at, ",");
        if (part == len && strncmp(at, code, len) == 0)
            return true;
        at += part + (at[part] == ',' ? 1 : 0);
    }
    return false;
}

static bool is_required(const struct referral_fields *fields, const char *chosen, const char *key)
{
    for (size_t i = 0; i < fields->type_count; i++) {
        const struct referral_type *type = &fields->types[i];
        for (size_t k = 0; k < type->require_count; k++)
            if (strcmp(type->requires[k], key) == 0 && is_chosen(chosen, type->code))
                return true;
    }
    return false;
}

void referral_fields_follow(const struct referral_fields *fields, struct form *form,
                            const char *chosen)
{
    for (int i = REFERRAL_FIXED; i < fields->count; i++)
        form_hide(form, i, !is_required(fields, chosen, fields->rows[i].name));
}
