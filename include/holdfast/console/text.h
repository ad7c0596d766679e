/* Text as a terminal sees it: UTF-8 in, cells out. Knows no terminal and no locale: widths come
 * from tables of its own (East Asian Ambiguous counts as one cell, as terminals draw it).
 * Everything that is drawn passes text_clean, here and nowhere else. */
#ifndef HOLDFAST_CONSOLE_TEXT_H
#define HOLDFAST_CONSOLE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { TEXT_BAD = 0xFFFD, TEXT_MAX_BYTES = 4 };

/* Decodes one code point of at most len bytes; *used gets the bytes it took (at least 1 when
 * len > 0). Malformed, overlong and surrogate forms give TEXT_BAD and take one byte. */
uint32_t text_decode(const char *bytes, size_t len, size_t *used);
/* Writes code as UTF-8 without a NUL; gives the bytes written, 0 for what is no code point. */
size_t text_encode(uint32_t code, char out[TEXT_MAX_BYTES]);

/* Cells of one code point: 0 combining, 1, or 2; -1 for what text_clean would remove. */
int text_code_width(uint32_t code);
/* Cells of a whole text; what text_clean removes counts nothing. */
int text_width(const char *text);

/* Copies text without control characters, bidi overrides and isolates, line and paragraph
 * separators and other invisible mischief; tabs and newlines become one blank; malformed bytes
 * become '?'. Always ends out with NUL and never cuts a character. Gives the bytes written. */
size_t text_clean(char *out, size_t size, const char *text);
/* As text_clean, and cut to at most cells cells; a cut shows as '~' in the last cell. Gives the
 * cells used. */
int text_fit(char *out, size_t size, const char *text, int cells);
/* The two one behind the other; what does not fit is cut from the end of head, so that tail stays
 * whole: "Okafor, Da~ 1948". Where tail alone leaves head no room, both are cut as one text. */
int text_fit_before(char *out, size_t size, const char *head, const char *tail, int cells);

/* The next line of at most cells cells, broken at blanks where there are any, hard at '\n'.
 * Gives where the following line starts, or NULL when this was the last; *len gets the line's
 * bytes, blanks at its end left out. */
const char *text_wrap(const char *text, int cells, size_t *len);

/* Byte offset of the character after or before byte at (a base with its combining marks). */
size_t text_next(const char *text, size_t at);
size_t text_before(const char *text, size_t at);
/* Where the word begins that ends at or before byte at, and where the one at or behind it ends;
 * blanks and newlines part words. */
size_t text_word_before(const char *text, size_t at);
size_t text_word_behind(const char *text, size_t at);

/* Whether needle occurs in text, upper and lower case alike; an empty needle always does. */
bool text_contains(const char *text, const char *needle);
/* Whether text starts with prefix, upper and lower case alike. */
bool text_starts(const char *text, const char *prefix);

#endif
