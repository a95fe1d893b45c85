#pragma once

namespace iggan {

/// Training asks for the same large buffers again and again. Kept in the heap they are reused; by
/// default each is mapped and unmapped, and the page faults cost a tenth of an iteration. Changes
/// malloc for the whole process: for a program's main, never for a library. No-op without glibc.
void keep_large_buffers();

/// Looks at the limits of this process before networks are made: with less memory OpenBLAS waits
/// for ever for what it does not get, and libraries fail without a reason.
/// @throws Error naming the limit and what is needed.
void check_memory_limits();

}  // namespace iggan
