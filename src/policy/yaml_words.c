#include "yaml_words.h"

#include "holdfast/util/say.h"

#include <string.h>

struct words {
    const char *problem; /* libyaml's, from its beginning */
    const char *context; /* from its beginning; NULL fits any */
    char next;           /* the character it stopped at; NUL fits any */
    bool at_context;     /* the place to show is where the thing began, not where reading stopped */
    const char *what, *mend;
};

static const struct words table[] = {
    {"", NULL, '\t', false, "a tab is used here", "indent with spaces; tabs are not allowed"},
    {"mapping values are not allowed", NULL, '\0', false,
     "there is a second colon on this line, or the line is indented too far",
     "put a text that holds a colon in double quotes"},
    {"found character that cannot start any token", NULL, '@', false, "a value cannot begin with @",
     "put it in double quotes"},
    {"found character that cannot start any token", NULL, '%', false, "a value cannot begin with %",
     "put it in double quotes"},
    {"found character that cannot start any token", NULL, '`', false, "a value cannot begin with `",
     "put it in double quotes"},
    {"found unexpected end of stream", "while scanning a quoted", '\0', true,
     "a quote that is opened here is never closed", "close the quote"},
    {"found unexpected document indicator", "while scanning a quoted", '\0', true,
     "a quote that is opened here is never closed", "close the quote"},
    {"did not find expected ',' or ']'", NULL, '\0', true,
     "a list that is opened here is not closed, or a comma is missing in it",
     "write it like [one, two]"},
    {"did not find expected ',' or '}'", NULL, '\0', true,
     "a map that is opened here is not closed, or a comma is missing in it",
     "write it like {name: Value, other: Value}"},
    {"did not find expected key", NULL, '\0', false,
     "this line does not fit the indentation of the lines above",
     "line up the keys of one map in the same column, with spaces"},
    {"did not find expected '-' indicator", NULL, '\0', false,
     "this line does not fit the list above",
     "begin every item of a list with \"- \" in the same column"},
    {"could not find expected ':'", NULL, '\0', true, "a name without a colon",
     "write it as \"name: value\""},
    {"block sequence entries are not allowed", NULL, '\0', false, "a list cannot begin here",
     "put the \"- \" on a line of its own"},
    {"found unknown escape character", NULL, '\0', false,
     "a backslash in double quotes is followed by something it cannot stand before",
     "write \\\\ for a backslash, or use single quotes"},
    {"did not find expected <document start>", NULL, '\0', false,
     "there is something before the policy begins, or after it ended", "remove it"},
    {"found a tab character", NULL, '\0', false, "a tab is used to indent",
     "indent with spaces; tabs are not allowed"},
    {"did not find expected node content", NULL, '\0', false,
     "a value is missing or begins with a mark that YAML keeps for itself",
     "put the value in double quotes"},
    {"", NULL, '\0', false, "this cannot be read as YAML",
     "compare with the lines around it, and with config.example.yaml"},
};

static char character_at(const char *text, size_t len, yaml_mark_t mark)
{
    size_t line = 0, at = 0;
    while (at < len && line < mark.line) {
        if (text[at] == '\n' || (text[at] == '\r' && (at + 1 == len || text[at + 1] != '\n')))
            line++;
        at++;
    }
    for (size_t column = 0; at < len && column < mark.column; column++) {
        at++;
        while (at < len && ((unsigned char)text[at] & 0xC0) == 0x80)
            at++;
    }
    if (at == len)
        return '\0';
    return text[at];
}

static bool begins(const char *text, const char *start)
{
    return strncmp(text == NULL ? "" : text, start, strlen(start)) == 0;
}

const char *yaml_words(const yaml_parser_t *parser, const char *text, size_t len, struct place *at,
                       const char **mend)
{
    char next = character_at(text, len, parser->problem_mark);
    const struct words *w = table;
    while (!begins(parser->problem, w->problem) || (w->next != '\0' && w->next != next) ||
           (w->context != NULL && !begins(parser->context, w->context)))
        w++;
    bool back = w->at_context && parser->context != NULL;
    yaml_mark_t mark = back ? parser->context_mark : parser->problem_mark;
    *at = (struct place){(unsigned)mark.line + 1, (unsigned)mark.column + 1};
    *mend = say(w->mend);
    return say(w->what);
}
