#include <iggan/render/isolation_wire.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <iggan/base/error.h>

namespace iggan {
namespace {

struct WireBatch {
  std::uint32_t jobs, lights;
  std::int32_t width, height;
  std::uint64_t jobs_at, lights_at, rgba_at;
};

struct WireJob {
  std::int32_t nx, ny, nz;
  std::uint32_t first_light, light_count;
  std::uint64_t occupancy_at, albedo_at;  // 0: no albedo
  Camera camera;
  Vec3 default_albedo;
  std::uint64_t seed;
};

static_assert(std::is_trivially_copyable_v<WireJob> && std::is_trivially_copyable_v<Light>);

/// Hands out aligned places one after the other.
struct Layout {
  std::uint64_t used = 0;
  std::uint64_t take(std::uint64_t bytes) {
    const std::uint64_t at = used;
    used += (bytes + 63) / 64 * 64;
    return at;
  }
};

std::uint64_t cells(const RenderJob& job) {
  return std::uint64_t(job.grid.nx) * std::uint64_t(job.grid.ny) * std::uint64_t(job.grid.nz);
}

}  // namespace

SharedMemory::SharedMemory() : descriptor_(::memfd_create("iggan batch", MFD_CLOEXEC)) {
  if (descriptor_ < 0) fail<Error>("cannot make shared memory: {}", std::strerror(errno));
}

SharedMemory::SharedMemory(int descriptor) : descriptor_(descriptor) {}

SharedMemory::~SharedMemory() {
  if (at_ != nullptr) ::munmap(at_, size_);
  ::close(descriptor_);
}

unsigned char* SharedMemory::reserve(std::uint64_t bytes) {
  if (bytes <= size_) return at_;
  struct stat file {};
  if (::fstat(descriptor_, &file) != 0) fail<Error>("shared memory: {}", std::strerror(errno));
  const std::uint64_t wanted = std::max({bytes, 2 * size_, std::uint64_t(file.st_size)});
  if (std::uint64_t(file.st_size) < wanted && ::ftruncate(descriptor_, off_t(wanted)) != 0)
    fail<Error>("no shared memory of {} bytes: {}", wanted, std::strerror(errno));
  if (at_ != nullptr) ::munmap(at_, size_);
  at_ = nullptr;
  size_ = 0;
  void* at = ::mmap(nullptr, wanted, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor_, 0);
  if (at == MAP_FAILED)
    fail<Error>("cannot map {} bytes of shared memory: {}", wanted, std::strerror(errno));
  at_ = static_cast<unsigned char*>(at);
  size_ = wanted;
  return at_;
}

WrittenBatch write_batch(SharedMemory& memory, const std::vector<RenderJob>& jobs, int width,
                         int height) {
  Layout layout;
  WireBatch batch{std::uint32_t(jobs.size()), 0, width, height, 0, 0, 0};
  layout.take(sizeof batch);
  batch.jobs_at = layout.take(jobs.size() * sizeof(WireJob));
  std::vector<WireJob> wire;
  std::vector<Light> lights;
  for (const RenderJob& job : jobs) {
    WireJob one{};
    one.nx = job.grid.nx, one.ny = job.grid.ny, one.nz = job.grid.nz;
    one.first_light = std::uint32_t(lights.size());
    one.light_count = std::uint32_t(job.lights.size());
    one.occupancy_at = layout.take(cells(job));
    one.albedo_at = job.grid.albedo == nullptr ? 0 : layout.take(3 * cells(job));
    one.camera = job.camera;
    one.default_albedo = job.default_albedo;
    one.seed = job.seed;
    lights.insert(lights.end(), job.lights.begin(), job.lights.end());
    wire.push_back(one);
  }
  batch.lights = std::uint32_t(lights.size());
  batch.lights_at = layout.take(lights.size() * sizeof(Light));
  batch.rgba_at = layout.take(jobs.size() * std::uint64_t(width) * std::uint64_t(height) * 16);
  unsigned char* base = memory.reserve(layout.used);
  std::memcpy(base, &batch, sizeof batch);
  if (!wire.empty()) std::memcpy(base + batch.jobs_at, wire.data(), wire.size() * sizeof(WireJob));
  if (!lights.empty())
    std::memcpy(base + batch.lights_at, lights.data(), lights.size() * sizeof(Light));
  for (std::size_t i = 0; i < jobs.size(); ++i) {
    std::memcpy(base + wire[i].occupancy_at, jobs[i].grid.occupancy, cells(jobs[i]));
    if (wire[i].albedo_at != 0)
      std::memcpy(base + wire[i].albedo_at, jobs[i].grid.albedo, 3 * cells(jobs[i]));
  }
  return {layout.used, batch.rgba_at};
}

BatchView read_batch(SharedMemory& memory, std::uint64_t bytes) {
  unsigned char* base = memory.reserve(bytes);
  WireBatch batch;
  std::memcpy(&batch, base, sizeof batch);
  std::vector<WireJob> wire(batch.jobs);
  if (!wire.empty()) std::memcpy(wire.data(), base + batch.jobs_at, wire.size() * sizeof(WireJob));
  std::vector<Light> lights(batch.lights);
  if (!lights.empty())
    std::memcpy(lights.data(), base + batch.lights_at, lights.size() * sizeof(Light));
  BatchView view;
  view.width = batch.width;
  view.height = batch.height;
  view.rgba = reinterpret_cast<float*>(base + batch.rgba_at);
  for (const WireJob& one : wire) {
    RenderJob job;
    job.grid.nx = one.nx, job.grid.ny = one.ny, job.grid.nz = one.nz;
    job.grid.occupancy = base + one.occupancy_at;
    job.grid.albedo = one.albedo_at == 0 ? nullptr : base + one.albedo_at;
    job.camera = one.camera;
    job.lights.assign(lights.begin() + one.first_light,
                      lights.begin() + one.first_light + one.light_count);
    job.default_albedo = one.default_albedo;
    job.seed = one.seed;
    view.jobs.push_back(std::move(job));
  }
  return view;
}

bool send_bytes(int socket, const void* data, std::size_t size) {
  for (const char* at = static_cast<const char*>(data); size > 0;) {
    const ssize_t count = ::send(socket, at, size, MSG_NOSIGNAL);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return false;
    at += count;
    size -= std::size_t(count);
  }
  return true;
}

bool receive_bytes(int socket, void* data, std::size_t size) {
  for (char* at = static_cast<char*>(data); size > 0;) {
    const ssize_t count = ::recv(socket, at, size, 0);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return false;
    at += count;
    size -= std::size_t(count);
  }
  return true;
}

bool send_message(int socket, const Message& message) {
  const std::uint32_t size = std::uint32_t(message.text.size());
  return send_bytes(socket, &message.kind, sizeof message.kind) &&
         send_bytes(socket, &size, sizeof size) && send_bytes(socket, message.text.data(), size);
}

bool receive_message(int socket, Message& message) {
  std::uint32_t size = 0;
  if (!receive_bytes(socket, &message.kind, sizeof message.kind) ||
      !receive_bytes(socket, &size, sizeof size) || size > (64u << 20))
    return false;
  message.text.resize(size);
  return receive_bytes(socket, message.text.data(), size);
}

}  // namespace iggan
