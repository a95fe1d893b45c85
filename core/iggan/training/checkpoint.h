#pragma once
#include <string>
#include <vector>

#include <torch/torch.h>

#include <iggan/config/training_config.h>
#include <iggan/models/tensor_file.h>

/// The parts of a checkpoint besides its networks. Equal states give equal bytes.
namespace iggan {

constexpr const char* kCheckpointKind = "iggan checkpoint";  // the value of the metadata key "kind"
constexpr int kCheckpointVersion = 1;  // the value of the metadata key "version"

/// @throws DataError when the file is not a checkpoint, or its version is unknown.
void check_checkpoint(const TensorFile& file);

/// The stage of a run that a checkpoint was saved in.
/// @throws DataError when the run has no such stage.
[[nodiscard]] Stage stage_of(const TensorFile& file, const TrainingConfig& config);

/// The state at the start of a stage. Tensors that exist with the same shape in `before`, the
/// previous stage's state, are taken from there, with their optimisers' state; the others are taken
/// from `fresh`.
[[nodiscard]] TensorFile grown_state(const TensorFile& fresh, const TensorFile& before);

/// Writes what a part of training has learned besides networks, as a list in an order that the part
/// defines.
void write_doubles(TensorFile& file, const char* key, const std::vector<double>& values);
/// @return whether the file has such a list with as many values as `values`.
[[nodiscard]] bool read_doubles(const TensorFile& file, const char* key,
                                std::vector<double>& values);

/// Adam's state, under PREFIX.PARAMETER.step, .exp_avg and .exp_avg_sq; nothing for a parameter
/// that has not been updated yet.
/// @param module  the module whose parameters `adam` updates.
void write_adam(TensorFile& file, const std::string& prefix, const torch::nn::Module& module,
                const torch::optim::Adam& adam);
/// @throws DataError when a state's shape differs from its parameter's.
void read_adam(const TensorFile& file, const std::string& prefix, const torch::nn::Module& module,
               torch::optim::Adam& adam);

}  // namespace iggan
