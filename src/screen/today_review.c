#include "today_review.h"

#include "holdfast/console/text.h"
#include "holdfast/gateway/answer.h"
#include "holdfast/screen/desk.h"
#include "holdfast/screen/review_words.h"
#include "holdfast/screen/words.h"
#include "holdfast/util/buffer.h"
#include "holdfast/util/say.h"

#include <stdio.h>
#include <string.h>

const char *today_count(char *out, size_t size, int64_t count)
{
    (void)snprintf(out, size, count == 1000 ? "999+" : "%d", (int)count);
    return out;
}

/* "20 Nov", or the hour of today. */
static const char *day_words(char *out, size_t size, int64_t now, int64_t instant)
{
    char *hour = strrchr(words_moment(out, size, now, instant), ' ');
    if (hour != NULL)
        *hour = '\0';
    return out;
}

/* "held 20 Nov: 32 decided, 1051 as a list, 15 min. Next by Mon 10:00" */
static void add_held(struct buffer *line, const json_t *review, int64_t now)
{
    const json_t *last = json_object_get(review, "last");
    long decided = (long)answer_int(last, "decided"), items = (long)answer_int(last, "items");
    char when[32], next[32];
    buffer_print(line, say("REVIEW   held %s: %ld decided, %ld as a list, "),
                 day_words(when, sizeof when, now, answer_time(last, "when")), decided,
                 items - decided);
    if (answer_int(last, "left") > 0)
        buffer_print(line, say("%ld left, "), (long)answer_int(last, "left"));
    buffer_print(line, say("%ld min."), (long)answer_int(last, "minutes"));
    if (answer_time(review, "due") != 0)
        buffer_print(line, say(" Next by %s"),
                     words_moment(next, sizeof next, now, answer_time(review, "due")));
}

/* "20 Nov: 32 in 15m": how long the last one took, where there is room. */
static void add_last(struct buffer *line, const json_t *last, int64_t now, int cells)
{
    char when[32], text[96];
    (void)snprintf(text, sizeof text, say(" %s: %ld in %ldm"),
                   day_words(when, sizeof when, now, answer_time(last, "when")),
                   (long)answer_int(last, "decided"), (long)answer_int(last, "minutes"));
    if (text_width(line->data) + text_width(text) <= cells)
        buffer_text(line, text);
}

/* What of a review there is to do today; where one is not the reader's, there is no line. */
static void add_review(struct buffer *line, const json_t *review)
{
    char to_decide[16], to_list[16];
    long left = (long)answer_int(review, "to_decide"), listed = (long)answer_int(review, "to_list");
    long decided = (long)answer_int(review, "decided"), later = (long)answer_int(review, "put_off");
    char put_off[48] = "";
    if (later > 0)
        (void)snprintf(put_off, sizeof put_off, say(" (%ld put off)"), later);
    if (strcmp(answer_text(review, "status"), "open") == 0)
        buffer_print(line, say("REVIEW   under way: %ld to decide%s, %ld decided, %s as a list."),
                     left, put_off, decided, review_count(to_list, sizeof to_list, listed));
    else
        buffer_print(line,
                     answer_bool(review, "overdue")
                         ? say("REVIEW   LATE: %s to decide one by one, %s as a list.")
                         : say("REVIEW   not started: %s to decide one by one, %s as a list."),
                     review_count(to_decide, sizeof to_decide, left),
                     review_count(to_list, sizeof to_list, listed));
}

void today_write_review(struct sheet *sheet, const json_t *today, int64_t now)
{
    enum { INDENT = 2 };
    const json_t *review = json_object_get(today, "review"),
                 *last = json_object_get(review, "last");
    struct buffer line = {0};
    if (!json_is_object(review))
        return;
    if (strcmp(answer_text(review, "status"), "held") == 0) {
        add_held(&line, review, now);
    } else {
        add_review(&line, review);
        if (json_is_object(last))
            add_last(&line, last, now, sheet_cols(sheet) - INDENT);
    }
    sheet_line(sheet, answer_bool(review, "overdue") ? STYLE_ALARM : STYLE_TEXT, TODAY_REVIEW, NULL,
               line.data);
    buffer_free(&line);
}
