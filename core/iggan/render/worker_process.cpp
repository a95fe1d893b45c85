#include <iggan/render/worker_process.h>

#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <iggan/base/error.h>
#include <iggan/render/call_gate.h>
#include <iggan/render/renderer_host.h>

namespace iggan {
namespace {

constexpr std::size_t kLongestMessage = std::size_t{16} << 20;
constexpr int kPiecesAtOnce = 16;  // of output, so that a program that prints forever does not
                                   // block us

void close_descriptor(int& descriptor) {
  if (descriptor >= 0) ::close(descriptor);
  descriptor = -1;
}

}  // namespace

WorkerProcess::WorkerProcess(const KeptProgram& program) {
  const std::vector<std::string> command =
      keeper_command(renderer_host_program().string(), program);
  int ends[2];
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
    fail<Error>("cannot make a socket: {}", std::strerror(errno));
  socket_ = ends[0];
  const timeval longest{5, 0};  // a line is short; a worker that does not read it is lost
  ::setsockopt(socket_, SOL_SOCKET, SO_SNDTIMEO, &longest, sizeof longest);
  try {
    const Pipe output;
    output_ = ::fcntl(output.reader(), F_DUPFD_CLOEXEC, 3);
    ::fcntl(output_, F_SETFL, O_NONBLOCK);
    // The child ends with the thread that starts it, so use a thread that lasts as long as this
    // process.
    static auto& spawner = *new WorkerThread;
    spawner.run([&] {
      child_ = std::make_unique<ChildProcess>(
          command, std::vector<std::pair<int, int>>{{ends[1], kSocketDescriptor},
                                                    {memory_.descriptor(), kMemoryDescriptor},
                                                    {output.writer(), STDOUT_FILENO},
                                                    {output.writer(), STDERR_FILENO}});
    });
  } catch (...) {
    ::close(ends[1]);
    close_descriptor(socket_);
    close_descriptor(output_);
    throw;
  }
  ::close(ends[1]);
}

WorkerProcess::~WorkerProcess() {
  close_socket();
  close_descriptor(output_);
  if (!child_->wait(1)) child_->stop(2);
}

void WorkerProcess::close_socket() {
  close_descriptor(socket_);
}

bool WorkerProcess::send(const std::string& line) {
  const std::string whole = line + "\n";
  std::size_t sent = 0;
  while (sent < whole.size()) {
    const ssize_t count = ::send(socket_, whole.data() + sent, whole.size() - sent, MSG_NOSIGNAL);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return false;
    sent += std::size_t(count);
  }
  return true;
}

bool WorkerProcess::receive() {
  char buffer[1 << 16];
  for (;;) {
    const ssize_t count = ::recv(socket_, buffer, sizeof buffer, MSG_DONTWAIT);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return errno == EAGAIN || errno == EWOULDBLOCK;
    if (count == 0) return false;
    received_.append(buffer, std::size_t(count));
    if (received_.size() > kLongestMessage) return false;
    if (std::size_t(count) < sizeof buffer) return true;
  }
}

std::optional<std::string> WorkerProcess::next_line() {
  const std::size_t end = received_.find('\n', scanned_);
  if (end == std::string::npos) {
    scanned_ = received_.size();
    return std::nullopt;
  }
  std::string line = received_.substr(0, end);
  received_.erase(0, end + 1);
  scanned_ = 0;
  return line;
}

void WorkerProcess::read_output(const OutputLines::Sink& sink) {
  char buffer[1 << 16];
  for (int piece = 0; piece < kPiecesAtOnce && output_ >= 0; ++piece) {
    const ssize_t count = ::read(output_, buffer, sizeof buffer);
    if (count > 0) {
      lines_.add(buffer, std::size_t(count), sink);
      continue;
    }
    if (count == 0) close_descriptor(output_);
    if (count == 0 || errno != EINTR) return;
  }
}

std::string WorkerProcess::end(const std::string& how) {
  close_socket();
  std::string went = how;
  if (went.empty()) {  // it closed the socket, so it is about to end by itself
    child_->wait(1);
    child_->stop(2);
    went = child_->how_it_ended();
  } else {
    child_->stop(2);
  }
  read_output([](const std::string&) {});
  return went.empty() ? kExited : went;
}

}  // namespace iggan
