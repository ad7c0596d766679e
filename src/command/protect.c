#include "holdfast/command/protect.h"

#include <sys/prctl.h>
#include <sys/resource.h>

#if defined(__SANITIZE_ADDRESS__)
#define WATCHED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define WATCHED 1
#endif
#endif

/* The leak check of the sanitizers is such another process. */
void protect_memory(void)
{
    const struct rlimit none = {0, 0};
    (void)setrlimit(RLIMIT_CORE, &none);
#ifndef WATCHED
    (void)prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
#endif
}
