#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include <torch/torch.h>

/// Pieces of a checkpoint's archive: equal states give equal bytes.
namespace iggan {

void write_integer(torch::serialize::OutputArchive& archive, const char* key, std::int64_t value);
[[nodiscard]] std::int64_t read_integer(torch::serialize::InputArchive& archive, const char* key);

/// What a part of training knows besides networks, in a list of its own order.
void write_doubles(torch::serialize::OutputArchive& archive, const char* key,
                   const std::vector<double>& values);
/// @return whether the archive has such a list, of as many values as `values` holds.
[[nodiscard]] bool read_doubles(torch::serialize::InputArchive& archive, const char* key,
                                std::vector<double>& values);

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
