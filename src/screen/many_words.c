#include "holdfast/screen/many_words.h"

#include "holdfast/util/memory.h"
#include "holdfast/util/say.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

struct reason {
    const char *words;
    size_t count;
};

static const char *text_of(const json_t *object, const char *key)
{
    const char *text = json_string_value(json_object_get(object, key));
    return text != NULL ? text : "";
}

static int compare(const void *a, const void *b)
{
    const struct reason *x = a, *y = b;
    if (x->count != y->count)
        return x->count > y->count ? -1 : 1;
    return strcmp(x->words, y->words);
}

static void count_reason(struct reason *reasons, size_t *count, const char *words)
{
    for (size_t i = 0; i < *count; i++)
        if (strcmp(reasons[i].words, words) == 0) {
            reasons[i].count++;
            return;
        }
    reasons[(*count)++] = (struct reason){words, 1};
}

void many_add_reasons(struct buffer *b, const json_t *refused)
{
    struct reason *reasons = memory_take(json_array_size(refused) + 1, sizeof *reasons);
    size_t count = 0, i;
    const json_t *one;
    json_array_foreach (refused, i, one)
        count_reason(reasons, &count, text_of(one, "short"));
    qsort(reasons, count, sizeof *reasons, compare);
    for (i = 0; i < count; i++)
        buffer_print(b, "%s%zu %s", i > 0 ? ", " : "", reasons[i].count, reasons[i].words);
    free(reasons);
}

static void add_done(struct buffer *b, const char *does, size_t will)
{
    static const char place[] = "{n}";
    const char *at = strstr(does, place);
    size_t from = b->len;
    if (at == NULL)
        buffer_text(b, does);
    else
        buffer_print(b, "%.*s%zu%s", (int)(at - does), does, will, at + sizeof place - 1);
    if (b->len > from)
        b->data[from] = (char)toupper((unsigned char)b->data[from]);
}

void many_add_words(struct buffer *b, const char *does, size_t will, const json_t *refused)
{
    if (will > 0 && does != NULL)
        add_done(b, does, will);
    if (json_array_size(refused) > 0) {
        buffer_print(b, say("%s%zu cannot: "), will > 0 ? "; " : "", json_array_size(refused));
        many_add_reasons(b, refused);
    }
    buffer_text(b, ".");
}

json_t *many_refusal(const json_t *result)
{
    /* It was listed, so that "there is no such item" would be wrong of most of them. */
    bool unseen = strcmp(text_of(result, "code"), "HF404") == 0;
    const char *message = text_of(result, "message"), *mend = text_of(result, "mend");
    const char *why = message[0] != '\0' ? message : text_of(result, "why");
    return json_pack("{s:s, s:s, s:s, s:s}", "ref", text_of(result, "ref"), "why",
                     unseen ? say("This is not yours to do.") : why, "mend",
                     unseen ? say("Open it to see what is.") : mend, "short",
                     text_of(result, "short"));
}
