#pragma once
#include <vector>

#include <iggan/conformance/abi_scene.h>

namespace iggan::conformance {

/// One way in which a job can be wrong, and the status that the contract requires.
struct JobFault {
  const char* name;
  void (*make)(AbiScene& scene, iggan_job& job);
  iggan_status status;
  /// Another valid status, if the fault can be classified either way.
  iggan_status also = status;
  /// Whether this is a fault for a plugin with these limits; null: always.
  bool (*applies)(const iggan_info& info) = nullptr;
};

/// Requests that are malformed: sizes, strides, pointers, kinds, limits.
[[nodiscard]] const std::vector<JobFault>& malformed_jobs();
/// Requests with NaN, infinity or a matrix that cannot be inverted.
[[nodiscard]] const std::vector<JobFault>& not_finite_jobs();

}  // namespace iggan::conformance
