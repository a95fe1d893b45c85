#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <type_traits>
#include <vector>

#include <iggan/render/renderer.h>

/// How iggan and iggan-renderer-host talk: short messages over a socket (descriptor 3 of the
/// child), voxels and pixels in shared memory (descriptor 4). Both ends are built together.
namespace iggan {

inline constexpr int kSocketDescriptor = 3;
inline constexpr int kMemoryDescriptor = 4;

enum class Reply : std::int32_t { ok, config_error, device_lost, plugin_error, interrupted, error };

/// Memory that two processes share; grows when either side asks for more.
class SharedMemory {
 public:
  SharedMemory();                         // makes it
  explicit SharedMemory(int descriptor);  // opens that of the other side
  ~SharedMemory();
  SharedMemory(const SharedMemory&) = delete;
  SharedMemory& operator=(const SharedMemory&) = delete;

  [[nodiscard]] int descriptor() const { return descriptor_; }
  /// At least `bytes` of it; earlier pointers are void. @throws Error when there is no more.
  [[nodiscard]] unsigned char* reserve(std::uint64_t bytes);

 private:
  int descriptor_;
  unsigned char* at_ = nullptr;
  std::uint64_t size_ = 0;
};

/// Where a batch lies in the memory.
struct WrittenBatch {
  std::uint64_t bytes = 0;    // used: what the other side must reserve
  std::uint64_t rgba_at = 0;  // where it puts the pixels
};
[[nodiscard]] WrittenBatch write_batch(SharedMemory& memory, const std::vector<RenderJob>& jobs,
                                       int width, int height);

/// The batch that lies in the memory; its grids point into it.
struct BatchView {
  std::vector<RenderJob> jobs;
  int width = 0, height = 0;
  float* rgba = nullptr;  // where the pixels belong
};
[[nodiscard]] BatchView read_batch(SharedMemory& memory, std::uint64_t bytes);

/// Sends and receives whole. @return false when the other side has gone.
[[nodiscard]] bool send_bytes(int socket, const void* data, std::size_t size);
[[nodiscard]] bool receive_bytes(int socket, void* data, std::size_t size);

/// A number, and text or JSON with it.
struct Message {
  std::int32_t kind = 0;
  std::string text;
};
[[nodiscard]] bool send_message(int socket, const Message& message);
[[nodiscard]] bool receive_message(int socket, Message& message);

}  // namespace iggan
