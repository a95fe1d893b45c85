#pragma once
#include <algorithm>

#include <iggan/config/training_config.h>

/// Floating-point operations of the networks, counted by hand from their options: a multiplication
/// and an addition count as two. Normalisation, activations and resampling are left out: their cost
/// is memory traffic.
namespace iggan::flops {

/// G forward, per sample.
inline double generator(const GeneratorOptions& o) {
  double sum = 2.0 * o.latent_size * o.base_channels * 64;
  int channels = o.base_channels;
  for (int edge = 8; edge < o.resolution; edge *= 2) {
    const int next = std::max(channels / 2, o.min_channels);
    sum += 2.0 * 8 * channels * next * edge * edge * edge;  // 27 weights, used as 8 sums
    channels = next;
  }
  const double half = o.resolution / 2;
  return sum + 2.0 * 27 * channels * 8 * half * half * half * (o.colour ? 4 : 1);
}

/// D forward, per picture.
inline double discriminator(const DiscriminatorOptions& o, int channels, int height, int width) {
  double sum = 0;
  int in = channels, out = o.base_channels;
  while (height > 4 || width > 4) {
    height = std::max(height / 2, 1);
    width = std::max(width / 2, 1);
    sum += 2.0 * 16 * in * out * height * width;
    in = out;
    out = std::min(2 * out, o.max_channels);
  }
  return sum + 2.0 * in * height * width;
}

/// The hybrid proxy's 2D network forward, per picture.
inline double proxy_network(const ProxyOptions& o, bool colour, int channels, int height,
                            int width) {
  double per_pixel = 0;
  int in = colour ? 18 : 12;
  for (int i = 0; i < o.layers; ++i, in = o.channels) per_pixel += 2.0 * 9 * in * o.channels;
  return (per_pixel + 2.0 * in * channels * (colour ? 2 : 1)) * height * width;
}

/// A sample of the ray march: interpolation of four values (eight with colour) from eight corners,
/// the gates, the compositing.
inline double march_sample(bool colour) {
  return colour ? 8 * 8 * 2 + 60 : 8 * 4 * 2 + 40;
}

/// One iteration, with each necessary pass counted once.
inline double iteration(const TrainingConfig& c, int channels, int height, int width,
                        double march_samples) {
  const double n = c.training.batch_size;  // pictures
  const double g = generator(c.generator),
               d = discriminator(c.discriminator, channels, height, width);
  const double p = proxy_network(c.proxy, c.generator.colour, channels, height, width);
  const double g_passes = 3;  // forward, gradients of data and of weights
  // D step: real and fake pictures, three passes each; R1 adds a data gradient and the backward
  // pass of this gradient (two passes) every few iterations. Proxy and generator steps: forward on
  // the target and on the image, one data gradient.
  const double d_passes = 6 + (c.loss.r1_gamma > 0 ? 3.0 / c.loss.r1_every : 0) + 3;
  const double p_passes = 6;      // discrete and continuous: forward, data and weights
  const double march_passes = 4;  // two forward, and one backward that costs two
  const double shapes = n / c.training.views_per_shape;
  return shapes * g_passes * g + n * (d_passes * d + p_passes * p) +
         march_passes * march_samples * march_sample(c.generator.colour);
}

}  // namespace iggan::flops
