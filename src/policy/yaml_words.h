/* What libyaml says of malformed text, in words for somebody who never met YAML. Private to the
 * policy reader. */
#ifndef POLICY_YAML_WORDS_H
#define POLICY_YAML_WORDS_H

#include "holdfast/policy/finding.h"

#include <yaml.h>

/* What is wrong where parser stopped; text is what it was given. Texts are static. */
const char *yaml_words(const yaml_parser_t *parser, const char *text, size_t len, struct place *at,
                       const char **mend);

#endif
