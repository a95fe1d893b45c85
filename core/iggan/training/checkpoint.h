#pragma once
#include <cstdint>
#include <string>

#include <torch/torch.h>

/// Pieces of a checkpoint's archive: equal states give equal bytes.
namespace iggan {

void write_integer(torch::serialize::OutputArchive& archive, const char* key, std::int64_t value);
[[nodiscard]] std::int64_t read_integer(torch::serialize::InputArchive& archive, const char* key);

void write_module(torch::serialize::OutputArchive& archive, const char* key,
                  const torch::nn::Module& module);
/// @throws DataError when the archive's parameters have other shapes than the module's.
void read_module(torch::serialize::InputArchive& archive, const char* key,
                 torch::nn::Module& module);

void write_adam(torch::serialize::OutputArchive& archive, const std::string& key,
                const torch::optim::Adam& adam);
void read_adam(torch::serialize::InputArchive& archive, const std::string& key,
               torch::optim::Adam& adam);

}  // namespace iggan
