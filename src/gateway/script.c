#include "script.h"

#include <ctype.h>
#include <string.h>

static void advance(struct script *s, size_t count)
{
    for (; count > 0 && *s->at != '\0'; count--)
        if (*s->at++ == '\n')
            s->line++;
}

static bool starts(const struct script *s, const char *with)
{
    return strncmp(s->at, with, strlen(with)) == 0;
}

static bool skip_line_comment(struct script *s)
{
    if (!starts(s, "--"))
        return false;
    advance(s, strcspn(s->at, "\n"));
    return true;
}

static bool skip_block_comment(struct script *s)
{
    if (!starts(s, "/*"))
        return false;
    int depth = 0;
    do {
        int change = starts(s, "/*") ? 1 : starts(s, "*/") ? -1 : 0;
        depth += change;
        advance(s, change != 0 ? 2 : 1);
    } while (depth > 0 && *s->at != '\0');
    return true;
}

/* From an opening quote to behind its partner; a doubled one reads as two strings, which ends in
 * the same place. */
static bool skip_quoted(struct script *s, bool backslashes)
{
    char quote = *s->at;
    if (quote != '\'' && quote != '"')
        return false;
    advance(s, 1);
    while (*s->at != '\0' && *s->at != quote)
        advance(s, backslashes && *s->at == '\\' ? 2 : 1);
    advance(s, 1);
    return true;
}

static bool is_name_part(char c)
{
    return isalnum((unsigned char)c) || c == '_' || (unsigned char)c >= 0x80;
}

static bool skip_dollar_quoted(struct script *s)
{
    if (*s->at != '$')
        return false;
    size_t len = 1;
    while (is_name_part(s->at[len]))
        len++;
    if (s->at[len] != '$' || isdigit((unsigned char)s->at[1]))
        return false;
    const char *tag = s->at;
    advance(s, ++len);
    while (*s->at != '\0' && strncmp(s->at, tag, len) != 0)
        advance(s, 1);
    advance(s, len);
    return true;
}

/* Names and numbers in one go, so that a $ or E inside one opens nothing. */
static bool skip_word(struct script *s)
{
    if (!is_name_part(*s->at))
        return false;
    bool escapes = (*s->at == 'E' || *s->at == 'e') && s->at[1] == '\'';
    while (is_name_part(*s->at) || *s->at == '$')
        advance(s, 1);
    if (escapes)
        (void)skip_quoted(s, true);
    return true;
}

static void skip_space(struct script *s)
{
    while (true) {
        if (isspace((unsigned char)*s->at) || *s->at == ';')
            advance(s, 1);
        else if (!skip_line_comment(s) && !skip_block_comment(s))
            return;
    }
}

bool script_next(struct script *s, struct script_statement *statement)
{
    int depth = 0;
    skip_space(s);
    statement->text = s->at;
    statement->line = s->line;
    while (*s->at != '\0' && (*s->at != ';' || depth > 0)) {
        if (skip_line_comment(s) || skip_block_comment(s) || skip_quoted(s, false) ||
            skip_dollar_quoted(s) || skip_word(s))
            continue;
        depth += (*s->at == '(') - (*s->at == ')');
        advance(s, 1);
    }
    statement->len = (size_t)(s->at - statement->text);
    return statement->len > 0;
}
