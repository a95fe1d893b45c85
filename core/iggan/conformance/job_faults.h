#pragma once
#include <vector>

#include <iggan/conformance/abi_scene.h>

namespace iggan::conformance {

/// One way in which a job can be wrong, and the status that the contract asks for.
struct JobFault {
  const char* name;
  void (*make)(AbiScene& scene, iggan_job& job);
  iggan_status status;
};

/// Requests that are malformed: sizes, strides, pointers, kinds, limits.
[[nodiscard]] const std::vector<JobFault>& malformed_jobs();
/// Requests with NaN, infinity or a matrix that cannot be inverted.
[[nodiscard]] const std::vector<JobFault>& unfinite_jobs();

}  // namespace iggan::conformance
