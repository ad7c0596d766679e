/* Every text that a person reads passes through say(), so that translating the program
 * later means changing one function. Texts go in whole sentences, never glued from parts. */
#ifndef HOLDFAST_UTIL_SAY_H
#define HOLDFAST_UTIL_SAY_H

__attribute__((format_arg(1), returns_nonnull)) static inline const char *say(const char *text)
{
    return text;
}

#endif
