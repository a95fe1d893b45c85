#pragma once
#include <string>
#include <vector>

#include <iggan/config/enum_names.h>
#include <iggan/config/fields.h>

namespace iggan {

/// What became of a photograph.
enum class Verdict { taken, warning, refused };
template <>
inline constexpr auto enum_names<Verdict> = names<Verdict>("a verdict",
                                                           {{Verdict::taken, "taken"},
                                                            {Verdict::warning, "warning"},
                                                            {Verdict::refused, "refused"}});

/// Remarks on a photograph, the most serious first. Those up to `duplicate` refuse it,
/// those up to `decoding` warn, and the others are for information.
enum class Remark {
  unreadable,
  too_small,
  blank,
  no_background,
  touches_border,
  several_objects,
  duplicate,
  whole_picture,
  cut_off,
  enlarged,
  pieces_left_out,
  doubtful_edge,
  holes,
  decoding,
  rim_removed,
  link
};
template <>
inline constexpr auto enum_names<Remark> = names<Remark>(
    "a remark on a photograph", {{Remark::unreadable, "unreadable"},
                                 {Remark::too_small, "too small"},
                                 {Remark::blank, "blank"},
                                 {Remark::no_background, "no alpha and no even background"},
                                 {Remark::touches_border, "touches the border"},
                                 {Remark::several_objects, "more than one object"},
                                 {Remark::duplicate, "duplicate"},
                                 {Remark::whole_picture, "the whole picture is the object"},
                                 {Remark::cut_off, "perhaps cut off"},
                                 {Remark::enlarged, "enlarged"},
                                 {Remark::pieces_left_out, "pieces left out"},
                                 {Remark::doubtful_edge, "doubtful edge"},
                                 {Remark::holes, "holes"},
                                 {Remark::decoding, "decoding"},
                                 {Remark::rim_removed, "rim removed"},
                                 {Remark::link, "link"}});
/// What a remark means for its photograph.
[[nodiscard]] Verdict verdict_of(Remark remark);

/// A remark on a photograph, with its details.
struct PhotographRemark {
  Remark kind = Remark::unreadable;
  std::string text;  // with its figures

  IGGAN_FIELDS(kind, text)
};

/// The verdict on one file.
struct PhotographRecord {
  std::string file;  // as it was found, printable
  Verdict verdict = Verdict::taken;
  std::vector<PhotographRemark> remarks;  // the most serious first: it is the verdict's reason
  int width = 0, height = 0;              // as stored; 0: not known
  std::string sha256;                     // of the file's bytes; empty: not readable
  std::vector<int> pictures;              // indices in the set: as photographed, and mirrored

  IGGAN_FIELDS(file, verdict, remarks, width, height, sha256, pictures)

  void add(Remark kind, std::string text);
  [[nodiscard]] bool refused() const { return verdict == Verdict::refused; }
};

/// The results for all files: printed, and kept in the set as photographs.json.
struct PhotographReport {
  int taken = 0, with_warning = 0, refused = 0;  // files; with_warning is part of taken
  int pictures = 0;                              // of the set
  std::vector<PhotographRecord> files;
  std::vector<std::string> passed_over;  // in folders and archives: files not named like pictures

  IGGAN_FIELDS(taken, with_warning, refused, pictures, files, passed_over)

  /// Whether a set can be made from them. @param strict  none may be refused.
  [[nodiscard]] bool usable(bool strict) const { return taken > 0 && !(strict && refused > 0); }
};

}  // namespace iggan
