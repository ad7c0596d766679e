/* Which items the queue is about: its scope and its filter, as chosen and as told. */
#include "screen/queue_parts.h"

#include "holdfast/console/loop.h"
#include "holdfast/gateway/answer.h"
#include "holdfast/screen/desk.h"
#include "holdfast/screen/filter.h"
#include "holdfast/util/memory.h"
#include "holdfast/util/say.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- as told ---- */

static const char *listed_title(const json_t *scopes, const char *wanted)
{
    size_t i;
    json_t *scope;
    json_array_foreach ((json_t *)scopes, i, scope) {
        if (strcmp(answer_text(scope, "scope"), wanted) == 0)
            return answer_text(scope, "title");
    }
    return NULL;
}

/* The doors of the main screens open for everybody, also where nothing can ever be behind them. */
static const char *scope_title(const struct screen *screen)
{
    const char *scope = queue_of(screen)->scope;
    if (scope == NULL)
        return "";
    const char *listed = listed_title(json_object_get(desk_of(screen)->me, "scopes"), scope);
    return listed != NULL                      ? listed
           : strcmp(scope, "alerts") == 0      ? say("Alerts")
           : strcmp(scope, "escalations") == 0 ? say("Passed up to me")
                                               : say("Mine");
}

bool queue_has_others(const struct screen *screen)
{
    return json_array_size(json_object_get(desk_of(screen)->me, "scopes")) > 1;
}

void queue_title(struct screen *screen, char *out, size_t size)
{
    (void)snprintf(out, size, say("QUEUE  %s"), scope_title(screen));
}

static int count_word(char *out, size_t size, const json_t *counts, const char *key,
                      const char *word)
{
    int64_t n = answer_int(counts, key);
    return n > 999 ? snprintf(out, size, "%s 999+  ", word)
                   : snprintf(out, size, "%s %d  ", word, (int)n);
}

static const char *filter_said(const struct queue *queue, char *out, size_t size)
{
    if (queue->filter_title != NULL)
        (void)snprintf(out, size, "%s", queue->filter_title);
    else
        filter_words(queue->filter, out, size);
    return out;
}

void queue_counts(const struct queue *queue, char *out, size_t size)
{
    static const struct {
        const char *key, *word;
    } words[] = {{"late", "Late"},
                 {"today", "Today"},
                 {"undated", "No deadline"},
                 {"later", "Later"},
                 {"hold", "Waiting"}};
    char filter[160];
    size_t len = queue_tag_count(queue, out, size);
    bool tagged = len > 0;
    if (queue->counts == NULL) {
        (void)snprintf(out + len, size - len, "%s", say("Counting…"));
        return;
    }
    /* What is tagged takes the place of what there is none of. */
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (!tagged || answer_int(queue->counts, words[i].key) > 0)
            len += (size_t)count_word(out + len, size - len, queue->counts, words[i].key,
                                      say(words[i].word));
    (void)filter_said(queue, filter, sizeof filter);
    int64_t open_items = answer_int(queue->counts, "open");
    (void)snprintf(out + len, size - len,
                   open_items > 999 ? say("999+ open  %s%s") : say("%3$d open  %1$s%2$s"),
                   filter[0] != '\0' ? say("only: ") : say("no filter"), filter, (int)open_items);
}

const char *queue_nothing(const struct screen *screen)
{
    const struct queue *queue = queue_of(screen);
    if (!queue->loaded)
        return say("Reading…");
    if (!desk_sees_items(desk_of(screen)))
        return say("Referrals are not shown to administrators. 1 says what is yours to do.");
    if (json_object_size(queue->filter) > 0)
        return say("Nothing fits this filter. F changes it, F and Enter ends it.");
    return queue_has_others(screen)
               ? say("Nothing is open here. Tab shows another queue, 1 shows Today.")
               : say("Nothing is open here. 1 shows Today.");
}

void queue_tell_list(struct screen *screen)
{
    struct queue *queue = queue_of(screen);
    char filter[160];
    int64_t count = answer_int(queue->counts, "open");
    queue->another = false;
    if (filter_said(queue, filter, sizeof filter)[0] != '\0')
        console_refuse(screen->console,
                       count > 999 ? say("%1$s: 999+, only %2$s.") : say("%1$s: %3$d, only %2$s."),
                       scope_title(screen), filter, (int)count);
    else
        console_refuse(screen->console, count > 999 ? say("%s: 999+.") : say("%s: %d."),
                       scope_title(screen), (int)count);
}

/* ---- as chosen ---- */

/* What was tagged is of another list now, and nobody sees it: it is not acted upon unseen. */
static void let_tags_go(struct screen *screen)
{
    struct queue *queue = queue_of(screen);
    if (queue->tags.count > 0)
        console_refuse(screen->console, say("Another list: nothing is tagged any more (was: %zu)."),
                       queue->tags.count);
    else
        queue->another = queue->lean;
    queue_untag_all(queue);
}

unsigned queue_next_scope(struct screen *screen)
{
    struct queue *queue = queue_of(screen);
    const json_t *scopes = json_object_get(desk_of(screen)->me, "scopes");
    size_t count = json_array_size(scopes), at = 0;
    if (count == 0 || queue->scope == NULL)
        return SCREEN_NOTHING;
    while (at < count &&
           strcmp(answer_text(json_array_get(scopes, at), "scope"), queue->scope) != 0)
        at++;
    let_tags_go(screen);
    free(queue->scope);
    queue->scope = memory_text(
        answer_text(json_array_get(scopes, at < count ? (at + 1) % count : 0), "scope"));
    queue_read(screen);
    return DRAW_ALL;
}

static unsigned filter_given(struct screen *screen, void *context, const char *text)
{
    (void)context;
    struct queue *queue = queue_of(screen);
    char why[256];
    if (text == NULL)
        return DRAW_ALL;
    json_t *filter = filter_read(text, why, sizeof why);
    if (filter == NULL) {
        console_refuse(screen->console, "%s", why);
        return DRAW_ALL;
    }
    let_tags_go(screen);
    json_decref(queue->filter);
    queue->filter = filter;
    free(queue->filter_title);
    queue->filter_title = NULL;
    queue_read(screen);
    return DRAW_ALL;
}

unsigned queue_ask_filter(struct screen *screen)
{
    console_ask(screen->console, screen, say("Only (late, urgent, a name): "), "", filter_given,
                NULL);
    return DRAW_ALL;
}
