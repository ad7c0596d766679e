#include "support/fake_sendmail.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

extern char **environ;

static FILE *open_in(const char *directory, const char *name, const char *mode)
{
    char path[512];
    (void)snprintf(path, sizeof path, "%s/%s", directory, name);
    return fopen(path, mode);
}

static int number_in(const char *directory, const char *name)
{
    int number = 0;
    FILE *file = open_in(directory, name, "r");
    if (file == NULL)
        return 0;
    if (fscanf(file, "%d", &number) != 1)
        number = 0;
    (void)fclose(file);
    return number;
}

static void keep_number(const char *directory, const char *name, int number)
{
    FILE *file = open_in(directory, name, "w");
    if (file == NULL)
        abort();
    fprintf(file, "%d\n", number);
    (void)fclose(file);
}

static void copy_input(FILE *file)
{
    char bytes[4096];
    size_t len;
    while ((len = fread(bytes, 1, sizeof bytes, stdin)) > 0)
        (void)fwrite(bytes, 1, len, file);
}

static void keep(const char *directory, int argc, char **argv)
{
    FILE *file = open_in(directory, "got.new", "w");
    char from[512], to[512];
    if (file == NULL)
        _exit(70);
    for (int i = 3; i < argc; i++)
        fprintf(file, "argument %s\n", argv[i]);
    for (char **at = environ; *at != NULL; at++)
        fprintf(file, "environment %s\n", *at);
    for (int fd = 3; fd < 64; fd++)
        if (fd != fileno(file) && fcntl(fd, F_GETFD) >= 0)
            fprintf(file, "descriptor %d\n", fd);
    copy_input(file);
    (void)fclose(file);
    (void)snprintf(from, sizeof from, "%s/got.new", directory);
    (void)snprintf(to, sizeof to, "%s/got", directory);
    (void)rename(from, to);
}

void fake_sendmail_main(int argc, char **argv)
{
    if (argc < 3 || strcmp(argv[1], "sendmail") != 0)
        return;
    int status = number_in(argv[2], "status");
    keep_number(argv[2], "runs", number_in(argv[2], "runs") + 1);
    keep(argv[2], argc, argv);
    if (status < 0)
        for (;;)
            (void)pause();
    exit(status);
}

const char *fake_sendmail(const char *directory)
{
    static char value[1200];
    char self[512];
    ssize_t len = readlink("/proc/self/exe", self, sizeof self - 1);
    self[len > 0 ? len : 0] = '\0';
    (void)snprintf(value, sizeof value, "[\"%s\", \"sendmail\", \"%s\", \"-t\"]", self, directory);
    return value;
}

void fake_sendmail_says(const char *directory, int status)
{
    keep_number(directory, "status", status);
}

int fake_sendmail_runs(const char *directory)
{
    return number_in(directory, "runs");
}

const char *fake_sendmail_got(const char *directory)
{
    static char text[8192];
    FILE *file = open_in(directory, "got", "r");
    size_t len = file != NULL ? fread(text, 1, sizeof text - 1, file) : 0;
    text[len] = '\0';
    if (file != NULL)
        (void)fclose(file);
    return text;
}
