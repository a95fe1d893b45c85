"""Blender's render engines, and how their pixels are read."""
import os

import bpy
import numpy

from scene import drawn_size

class _Engine:
    def prepare(self, scene, params):
        self.scene = scene
        bpy.context.preferences.edit.use_global_undo = False
        scene.scene.render.engine = self.name
        self.configure(scene.scene, params)

    def render(self, job):
        if not self.scene.show(job):
            return numpy.zeros((job.height, job.width, 4), numpy.float32)
        width, height = drawn_size(job)
        x, y = (width - job.width) // 2, (height - job.height) // 2
        pixels = self.pixels(job, width, height)
        return pixels[y:height - y, x:width - x][::-1]  # Blender's rows start at the bottom


class Cycles(_Engine):
    name, baked = "CYCLES", False

    def configure(self, scene, params):
        cycles = scene.cycles
        cycles.device = "CPU"
        cycles.samples = params["samples"]
        cycles.use_adaptive_sampling = cycles.use_denoising = cycles.use_auto_tile = False
        cycles.pixel_filter_type = "BOX"  # a pixel is the mean over its square
        cycles.light_sampling_threshold = 0
        cycles.sample_clamp_direct = cycles.sample_clamp_indirect = 0
        cycles.blur_glossy = 0
        cycles.max_bounces = params["bounces"]
        cycles.diffuse_bounces = cycles.glossy_bounces = params["bounces"]
        # The picture is not saved to a file: Cycles' result is read directly.
        import cycles as addon
        draw = addon.CyclesRender.render

        def draw_and_keep(engine, depsgraph):
            draw(engine, depsgraph)
            rect = engine.get_result().layers[0].passes["Combined"].rect
            try:
                rect.foreach_get(self.taken.ravel())
            except TypeError:  # Blender 3.4 compares the outer length, yet fills everything
                rect.foreach_get(self.taken)

        addon.CyclesRender.render = draw_and_keep

    def pixels(self, job, width, height):
        self.taken = numpy.full((height * width, 4), numpy.nan, numpy.float32)
        scene = self.scene.scene
        scene.cycles.seed = _seed(job.seed)
        scene.update_tag()  # properties of an add-on do not report changes
        bpy.ops.render.render()
        return self.taken.reshape(height, width, 4)


class Workbench(_Engine):
    name, baked = "BLENDER_WORKBENCH", True

    def configure(self, scene, params):
        scene.display.render_aa = "OFF"
        shading = scene.display.shading
        shading.light, shading.color_type = "FLAT", "VERTEX"
        shading.show_shadows = shading.show_cavity = shading.show_object_outline = False
        shading.show_specular_highlight = shading.show_backface_culling = False
        # A file without a name on disk: it disappears, however this process ends.
        self.file = os.memfd_create("picture")
        render = scene.render
        render.filepath = f"/proc/self/fd/{self.file}"
        render.use_file_extension = False
        settings = render.image_settings
        settings.file_format, settings.color_mode = "OPEN_EXR", "RGBA"
        settings.color_depth, settings.exr_codec = "32", "NONE"

    def pixels(self, job, width, height):
        bpy.ops.render.render(write_still=True)
        image = bpy.data.images.load(self.scene.scene.render.filepath)
        taken = numpy.empty(4 * width * height, numpy.float32)
        image.pixels.foreach_get(taken)
        bpy.data.images.remove(image)
        return taken.reshape(height, width, 4)


def _seed(number):
    """31 bits that depend on all 64 bits of the number."""
    return ((number * 0x9E3779B97F4A7C15) % 2**64) >> 33

