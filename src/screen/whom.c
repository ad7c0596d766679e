#include "holdfast/screen/whom.h"

#include "holdfast/console/loop.h"
#include "holdfast/console/picker.h"
#include "holdfast/console/text.h"
#include "holdfast/gateway/answer.h"
#include "holdfast/screen/desk.h"
#include "holdfast/util/say.h"

#include <stdio.h>
#include <string.h>

enum { MATCHES_MAX = 40 };

struct match {
    bool is_role;
    const char *code, *label;
};

/* Lives in the screen's arena. */
struct whom {
    struct screen *screen;
    const char *question, *text;
    whom_found *found;
    void *context;
    struct match matches[MATCHES_MAX];
    size_t count;
};

static void add(struct whom *whom, bool is_role, const char *code, const char *label)
{
    for (size_t i = 0; i < whom->count; i++)
        if (whom->matches[i].is_role == is_role && strcmp(whom->matches[i].code, code) == 0)
            return;
    if (whom->count < MATCHES_MAX)
        whom->matches[whom->count++] =
            (struct match){is_role, arena_text(&whom->screen->arena, code),
                           arena_text(&whom->screen->arena, label)};
}

static bool fits(const struct whom *whom, const json_t *row, const char *code_key)
{
    return text_contains(answer_text(row, "name"), whom->text) ||
           strcmp(answer_text(row, code_key), whom->text) == 0;
}

static void add_role(struct whom *whom, const json_t *role, const char *organization)
{
    char label[256];
    size_t i;
    json_t *holder;
    if (fits(whom, role, "code") || text_contains(organization, whom->text)) {
        (void)snprintf(label, sizeof label, say("%s, %s (role)"), organization,
                       answer_text(role, "name"));
        add(whom, true, answer_text(role, "code"), label);
    }
    json_array_foreach (json_object_get(role, "holders"), i, holder) {
        if (answer_bool(holder, "disabled") || !fits(whom, holder, "login"))
            continue;
        (void)snprintf(label, sizeof label, "%s, %s", answer_text(holder, "name"), organization);
        add(whom, false, answer_text(holder, "login"), label);
    }
}

static void collect(struct whom *whom, const json_t *directory)
{
    size_t i, k;
    json_t *organization, *role;
    whom->count = 0;
    json_array_foreach (json_object_get(directory, "organizations"), i, organization)
        json_array_foreach (json_object_get(organization, "roles"), k, role)
            add_role(whom, role, answer_text(organization, "name"));
}

static unsigned take(struct whom *whom, size_t i)
{
    const struct match *match = &whom->matches[i];
    return whom->found(whom->screen, whom->context, match->is_role, match->code, match->label);
}

static unsigned chosen(struct screen *screen, void *context, int choice)
{
    struct whom *whom = context;
    return choice >= 0 ? take(whom, (size_t)choice)
                       : whom->found(screen, whom->context, false, NULL, "");
}

static void choose(struct whom *whom)
{
    struct choice choices[MATCHES_MAX];
    for (size_t i = 0; i < whom->count; i++)
        choices[i] = (struct choice){whom->matches[i].code, whom->matches[i].label, 0};
    console_pick(whom->screen->console, whom->screen, say("Several fit:"), choices, whom->count,
                 chosen, whom);
}

static void ask(struct whom *whom, const char *text);

static void directory_came(struct screen *screen, void *data, const struct reply *reply,
                           const struct failure *failure)
{
    struct whom *whom = data;
    json_t *directory = desk_json(reply);
    unsigned dirty = DRAW_ALL;
    collect(whom, directory);
    json_decref(directory);
    if (failure != NULL) {
        console_refuse_failure(screen->console, failure);
    } else if (whom->count == 0) {
        console_refuse(screen->console, say("Nobody and no role is called \"%s\"."), whom->text);
        ask(whom, whom->text);
    } else if (whom->count == 1) {
        dirty |= take(whom, 0);
    } else {
        choose(whom);
    }
    screen_dirty(screen, dirty);
}

static unsigned typed(struct screen *screen, void *context, const char *text)
{
    struct whom *whom = context;
    if (text == NULL || text[strspn(text, " ")] == '\0')
        return whom->found(screen, whom->context, false, NULL, "") | DRAW_ALL;
    whom->text = arena_text(&screen->arena, text);
    desk_ask(screen, say("reading the directory"), "SELECT api.directory()", GATEWAY_NO_VALUES,
             directory_came, whom);
    return DRAW_ALL;
}

static void ask(struct whom *whom, const char *text)
{
    console_ask(whom->screen->console, whom->screen, whom->question, text, typed, whom);
}

unsigned whom_ask(struct screen *screen, const char *question, whom_found *found, void *context)
{
    struct whom *whom = arena_take(&screen->arena, 1, sizeof *whom);
    whom->screen = screen;
    whom->question = arena_text(&screen->arena, question);
    whom->found = found;
    whom->context = context;
    ask(whom, "");
    return DRAW_ALL;
}
