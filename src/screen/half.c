#include "holdfast/screen/half.h"

#include "holdfast/console/loop.h"
#include "holdfast/gateway/answer.h"
#include "holdfast/screen/person_field.h"
#include "holdfast/screen/words.h"
#include "holdfast/util/memory.h"
#include "holdfast/util/say.h"

#include <stdlib.h>
#include <string.h>

static const int64_t a_day = INT64_C(86400) * MICROSECONDS;
static const char form_place[] = "form/%s/%s";

void half_open(struct half *half, struct screen *screen, const char *ref,
               const struct draft_ops *ops)
{
    *half = (struct half){.person = -1};
    draft_open(&half->draft, screen,
               arena_print(&screen->arena, form_place, screen->ops->name, ref != NULL ? ref : ""),
               ops);
}

json_t *half_body(const struct half *half)
{
    json_t *body = json_object();
    (void)json_object_set_new(body, "at", json_integer(desk_now(desk_of(half->draft.screen))));
    for (int i = 0; half->form != NULL && i < half->form->count; i++)
        (void)json_object_set_new(body, half->form->fields[i].name,
                                  json_string(form_value(half->form, i)));
    return body;
}

static void fill(struct half *half, const json_t *body)
{
    struct screen *screen = half->draft.screen;
    struct form *form = half->form;
    for (int i = 0; i < form->count; i++) {
        const char *value = answer_text(body, form->fields[i].name);
        if (i == half->person && value[0] != '\0')
            person_field_take(screen, form, i, value);
        else if (i != half->person)
            form_set(form, i, value, NULL);
        if (form->ops->changed != NULL)
            form->ops->changed(form->context, form, i);
    }
    form->changed = true;
    console_say(screen->console, "%s", say("What you began to enter here is back."));
    screen_dirty(screen, DRAW_ALL);
}

/* Somebody who has begun to type is not interrupted. */
void half_found(struct half *half, const json_t *body)
{
    if (half->form == NULL) {
        json_decref(half->early);
        half->early = json_deep_copy(body);
    } else if (half->form->changed) {
        return;
    } else if (desk_now(desk_of(half->draft.screen)) - answer_int(body, "at") < a_day) {
        fill(half, body);
    } else {
        draft_drop(&half->draft);
    }
}

void half_ready(struct half *half, struct form *form, int person)
{
    half->form = form;
    half->person = person;
    json_t *early = half->early;
    half->early = NULL;
    if (early != NULL)
        half_found(half, early);
    json_decref(early);
}

void half_touch(struct half *half)
{
    if (half->form != NULL)
        draft_touch(&half->draft);
}

void half_sent(struct half *half)
{
    draft_drop(&half->draft);
}

void half_wait(struct half *half, const char *ref)
{
    struct draft *draft = &half->draft;
    char *place =
        memory_text(arena_print(&draft->screen->arena, form_place, draft->screen->ops->name, ref));
    if (draft->stored && strcmp(place, draft->place) != 0)
        draft_drop(draft);
    free(draft->place);
    draft->place = place;
    draft_touch(draft);
    draft_keep(draft);
    half->waits = true;
}

void half_close(struct half *half)
{
    struct screen *screen = half->draft.screen;
    if (screen == NULL)
        return; /* it never opened */
    if (console_taken(screen->console))
        draft_keep(&half->draft);
    else if (half->draft.stored && !half->waits)
        draft_drop(&half->draft);
    draft_close(&half->draft);
    json_decref(half->early);
    half->early = NULL;
}
