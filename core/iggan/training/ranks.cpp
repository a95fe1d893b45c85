#include <iggan/training/ranks.h>

#include <cstring>

#include <iggan/base/error.h>
#include <iggan/base/interrupt.h>
#ifdef IGGAN_HAS_GLOO
#include <arpa/inet.h>
#include <netdb.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdlib>

#include <torch/csrc/distributed/c10d/ProcessGroupGloo.hpp>
#include <torch/csrc/distributed/c10d/TCPStore.hpp>
#endif

namespace iggan {

void Ranks::average(std::vector<torch::Tensor>&) {}

std::string Ranks::from_first(const std::string& bytes) {
  return bytes;
}

void Ranks::average(std::vector<double>& numbers) {
  if (world_ == 1) return;
  std::vector<torch::Tensor> tensors{torch::tensor(numbers, torch::kFloat64)};
  average(tensors);
  std::memcpy(numbers.data(), tensors[0].data_ptr<double>(), numbers.size() * sizeof(double));
}

double Ranks::average(double number) {
  std::vector<double> numbers{number};
  average(numbers);
  return numbers[0];
}

torch::Tensor Ranks::gathered(const torch::Tensor& rows) {
  if (world_ == 1) return rows;
  const torch::Tensor own = rows.detach().to(torch::kCPU, torch::kFloat32);
  std::vector<std::int64_t> sizes = own.sizes().vec();
  const std::int64_t count = sizes[0];
  sizes[0] *= world_;
  std::vector<torch::Tensor> all{torch::zeros(sizes)};
  all[0].narrow(0, rank_ * count, count).copy_(own * world_);
  average(all);
  return all[0];
}

std::shared_ptr<Ranks> one_rank() {
  return std::shared_ptr<Ranks>(new Ranks(0, 1, 1));
}

std::vector<std::int64_t> share_of_batch(const Ranks& ranks, int batch_size, int views) {
  constexpr int kGroup = 4;  // pictures that D compares
  const std::int64_t all = std::int64_t{batch_size} * ranks.world();
  const bool groups = batch_size % kGroup == 0 && batch_size / kGroup % views == 0;
  const std::int64_t blocks = groups ? kGroup : 1, own = batch_size / blocks;
  std::vector<std::int64_t> share;
  for (std::int64_t block = 0; block < blocks; ++block)
    for (std::int64_t i = 0; i < own; ++i)
      share.push_back(block * (all / blocks) + ranks.rank() * own + i);
  return share;
}

#ifdef IGGAN_HAS_GLOO
namespace {

constexpr std::chrono::seconds kMeet{30}, kWait{600};

/// This machine's address on the route to another, so the others can reach it. Debian maps the
/// machine's own name to the loopback address.
std::string address_towards(const std::string& host, int port) {
  addrinfo hints{}, *found = nullptr;
  hints.ai_socktype = SOCK_DGRAM;
  const int error = ::getaddrinfo(host.c_str(), std::to_string(port).c_str(), &hints, &found);
  if (error != 0)
    fail<ConfigError>("MASTER_ADDR={}: no such machine ({})", host, ::gai_strerror(error));
  char text[NI_MAXHOST] = "";
  const int probe = ::socket(found->ai_family, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  sockaddr_storage own{};
  socklen_t size = sizeof own;
  // No packet is sent: the kernel only chooses the route.
  if (probe >= 0 && ::connect(probe, found->ai_addr, found->ai_addrlen) == 0 &&
      ::getsockname(probe, reinterpret_cast<sockaddr*>(&own), &size) == 0)
    (void)::getnameinfo(reinterpret_cast<sockaddr*>(&own), size, text, sizeof text, nullptr, 0,
                        NI_NUMERICHOST);
  if (probe >= 0) ::close(probe);
  ::freeaddrinfo(found);
  if (*text == 0) fail<ConfigError>("MASTER_ADDR={}: there is no route to it", host);
  return text;
}

/// The network interface for messages: the user's choice, or the one that leads to the first rank.
std::shared_ptr<gloo::transport::Device> device_towards(const RankPlace& place) {
  const char* interface = std::getenv("GLOO_SOCKET_IFNAME");
  if (interface != nullptr && *interface != 0) try {
      return c10d::ProcessGroupGloo::createDeviceForInterface(interface);
    } catch (const std::exception&) {
      fail<ConfigError>("GLOO_SOCKET_IFNAME={}: no such network interface, or it has no address",
                        interface);
    }
  const std::string own = address_towards(place.address, place.port);
  if (place.local_world < place.world && (own.rfind("127.", 0) == 0 || own == "::1"))
    fail<ConfigError>(
        "MASTER_ADDR={} is the loopback address of the first machine, which others cannot reach: "
        "give the address that they can reach, or name an interface in GLOO_SOCKET_IFNAME",
        place.address);
  return c10d::ProcessGroupGloo::createDeviceForHostname(own);
}

class GlooRanks : public Ranks {
 public:
  explicit GlooRanks(const RankPlace& place) : Ranks(place.rank, place.world, place.local_world) {
    c10d::TCPStoreOptions settings;
    settings.port = static_cast<std::uint16_t>(place.port);
    settings.isServer = place.rank == 0 && !place.served_by_other;
    settings.numWorkers = static_cast<std::size_t>(place.world);
    settings.waitWorkers = false;
    settings.timeout = kMeet;
    auto options = c10d::ProcessGroupGloo::Options::create();
    options->devices.push_back(device_towards(place));
    options->threads = 1;
    options->timeout = kWait;  // of each message from now on: c10d reads it only here
    try {
      const auto store = c10::make_intrusive<c10d::TCPStore>(place.address, settings);
      std::vector<std::string> all;
      for (int rank = 0; rank < place.world; ++rank) all.push_back(fmt::format("rank {}", rank));
      store->set(all[static_cast<std::size_t>(place.rank)], std::vector<std::uint8_t>{1});
      store->wait(all, kMeet);
      group_ = c10::make_intrusive<c10d::ProcessGroupGloo>(store, place.rank, place.world, options);
    } catch (const std::exception&) {
      fail<Error>(
          "rank {}: the {} processes of this training run did not connect at {}:{} within {} s; "
          "are all of them running, and can they reach that port?",
          place.rank, place.world, place.address, place.port, kMeet.count());
    }
  }

  using Ranks::average;
  void average(std::vector<torch::Tensor>& tensors) override {
    std::vector<torch::Tensor> flat;
    for (const torch::Tensor& tensor : tensors)
      flat.push_back(tensor.detach().to(torch::kCPU).contiguous().view({-1}));
    const torch::Tensor mean = average_of(torch::cat(flat));
    std::int64_t offset = 0;
    for (torch::Tensor& tensor : tensors) {
      tensor = mean.narrow(0, offset, tensor.numel()).view(tensor.sizes()).to(tensor.device());
      offset += tensor.numel();
    }
  }

  std::string from_first(const std::string& bytes) override {
    std::vector<torch::Tensor> size{
        torch::tensor({first() ? std::int64_t(bytes.size()) : std::int64_t{0}})};
    wait([&] { return group_->broadcast(size); });
    std::vector<torch::Tensor> content{torch::empty({size[0].item<std::int64_t>()}, torch::kUInt8)};
    if (first()) std::memcpy(content[0].data_ptr(), bytes.data(), bytes.size());
    wait([&] { return group_->broadcast(content); });
    return {static_cast<const char*>(content[0].data_ptr()),
            static_cast<std::size_t>(content[0].numel())};
  }

 private:
  [[nodiscard]] torch::Tensor average_of(torch::Tensor flat) {
    std::vector<torch::Tensor> one{std::move(flat)};
    wait([&] { return group_->allreduce(one); });
    return one[0].div_(world());
  }

  template <class Start>
  void wait(const Start& start) {
    try {
      start()->wait();
    } catch (const std::exception&) {
      if (interrupted()) fail<Interrupted>("interrupted, with the other processes");
      fail<Error>(
          "rank {}: another of the {} processes of this training run is gone; its own message says "
          "why",
          rank(), world());
    }
  }

  c10::intrusive_ptr<c10d::ProcessGroupGloo> group_;
};

}  // namespace

std::shared_ptr<Ranks> join_ranks(const RankPlace& place) {
  return std::make_shared<GlooRanks>(place);
}
bool has_ranks() {
  return true;
}
#else
std::shared_ptr<Ranks> join_ranks(const RankPlace& place) {
  fail<ConfigError>(
      "this is one of {} processes, but this iggan was built for one only: install libgloo-dev and "
      "rebuild it",
      place.world);
}
bool has_ranks() {
  return false;
}
#endif

}  // namespace iggan
