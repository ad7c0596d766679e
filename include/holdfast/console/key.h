/* A key press, after decoding. */
#ifndef HOLDFAST_CONSOLE_KEY_H
#define HOLDFAST_CONSOLE_KEY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Code points stand for themselves; Ctrl-letter is 1 to 26; the rest lies above Unicode. */
enum key_code {
    KEY_CODE_TAB = 0x09,
    KEY_CODE_ENTER = 0x0D,
    KEY_CODE_ESC = 0x1B,
    KEY_CODE_SPACE = 0x20,
    KEY_CODE_RUBOUT = 0x7F, /* Backspace, whatever the terminal sends for it */
    KEY_CODE_UP = 0x200000,
    KEY_CODE_DOWN,
    KEY_CODE_LEFT,
    KEY_CODE_RIGHT,
    KEY_CODE_HOME,
    KEY_CODE_END,
    KEY_CODE_PAGE_UP,
    KEY_CODE_PAGE_DOWN,
    KEY_CODE_INSERT,
    KEY_CODE_DELETE,
    KEY_CODE_BACK_TAB,
    KEY_CODE_F1, /* F1 to F12 follow */
    KEY_CODE_F12 = KEY_CODE_F1 + 11,
    KEY_CODE_UNKNOWN /* a sequence nobody knows: does nothing, never falls apart into letters */
};

#define KEY_CTRL(letter) ((uint32_t)(letter)&0x1F)
enum { KEY_ALT = 0x400000, KEY_CONTROL = 0x800000 }; /* or-ed to a code: Alt-b, Ctrl-Left */

enum key_flags {
    KEY_BURST = 1 << 0,  /* came with or right behind another key: nobody types like that */
    KEY_REPEAT = 1 << 1, /* the same key again without a pause: held down or struck twice */
    KEY_PASTED = 1 << 2, /* not a key: text holds what was pasted */
    KEY_TYPED = 1 << 3   /* a character that a text field would take */
};

struct key {
    uint32_t code;
    unsigned flags;
    const char *text; /* KEY_PASTED only; valid while the key is handled */
    int at_once;      /* how many keys came in the same read, this one included */
};

/* "a", "Enter", "Ctrl-L", "PgDn", "Alt-b" → code; false when there is no such key. */
bool key_parse(const char *name, size_t len, uint32_t *code);
/* The name people read; out of 24 bytes is always enough. */
void key_write(uint32_t code, char *out, size_t size);

#endif
