#include <iggan/formats/image_reader.h>

#include <algorithm>
#include <cerrno>
#include <map>
#include <system_error>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <OpenImageIO/imageio.h>

#include <iggan/base/error.h>
#include <iggan/base/files.h>
#include <iggan/base/lower_case.h>
#include <iggan/formats/image_colours.h>
#include <iggan/formats/memory_file.h>
#include <iggan/formats/picture_precheck.h>

namespace iggan {
namespace fs = std::filesystem;

namespace {

constexpr off_t kMostPictureBytes = 1 << 30;  // 64 million pixels of four 32-bit samples

// Formats recognised by their first bytes. A file whose extension names another format, or none, is
// tried as each of these.
const std::vector<std::string> kToldByContent = {"png",      "jpeg", "gif",     "tiff",
                                                 "webp",     "bmp",  "openexr", "heif",
                                                 "jpeg2000", "hdr",  "psd",     "pnm"};
// Formats recognised only by extension: their readers accept almost any bytes as a picture.
const std::vector<std::string> kToldByName = {"targa", "ico", "dds", "raw"};
// OpenImageIO reads other formats too, which are left out: videos (which may name other files),
// volumes and test patterns; and film frames and pictures of old workstations (dpx, sgi), because
// damaged ones make version 2.4 end the process.

/// Maps an extension, in lower case with its dot, to the format.
const std::map<std::string, std::string>& formats_by_ending() {
  static const auto formats = [] {
    std::map<std::string, std::string> all;
    const auto endings = OIIO::get_extension_map();
    for (const auto* formats_read : {&kToldByContent, &kToldByName})
      for (const std::string& format : *formats_read)
        if (const auto found = endings.find(format); found != endings.end())
          for (const std::string& ending : found->second) all.emplace("." + ending, format);
    return all;
  }();
  return formats;
}

std::string format_of_name(const fs::path& name) {
  const auto found = formats_by_ending().find(lower_case(name.extension().string()));
  return found == formats_by_ending().end() ? "" : found->second;
}

std::string words_of_system(int reason) {
  return std::generic_category().message(reason);
}

}  // namespace

struct ImageReader::Open {
  int file = -1;  // a descriptor, so that the checked file is the one read
  std::unique_ptr<OIIO::ImageInput> input;

