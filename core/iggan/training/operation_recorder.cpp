#include <iggan/training/operation_recorder.h>

#include <algorithm>
#include <map>
#include <mutex>
#include <set>
#include <utility>

#include <ATen/core/Tensor.h>
#include <ATen/record_function.h>

#include <iggan/base/error.h>
#include <iggan/training/run_time.h>

namespace iggan {

struct OperationRecorder::State {
  struct Call {
    const std::string* name = nullptr;  // of `names`
    std::uint64_t thread = 0;
    RecordedOperation::Time start, end;
    double processor_seconds = 0;  // at the start, then between start and end
    double operations = 0;
    std::size_t first_size = 0, sizes = 0;  // of `sizes`
    bool scope = false, ended = false;
  };

  at::CallbackHandle handle = at::INVALID_CALLBACK_HANDLE;
  std::mutex mutex;
  std::vector<Call> calls;
  std::vector<std::int64_t> sizes;
  std::set<std::string, std::less<>> names;
};

namespace {

using Call = OperationRecorder::State::Call;
using Inputs = c10::ArrayRef<const c10::IValue>;

OperationRecorder::State* recording = nullptr;  // LibTorch's observers have no argument for it

/// A call that has started and not yet ended.
struct Running : at::ObserverContext {
  std::size_t call = 0;
  double per_output_number = 0;  // floating-point operations, if they follow from the output
};

bool is_tensor(Inputs inputs, std::size_t i) {
  return i < inputs.size() && inputs[i].isTensor() && inputs[i].toTensor().defined();
}

/// Floating-point operations of a convolution for each number of its output, or of its input if it
/// is transposed. Its weight is [out, in / groups, ...], or [in, out / groups, ...] if it is
/// transposed.
double operations_a_number(const at::Tensor& weight) {
  return 2.0 * double(weight.numel()) / double(std::max<std::int64_t>(weight.size(0), 1));
}

/// Source: the operators' schemas, aten/src/ATen/native/native_functions.yaml.
void count_operations(const std::string& name, Inputs inputs, double& count,
                      double& per_output_number) {
  if (name == "aten::_convolution") {  // (input, weight, bias, ..., transposed, ...)
    if (!is_tensor(inputs, 0) || !is_tensor(inputs, 1) || inputs.size() < 7 || !inputs[6].isBool())
      return;
    const double each = operations_a_number(inputs[1].toTensor());
    if (inputs[6].toBool())
      count = each * double(inputs[0].toTensor().numel());
    else
      per_output_number = each;
  } else if (name == "aten::convolution_backward") {  // (gradient, input, weight, ..., mask)
    if (!is_tensor(inputs, 0) || !is_tensor(inputs, 1) || !is_tensor(inputs, 2) ||
        inputs.size() < 11 || !inputs[7].isBool() || !inputs[10].isBoolList())
      return;
    const auto mask = inputs[10].toBoolList();  // gradients of input, weight, bias
    const at::Tensor& numbers = inputs[inputs[7].toBool() ? 1 : 0].toTensor();
    count = operations_a_number(inputs[2].toTensor()) * double(numbers.numel()) *
            ((mask.get(0) ? 1 : 0) + (mask.get(1) ? 1 : 0));
  } else if (name == "aten::mm" || name == "aten::bmm" || name == "aten::addmm" ||
             name == "aten::baddbmm") {
    const std::size_t first = name == "aten::mm" || name == "aten::bmm" ? 0 : 1;
    if (is_tensor(inputs, first) && is_tensor(inputs, first + 1))
      count = 2.0 * double(inputs[first].toTensor().numel()) *
              double(inputs[first + 1].toTensor().size(-1));
  }
}

std::unique_ptr<at::ObserverContext> on_start(const at::RecordFunction& function) {
  auto running = std::make_unique<Running>();
  const std::lock_guard lock(recording->mutex);
  running->call = recording->calls.size();
  Call& call = recording->calls.emplace_back();
  const std::string_view name = function.name();
  const auto known = recording->names.find(name);
  call.name = &(known == recording->names.end() ? *recording->names.emplace(name).first : *known);
  call.scope = function.scope() == at::RecordScope::USER_SCOPE;
  call.thread = function.threadId();
  call.first_size = recording->sizes.size();
  if (function.scope() == at::RecordScope::FUNCTION) {
    const Inputs inputs = function.inputs();
    for (std::size_t i = 0; i < inputs.size(); ++i) {
      if (!is_tensor(inputs, i)) continue;
      const auto sizes = inputs[i].toTensor().sizes();
      recording->sizes.push_back(static_cast<std::int64_t>(sizes.size()));
      recording->sizes.insert(recording->sizes.end(), sizes.begin(), sizes.end());
    }
    count_operations(*call.name, inputs, call.operations, running->per_output_number);
  }
  call.sizes = recording->sizes.size() - call.first_size;
  if (call.scope) call.processor_seconds = processor_seconds();
  call.start = std::chrono::steady_clock::now();
  return running;
}

void on_end(const at::RecordFunction& function, at::ObserverContext* context) {
  const auto now = std::chrono::steady_clock::now();
  if (recording == nullptr) return;  // the recording ended during the call
  const auto& running = static_cast<const Running&>(*context);
  const auto& outputs = function.outputs();
  const std::lock_guard lock(recording->mutex);
  Call& call = recording->calls[running.call];
  if (running.per_output_number > 0 && !outputs.empty() && outputs[0].isTensor())
    call.operations = running.per_output_number * double(outputs[0].toTensor().numel());
  if (call.scope) call.processor_seconds = processor_seconds() - call.processor_seconds;
  call.end = now;
  call.ended = true;
}

}  // namespace

OperationRecorder::OperationRecorder(std::size_t expected) : state_(std::make_unique<State>()) {
  IGGAN_CHECK(recording == nullptr);
  constexpr std::size_t kSizesOfCall = 12;  // two tensors of five axes
  state_->calls.reserve(expected);
  state_->sizes.reserve(kSizesOfCall * expected);
  recording = state_.get();
  state_->handle = at::addGlobalCallback(
      at::RecordFunctionCallback(on_start, on_end)
          .needsInputs(true)
          .needsOutputs(true)
          .scopes({at::RecordScope::FUNCTION, at::RecordScope::BACKWARD_FUNCTION,
                   at::RecordScope::USER_SCOPE}));
}

OperationRecorder::~OperationRecorder() {
  stop();
}

void OperationRecorder::stop() {
  if (recording != state_.get()) return;
  at::removeCallback(state_->handle);
  recording = nullptr;
}

std::vector<RecordedOperation> OperationRecorder::take() {
  stop();
  std::vector<RecordedOperation> all;
  for (const Call& call : state_->calls) {
    if (!call.ended) continue;
    const auto first = state_->sizes.begin() + static_cast<std::ptrdiff_t>(call.first_size);
    all.push_back({*call.name,
                   call.scope,
                   call.thread,
                   call.start,
                   call.end,
                   call.processor_seconds,
                   call.operations,
                   {first, first + static_cast<std::ptrdiff_t>(call.sizes)}});
  }
  state_->calls.clear();
  std::sort(all.begin(), all.end(), [](const RecordedOperation& a, const RecordedOperation& b) {
    return std::pair(a.start, b.end) < std::pair(b.start, a.end);
  });
  // Autocast calls an operation of the same name again, and a convolution may consist of products.
  std::map<std::uint64_t, RecordedOperation::Time> counted_until;  // by thread
  for (RecordedOperation& operation : all) {
    if (operation.floating_point_operations == 0) continue;
    RecordedOperation::Time& until = counted_until[operation.thread];
    if (operation.start < until)
      operation.floating_point_operations = 0;
    else
      until = operation.end;
  }
  return all;
}

}  // namespace iggan
