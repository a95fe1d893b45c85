// A batch of jobs in the memory shared with a renderer's process: header, jobs, lights, voxels, and
// space for the pixels.
#include <iggan/render/isolation_wire.h>

#include "fuzz_target.h"

namespace {

using namespace iggan;

std::string batch_of(int jobs, int edge, bool coloured) {
  const std::vector<std::uint8_t> cells(3 * static_cast<std::size_t>(edge * edge * edge), 1);
  std::vector<RenderJob> all(static_cast<std::size_t>(jobs));
  for (RenderJob& job : all) {
    job.grid = GridView(edge, cells.data());
    if (coloured) job.grid.albedo = cells.data();
    job.lights.resize(2);
  }
  SharedFile memory;
  const WrittenBatch written = write_batch(memory, all, 4, 3);
  std::string bytes(written.bytes, '\0');
  (void)memory.read(0, bytes.data(), bytes.size());
  return bytes;
}

}  // namespace

namespace iggan::fuzz {

std::vector<std::string> seeds() {
  return {batch_of(1, 2, false), batch_of(2, 3, true), batch_of(0, 1, false)};
}

}  // namespace iggan::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  SharedFile memory;
  memory.grow(size);
  memory.write(0, data, size);
  MappedFile mapped(memory.descriptor());
  fuzz::accepts([&] {
    const BatchView batch = read_batch(mapped, size);
    std::uint64_t sum = 0;  // everything that a renderer may read and write
    for (const RenderJob& job : batch.jobs) {
      const auto cells = static_cast<std::size_t>(job.grid.nx) *
                         static_cast<std::size_t>(job.grid.ny) *
                         static_cast<std::size_t>(job.grid.nz);
      for (std::size_t i = 0; i < cells; ++i) sum += job.grid.occupancy[i];
      if (job.grid.albedo != nullptr)
        for (std::size_t i = 0; i < 3 * cells; ++i) sum += job.grid.albedo[i];
      sum += job.lights.size();
    }
    const std::size_t samples = 4 * batch.jobs.size() * static_cast<std::size_t>(batch.width) *
                                static_cast<std::size_t>(batch.height);
    for (std::size_t i = 0; i < samples; ++i) batch.rgba[i] = static_cast<float>(sum);
  });
  return 0;
}
