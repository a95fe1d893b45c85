#pragma once

namespace iggan {

/// Has to be called by whoever lets Assimp read files: it links in what turns Assimp's failed
/// assertions into exceptions.
void turn_assimp_asserts_into_errors();

}  // namespace iggan
