#include <iggan/training/event_file.h>

#include <unistd.h>

#include <chrono>
#include <cstring>

#include <fmt/format.h>
#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>
#include <boost/crc.hpp>

#include <iggan/base/files.h>

namespace iggan {
namespace {

using google::protobuf::io::CodedOutputStream;
using google::protobuf::io::StringOutputStream;

double seconds_now() {
  return std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();
}

/// A protobuf message, field by field; the numbers are event.proto's and summary.proto's.
class Message {
 public:
  Message& number(int field, std::int64_t value) {
    return put(field, 0, [&](CodedOutputStream& out) {
      out.WriteVarint64(static_cast<std::uint64_t>(value));
    });
  }
  Message& real64(int field, double value) {
    return put(field, 1, [&](CodedOutputStream& out) {
      out.WriteLittleEndian64(bits<std::uint64_t>(value));
    });
  }
  Message& real32(int field, float value) {
    return put(field, 5, [&](CodedOutputStream& out) {
      out.WriteLittleEndian32(bits<std::uint32_t>(value));
    });
  }
  Message& text(int field, const std::string& bytes) {
    return put(field, 2, [&](CodedOutputStream& out) {
      out.WriteVarint32(static_cast<std::uint32_t>(bytes.size()));
      out.WriteString(bytes);
    });
  }
  [[nodiscard]] const std::string& bytes() const { return bytes_; }

 private:
  template <class Write>
  Message& put(int field, std::uint32_t wire_type, const Write& write) {
    StringOutputStream stream(&bytes_);  // appends
    CodedOutputStream out(&stream);
    out.WriteTag(static_cast<std::uint32_t>(field) << 3 | wire_type);
    write(out);
    return *this;
  }
  template <class Bits, class Real>
  static Bits bits(Real value) {
    static_assert(sizeof(Bits) == sizeof(Real));
    Bits out;
    std::memcpy(&out, &value, sizeof out);
    return out;
  }
  std::string bytes_;
};

/// Event: wall_time = 1, step = 2.
Message event_at(std::int64_t step) {
  Message event;
  event.real64(1, seconds_now()).number(2, step);
  return event;
}

/// Summary.value = 1.
struct ScalarSummary {
  std::string bytes;
  void operator()(const char* name, const double& value, const char*, const config::Range& = {}) {
    Message scalar;  // Summary.Value: tag = 1, simple_value = 2
    scalar.text(1, name).real32(2, static_cast<float>(value));
    bytes += Message().text(1, scalar.bytes()).bytes();
  }
};

std::string little_endian(std::uint64_t value, int bytes) {
  std::string out;
  for (int i = 0; i < bytes; ++i) out += static_cast<char>(value >> 8 * i & 0xff);
  return out;
}

/// CRC-32C, rotated and offset, since a record may itself hold records with checksums.
std::string masked_crc(const std::string& bytes) {
  boost::crc_optimal<32, 0x1EDC6F41, 0xFFFFFFFF, 0xFFFFFFFF, true, true> crc;
  crc.process_bytes(bytes.data(), bytes.size());
  const std::uint32_t sum = crc.checksum();
  return little_endian(((sum >> 15) | (sum << 17)) + 0xa282ead8u, 4);
}

/// Width and height of a PNG: big-endian at bytes 16 and 20.
std::int64_t png_number(const std::string& png, std::size_t at) {
  std::int64_t value = 0;
  for (std::size_t i = at; i < at + 4 && i < png.size(); ++i)
    value = value << 8 | static_cast<unsigned char>(png[i]);
  return value;
}

std::string host_name() {
  char name[256] = "localhost";
  (void)::gethostname(name, sizeof name - 1);
  return name;
}

}  // namespace

EventFile::EventFile(const std::filesystem::path& run, std::int64_t iteration)
    : path_(run / fmt::format("events.out.tfevents.{:.0f}.{}.{}", seconds_now(), host_name(),
                              ::getpid())) {
  write(event_at(0).text(3, "brain.Event:2").bytes());  // file_version
  Message start;
  start.number(1, 1);  // SessionLog.status: START
  write(event_at(iteration).text(7, start.bytes()).bytes());
}

void EventFile::add(const StatisticsLine& line) {
  ScalarSummary summary;
  StepStatistics::fields(static_cast<const StepStatistics&>(line), summary);
  write(event_at(line.iteration).text(5, summary.bytes).bytes());
}

void EventFile::add_picture(std::int64_t iteration, const std::string& tag,
                            const std::filesystem::path& png) {
  const std::string bytes = read_text(png);
  Message image;  // Summary.Image: height, width, colorspace (RGB), encoded_image_string
  image.number(1, png_number(bytes, 20)).number(2, png_number(bytes, 16)).number(3, 3);
  image.text(4, bytes);
  Message value;
  value.text(1, tag).text(4, image.bytes());
  write(event_at(iteration).text(5, Message().text(1, value.bytes()).bytes()).bytes());
}

void EventFile::write(const std::string& event) const {
  const std::string length = little_endian(event.size(), 8);
  append_text(path_, length + masked_crc(length) + event + masked_crc(event));
}

}  // namespace iggan
