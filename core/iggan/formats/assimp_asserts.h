#pragma once

namespace iggan {

/// Code that reads files with Assimp must call this: it links in the code that turns Assimp's
/// failed assertions into exceptions.
void turn_assimp_asserts_into_errors();

}  // namespace iggan
