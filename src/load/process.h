/* SPDX-License-Identifier: Apache-2.0 */
/* src/load/process.h -- starting a program and hearing it out.
 *
 * src/load is the folder that touches the world outside the manifests: it opens files, and here
 * it starts programs. A program gets the arguments, the environment and the input that are named
 * and nothing else: no descriptor of the host, no signal mask or ignored signal of its, no
 * terminal. It ends with the call: at its time limit, at the limit of its output, when the render
 * is cancelled or unwinds, and for what it leaves running in its process group as well.
 *
 * Never decides whether a program may be started: that is for the caller, who has been given the
 * power by name (struct hkr_programs). Changes no signal disposition of the host and waits for no
 * child but its own. Layer: load. */
#ifndef HK_LOAD_PROCESS_H
#define HK_LOAD_PROCESS_H

#include "../base/env.h"
#include "../base/vec.h"

/* Texts for argv and environment. hk_words_end() puts the NULL at the end. */
struct hk_words {
    HK_VEC(const char *) list;
    bool torn; /* a word holds a zero byte, so that only its beginning would arrive */
};

void hk_words_add(struct hk_arena *arena, struct hk_words *words, struct hk_slice word);
/* NAME=VALUE. */
void hk_words_add_pair(struct hk_arena *arena, struct hk_words *words, struct hk_slice name,
                       struct hk_slice value);
void hk_words_end(struct hk_arena *arena, struct hk_words *words);

struct hk_process_spec {
    const char *program;   /* its path; a relative one is taken from `directory` */
    struct hk_words args;  /* from argv[0] on, ended */
    struct hk_words env;   /* the whole environment, ended */
    const char *directory; /* where it runs */
    struct hk_slice input; /* its stdin */
    uint32_t seconds;      /* until it is killed */
    size_t output_bytes;   /* largest stdout */
    struct hk_slice shown; /* what messages call it: no arguments that could be secret */
    bool secret;           /* it was given a Secret: what it says on stderr is never shown */
};

enum hk_process_end {
    HK_PROCESS_EXITED,      /* number: its exit status */
    HK_PROCESS_SIGNALLED,   /* number: the signal */
    HK_PROCESS_TIMED_OUT,   /* killed */
    HK_PROCESS_TOO_MUCH,    /* killed for its output */
    HK_PROCESS_NOT_STARTED, /* number: an errno */
    HK_PROCESS_LOST         /* the host took its exit status away */
};

struct hk_process {
    enum hk_process_end end;
    int number;
    struct hk_slice output; /* stdout */
    struct hk_slice errors; /* stderr: its first and last 8 KiB */
};

/* Runs it to its end, and leaves the render when that is cancelled. What comes back lives in
 * @arena. */
struct hk_process *hk_process_run(struct hk_env *env, struct hk_arena *arena,
                                  const struct hk_process_spec *spec);

/* HKR_OK when it ended with status 0; anything else is reported at @at, with the last lines of
 * its stderr. */
HKR_MUST_CHECK enum hkr_status hk_process_check(struct hk_env *env,
                                                const struct hk_process_spec *spec,
                                                const struct hk_process *done, struct hk_place at);

/* The system's words for an errno, never NULL, in English. */
const char *hk_process_error(int number);

/* The file that starts when somebody types @name: itself when there is a '/' in it, else the first
 * executable file of that name in the absolute directories of @path ("/usr/bin:/bin"). NULL when
 * there is none. */
const char *hk_process_find(struct hk_arena *arena, struct hk_slice path, struct hk_slice name);

#endif
