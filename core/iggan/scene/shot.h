#pragma once
#include <vector>

#include <iggan/scene/camera.h>
#include <iggan/scene/light.h>

namespace iggan {

/// How one picture is taken: what differs between pictures of one shape in one scene.
struct Shot {
  Camera camera;              // framed, if the scene says so
  std::vector<Light> lights;  // each in its own frame
};

}  // namespace iggan
