#pragma once
#include <memory>
#include <string>
#include <vector>

#include <torch/torch.h>

#include <iggan/base/rank_place.h>

namespace iggan {

/// The processes of one training. Each has the same networks and a share of every batch; what they
/// learn is averaged. All must make the same calls in the same order. This base class is one
/// process alone: its calls change nothing.
class Ranks {
 public:
  virtual ~Ranks() = default;
  [[nodiscard]] int rank() const { return rank_; }
  [[nodiscard]] int world() const { return world_; }
  /// Those on this machine.
  [[nodiscard]] int local_world() const { return local_world_; }
  /// Whether it is the one that writes the run folder.
  [[nodiscard]] bool first() const { return rank_ == 0; }

  /// Each tensor becomes its mean over all ranks, all of one type, on their own devices; one
  /// message for all of a call.
  /// @throws Error when another rank is gone.
  virtual void average(std::vector<torch::Tensor>& tensors);
  /// The first rank's bytes, for all.
  [[nodiscard]] virtual std::string from_first(const std::string& bytes);

  /// Each number becomes its mean.
  void average(std::vector<double>& numbers);
  [[nodiscard]] double average(double number);
  /// Whether it is so for any rank.
  [[nodiscard]] bool any(bool flag) { return world_ == 1 ? flag : average(flag ? 1.0 : 0.0) > 0; }
  /// The rows of all ranks, those of the first rank first; [N, ...] to [world * N, ...].
  [[nodiscard]] torch::Tensor gathered(const torch::Tensor& rows);

 protected:
  Ranks(int rank, int world, int local_world)
      : rank_(rank), world_(world), local_world_(local_world) {}
  friend std::shared_ptr<Ranks> one_rank();

 private:
  int rank_, world_, local_world_;
};

[[nodiscard]] std::shared_ptr<Ranks> one_rank();

/// Meets the others, over LibTorch's c10d and Gloo.
/// @throws ConfigError where this iggan was built without libgloo-dev, Error when the others do not
///         come within half a minute.
[[nodiscard]] std::shared_ptr<Ranks> join_ranks(const RankPlace& place);

/// Whether join_ranks() was built.
[[nodiscard]] bool has_ranks();

/// The numbers of a rank's samples in the batch of all: as many as each has. Where D compares
/// pictures in groups of four that are a quarter of the batch apart (models/discriminator), whole
/// groups go to one rank, so that the ranks together compute what one would.
/// @param views  of each shape, adjacent samples; they stay together.
[[nodiscard]] std::vector<std::int64_t> share_of_batch(const Ranks& ranks, int batch_size,
                                                       int views);

/// Elements, or rows, of these numbers.
template <class T>
[[nodiscard]] std::vector<T> chosen(const std::vector<T>& all,
                                    const std::vector<std::int64_t>& numbers) {
  std::vector<T> some;
  for (const std::int64_t number : numbers) some.push_back(all[static_cast<std::size_t>(number)]);
  return some;
}
[[nodiscard]] inline torch::Tensor chosen(const torch::Tensor& all,
                                          const std::vector<std::int64_t>& numbers) {
  return all.index_select(0, torch::tensor(numbers, torch::kInt64));
}

}  // namespace iggan
