#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include <iggan/render/renderer.h>
#include <iggan/render/shared_file.h>

/// The protocol between iggan and iggan-renderer-host: lines of JSON over the socket of a
/// WorkerProcess, voxels and pixels in its shared memory. Both ends are built together.
namespace iggan {

/// How a request ended.
enum class Reply { ok, config_error, device_lost, plugin_error, interrupted, error };
template <>
inline constexpr auto enum_names<Reply> = names<Reply>("a reply",
                                                       {{Reply::ok, "ok"},
                                                        {Reply::config_error, "config_error"},
                                                        {Reply::device_lost, "device_lost"},
                                                        {Reply::plugin_error, "plugin_error"},
                                                        {Reply::interrupted, "interrupted"},
                                                        {Reply::error, "error"}});

/// A batch to render, in shared memory.
struct BatchRequest {
  std::uint64_t job = 0;    // its number
  std::uint64_t bytes = 0;  // used in shared memory
  IGGAN_FIELDS(job, bytes)
};

/// The result of a request; the first result, without a job number, is that of opening the
/// renderer.
struct BatchReply {
  std::uint64_t job = 0;
  Reply reply = Reply::ok;
  std::string text;  // of an error, or the renderer's info as JSON
  IGGAN_FIELDS(job, reply, text)
};

/// Where a batch lies in shared memory.
struct WrittenBatch {
  std::uint64_t bytes = 0;    // used: what the other side must map
  std::uint64_t rgba_at = 0;  // where the pixels go
};
/// Writes jobs and makes room for their pixels.
[[nodiscard]] WrittenBatch write_batch(SharedFile& memory, const std::vector<RenderJob>& jobs,
                                       int width, int height);

/// A batch in shared memory; its grids point into the memory.
struct BatchView {
  std::vector<RenderJob> jobs;
  int width = 0, height = 0;
  float* rgba = nullptr;  // where the pixels go
};
/// @throws Error if part of the batch is outside the memory.
[[nodiscard]] BatchView read_batch(MappedFile& memory, std::uint64_t bytes);

}  // namespace iggan
