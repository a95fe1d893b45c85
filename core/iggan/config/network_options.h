#pragma once
#include <iggan/config/enum_names.h>
#include <iggan/config/fields.h>

/// Options of the three networks.
namespace iggan {

/// How the latent reaches the generator's layers: only at the start, or also as scale and bias of
/// each (adaptive instance normalisation).
enum class GeneratorStyle { none, adain };
/// The proxy renderers (models/proxy_renderer.h).
enum class ProxyKind { hybrid, rendernet };

template <>
inline constexpr auto enum_names<GeneratorStyle> = names<GeneratorStyle>(
    "a generator style", {{GeneratorStyle::none, "none"}, {GeneratorStyle::adain, "adain"}});
template <>
inline constexpr auto enum_names<ProxyKind> = names<ProxyKind>(
    "a kind of proxy", {{ProxyKind::hybrid, "hybrid"}, {ProxyKind::rendernet, "rendernet"}});

/// Options `generator.*`.
struct GeneratorOptions {
  int resolution = 32;      // N: edge of the voxel cube; 4 times a power of two, at least 16
  int latent_size = 64;     // Z: size of the latent, drawn from N(0, I)
  int base_channels = 128;  // channels at 4^3; halved at every doubling of the edge
  int min_channels = 32;
  int norm_groups = 8;  // GroupNorm
  GeneratorStyle style = GeneratorStyle::none;
  double initial_bias = -1.0;  // of the last layer: shapes start empty
  double sharpness = 2.0;      // factor on the logits before the sigmoid: sharper at the start
  bool smooth_head = true;     // filters the logits along each axis: no period-two pattern
  int smooth_taps = 3;         // 3: [1 2 1], 5: [-1 4 10 4 -1], which blurs less
  bool colour = false;         // albedo R, G, B besides occupancy; the pictures must be RGB

  template <class Self, class Visitor>
  static void fields(Self& self, Visitor& visit) {
    using config::at_least, config::range;
    visit("resolution", self.resolution, "edge of the voxel cube", range(16, 256));
    visit("latent_size", self.latent_size, "size of the latent z ~ N(0, I)", at_least(1));
    visit("base_channels", self.base_channels,
          "channels at 4^3, halved at each doubling of the edge", at_least(8));
    visit("min_channels", self.min_channels, "minimum number of channels of a layer", at_least(8));
    visit("norm_groups", self.norm_groups, "groups of GroupNorm", at_least(1));
    visit("style", self.style, "none or adain (the latent modulates every layer)");
    visit("initial_bias", self.initial_bias, "bias of the last layer", range(-20, 20));
    visit("sharpness", self.sharpness, "factor on the logits before the sigmoid, except albedo's",
          range(0.1, 20));
    visit("smooth_head", self.smooth_head, "smooth the logits, which removes a period-two pattern");
    visit("smooth_taps", self.smooth_taps,
          "taps of that filter: 3 is [1 2 1], 5 is [-1 4 10 4 -1], which blurs less", range(3, 5));
    visit("colour", self.colour,
          "coloured shapes: albedo in addition to occupancy; needs RGB pictures");
  }
};

/// Options `discriminator.*`.
struct DiscriminatorOptions {
  int base_channels = 32;  // after the first strided convolution, doubled at every further one
  int max_channels = 256;
  bool spectral_norm = true;
  bool minibatch_stddev = false;
  bool pose_head = false;   // D also estimates a picture's azimuth and elevation
  bool pose_aware = false;  // D judges the picture together with this estimate

  template <class Self, class Visitor>
  static void fields(Self& self, Visitor& visit) {
    using config::at_least;
    visit("base_channels", self.base_channels, "channels of the first layer", at_least(1));
    visit("max_channels", self.max_channels, "maximum number of channels of a layer", at_least(1));
    visit("spectral_norm", self.spectral_norm, "divide weights by their largest singular value");
    visit("minibatch_stddev", self.minibatch_stddev,
          "feed the standard deviation within groups of 4 pictures to the last layer");
    visit("pose_head", self.pose_head, "learn to estimate azimuth and elevation from pictures");
    visit("pose_aware", self.pose_aware,
          "judge a picture together with the pose that discriminator.pose_head estimates");
  }
};

/// Options `proxy.*`.
struct ProxyOptions {
  ProxyKind kind = ProxyKind::hybrid;
  int channels = 32;             // of the 2D (and rendernet's 3D) convolutions
  int layers = 3;                // 3x3 convolutions of the 2D part
  double step_voxels = 0.7;      // hybrid: distance between samples along a ray, voxels
  double gate_steepness = 20.0;  // hybrid: slope of the steep gate, per unit of occupancy
  int depth_samples = 32;        // rendernet: depth of the camera-frame grid

  template <class Self, class Visitor>
  static void fields(Self& self, Visitor& visit) {
    using config::at_least, config::range;
    visit("kind", self.kind, "hybrid or rendernet");
    visit("channels", self.channels, "channels of the convolutions", at_least(1));
    visit("layers", self.layers, "3x3 convolutions of the 2D part", range(1, 16));
    visit("step_voxels", self.step_voxels, "hybrid: distance between samples along a ray, voxels",
          range(0.1, 4));
    visit("gate_steepness", self.gate_steepness,
          "hybrid: slope of the steep gate, per unit of occupancy", range(1, 100));
    visit("depth_samples", self.depth_samples, "rendernet: depth of the camera-frame grid, voxels",
          range(4, 256));
  }
};

}  // namespace iggan
