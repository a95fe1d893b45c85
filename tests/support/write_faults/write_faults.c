/* A library to be preloaded (LD_PRELOAD): the n-th call that writes fails, or the process dies in
 * it. It counts the calls of all processes of a command together, on regular files in one folder
 * and below, except the three standard streams: write, writev, pwrite, fwrite, fsync (of folders
 * too), fdatasync, rename, and close and fclose of files that were written to.
 *
 *   IGGAN_FAULT_FOLDER  the folder, an absolute path without links
 *   IGGAN_FAULT_RECORD  a file of 8192 bytes, which the processes share: struct record
 *   IGGAN_FAULT_AT      which call, from 1; 0: none, they are only counted
 *   IGGAN_FAULT_KIND    "once": that call fails with EIO, and the next one succeeds
 *                       "full": that call writes only its first half, and later calls fail with
 *                               ENOSPC
 *                       "kill": SIGKILL ends the process; in a write, after its first half
 */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

struct record {
  uint64_t calls;
  char what[8184]; /* the first call that failed, and its file: "write /tmp/a" */
};

enum fate { FATE_GOOD, FATE_FAILS, FATE_FULL, FATE_DIES };

#define EXPORT __attribute__((visibility("default")))
/* The system's own function. POSIX allows this conversion, ISO C does not. */
#define REAL(name) (__extension__(__typeof__(&name)) dlsym(RTLD_NEXT, #name))

