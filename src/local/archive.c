/* Just enough of POSIX tar (ustar) that any tar program opens a backup. */
#include "inside.h"

#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { BLOCK = 512, SIZE_AT = 124, SIZE_LEN = 12, SUM_AT = 148, SUM_LEN = 8, MAGIC_AT = 257 };

struct field {
    size_t at;
    const char *text;
};

static void put_octal(unsigned char *at, size_t len, unsigned long long value)
{
    for (size_t i = len - 1; i-- > 0; value >>= 3)
        at[i] = (unsigned char)('0' + (value & 7));
}

/* Eleven octal digits end at 8 GiB; beyond, the high bit says that the rest is binary. */
static void put_size(unsigned char *at, unsigned long long size)
{
    if (size < 1ULL << 33) {
        put_octal(at, SIZE_LEN, size);
        return;
    }
    for (size_t i = SIZE_LEN - 1; i > 0; i--, size >>= 8)
        at[i] = (unsigned char)size;
    at[0] = 0x80;
}

static unsigned long long get_size(const unsigned char *at)
{
    unsigned long long size = 0;
    for (size_t i = at[0] == 0x80 ? 1 : 0; i < SIZE_LEN; i++) {
        if (at[0] == 0x80)
            size = size << 8 | at[i];
        else if (at[i] >= '0' && at[i] <= '7')
            size = size << 3 | (unsigned long long)(at[i] - '0');
    }
    return size;
}

static unsigned checksum(const unsigned char *block)
{
    unsigned sum = 0;
    for (size_t i = 0; i < BLOCK; i++)
        sum += i >= SUM_AT && i < SUM_AT + SUM_LEN ? ' ' : block[i];
    return sum;
}

static void make_header(unsigned char *block, const char *name, off_t size)
{
    static const struct field fields[] = {{100, "0000600"}, {108, "0000000"},    {116, "0000000"},
                                          {156, "0"},       {MAGIC_AT, "ustar"}, {263, "00"}};
    memset(block, 0, BLOCK);
    (void)snprintf((char *)block, 100, "%s", name);
    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++)
        memcpy(block + fields[i].at, fields[i].text, strlen(fields[i].text));
    put_size(block + SIZE_AT, (unsigned long long)size);
    put_octal(block + 136, 12, (unsigned long long)time(NULL));
    put_octal(block + SUM_AT, SUM_LEN - 1, checksum(block));
    block[SUM_AT + SUM_LEN - 1] = ' ';
}

bool archive_add(int file, const char *name, archive_fill *fill, void *with, struct failure *f)
{
    unsigned char block[BLOCK] = {0};
    off_t start = lseek(file, 0, SEEK_CUR);
    if (start < 0 || write(file, block, BLOCK) != BLOCK || !fill(file, with, f))
        return false;
    off_t end = lseek(file, 0, SEEK_END);
    size_t rest = (size_t)((BLOCK - end % BLOCK) % BLOCK);
    if (end < 0 || write(file, block, rest) != (ssize_t)rest)
        return false;
    make_header(block, name, end - start - BLOCK);
    return pwrite(file, block, BLOCK, start) == BLOCK;
}

bool archive_end(int file)
{
    static const unsigned char blocks[2 * BLOCK];
    return write(file, blocks, sizeof blocks) == (ssize_t)sizeof blocks && fsync(file) == 0;
}

bool archive_find(int file, const char *name, off_t *size)
{
    unsigned char block[BLOCK];
    off_t at = 0;
    while (pread(file, block, BLOCK, at) == BLOCK && memcmp(block + MAGIC_AT, "ustar", 5) == 0) {
        *size = (off_t)get_size(block + SIZE_AT);
        if (strncmp((const char *)block, name, 100) == 0)
            return lseek(file, at + BLOCK, SEEK_SET) >= 0;
        at += BLOCK + (*size + BLOCK - 1) / BLOCK * BLOCK;
    }
    return false;
}
