/* Two consoles of the same person, side by side on two stories that must look alike to them: the
 * same keys into both, and every screen compared: text, attributes, colours and cursor. */
#ifndef TESTS_SUPPORT_PAIR_H
#define TESTS_SUPPORT_PAIR_H

#include "support/network.h"

enum { PAIR_QUIET_MS = 50, PAIR_REST_MS = 450 /* a preview comes when the cursor has rested */ };

struct pair {
    struct terminal *plain, *copy;
    const char *who;
    const char *const *never; /* words that neither may ever show, NULL at the end; NULL: none */
    bool alike;               /* a difference fails the test; else it is only counted */
    int screens, different;
};

/* In the stories of these names; plain NULL: the first one. */
struct pair pair_open(struct network *network, const char *who, const char *plain,
                      const char *copy);
void pair_close(struct pair *pair);
/* Compares what both show once they are quiet; what: for the sentence that tells of a difference.
 */
void pair_look(struct pair *pair, const char *what, int quiet_ms);
void pair_type(struct pair *pair, const char *keys);
/* A key that means nothing: the next one is no repetition. */
void pair_pause(struct pair *pair);
/* The text of a line, and Enter. */
void pair_answer(struct pair *pair, const char *text);
void pair_wait(struct pair *pair, const char *text);
bool pair_shows(const struct pair *pair, const char *text);
/* A hash takes in when its entry was really written, which is never the same twice: made blank. */
void pair_blank_hashes(char *text);

#endif
