/* Reads what a host sends, in any version of the ABI, and refuses what the contract forbids.
 * Nothing here writes to a host buffer. */
#ifndef CHECKED_JOB_H
#define CHECKED_JOB_H
#include <iggan/renderer_abi.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { kTextSize = 200 }; /* bytes of an error text */

/* Copies of the host's structs; what they point to is borrowed for the call. */
typedef struct Job {
  iggan_grid grid;
  iggan_camera camera;
  iggan_image image;
  float behind[4]; /* the background, premultiplied */
} Job;

/* Copies min(struct_size, size) bytes of the host's struct and sets the rest to 0. `room` is the
 * stride of the array that holds the struct, or UINT32_MAX. */
iggan_status copy_struct(const void* from, uint32_t room, uint32_t size_1_0, void* to, size_t size,
                         const char* name, char text[kTextSize]);

/* Reads and checks one job of a batch. A refusal is a status, with its reason in `text`. */
iggan_status read_job(const iggan_job* jobs, uint32_t stride, uint32_t index,
                      const iggan_info* info, Job* job, char text[kTextSize]);
#endif
