/* What a key does to the item of a review that is on the screen. */
#include "screen/review_parts.h"

#include "holdfast/console/loop.h"
#include "holdfast/console/picker.h"
#include "holdfast/gateway/answer.h"
#include "holdfast/screen/actions.h"
#include "holdfast/screen/desk.h"
#include "holdfast/screen/offer.h"
#include "holdfast/screen/step.h"
#include "holdfast/util/memory.h"
#include "holdfast/util/say.h"
#include "screen/review_sheet.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct {
    const char *value, *label; /* value "": it is typed */
    uint32_t key;
} leave_reasons[] = {
    {"somebody is working on it", "somebody is working on it", 'w'},
    {"a call back is awaited", "a call back is awaited", 'c'},
    {"an answer is agreed for a day", "an answer is agreed for a day", 'd'},
    {"", "something else, typed", 'o'},
};
enum { LEAVE_REASONS = sizeof leave_reasons / sizeof leave_reasons[0] };

/* What was done before is taken back, or explained, by what the line above the hints offers: never
 * on the item that has come since. */
static const char *offered(const void *context, const char *action)
{
    const json_t *item = context;
    size_t i;
    json_t *name;
    if (strcmp(action, "undo") == 0 || strcmp(action, "amend") == 0)
        return NULL;
    json_array_foreach (json_object_get(item, "actions"), i, name)
        if (strcmp(json_string_value(name), action) == 0)
            return json_string_value(json_array_get(json_object_get(item, "effects"), i));
    return NULL;
}

static const char *offered_beside(const void *item, const char *action)
{
    bool own = strcmp(action, "seen") == 0 || strcmp(action, "later") == 0;
    return own ? NULL : offered(item, action);
}

/* What the review adds stands first: it fits whatever the item is. */
void review_decide_hint(const json_t *item, struct hints *hints)
{
    const char *seen = offered(item, "seen");
    if (seen != NULL)
        hint_add(hints, ACTION_SEEN, seen);
    if (offered(item, "later") != NULL)
        hint_add(hints, ACTION_LATER, NULL);
    step_hints(hints, item, offered_beside);
}

void review_decide_keys(struct console *console, const json_t *item, struct buffer *keys)
{
    char key[24];
    int count = action_count(&care_actions);
    for (int action = ACTION_KIT_COUNT; action < count; action++) {
        const char *step = step_of_action(action, item, offered);
        const char *effect = step != NULL ? offered(item, step) : NULL;
        (void)keymap_label(console_keymap(console), action, key, sizeof key);
        if (effect != NULL)
            buffer_print(keys, "%s%s %s", keys->len > 0 ? ",  " : "", key, effect);
    }
}

/* What is said about an item decides nothing; to write to an organisation does. */
static bool is_decision(const json_t *item, const char *action)
{
    static const char *const words[] = {"call", "note", "undo", "amend", "correct"};
    if (review_is_organization(item))
        return true;
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (strcmp(words[i], action) == 0)
            return false;
    return true;
}

static unsigned stepped(struct screen *screen, const struct step_result *result)
{
    struct review_items *items = review_items_of(screen);
    bool decided = review_line_follow(&items->line, result);
    bool over = result->answer != NULL || result->failure != NULL;
    if (over &&
        (result->failure != NULL || !decided || json_array_size(items->line.items) <= REVIEW_AHEAD))
        review_items_load(screen);
    review_items_show(screen);
    return DRAW_ALL;
}

static const char *subject_of(const json_t *item, char *out, size_t size)
{
    (void)snprintf(out, size, "%s%s%s",
                   review_is_organization(item) ? "" : answer_text(item, "ref"),
                   review_is_organization(item) ? "" : " ", answer_text(item, "name"));
    return out;
}

static struct step_target target_of(const struct review_items *items, const json_t *item,
                                    const char *action, const char *subject)
{
    return (struct step_target){review_item_id(item), answer_text(item, "ref"),
                                (int)answer_int(item, "version"), subject,
                                is_decision(item, action) ? items->ref : NULL};
}

/* Over a question that is answered in words stands whose answer it is. */
static void ask_words(struct screen *screen, const json_t *item, const char *prompt,
                      console_answered *done)
{
    char subject[160];
    console_ask_about(screen->console, screen, subject_of(item, subject, sizeof subject), prompt,
                      "", done, NULL);
}

