#include <iggan/pictures/photograph_verdict.h>

#include <algorithm>

namespace iggan {

Verdict verdict_of(Remark remark) {
  if (remark <= Remark::duplicate) return Verdict::refused;
  return remark <= Remark::decoding ? Verdict::warning : Verdict::taken;
}

void PhotographRecord::add(Remark kind, std::string text) {
  const auto behind = std::find_if(remarks.begin(), remarks.end(),
                                   [&](const PhotographRemark& one) { return one.kind > kind; });
  remarks.insert(behind, {kind, std::move(text)});
  verdict = std::max(verdict, verdict_of(kind));
}

}  // namespace iggan
