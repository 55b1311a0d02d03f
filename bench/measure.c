/* SPDX-License-Identifier: Apache-2.0 */
/* bench/measure.c -- runs one command and says what it took.
 *
 * usage: measure OUTPUT COMMAND [ARGUMENT...]
 *
 * stdout of the command goes to the file OUTPUT, its stderr is dropped. Prints one line: wall
 * time in nanoseconds, peak resident memory in kilobytes, exit status (128 + signal when killed),
 * processor time in nanoseconds.
 * A program of its own because a child's peak counts that of the process it was forked from. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>

extern char **environ;

static long long
now_ns(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (long long)t.tv_sec * 1000000000 + t.tv_nsec;
}

static long long
time_ns(const struct timeval *t)
{
    return (long long)t->tv_sec * 1000000000 + (long long)t->tv_usec * 1000;
}

int
main(int argc, char **argv)
{
    if (argc < 3) {
        fprintf(stderr, "usage: measure OUTPUT COMMAND [ARGUMENT...]\n");
        return 2;
    }
    posix_spawn_file_actions_t files;
    posix_spawn_file_actions_init(&files);
    posix_spawn_file_actions_addopen(&files, 0, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&files, 1, argv[1], O_WRONLY | O_CREAT | O_TRUNC, 0666);
    posix_spawn_file_actions_addopen(&files, 2, "/dev/null", O_WRONLY, 0);

    pid_t child;
    int status;
    struct rusage used;
    long long start = now_ns();
    int fault = posix_spawnp(&child, argv[2], &files, NULL, argv + 2, environ);
    if (fault != 0 || wait4(child, &status, 0, &used) != child) {
        fprintf(stderr, "measure: cannot run %s\n", argv[2]);
        return 1;
    }
    long long wall = now_ns() - start;
    printf("%lld %ld %d %lld\n", wall, used.ru_maxrss,
           WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status),
           time_ns(&used.ru_utime) + time_ns(&used.ru_stime));
    posix_spawn_file_actions_destroy(&files);
    return 0;
}
