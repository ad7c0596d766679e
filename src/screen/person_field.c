#include "holdfast/screen/person_field.h"

#include "holdfast/gateway/answer.h"
#include "holdfast/screen/desk.h"
#include "holdfast/screen/words.h"
#include "holdfast/util/memory.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LETTERS_LEAST = 2 };

/* Lives with the screen, as the form does. */
struct looked {
    struct form *form;
    int field;
    const char *text; /* what was looked for, or the reference that was taken */
};

static struct looked *look(struct screen *screen, struct form *form, int field, const char *text)
{
    struct looked *looked = arena_take(&screen->arena, 1, sizeof *looked);
    *looked = (struct looked){form, field, arena_text(&screen->arena, text)};
    return looked;
}

static void found(struct screen *screen, void *data, const struct reply *reply,
                  const struct failure *failure)
{
    const struct looked *looked = data;
    json_t *answer = failure == NULL ? desk_json(reply) : NULL;
    const json_t *people = json_object_get(answer, "individuals");
    size_t count = json_array_size(people);
    struct form_result *results = memory_take(count, sizeof *results);
    char(*labels)[160] = memory_take(count, sizeof *labels);
    for (size_t i = 0; i < count; i++) {
        const json_t *row = json_array_get(people, i);
        char born[24];
        (void)snprintf(labels[i], sizeof labels[i], "%s  %s  %s  %s", answer_text(row, "name"),
                       words_date(born, sizeof born, answer_text(row, "birth_date")),
                       answer_text(row, "identifier"), answer_text(row, "city"));
        results[i] = (struct form_result){(char *)(uintptr_t)answer_text(row, "ref"), labels[i]};
    }
    form_results(looked->form, looked->field, looked->text, results, count);
    free(labels);
    free(results);
    json_decref(answer);
    screen_dirty(screen, DRAW_BODY);
}

void person_field_find(struct screen *screen, struct form *form, int field, const char *text)
{
    if (strlen(text) >= LETTERS_LEAST)
        desk_ask(screen, "", "SELECT api.find($1, 8)", GATEWAY_VALUES(text), found,
                 look(screen, form, field, text));
}

static void came(struct screen *screen, void *data, const struct reply *reply,
                 const struct failure *failure)
{
    const struct looked *looked = data;
    json_t *person = failure == NULL ? desk_json(reply) : NULL;
    if (person != NULL) {
        bool changed = looked->form->changed;
        form_set(looked->form, looked->field, looked->text, answer_text(person, "name"));
        looked->form->changed = changed;
    }
    json_decref(person);
    screen_dirty(screen, DRAW_BODY);
}

void person_field_take(struct screen *screen, struct form *form, int field, const char *ref)
{
    desk_ask(screen, "", "SELECT api.individual($1)", GATEWAY_VALUES(ref), came,
             look(screen, form, field, ref));
}