static struct record* the_record(void) {
  static struct record* all = NULL;
  if (all == NULL) {
    const char* path = getenv("IGGAN_FAULT_RECORD");
    const int file = path == NULL ? -1 : open(path, O_RDWR | O_CLOEXEC);
    void* memory = MAP_FAILED;
    if (file >= 0) {
      memory = mmap(NULL, sizeof *all, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
      REAL(close)(file);
    }
    if (memory == MAP_FAILED) abort(); /* a test that counts nothing must not pass */
    all = memory;
  }
  return all;
}

/* Counts a call on a file of the folder. */
static enum fate fate_of(const char* call, const char* path) {
  const int before = errno;
  const char* folder = getenv("IGGAN_FAULT_FOLDER");
  const size_t length = folder == NULL ? 0 : strlen(folder);
  if (length == 0 || strncmp(path, folder, length) != 0 ||
      (path[length] != '/' && path[length] != '\0'))
    return FATE_GOOD;
  const char *at_text = getenv("IGGAN_FAULT_AT"), *kind = getenv("IGGAN_FAULT_KIND");
  const uint64_t at = at_text == NULL ? 0 : strtoull(at_text, NULL, 10);
  struct record* record = the_record();
  const uint64_t number = __atomic_add_fetch(&record->calls, 1, __ATOMIC_SEQ_CST);
  errno = before;
  if (at == 0 || kind == NULL || number < at) return FATE_GOOD;
  const int full = strcmp(kind, "full") == 0;
  if (full ? strstr(call, "write") == NULL : number > at) return FATE_GOOD;
  if (record->what[0] == '\0') snprintf(record->what, sizeof record->what, "%s %s", call, path);
  if (full) return number == at ? FATE_FULL : FATE_FAILS;
  return strcmp(kind, "kill") == 0 ? FATE_DIES : FATE_FAILS;
}

enum which { FILES, FOLDERS_TOO };

static enum fate fate_of_file(const char* call, int file, enum which which) {
  const int before = errno;
  enum fate fate = FATE_GOOD;
  struct stat facts;
  char link[64], path[PATH_MAX];
  if (file > 2 && fstat(file, &facts) == 0 &&
      (S_ISREG(facts.st_mode) || (which == FOLDERS_TOO && S_ISDIR(facts.st_mode)))) {
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    const ssize_t length = readlink(link, path, sizeof path - 1);
    if (length > 0) {
      path[length] = '\0';
      fate = fate_of(call, path);
    }
  }
  errno = before;
  return fate;
}

/* Files of this process that were written to since they were opened. */
static unsigned char written[4096];

static enum fate fate_of_write(const char* call, int file) {
  if (file >= 0 && file < (int)sizeof written) written[file] = 1;
  return fate_of_file(call, file, FILES);
}

static enum fate fate_of_close(const char* call, int file) {
  if (file < 0 || file >= (int)sizeof written || !written[file]) return FATE_GOOD;
  written[file] = 0;
  return fate_of_file(call, file, FILES);
}

static int error_now(void) {
  const char* kind = getenv("IGGAN_FAULT_KIND");
  return kind != NULL && strcmp(kind, "full") == 0 ? ENOSPC : EIO;
}

static void die(void) {
  kill(getpid(), SIGKILL);
  for (;;) pause();
}

EXPORT ssize_t write(int file, const void* bytes, size_t size) {
  switch (fate_of_write("write", file)) {
    case FATE_GOOD:
      break;
    case FATE_FAILS:
      errno = error_now();
      return -1;
    case FATE_FULL:
      if (size / 2 > 0) return REAL(write)(file, bytes, size / 2);
      errno = ENOSPC;
      return -1;
    case FATE_DIES:
      (void)!REAL(write)(file, bytes, size / 2);
      die();
  }
  return REAL(write)(file, bytes, size);
}

EXPORT ssize_t pwrite(int file, const void* bytes, size_t size, off_t at) {
  switch (fate_of_write("pwrite", file)) {
    case FATE_GOOD:
      break;
    case FATE_FAILS:
    case FATE_FULL:
      errno = error_now();
      return -1;
    case FATE_DIES:
      die();
  }
  return REAL(pwrite)(file, bytes, size, at);
}

EXPORT ssize_t writev(int file, const struct iovec* parts, int count) {
  switch (fate_of_write("writev", file)) {
    case FATE_GOOD:
      break;
    case FATE_FAILS:
    case FATE_FULL:
      errno = error_now();
      return -1;
    case FATE_DIES:
      die();
  }
  return REAL(writev)(file, parts, count);
}

EXPORT size_t fwrite(const void* bytes, size_t size, size_t count, FILE* stream) {
  switch (fate_of_write("fwrite", fileno(stream))) {
    case FATE_GOOD:
      break;
    case FATE_FAILS:
    case FATE_FULL:
      errno = error_now();
      return 0;
    case FATE_DIES:
      die();
  }
  return REAL(fwrite)(bytes, size, count, stream);
}

/* For calls that return 0 or -1. */
#define FAIL_OR_DIE(fate)  \
  switch (fate) {          \
    case FATE_GOOD:        \
    case FATE_FULL:        \
      break;               \
    case FATE_FAILS:       \
      errno = error_now(); \
      return -1;           \
    case FATE_DIES:        \
      die();               \
  }

EXPORT int fsync(int file) {
  FAIL_OR_DIE(fate_of_file("fsync", file, FOLDERS_TOO))
  return REAL(fsync)(file);
}

EXPORT int fdatasync(int file) {
  FAIL_OR_DIE(fate_of_file("fdatasync", file, FOLDERS_TOO))
  return REAL(fdatasync)(file);
}

EXPORT int rename(const char* from, const char* to) {
  FAIL_OR_DIE(fate_of("rename", to))
  return REAL(rename)(from, to);
}

/* The file is closed in any case, as on Linux. */
EXPORT int close(int file) {
  const enum fate fate = fate_of_close("close", file);
  if (fate == FATE_DIES) die();
  const int result = REAL(close)(file);
  if (fate != FATE_FAILS) return result;
  errno = error_now();
  return -1;
}

EXPORT int fclose(FILE* stream) {
  const enum fate fate = fate_of_close("fclose", fileno(stream));
  if (fate == FATE_DIES) die();
  const int result = REAL(fclose)(stream);
  if (fate != FATE_FAILS) return result;
  errno = error_now();
  return EOF;
}
