#include <iggan/training/finite.h>

#include <algorithm>
#include <cmath>
#include <cstring>

#include <iggan/base/target_clones.h>

namespace iggan {
namespace {

constexpr std::uint32_t kMagnitude = 0x7fffffff;  // of a float32's bits: all but the sign
constexpr std::uint32_t kInfinity = 0x7f800000;   // NaNs are above it
constexpr std::uint32_t kTwoTo63 = 0x5f000000;    // squares of gradients go into Adam's state

/// The greatest magnitude, as bits, which sort like the numbers. An integer maximum does not depend
/// on the order, so the compiler can vectorise it.
IGGAN_TARGET_CLONES("avx2")
std::uint32_t greatest_bits(const std::uint32_t* numbers, std::int64_t count) {
  std::int32_t greatest = 0;  // positive: signed maxima have a vector instruction everywhere
  for (std::int64_t i = 0; i < count; ++i)
    greatest = std::max(greatest, static_cast<std::int32_t>(numbers[i] & kMagnitude));
  return static_cast<std::uint32_t>(greatest);
}

std::uint32_t bits_of(float value) {
  std::uint32_t bits = 0;
  std::memcpy(&bits, &value, sizeof bits);
  return bits & kMagnitude;
}

std::uint32_t greatest_magnitude(const torch::Tensor& tensor) {
  if (tensor.numel() == 0) return 0;
  if (!tensor.device().is_cpu()) return bits_of(tensor.detach().abs().max().item<float>());
  const torch::Tensor whole = tensor.contiguous();
  return greatest_bits(reinterpret_cast<const std::uint32_t*>(whole.data_ptr<float>()),
                       whole.numel());
}

/// The first number of at least that magnitude: "nan", "inf", "-1e+30".
std::string first_beyond(const torch::Tensor& tensor, std::uint32_t limit) {
  const torch::Tensor whole = tensor.detach().to(torch::kCPU).contiguous().view({-1});
  const float* const numbers = whole.data_ptr<float>();
  const float* const found = std::find_if(numbers, numbers + whole.numel(),
                                          [&](float number) { return bits_of(number) >= limit; });
  return fmt::format("{:.2g}", *found);
}

}  // namespace

std::string StepName::text() const {
  return fmt::format("{} {}, the {}'s step", pretraining ? "pretraining, step" : "iteration",
                     iteration, network);
}

void require_finite(const StepName& step, const torch::nn::Module& module,
                    const torch::autograd::variable_list& gradients) {
  const auto parameters = module.named_parameters();
  IGGAN_CHECK(parameters.size() == gradients.size());
  const auto look = [&](const char* what, const std::string& name, const torch::Tensor& tensor,
                        std::uint32_t limit) {
    if (greatest_magnitude(tensor) >= limit)
      fail<NonFinite>("{}: {}{}.{} has {}", step.text(), what, step.network, name,
                      first_beyond(tensor, limit));
  };
  for (std::size_t i = 0; i < gradients.size(); ++i) {
    look("", parameters[i].key(), parameters[i].value(), kInfinity);
    look("the gradient of ", parameters[i].key(), gradients[i], kTwoTo63);
  }
}

double finite_item(const torch::Tensor& loss, const StepName& step, Ranks& ranks,
                   const char* name) {
  const double value = ranks.average(loss.item<double>());
  if (!std::isfinite(value)) fail<NonFinite>("{}: {} became {}", step.text(), name, value);
  return value;
}

void require_finite(const TensorFile& state, std::int64_t iteration) {
  for (const auto& [name, tensor] : state.tensors()) {
    const bool beyond = tensor.scalar_type() == torch::kFloat32
                            ? greatest_magnitude(tensor) >= kInfinity
                            : tensor.is_floating_point() && !tensor.isfinite().all().item<bool>();
    if (beyond)
      fail<NonFinite>("iteration {}: {} has numbers that are not finite", iteration, name);
  }
}

}  // namespace iggan
