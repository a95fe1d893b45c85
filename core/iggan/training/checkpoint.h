#pragma once
#include <string>
#include <vector>

#include <torch/torch.h>

#include <iggan/config/training_config.h>
#include <iggan/models/tensor_file.h>

/// Pieces of a checkpoint beside its networks: equal states give equal bytes.
namespace iggan {

constexpr const char* kCheckpointKind = "iggan checkpoint";  // the text "kind"
constexpr int kCheckpointVersion = 1;                        // the text "version"

/// @throws DataError when the file is no checkpoint, or one of a version that is not known.
void check_checkpoint(const TensorFile& file);

/// The stage of a run that a checkpoint was saved in.
/// @throws DataError when the run has no such stage.
[[nodiscard]] Stage stage_of(const TensorFile& file, const TrainingConfig& config);

/// The state of a stage's beginning: tensors of the stage before, where that has them with the same
/// shape, with the optimisers' state of theirs; what is new is as `fresh` has it.
[[nodiscard]] TensorFile grown_state(const TensorFile& fresh, const TensorFile& before);

/// What a part of training knows besides networks, in a list of its own order.
void write_doubles(TensorFile& file, const char* key, const std::vector<double>& values);
/// @return whether the file has such a list, of as many values as `values` holds.
[[nodiscard]] bool read_doubles(const TensorFile& file, const char* key,
                                std::vector<double>& values);

/// Adam's state, under <prefix>.<parameter>.step, .exp_avg and .exp_avg_sq; nothing for a parameter
/// without a step so far.
/// @param module  whose parameters `adam` moves.
void write_adam(TensorFile& file, const std::string& prefix, const torch::nn::Module& module,
                const torch::optim::Adam& adam);
/// @throws DataError when a state has another shape than its parameter.
void read_adam(const TensorFile& file, const std::string& prefix, const torch::nn::Module& module,
               torch::optim::Adam& adam);

}  // namespace iggan
