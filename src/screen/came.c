#include "holdfast/screen/came.h"

#include "holdfast/gateway/answer.h"
#include "holdfast/screen/desk.h"
#include "holdfast/screen/words.h"
#include "holdfast/util/say.h"
#include "screen/line.h"

#include <string.h>

static const json_t *came_of(const json_t *answer)
{
    return json_object_get(answer, "came");
}

bool came_to_me(const json_t *answer)
{
    return answer_time(came_of(answer), "at") != 0;
}

static const char *how_words(const char *action)
{
    static const struct {
        const char *action, *words;
    } all[] = {{"transfer", "Passed to you %s"}, {"inform", "Told you, to know, %s"}};
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
        if (strcmp(all[i].action, action) == 0)
            return say(all[i].words);
    return say("Told you %s");
}

/* "Told you 15:40 by Maria Soto, step 2 of 3: not answered by 15:10." */
static void add_how(struct buffer *line, const json_t *came, int64_t now)
{
    char at[32], due[32];
    int64_t moment = answer_time(came, "at");
    if (moment == 0)
        return;
    line_also(line, " ", how_words(answer_text(came, "action")),
              words_moment(at, sizeof at, now, moment));
    if (answer_text(came, "by")[0] != '\0')
        buffer_print(line, say(" by %s"), answer_text(came, "by"));
    if (answer_int(came, "of") > 0 && answer_int(came, "rung") > 0)
        buffer_print(line, say(", step %d of %d"), (int)answer_int(came, "rung"),
                     (int)answer_int(came, "of"));
    if (answer_text(came, "why")[0] != '\0' && answer_time(came, "due") != 0)
        buffer_print(line, ": %s %s", answer_text(came, "why"),
                     words_moment(due, sizeof due, now, answer_time(came, "due")));
    buffer_text(line, ".");
}

void came_add_times(struct buffer *line, const json_t *moment, int64_t now)
{
    char last[32];
    long long times = (long long)answer_int(moment, "times");
    if (times < 2)
        return;
    (void)line_when(last, sizeof last, now, moment, "last");
    if (times == 2)
        buffer_print(line, say(" (again %s)"), last);
    else
        buffer_print(line, say(" (%lld times, last %s)"), times, last);
}

static void add_moments(struct buffer *line, const json_t *moments, const char *between,
                        int64_t now)
{
    char at[32];
    size_t i;
    const json_t *moment;
    json_array_foreach (moments, i, moment) {
        line_also(line, i == 0 ? " " : between, "%s %s",
                  line_when(at, sizeof at, now, moment, "at"), answer_text(moment, "text"));
        came_add_times(line, moment, now);
    }
}

void came_told(struct buffer *line, const json_t *answer, int64_t now)
{
    const json_t *came = came_of(answer);
    add_how(line, came, now);
    add_moments(line, json_object_get(came, "trail"), " -> ", now);
}

void came_tried(struct buffer *line, const json_t *answer, int64_t now)
{
    add_moments(line, json_object_get(answer, "tried"), "; ", now);
}

void came_instruction(struct buffer *line, const json_t *answer, int64_t now)
{
    char at[32];
    const json_t *given = json_object_get(answer, "instruction");
    if (answer_text(given, "text")[0] != '\0')
        line_also(line, " ", "%s %s: %s", answer_text(given, "who"),
                  line_when(at, sizeof at, now, given, "at"), answer_text(given, "text"));
}
