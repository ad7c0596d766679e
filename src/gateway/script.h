/* SQL files taken apart into statements, so that each can be sent by itself and blamed by its line.
 * Knows strings, E-strings, quoted names, dollar quotes, nested comments and parentheses; function
 * bodies must be quoted (BEGIN ATOMIC is not known). */
#ifndef GATEWAY_SCRIPT_H
#define GATEWAY_SCRIPT_H

#include <stdbool.h>
#include <stddef.h>

struct script {
    const char *at; /* begin with the text and line 1 */
    int line;
};

struct script_statement {
    const char *text; /* points into the script, without leading comments and the semicolon */
    size_t len;
    int line;
};

/* False at the end. */
bool script_next(struct script *s, struct script_statement *statement);

#endif
