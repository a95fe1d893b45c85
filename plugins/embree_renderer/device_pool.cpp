#include "device_pool.h"

#include <iggan/renderer_plugin_validation.hpp>

#include <new>

namespace iggan::plugins {

DevicePool::~DevicePool() {
  for (const RTCDevice device : idle_) rtcReleaseDevice(device);
}

DevicePool::Lease DevicePool::take() {
  RTCDevice device = nullptr;
  {
    const std::lock_guard<std::mutex> hold(lock_);
    if (!idle_.empty()) {
      device = idle_.back();
      idle_.pop_back();
    }
  }
  if (device == nullptr) device = rtcNewDevice("threads=1");
  if (device == nullptr)
    throw plugin::Failure(IGGAN_E_INTERNAL, "Embree makes no device (error " +
                                                std::to_string(rtcGetDeviceError(nullptr)) + ")");
  return {device, [this](RTCDevice returned) {
            const std::lock_guard<std::mutex> hold(lock_);
            try {
              idle_.push_back(returned);
            } catch (const std::bad_alloc&) {  // no room to remember it
              rtcReleaseDevice(returned);
            }
          }};
}

}  // namespace iggan::plugins
