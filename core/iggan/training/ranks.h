#pragma once
#include <memory>
#include <string>
#include <vector>

#include <torch/torch.h>

#include <iggan/base/rank_place.h>

namespace iggan {

/// The processes of one training run. Each has the same networks and a share of every batch; their
/// gradients are averaged. All processes must make the same calls in the same order. This base
/// class is for a single process: its calls change nothing.
class Ranks {
 public:
  virtual ~Ranks() = default;
  [[nodiscard]] int rank() const { return rank_; }
  [[nodiscard]] int world() const { return world_; }
  /// The number of ranks on this machine.
  [[nodiscard]] int local_world() const { return local_world_; }
  /// Whether this rank writes the run folder.
  [[nodiscard]] bool first() const { return rank_ == 0; }

  /// Each tensor becomes its mean over all ranks. All tensors have one type; they may be on
  /// different devices. One message per call.
  /// @throws Error when another rank is gone.
  virtual void average(std::vector<torch::Tensor>& tensors);
  /// The first rank's bytes, on all ranks.
  [[nodiscard]] virtual std::string from_first(const std::string& bytes);

  /// Each number becomes its mean.
  void average(std::vector<double>& numbers);
  [[nodiscard]] double average(double number);
  /// Whether the flag is set on any rank.
  [[nodiscard]] bool any(bool flag) { return world_ == 1 ? flag : average(flag ? 1.0 : 0.0) > 0; }
  /// The rows of all ranks in order of rank; [N, ...] to [world * N, ...].
  [[nodiscard]] torch::Tensor gathered(const torch::Tensor& rows);

 protected:
  Ranks(int rank, int world, int local_world)
      : rank_(rank), world_(world), local_world_(local_world) {}
  friend std::shared_ptr<Ranks> one_rank();

 private:
  int rank_, world_, local_world_;
};

/// Training in this process alone.
[[nodiscard]] std::shared_ptr<Ranks> one_rank();

/// Connects to the other ranks through LibTorch's c10d and Gloo.
/// @throws ConfigError if iggan was built without libgloo-dev, Error when the others do not connect
///         within half a minute.
[[nodiscard]] std::shared_ptr<Ranks> join_ranks(const RankPlace& place);

/// Whether join_ranks() was built.
[[nodiscard]] bool has_ranks();

/// The indices of a rank's samples in the common batch; each rank has equally many. D compares
/// pictures in groups of four that are a quarter of the batch apart (models/discriminator), so
/// complete groups go to one rank: the ranks together then compute what a single rank would.
/// @param views  of each shape: adjacent samples, which stay together.
[[nodiscard]] std::vector<std::int64_t> share_of_batch(const Ranks& ranks, int batch_size,
                                                       int views);

/// The elements, or rows, with these indices.
template <class T>
[[nodiscard]] std::vector<T> chosen(const std::vector<T>& all,
                                    const std::vector<std::int64_t>& numbers) {
  std::vector<T> some;
  for (const std::int64_t number : numbers) some.push_back(all[static_cast<std::size_t>(number)]);
  return some;
}
/// Rows of a tensor. @param numbers  of the rows, from 0.
[[nodiscard]] inline torch::Tensor chosen(const torch::Tensor& all,
                                          const std::vector<std::int64_t>& numbers) {
  return all.index_select(0, torch::tensor(numbers, torch::kInt64));
}

}  // namespace iggan
