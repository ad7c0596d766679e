/* What the line mode says, and by which words it is told. */
#include "holdfast/screen/actions.h"
#include "lines_parts.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void lines_tell(struct lines *l, const struct failure *f)
{
    char words[sizeof f->why + sizeof f->mend + 4];
    size_t len = strlen(failure_words(f, words, sizeof words));
    lines_say(l, "%s%s", words, len > 0 && words[len - 1] != '.' ? "." : "");
}

void lines_say(struct lines *l, const char *format, ...)
{
    char text[1536];
    va_list args;
    va_start(args, format);
    (void)vsnprintf(text, sizeof text, format, args);
    va_end(args);
    plain_line(&l->plain, 2, text);
}

/* ---- its words ---- */

const struct lines_order *lines_order(const struct lines *l, const char *word)
{
    for (const struct lines_order *o = l->orders; o->does != NULL; o++)
        for (size_t k = 0; k < 3 && o->words[k] != NULL; k++)
            if (strcmp(o->words[k], word) == 0)
                return o;
    return NULL;
}

/* A letter that means something else here is not typed for an action. */
const char *lines_word(const struct lines *l, int action, char *out, size_t size)
{
    const char *label = keymap_label(l->options->keymap, action, out, size);
    size_t len = strlen(label);
    bool letter = len == 1 || (len == 2 && keymap_is_safe(l->options->keymap));
    return letter && lines_order(l, label) == NULL ? label
                                                   : action_row(&care_actions, action)->name;
}
