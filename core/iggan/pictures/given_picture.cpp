#include <iggan/pictures/given_picture.h>

#include <algorithm>

#include <iggan/base/error.h>
#include <iggan/formats/image_reader.h>
#include <iggan/pictures/photograph_frame.h>

namespace iggan {

GivenPicture read_given_picture(const std::filesystem::path& file, const SceneDistribution& scene,
                                const GivenPictureOptions& options) {
  DecodedImage decoded = ImageReader(file).decode();
  GivenPicture given{{}, decoded.notes};
  decoded.rgba = reduced_for(std::move(decoded.rgba), scene.width, scene.height);
  Framing framing{scene.width, scene.height, 0};
  CutOut cut{std::move(decoded.rgba), {}};
  cut.box = {0, 0, cut.rgba.width, cut.rgba.height};
  if (options.framing == PictureFraming::object) {
    framing.margin = options.margin;
    PhotographRecord record;
    cut = cut_out({std::move(cut.rgba), {}}, options.cutting, record);
    for (const PhotographRemark& remark : record.remarks) {
      const std::string said = fmt::format("{}: {}", to_string(remark.kind), remark.text);
      if (verdict_of(remark.kind) == Verdict::refused)
        fail<DataError>("{} cannot be cut out: {}", file.string(), said);
      given.notes.push_back(said);
    }
  }
  // The resize filter blurs a little even if the size does not change.
  const bool fits = options.framing == PictureFraming::whole && cut.rgba.width == scene.width &&
                    cut.rgba.height == scene.height;
  given.picture = scene.transfer().apply(fits ? cut.rgba : framed(cut.rgba, cut.box, framing));
  return given;
}

}  // namespace iggan
