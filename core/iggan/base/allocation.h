#pragma once

namespace iggan {

/// Training asks for the same large buffers again and again. Kept in the heap they are reused; by
/// default each is mapped and unmapped, and the page faults cost a tenth of an iteration. Changes
/// malloc for the whole process: for a program's main, never for a library. No-op without glibc.
void keep_large_buffers();

}  // namespace iggan
