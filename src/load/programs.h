/* SPDX-License-Identifier: Apache-2.0 */
/* src/load/programs.h -- what a render may start, and in what surroundings.
 *
 * Reads struct hkr_programs, which the loader carries from the caller; NULL there: nothing may be
 * started. Whether a certain sort of program may be started is asked where its configuration is
 * read. Starts nothing itself. Layer: load. */
#ifndef HK_LOAD_PROGRAMS_H
#define HK_LOAD_PROGRAMS_H

#include "load.h"
#include "process.h"

/* The value of a variable that every program is given; an empty slice when there is none. */
struct hk_slice hk_programs_variable(const struct hkr_programs *programs, struct hk_slice name);
/* Where programs are looked for, "/usr/bin:/bin". */
struct hk_slice hk_programs_path(const struct hkr_programs *programs);
/* The directory for files that programs read. */
struct hk_slice hk_programs_tempdir(const struct hkr_programs *programs);
/* How long each may run. */
uint32_t hk_programs_seconds(const struct hkr_programs *programs);
/* Puts what every program is given at the end of @words. */
void hk_programs_environment(struct hk_arena *arena, const struct hkr_programs *programs,
                             struct hk_words *words);
/* Puts the variables that the caller has for functions and plugins there. */
void hk_programs_own_environment(struct hk_arena *arena, const struct hkr_programs *programs,
                                 struct hk_words *words);

enum hk_program_file { HK_PROGRAM_MISSING, HK_PROGRAM_NOT_EXECUTABLE, HK_PROGRAM_FINE };

/* What there is to start at @path. */
enum hk_program_file hk_programs_file(const char *path);
/* Programs see the disk: HKR_OK when the files of the render lie there, else a fault. */
HKR_MUST_CHECK enum hkr_status hk_programs_check_disk(const struct hk_loader *loader,
                                                      struct hk_place at);

#endif
