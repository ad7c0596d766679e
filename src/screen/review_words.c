#include "holdfast/screen/review_words.h"

#include "holdfast/console/text.h"
#include "holdfast/gateway/answer.h"
#include "holdfast/screen/desk.h"
#include "holdfast/screen/words.h"
#include "holdfast/util/say.h"

#include <stdio.h>
#include <string.h>

const char *review_duration(char *out, size_t size, int64_t seconds)
{
    long minutes = (long)((seconds + 30) / 60);
    if (seconds < 90)
        (void)snprintf(out, size, say("%ld s"), (long)seconds);
    else if (minutes < 60)
        (void)snprintf(out, size, say("%ld min"), minutes);
    else
        (void)snprintf(out, size, say("%ld h %ld min"), minutes / 60, minutes % 60);
    return out;
}

const char *review_people(char *out, size_t size, const json_t *review)
{
    struct buffer names = {0};
    size_t i;
    json_t *name;
    json_array_foreach (json_object_get(review, "people"), i, name)
        buffer_print(&names, "%s%s", i > 0 ? ", " : "", json_string_value(name));
    (void)snprintf(out, size, "%s", names.len > 0 ? names.data : "");
    buffer_free(&names);
    return out;
}

void review_took_words(struct buffer *out, const json_t *review)
{
    char took[32], each[32];
    int people = (int)json_array_size(json_object_get(review, "people"));
    review_duration(took, sizeof took, answer_int(review, "seconds"));
    if (people > 1) /* more than passed between its beginning and its end */
        buffer_print(out, say("%s of %d people's time"), took, people);
    else
        buffer_text(out, took);
    if (answer_int(review, "pace") > 0)
        buffer_print(out, say(", %s for each decision"),
                     review_duration(each, sizeof each, answer_int(review, "pace")));
}

void review_held_words(struct buffer *out, const json_t *review, int64_t now)
{
    char at[32], took[32], who[200];
    long items = (long)(answer_int(review, "decided") + answer_int(review, "gone") +
                        answer_int(review, "acknowledged"));
    buffer_print(out, say("%s: %ld items in %s"),
                 words_moment(at, sizeof at, now, answer_time(review, "ended")), items,
                 review_duration(took, sizeof took, answer_int(review, "seconds")));
    if (answer_int(review, "left") > 0)
        buffer_print(out, say(", %ld left"), (long)answer_int(review, "left"));
    if (review_people(who, sizeof who, review)[0] != '\0')
        buffer_print(out, ", %s", who);
}

void review_counted_words(struct buffer *out, const json_t *review)
{
    char later[48];
    buffer_print(out, say("%ld of %ld decided%s"), (long)answer_int(review, "decided"),
                 (long)answer_int(review, "to_decide"),
                 review_put_off(later, sizeof later, review));
}

void review_pace_words(struct buffer *out, const json_t *review)
{
    enum { ENOUGH = 3 }; /* decisions; fewer tell of no pace */
    char each[32], left[32];
    int64_t pace = answer_int(review, "pace"), still = answer_int(review, "still");
    review_counted_words(out, review);
    if (pace > 0 && still > 0 && answer_int(review, "decided") >= ENOUGH)
        buffer_print(out, say(", %s each, about %s left"), review_duration(each, sizeof each, pace),
                     review_duration(left, sizeof left, pace * still));
}

const char *review_put_off(char *out, size_t size, const json_t *review)
{
    int64_t later = answer_int(review, "put_off");
    out[0] = '\0';
    if (later > 0)
        (void)snprintf(out, size, say(" (%ld put off)"), (long)later);
    return out;
}

const char *review_count(char *out, size_t size, int64_t count)
{
    (void)snprintf(out, size, count >= 10000 ? "9999+" : "%ld", (long)count);
    return out;
}

const char *review_list_question(char *out, size_t size, int64_t count)
{
    char all[16];
    (void)snprintf(out, size, say("Acknowledge all %s as a list"),
                   review_count(all, sizeof all, count));
    return out;
}

const char *review_list_meaning(void)
{
    return say("The record will say that you read them; no item changes, and it cannot be taken "
               "back.");
}

void review_add_cell(struct buffer *line, const char *text, int cells)
{
    char fitted[256];
    int used = text_fit(fitted, sizeof fitted, text, cells);
    buffer_print(line, "%s%*s", fitted, cells - used + 1, "");
}

const char *review_reason_words(const char *code)
{
    static const struct {
        const char *code, *words;
    } reasons[] = {{"late", "late"},
                   {"declined", "needs another provider"},
                   {"returned", "its wait is over"},
                   {"uncovered", "nobody on duty"},
                   {"undated", "no date"},
                   {"unopened", "nobody has opened it"},
                   {"deadline", "its deadline is near"},
                   {"grave", "high risk"}};
    for (size_t i = 0; i < sizeof reasons / sizeof reasons[0]; i++)
        if (strcmp(reasons[i].code, code) == 0)
            return say(reasons[i].words);
    return "";
}

json_t *review_outcomes(const json_t *summary)
{
    json_t *counts = json_deep_copy(json_object_get(summary, "by"));
    const json_t *review = json_object_get(summary, "review");
    const struct {
        const char *key, *words;
    } others[] = {{"acknowledged", say("acknowledged as a list")},
                  {"gone", say("mended or closed by others")},
                  {"left", say("left undecided")},
                  {"still", say("still to decide")}};
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
        if (answer_int(review, others[i].key) > 0)
            (void)json_array_append_new(counts,
                                        json_pack("{s:s, s:I}", "words", others[i].words, "count",
                                                  (json_int_t)answer_int(review, others[i].key)));
    return counts;
}

const char *review_left_words(const json_t *review)
{
    return strcmp(answer_text(review, "status"), "open") == 0 ? say("still to decide")
                                                              : say("left undecided");
}

const char *review_proof_words(const json_t *proof)
{
    return !answer_bool(proof, "whole")   ? say("DIFFERS from what was recorded at its end")
           : answer_bool(proof, "sealed") ? say("as it was at its end, and sealed")
                                          : say("as it was at its end; the next seal covers it");
}

void review_decision_words(struct buffer *out, const json_t *decision, const char *back_at)
{
    const json_t *back = json_object_get(decision, "taken_back");
    buffer_text(out, answer_text(decision, "words"));
    if (json_is_object(back))
        buffer_print(out,
                     answer_bool(back, "after") ? say("; taken back after its end, %s, %s")
                                                : say("; taken back %s, %s"),
                     back_at, answer_text(back, "by"));
    else if (!answer_bool(decision, "stands"))
        buffer_text(out, say("; it came back and was to decide again"));
}
