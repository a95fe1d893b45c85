#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include <iggan/render/renderer.h>
#include <iggan/render/shared_file.h>

/// How iggan and iggan-renderer-host talk: lines of JSON over the socket of a WorkerProcess, voxels
/// and pixels in its memory. Both ends are built together.
namespace iggan {

enum class Reply { ok, config_error, device_lost, plugin_error, interrupted, error };
template <>
inline constexpr auto enum_names<Reply> = names<Reply>("a reply",
                                                       {{Reply::ok, "ok"},
                                                        {Reply::config_error, "config_error"},
                                                        {Reply::device_lost, "device_lost"},
                                                        {Reply::plugin_error, "plugin_error"},
                                                        {Reply::interrupted, "interrupted"},
                                                        {Reply::error, "error"}});

/// Where a batch lies in the memory, to be drawn.
struct BatchRequest {
  std::uint64_t job = 0;    // its number
  std::uint64_t bytes = 0;  // used of the memory
  IGGAN_FIELDS(job, bytes)
};

/// How a request went; of the first, with no number, how the renderer was opened.
struct BatchReply {
  std::uint64_t job = 0;
  Reply reply = Reply::ok;
  std::string text;  // of an error, or the renderer's info as JSON
  IGGAN_FIELDS(job, reply, text)
};

/// Where a batch lies in the memory.
struct WrittenBatch {
  std::uint64_t bytes = 0;    // used: what the other side must map
  std::uint64_t rgba_at = 0;  // where it puts the pixels
};
[[nodiscard]] WrittenBatch write_batch(SharedFile& memory, const std::vector<RenderJob>& jobs,
                                       int width, int height);

/// The batch that lies in the memory; its grids point into it.
struct BatchView {
  std::vector<RenderJob> jobs;
  int width = 0, height = 0;
  float* rgba = nullptr;  // where the pixels belong
};
/// @throws Error for one that does not lie in it.
[[nodiscard]] BatchView read_batch(MappedFile& memory, std::uint64_t bytes);

}  // namespace iggan
