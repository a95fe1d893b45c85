#include <iggan/formats/texture_file.h>

#include <OpenImageIO/imageio.h>

#include <iggan/base/error.h>
#include <iggan/formats/image_colours.h>
#include <iggan/formats/memory_file.h>

namespace iggan {
namespace {

constexpr int kMaxTextureSide = 8192;  // 256 MiB as RGBA

/// The first line of what OpenImageIO says, which repeats itself.
std::string first_line(const std::string& words) {
  const std::string line = words.substr(0, words.find('\n'));
  return line.empty() ? "unknown reason" : line;
}

/// Opened by the reader that the extension names, else by whichever knows the bytes.
std::unique_ptr<OIIO::ImageInput> opened(const std::string& path, const std::string& name) {
  OIIO::ImageSpec hints, spec;
  hints.attribute(kStraightAlpha, 1);
  auto input = OIIO::ImageInput::create(name);
  if (input && input->open(path, spec, hints)) return input;
  (void)OIIO::geterror();
  return OIIO::ImageInput::open(path, &hints);
}

/// Channels to RGBA: gray, gray and alpha, RGB, RGBA.
std::vector<std::uint8_t> as_rgba(const std::vector<std::uint8_t>& samples, std::size_t channels) {
  std::vector<std::uint8_t> rgba;
  rgba.reserve(samples.size() / channels * 4);
  for (std::size_t i = 0; i < samples.size(); i += channels) {
    for (std::size_t c = 0; c < 3; ++c) rgba.push_back(samples[i + (channels < 3 ? 0 : c)]);
    rgba.push_back(channels % 2 == 0 ? samples[i + channels - 1] : std::uint8_t{255});
  }
  return rgba;
}

}  // namespace

std::shared_ptr<const Texture> decode_texture(const std::string& bytes, const std::string& name) {
  const MemoryFile file(bytes, "the texture " + name);  // the readers of JPEG know files only
  const auto input = opened(file.path(), name);
  if (!input) {
    (void)OIIO::geterror();  // which names the path in memory
    fail<DataError>("cannot read the texture {}: no known picture format", name);
  }
  const OIIO::ImageSpec& spec = input->spec();
  if (spec.width < 1 || spec.height < 1 || spec.depth > 1 || spec.nchannels < 1)
    fail<DataError>("cannot read the texture {}: it is no flat picture", name);
  if (spec.width > kMaxTextureSide || spec.height > kMaxTextureSide)
    fail<DataError>("the texture {} has {} x {} texels, more than {} along a side: reduce it", name,
                    spec.width, spec.height, kMaxTextureSide);
  const int width = spec.width, height = spec.height, channels = std::min(spec.nchannels, 4);
  std::vector<std::uint8_t> samples(static_cast<std::size_t>(width) *
                                    static_cast<std::size_t>(height) *
                                    static_cast<std::size_t>(channels));
  if (!input->read_image(0, 0, 0, channels, OIIO::TypeDesc::UINT8, samples.data()))
    fail<DataError>("cannot read the texture {}: {}", name, first_line(input->geterror()));
  return std::make_shared<const Texture>(width, height,
                                         as_rgba(samples, static_cast<std::size_t>(channels)));
}

}  // namespace iggan
