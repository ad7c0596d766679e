#include "lines_form.h"

#include "holdfast/screen/desk.h"
#include "holdfast/util/memory.h"
#include "holdfast/util/say.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sysexits.h>
#include <termios.h>
#include <unistd.h>

enum outcome { ANSWERED, AGAIN, LEFT };

const char *lines_answer(struct lines *l, const char *question)
{
    plain_line(&l->plain, 0, question);
    enum line_kind kind = lines_read(l);
    l->over = l->over || kind == LINE_LOCKED;
    bool leaves = kind != LINE_TEXT || strcmp(l->input.text, ".") == 0;
    return leaves ? NULL : l->input.text;
}

/* Nor can it be stopped, or ended with a core, while the terminal shows nothing. */
static void hush(const struct termios *before)
{
    struct termios silent = *before;
    silent.c_lflag &= (tcflag_t)~ECHO;
    silent.c_cc[VSUSP] = silent.c_cc[VQUIT] = _POSIX_VDISABLE;
    (void)tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent);
}

bool lines_secret(struct lines *l, const char *question, char *out, size_t size)
{
    struct termios before;
    out[0] = '\0';
    if (tcgetattr(STDIN_FILENO, &before) != 0)
        return false;
    hush(&before);
    l->input.exact = true;
    const char *typed = lines_answer(l, question);
    (void)snprintf(out, size, "%s", typed != NULL ? typed : "");
    explicit_bzero(l->input.text, sizeof l->input.text);
    l->input.exact = false;
    (void)tcsetattr(STDIN_FILENO, TCSAFLUSH, &before);
    (void)putchar('\n');
    return out[0] != '\0';
}

bool lines_agree(struct lines *l, const char *question)
{
    char asked[256];
    (void)snprintf(asked, sizeof asked, say("%s? Write yes, or an empty line."), question);
    const char *typed = lines_answer(l, asked);
    if (typed == NULL || strcasecmp(typed, say("yes")) != 0)
        return false;
    if (line_input_alone(&l->input))
        return true;
    lines_say(l, "%s", say("Several lines came at once, so nothing was done."));
    return false;
}

/* ---- one field ---- */

static void say_choices(struct lines *l, const struct field *field)
{
    for (size_t i = 0; i < field->choice_count; i++)
        lines_say(l, "%zu %s", i + 1, say(field->choices[i].label));
}

/* The n-th choice, or that of this value or label; NULL: none. */
static const struct choice *choice_of(const struct field *field, const char *typed, size_t len)
{
    char text[160], *end;
    (void)snprintf(text, sizeof text, "%.*s", (int)len, typed);
    unsigned long number = strtoul(text, &end, 10);
    if (end != text && *end == '\0')
        return number >= 1 && number <= field->choice_count ? &field->choices[number - 1] : NULL;
    for (size_t i = 0; i < field->choice_count; i++)
        if (strcasecmp(field->choices[i].value, text) == 0 ||
            strcasecmp(say(field->choices[i].label), text) == 0)
            return &field->choices[i];
    return NULL;
}

static bool take_choices(struct form *form, int at, const char *typed)
{
    const struct field *field = &form->fields[at];
    struct buffer values = {0};
    bool good = true;
    while (good && *typed != '\0') {
        size_t len = field->kind == FIELD_MANY ? strcspn(typed, ", ") : strlen(typed);
        const struct choice *choice = choice_of(field, typed, len);
        good = choice != NULL;
        if (good)
            buffer_print(&values, "%s%s", values.len > 0 ? "," : "", choice->value);
        typed += len;
        typed += strspn(typed, ", ");
    }
    if (good && values.len > 0)
        form_set(form, at, values.data, NULL);
    good = good && values.len > 0;
    buffer_free(&values);
    return good;
}

static void take_result(struct form *form, int at, int n)
{
    char *value = memory_text(form->state[at].results[n].value);
    char *label = memory_text(form->state[at].results[n].label);
    form_set(form, at, value, label);
    free(value);
    free(label);
}

static enum outcome take_found(struct lines *l, struct form *form, int at, const char *typed)
{
    const struct form_field *state = &form->state[at];
    char text[sizeof l->input.text], *end;
    (void)snprintf(text, sizeof text, "%s", typed);
    form_set(form, at, "", text);
    form->ops->find(form->context, form, at, text);
    if (state->result_count == 0) {
        lines_say(l, say("Nothing is called \"%s\"."), text);
        return AGAIN;
    }
    for (int i = 0; state->result_count > 1 && i < state->result_count; i++)
        lines_say(l, "%d %s", i + 1, state->results[i].label);
    typed =
        state->result_count > 1 ? lines_answer(l, say("Which number? Empty: another name.")) : "1";
    unsigned long number = typed != NULL ? strtoul(typed, &end, 10) : 0;
    if (typed == NULL)
        return LEFT;
    if (number < 1 || number > (unsigned long)state->result_count) {
        form_set(form, at, "", NULL);
        return AGAIN;
    }
    take_result(form, at, (int)number - 1);
    lines_say(l, "%s.", editor_text(&form->state[at].editor));
    return ANSWERED;
}

static enum outcome take_text(struct lines *l, struct form *form, int at, const char *typed)
{
    char message[160] = "";
    const struct field *field = &form->fields[at];
    if (field->max > 0 && strlen(typed) > field->max) {
        lines_say(l, say("That is too long: %zu letters at most."), field->max);
        return AGAIN;
    }
    form_set(form, at, typed, NULL);
    bool good = form->ops->check(form->context, form, at, typed, message, sizeof message);
    if (message[0] != '\0')
        lines_say(l, "%s%s", message, good ? "." : "");
    if (!good)
        form_set(form, at, "", NULL);
    return good ? ANSWERED : AGAIN;
}

