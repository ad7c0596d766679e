#!/bin/sh
# Writes a C file that holds the given files' texts: embed.sh FILE… > embedded.c
set -eu
LC_ALL=C
export LC_ALL
echo '#include "holdfast/util/embed.h"'
echo 'const struct embedded_file embedded_files[] = {'
for file in "$@"; do
    printf '    {"%s",\n' "$file"
    sed -e 's/\\/\\\\/g' -e 's/"/\\"/g' -e 's/?/\\?/g' -e 's/^/     "/' -e 's/$/\\n"/' "$file"
    printf '     , %s},\n' "$(wc -c < "$file")"
done
echo '};'
echo 'const size_t embedded_file_count = sizeof embedded_files / sizeof embedded_files[0];'
