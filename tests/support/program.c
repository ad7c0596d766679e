#include "support/program.h"

#include "holdfast/util/memory.h"
#include "support/child.h"

#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

const char *program_path(void)
{
    const char *path = getenv("HOLDFAST_PROGRAM");
    return path != NULL ? path : "build/holdfast";
}

/* Files in memory rather than pipes, so that nobody ever waits for nobody. */
static FILE *open_memory(const char *text)
{
    FILE *file = fdopen(memfd_create("test", MFD_CLOEXEC), "w+");
    if (file == NULL || fputs(text, file) < 0)
        abort();
    rewind(file);
    return file;
}

static void take(FILE *file, struct buffer *into)
{
    rewind(file);
    if (into != NULL) {
        buffer_clear(into);
        (void)buffer_read(into, file);
    }
    (void)fclose(file);
}

static _Noreturn void become_program(const char *const *arguments, int in, int out, int err)
{
    size_t count = 0;
    while (arguments[count] != NULL)
        count++;
    const char **argv = memory_take(count + 2, sizeof *argv);
    argv[0] = "holdfast";
    memcpy(argv + 1, arguments, count * sizeof *argv);
    (void)dup2(in, STDIN_FILENO);
    (void)dup2(out, STDOUT_FILENO);
    (void)dup2(err, STDERR_FILENO);
    (void)execv(program_path(), (char *const *)(uintptr_t)argv);
    _exit(127);
}

int program_run(const char *const *arguments, const char *input, struct buffer *output,
                struct buffer *error)
{
    FILE *in = open_memory(input != NULL ? input : ""), *out = open_memory(""),
         *err = open_memory("");
    int status = -1;
    pid_t pid = test_child_fork();
    if (pid == 0)
        become_program(arguments, fileno(in), fileno(out), fileno(err));
    bool ended = pid > 0 && waitpid(pid, &status, 0) == pid && WIFEXITED(status);
    (void)fclose(in);
    take(out, output);
    take(err, error);
    return ended ? WEXITSTATUS(status) : -1;
}