static enum outcome take(struct lines *l, struct form *form, int at, const char *typed)
{
    switch (form->fields[at].kind) {
    case FIELD_CHOICE:
    case FIELD_MANY:
        if (take_choices(form, at, typed))
            return ANSWERED;
        lines_say(l, say("\"%s\" is none of these numbers."), typed);
        return AGAIN;
    case FIELD_FIND:
        return take_found(l, form, at, typed);
    default:
        return take_text(l, form, at, typed);
    }
}

/* What the field holds, as people read it; "" for nothing. */
static const char *held(struct form *form, int at)
{
    const struct field *field = &form->fields[at];
    const char *value = form_value(form, at);
    if (field->kind == FIELD_FIND)
        return value[0] != '\0' ? editor_text(&form->state[at].editor) : "";
    for (size_t i = 0; field->kind == FIELD_CHOICE && i < field->choice_count; i++)
        if (strcmp(field->choices[i].value, value) == 0)
            return say(field->choices[i].label);
    return value;
}

static void write_question(char *out, size_t size, struct form *form, int at)
{
    const struct field *field = &form->fields[at];
    const char *now = held(form, at);
    struct buffer b = {0};
    buffer_text(&b, field->label);
    if (field->help != NULL && field->kind != FIELD_MANY)
        buffer_print(&b, ", %s", field->help);
    if (field->kind == FIELD_MANY)
        buffer_text(&b, say(", numbers with commas"));
    if (now[0] != '\0')
        buffer_print(&b, say(" (empty: %s)"), now);
    else if (!field->required && (field->help == NULL || strstr(field->help, say("empty")) == NULL))
        buffer_text(&b, say(" (empty: none)"));
    buffer_text(&b, "?");
    (void)snprintf(out, size, "%s", b.data);
    buffer_free(&b);
}

static enum outcome ask_field(struct lines *l, struct form *form, int at)
{
    char question[400];
    if (form->fields[at].choice_count > 0)
        say_choices(l, &form->fields[at]);
    write_question(question, sizeof question, form, at);
    const char *typed = lines_answer(l, question);
    if (typed == NULL)
        return LEFT;
    if (typed[0] != '\0') {
        char copy[sizeof l->input.text];
        (void)snprintf(copy, sizeof copy, "%s", typed);
        return take(l, form, at, copy);
    }
    if (form_value(form, at)[0] != '\0' || !form->fields[at].required)
        return ANSWERED;
    lines_say(l, "%s", say("That is needed; a line with . alone leaves."));
    return AGAIN;
}

/* ---- all of them ---- */

static bool ask_fields(struct lines *l, struct form *form)
{
    enum outcome outcome = ANSWERED;
    lines_say(l, "%s", say("A line with . alone leaves; nothing is done then."));
    for (int i = 0; i < form->count && outcome != LEFT; i++) {
        do
            outcome = form->state[i].hidden ? ANSWERED : ask_field(l, form, i);
        while (outcome == AGAIN);
        if (outcome == ANSWERED)
            form->ops->changed(form->context, form, i);
    }
    return outcome != LEFT;
}

static json_t *send(struct lines *l, const struct entry *entry)
{
    struct failure f;
    char request[37];
    json_t *answer, *values = entry_values(entry);
    char *body = json_dumps(values, JSON_COMPACT);
    bool unsure;
    gateway_request_id(request);
    do {
        struct gateway_values said = entry->ops->with_ref
                                         ? GATEWAY_VALUES(request, body, entry->ref)
                                         : GATEWAY_VALUES(request, body);
        answer = plain_ask(&l->plain, say(entry->ops->what), entry->ops->send, said, &f);
        if (answer == NULL)
            lines_tell(l, &f);
        unsure = answer == NULL && f.status == EX_UNAVAILABLE;
        if (unsure)
            lines_say(l, "%s", say("Whether it was done is not known; it is done at most once."));
    } while (unsure && lines_agree(l, say("Ask once more")));
    free(body);
    json_decref(values);
    return answer;
}

static json_t *ask_all(struct lines *l, struct entry *entry)
{
    if (ask_fields(l, &entry->form) && lines_agree(l, entry->form.button))
        return send(l, entry);
    if (!l->over)
        lines_say(l, "%s", say("Nothing was done."));
    return NULL;
}

static bool read_choices(struct lines *l, const struct entry_ops *ops, const char *about,
                         json_t **offered)
{
    struct failure f;
    *offered = NULL;
    if (ops->choices == NULL)
        return true;
    *offered = plain_ask(&l->plain, say(ops->what), ops->choices,
                         about != NULL ? GATEWAY_VALUES(about) : GATEWAY_NO_VALUES, &f);
    if (*offered == NULL)
        lines_tell(l, &f);
    return *offered != NULL;
}

json_t *lines_form(struct lines *l, const struct entry_dialogue *dialogue, const void *argument)
{
    struct desk desk = {.frozen_at = l->plain.now};
    struct screen screen = {.context = &desk};
    const char *ref = NULL;
    json_t *offered, *answer = NULL;
    screen.state = arena_take(&screen.arena, dialogue->state_size, 1);
    struct entry *entry = screen.state;
    const struct entry_ops *ops = dialogue->prepare(&screen, argument, &ref);
    if (read_choices(l, ops, entry->about, &offered)) {
        entry_ask(&screen, ops, ref, offered);
        if (dialogue->fill != NULL)
            dialogue->fill(entry, argument);
        answer = ask_all(l, entry);
        entry_ask_end(&screen);
    }
    arena_free(&screen.arena);
    return answer;
}