/* Sent on the item that was asked about, which may not be the present one any more. */
static unsigned send_with(struct screen *screen, const char *action, const char *key,
                          const char *text)
{
    struct review_items *items = review_items_of(screen);
    const json_t *item = review_line_find(&items->line, items->asked_about);
    char subject[160];
    if (item == NULL || text == NULL || text[0] == '\0') {
        console_say(screen->console, "%s", say("Nothing was done."));
        return DRAW_NOTICE | DRAW_HINT;
    }
    json_t *detail = json_pack("{s:s}", key, text);
    struct step_target target =
        target_of(items, item, action, subject_of(item, subject, sizeof subject));
    unsigned answer = step_send(screen, action, &target, detail, stepped);
    json_decref(detail);
    return answer;
}

static unsigned reason_typed(struct screen *screen, void *context, const char *text)
{
    (void)context;
    return send_with(screen, "seen", "reason", text);
}

static unsigned note_typed(struct screen *screen, void *context, const char *text)
{
    (void)context;
    return send_with(screen, "note", "note", text);
}

static unsigned reason_chosen(struct screen *screen, void *context, int choice)
{
    (void)context;
    if (choice >= 0 && leave_reasons[choice].value[0] == '\0') {
        const struct review_items *items = review_items_of(screen);
        const json_t *item = review_line_find(&items->line, items->asked_about);
        ask_words(screen, item, say("Why it stays as it is: "), reason_typed);
        return DRAW_ALL;
    }
    return send_with(screen, "seen", "reason",
                     choice < 0 ? NULL : say(leave_reasons[choice].value));
}

/* What is late is left as it is only for a reason: one key more. */
static void ask_reason(struct screen *screen, const json_t *item)
{
    struct choice choices[LEAVE_REASONS];
    char title[200], subject[160];
    for (size_t i = 0; i < LEAVE_REASONS; i++)
        choices[i] = (struct choice){leave_reasons[i].value, say(leave_reasons[i].label),
                                     leave_reasons[i].key};
    (void)snprintf(title, sizeof title, say("%s is late and stays as it is, because"),
                   subject_of(item, subject, sizeof subject));
    console_pick(screen->console, screen, title, choices, LEAVE_REASONS, reason_chosen, NULL);
}

/* What the review asks for by itself, without a way to the database and back. */
static bool ask_here(struct screen *screen, const json_t *item, const char *action)
{
    struct review_items *items = review_items_of(screen);
    free(items->asked_about);
    items->asked_about = memory_text(answer_text(item, "ref"));
    if (strcmp(action, "note") == 0 && review_is_organization(item))
        ask_words(screen, item, say("What you write to them: "), note_typed);
    else if (strcmp(action, "seen") == 0 && review_has_reason(item, "late"))
        ask_reason(screen, item);
    else
        return false;
    return true;
}

static unsigned begin_step(struct screen *screen, const char *action, const struct key *key)
{
    struct review_items *items = review_items_of(screen);
    const json_t *item = review_items_present(items);
    char subject[160], what[64];
    if (is_decision(item, action) &&
        review_rest_breaks(&items->rest, review_identity(item, what, sizeof what), key)) {
        console_refuse(screen->console,
                       say("%s has only just come, so nothing was done. Look, then press the key."),
                       answer_text(item, "ref"));
        return DRAW_NOTICE;
    }
    const char *effect = offered(item, action);
    if (effect != NULL && ask_here(screen, item, action))
        return DRAW_ALL;
    const struct step_target target =
        target_of(items, item, action, subject_of(item, subject, sizeof subject));
    return step_begin(screen, action, effect != NULL ? effect : "", &target, stepped);
}

unsigned review_decide(struct screen *screen, const struct invocation *invocation)
{
    const json_t *item = review_items_present(review_items_of(screen));
    unsigned taken =
        offer_take(screen, invocation->action, item != NULL ? review_item_id(item) : 0, stepped);
    if (!(taken & SCREEN_PASS))
        return taken;
    if (invocation->action == ACTION_UNDO || invocation->action == ACTION_REASON) {
        console_refuse(screen->console, "%s",
                       say("The line above offers nothing to take back or to explain."));
        return DRAW_NOTICE;
    }
    const char *step = step_of_action(invocation->action, item, offered);
    return step != NULL && item != NULL ? begin_step(screen, step, invocation->key)
                                        : (unsigned)SCREEN_PASS;
}
