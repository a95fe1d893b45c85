#pragma once
#include <embree3/rtcore.h>

#include <memory>
#include <mutex>
#include <vector>

namespace iggan::plugins {

/// Embree devices of one renderer, one for each thread that draws at a time. A device with one
/// thread builds on the caller's; were it shared, its builds would wait for each other.
class DevicePool {
 public:
  DevicePool() = default;
  ~DevicePool();
  DevicePool(const DevicePool&) = delete;
  DevicePool& operator=(const DevicePool&) = delete;

  /// A device for as long as the pointer lives. @throws plugin::Failure
  using Lease = std::shared_ptr<RTCDeviceTy>;
  [[nodiscard]] Lease take();

 private:
  std::mutex lock_;
  std::vector<RTCDevice> idle_;
};

}  // namespace iggan::plugins
