/* The rows that somebody has tagged, as they were then: by id and version, so that paging and
 * reading again keep them, and one that changed meanwhile is known. */
#ifndef HOLDFAST_SCREEN_TAGS_H
#define HOLDFAST_SCREEN_TAGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { TAGS_MOST = 1000 };

struct tag {
    int64_t id;
    int version; /* as it was shown, or listed, when it was tagged */
    char *ref;
    bool refused; /* a step on all tagged rows was not done to it */
};

/* Zero-initialise; tags_clear ends it. */
struct tags {
    struct tag *rows; /* in the order of tagging */
    size_t count, size;
};

/* Anew, where it is tagged already. False: there are TAGS_MOST of them. */
bool tags_put(struct tags *tags, int64_t id, const char *ref, int version);
void tags_drop(struct tags *tags, int64_t id);
void tags_clear(struct tags *tags);
/* NULL: it is not tagged. */
struct tag *tags_find(const struct tags *tags, int64_t id);

#endif
