#pragma once

namespace iggan {

/// Must be called by code that lets Assimp read files: it links in the code that turns Assimp's
/// failed assertions into exceptions.
void turn_assimp_asserts_into_errors();

}  // namespace iggan
