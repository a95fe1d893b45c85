#pragma once

namespace iggan {

/// Training and renderers allocate the same large buffers again and again. This keeps them in the
/// heap, where they are reused; by default, each is mapped and unmapped, and the page faults take a
/// tenth of an iteration's time and a third of raster's time for a picture. Changes malloc for the
/// whole process, so it is for a program's main, never for a library. No-op without glibc.
void keep_large_buffers();

/// Checks the limits of this process before networks are made: with too little memory, OpenBLAS
/// waits forever, and libraries fail without saying why.
/// @throws Error naming the limit and what is needed.
void check_memory_limits();

}  // namespace iggan