  ~Open() {
    input.reset();
    if (file >= 0) ::close(file);
  }
  /// A path with which libraries open the same file.
  [[nodiscard]] std::string path() const { return path_of_descriptor(file); }
  // A reader confused by a damaged file throws whatever its libraries throw.
  bool open_as(const std::string& format, OIIO::ImageSpec& spec) {
    // Without this hint, OpenImageIO multiplies colour by alpha on reading, which changes the
    // bytes.
    OIIO::ImageSpec hints;
    hints.attribute(kStraightAlpha, 1);
    try {
      input = OIIO::ImageInput::create(format);
      return input != nullptr && input->open(path(), spec, hints);
    } catch (const std::exception&) {
      return false;
    }
  }
  bool read(int channels, OIIO::TypeDesc type, void* samples) {
    try {
      return input->read_image(0, 0, 0, channels, type, samples);
    } catch (const std::exception&) {
      return false;
    }
  }
  bool has_second_picture() {
    try {
      const bool has = input->seek_subimage(1, 0);
      (void)input->geterror();
      return has;
    } catch (const std::exception&) {
      return false;
    }
  }
  /// The library's message on one line, without the path above.
  [[nodiscard]] std::string error() const {
    std::string words = input ? input->geterror() : OIIO::geterror();
    words = words.substr(0, words.find('\n'));
    for (const std::string& own : {" (\"" + path() + "\")", " \"" + path() + "\"", path()})
      if (const auto at = words.find(own); at != std::string::npos) words.erase(at, own.size());
    return words;
  }
};

ImageReader::ImageReader(const fs::path& file)
    : name_(file.string()), open_(std::make_unique<Open>()) {
  // Without O_NONBLOCK, opening a FIFO waits for a writer.
  open_->file = ::open(file.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC);
  if (open_->file < 0)
    fail<DataError>("cannot read {}: {}", name_,
                    errno == ENOENT ? "no such file" : words_of_system(errno));
  struct stat status {};
  if (::fstat(open_->file, &status) != 0 || !S_ISREG(status.st_mode))
    fail<DataError>("cannot read {}: it is not a file", name_);
  if (status.st_size == 0) fail<DataError>("cannot read {}: it is empty", name_);
  if (status.st_size > kMostPictureBytes)
    fail<DataError>("cannot read {}: it has {} bytes; the limit for a picture is {}", name_,
                    status.st_size, kMostPictureBytes);
  open_as_any_format();
}

ImageReader::ImageReader(const std::string& bytes, const std::string& name)
    : name_(name), open_(std::make_unique<Open>()) {
  if (bytes.empty()) fail<DataError>("cannot read {}: it is empty", name_);
  open_->file = MemoryFile(bytes, name_).release();
  open_as_any_format();
}

ImageReader::~ImageReader() = default;

void ImageReader::open_as_any_format() {
  if (const std::string fault = fault_before_opening(open_->file, kMaxPixels); !fault.empty())
    fail<DataError>("cannot read {}: {}", name_, fault);
  const std::string named = format_of_name(name_);
  std::string reason = "it is in none of the picture formats that OpenImageIO reads";
  std::vector<std::string> formats = kToldByContent;
  formats.erase(std::remove(formats.begin(), formats.end(), named), formats.end());
  if (!named.empty()) formats.insert(formats.begin(), named);
  for (const std::string& format : formats) {
    OIIO::ImageSpec spec;
    if (open_->open_as(format, spec)) {
      header_ = {spec.width, spec.height, spec.nchannels, open_->input->format_name()};
      header_.has_alpha = alpha_channel_of(spec) >= 0;
      header_.orientation = spec.get_int_attribute("Orientation", 1);
      if (spec.deep || spec.depth > 1)
        fail<DataError>("cannot read {}: it is a volume, not a picture", name_);
      return;
    }
    const std::string words = open_->error();
    if (format == named && !words.empty()) reason = words;
  }
  fail<DataError>("cannot read {} as an image: {}", name_, reason);
}

void ImageReader::check_size() const {
  const std::int64_t pixels = std::int64_t{header_.width} * header_.height;
  if (header_.width < 1 || header_.height < 1 || pixels > kMaxPixels ||
      pixels * header_.channels > 4 * kMaxPixels)
    fail<DataError>("cannot read {}: {}x{} pixels of {} channels; the limit is {} million pixels",
                    name_, header_.width, header_.height, header_.channels, kMaxPixels / 1'000'000);
}

ImageU8 ImageReader::stored() {
  check_size();
  if (header_.channels > 4)
    fail<DataError>("cannot read {}: {} channels; pictures have 1 to 4", name_, header_.channels);
  ImageU8 image(header_.width, header_.height, header_.channels);
  if (!open_->read(header_.channels, OIIO::TypeDesc::UINT8, image.samples.data()))
    fail<DataError>("cannot read {}: {}", name_, open_->error());
  return image;
}

DecodedImage ImageReader::decode() {
  check_size();
  const OIIO::ImageSpec spec = open_->input->spec();
  ImageF32 samples(spec.width, spec.height, spec.nchannels);
  const bool complete = open_->read(spec.nchannels, OIIO::TypeDesc::FLOAT, samples.samples.data());
  const std::string words = open_->error();
  // Libraries fill in missing data and say so. libjpeg's other warnings are mostly harmless.
  const bool harmless = words.empty() || (header_.format == "jpeg" &&
                                          words.find("remature end") == std::string::npos);
  if (!complete || !harmless)
    fail<DataError>("cannot read {}: its pixels are incomplete or damaged{}", name_,
                    words.empty() ? "" : " (" + words + ")");
  DecodedImage decoded = linear_picture(samples, spec);
  if (!words.empty()) decoded.notes.push_back("the file is damaged (" + words + ")");
  // The first picture of a PSD file is the complete one; the others are its layers.
  if (header_.format != "psd" && open_->has_second_picture())
    decoded.notes.emplace_back("the file holds several pictures or frames; this is the first");
  return decoded;
}

std::string ImageReader::contents() const {
  struct stat status {};
  std::string bytes;
  if (::fstat(open_->file, &status) == 0) bytes.resize(static_cast<std::size_t>(status.st_size));
  std::size_t read = 0;
  for (ssize_t n = 1; read < bytes.size() && n > 0; read += static_cast<std::size_t>(n)) {
    n = ::pread(open_->file, bytes.data() + read, bytes.size() - read, static_cast<off_t>(read));
    if (n < 0) fail<DataError>("cannot read {}: {}", name_, words_of_system(errno));
  }
  bytes.resize(read);
  return bytes;
}

std::string ImageReader::sha256() const {
  const std::string bytes = contents();
  return sha256_of_bytes(bytes.data(), bytes.size());
}

bool is_picture_name(const fs::path& name) {
  return !format_of_name(name).empty();
}

}  // namespace iggan
