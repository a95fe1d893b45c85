"""A job as Blender's scene: one mesh, one camera, lamps and a world, created once and then updated.

Blender's matrices and cameras follow glTF's conventions (a camera looks along its -Z, +Y is up),
and the engines do not depend on which way is up in the world; so only panoramas, whose up is
Blender's +Z, are rotated.
"""
import math
import resource

import bpy
import mathutils
import numpy

import solid
from iggan_renderer import Unsupported

MEMORY_OF_QUAD = 2500  # bytes, at most: measured with random voxels
MEMORY_AT_START = 500 << 20
LEAST_PIXELS = 4


def drawn_size(job):
    """The size that Blender renders, at least four pixels; the job's pixels are in the centre."""
    return tuple(n if n >= LEAST_PIXELS else n + LEAST_PIXELS for n in (job.width, job.height))


class Scene:
    def __init__(self, params, baked):
        """baked: light is computed here and stored in the faces' colours, without lamps."""
        self.params, self.baked = params, baked
        self.limit = _quads_that_fit()
        self.scene = bpy.context.scene
        for thing in list(self.scene.objects):  # the cube that every Blender starts with
            bpy.data.objects.remove(thing)
        self.mesh = bpy.data.meshes.new("solid")
        self.mesh.materials.append(_material(params))
        self.scene.collection.objects.link(bpy.data.objects.new("solid", self.mesh))
        self.camera = bpy.data.cameras.new("camera")
        self.camera.sensor_fit = "VERTICAL"
        self.eye = bpy.data.objects.new("camera", self.camera)
        self.scene.collection.objects.link(self.eye)
        self.scene.camera = self.eye
        self.lamps, self.kinds = [], None
        self.world = None if baked else _World(self.scene, params)
        render = self.scene.render
        render.resolution_percentage = 100
        render.film_transparent = True
        render.use_compositing = render.use_sequencer = False
        render.dither_intensity = 0
        render.use_persistent_data = True

    def show(self, job):
        """Sets up the scene for the job. Returns whether there is anything in it."""
        matrix = numpy.array(job.grid_to_world)
        matrix, origin = matrix[:3, :3], matrix[:3, 3]
        quads, owner = solid.surface(job, joined=not self.baked)
        if len(quads) == 0:
            return False
        if len(quads) > self.limit:
            raise MemoryError(
                f"the solid has a surface of {len(quads)} rectangles, for which the "
                f"{_memory_limit() >> 20} MiB of a process may not suffice; raise "
                "training.isolate_memory_mib, or use fewer voxels")
        if numpy.linalg.det(matrix) < 0:
            quads = quads[:, ::-1]
        quads = quads @ matrix.T + origin
        quads, owner = self._with_cut(job, matrix, origin, quads, owner)
        albedo = numpy.empty((len(quads), 1, 3), numpy.float32)
        if job.albedo is None:
            albedo[:] = job.default_albedo
        else:
            albedo[:, 0] = solid.LINEAR[job.albedo.reshape(-1, 3)[owner]]
        if self.baked:
            light = _lambert(job, quads) + numpy.array(self.params["world_colour"])
            self._set_mesh(quads, albedo * light, "CORNER")
        else:
            self._set_mesh(quads, albedo, "FACE")
            self._set_lights(job, origin + matrix @ (numpy.array(job.occupancy.shape[::-1]) / 2))
        self._set_camera(job)
        return True

    def _with_cut(self, job, matrix, origin, quads, owner):
        """Closes the solid where the near plane cuts it open, slightly behind the plane."""
        pose = numpy.array(job.camera.to_world)
        ahead = -pose[:3, 2]
        depth = pose[:3, 3] @ ahead + job.camera.znear * (1 + 1e-4) + 1e-6
        if (quads @ ahead).min() > depth:
            return quads, owner
        more, of = solid.cut(job, matrix, origin, ahead, depth)
        return numpy.concatenate([quads, more]), numpy.concatenate([owner, of])

    def _set_mesh(self, quads, colour, domain):
        mesh, count = self.mesh, len(quads)
        mesh.clear_geometry()
        mesh.vertices.add(4 * count)
        mesh.vertices.foreach_set("co", quads.astype(numpy.float32).ravel())
        mesh.loops.add(4 * count)
        mesh.loops.foreach_set("vertex_index", numpy.arange(4 * count, dtype=numpy.int32))
        mesh.polygons.add(count)
        mesh.polygons.foreach_set("loop_start", numpy.arange(0, 4 * count, 4, dtype=numpy.int32))
        # Newer versions of Blender derive loop_total from loop_start.
        if not bpy.types.MeshPolygon.bl_rna.properties["loop_total"].is_readonly:
            mesh.polygons.foreach_set("loop_total", numpy.full(count, 4, numpy.int32))
        rgba = numpy.ones((count, 4 if domain == "CORNER" else 1, 4), numpy.float32)
        rgba[..., :3] = colour
        if domain == "CORNER":  # what workbench shows
            attribute = mesh.color_attributes.new("colour", "FLOAT_COLOR", domain)
            mesh.color_attributes.active_color = attribute
        else:
            attribute = mesh.attributes.new("colour", "FLOAT_COLOR", domain)
        attribute.data.foreach_set("color", rgba.ravel())
        mesh.update_tag()  # update() would find all edges, which are not needed

    def _set_camera(self, job):
        wanted, camera, render = job.camera, self.camera, self.scene.render
        size = width, height = drawn_size(job)
        if (render.resolution_x, render.resolution_y) != size:
            render.resolution_x, render.resolution_y = size
        wider = height / job.height
        if wanted.kind == "perspective":
            half = math.tan(wanted.yfov / 2) * wider
            camera.type = "PERSP"
            camera.sensor_height = max(1, 100 * half)  # Blender's minimum
            camera.lens = camera.sensor_height / (2 * half)
        else:
            camera.type = "ORTHO"
            camera.ortho_scale = 2 * wanted.ymag * wider
        camera.clip_start, camera.clip_end = wanted.znear, wanted.zfar
        self.eye.matrix_world = mathutils.Matrix(wanted.to_world)

    def _set_lights(self, job, middle):
        lamps = [light for light in job.lights if light.kind != "ambient"]
        self.world.set(sum((numpy.array(light.rgb) for light in job.lights
                            if light.kind == "ambient"), numpy.zeros(3)))
        kinds = [light.kind for light in lamps]
        if kinds != self.kinds:  # make all lamps again: their order determines their noise
            self.kinds = kinds
            self._forget()
            for lamp in self.lamps:
                bpy.data.lights.remove(lamp.data)
            self.lamps = [self._new_lamp(i, kind) for i, kind in enumerate(kinds)]
        for lamp, light in zip(self.lamps, lamps):
            self._set_lamp(lamp, light, middle)

    def _forget(self):
        """Drops what Cycles keeps from earlier pictures, so that later ones do not depend on it."""
        self.scene.render.use_persistent_data = False
        self.scene.render.use_persistent_data = True

    def _new_lamp(self, number, kind):
        radius = self.params["light_radius"]
        area = kind == "point" and self.params["area_lights"]
        data = bpy.data.lights.new(f"lamp {number:02}", "AREA" if area else
                                   "SUN" if kind == "directional" else "POINT")
        if area:
            data.shape, data.size = "SQUARE", 2 * radius
        elif kind == "directional":
            data.angle = 2 * math.atan(radius)
        else:
            data.shadow_soft_size = radius
        for owner, name in ((data, "use_shadow"), (data.cycles, "cast_shadow")):  # new, old
            if hasattr(owner, name):
                setattr(owner, name, self.params["shadows"])
        lamp = bpy.data.objects.new(data.name, data)
        self.scene.collection.objects.link(lamp)
        return lamp

    def _set_lamp(self, lamp, light, middle):
        data = lamp.data
        strength = max(map(abs, light.rgb))
        data.color = [max(0, channel / strength) for channel in light.rgb] if strength else [1] * 3
        # Energy is in watts, or for a sun in watts per area. A point lamp radiates 1/(4 pi) of the
        # watts in each direction, a square 1/4 straight ahead.
        unit = {"SUN": 1, "POINT": 4 * math.pi, "AREA": 4}[data.type]
        data.energy = unit * strength
        if data.type == "SUN":
            lamp.matrix_world = mathutils.Vector(light.vec).to_track_quat("-Z", "Y").to_matrix().to_4x4()
            return
        place = mathutils.Vector(light.vec)
        turn = mathutils.Quaternion()
        if data.type == "AREA":
            turn = (mathutils.Vector(middle) - place).to_track_quat("-Z", "Y")
        lamp.matrix_world = mathutils.Matrix.Translation(place) @ turn.to_matrix().to_4x4()


class _World:
    """Light from all around: one colour, or a panorama on top of it."""

    def __init__(self, scene, params):
        world = scene.world = bpy.data.worlds.new("world")
        world.use_nodes = True
        tree = world.node_tree
        tree.nodes.clear()
        output = tree.nodes.new("ShaderNodeOutputWorld")
        even = tree.nodes.new("ShaderNodeBackground")
        self.colour, self.own = even.inputs["Color"], numpy.array(params["world_colour"])
        self.shown = None
        # Paths find uniform light by chance; sampling it like a lamp would only add noise.
        world.cycles.sampling_method = "NONE"
        light = even.outputs[0]
        if params["world_image"]:
            world.cycles.sampling_method = "AUTOMATIC"
            light = self._with_panorama(tree, light, params)
        tree.links.new(light, output.inputs["Surface"])

    @staticmethod
    def _with_panorama(tree, light, params):
        nodes, link = tree.nodes, tree.links.new
        panorama = nodes.new("ShaderNodeTexEnvironment")
        panorama.image = _image(params["world_image"])
        # Blender's panoramas have +X in the centre and +Z at the top; iggan's have -Z and +Y.
        turn = nodes.new("ShaderNodeMapping")
        axes = mathutils.Matrix(((0, 0, -1), (-1, 0, 0), (0, 1, 0)))
        turn.inputs["Rotation"].default_value = axes.to_euler()
        place = nodes.new("ShaderNodeTexCoord")
        shine = nodes.new("ShaderNodeBackground")
        shine.inputs["Strength"].default_value = params["world_strength"]
        both = nodes.new("ShaderNodeAddShader")
        link(place.outputs["Generated"], turn.inputs["Vector"])
        link(turn.outputs["Vector"], panorama.inputs["Vector"])
        link(panorama.outputs["Color"], shine.inputs["Color"])
        link(light, both.inputs[0])
        link(shine.outputs[0], both.inputs[1])
        return both.outputs[0]

    def set(self, ambient):
        colour = tuple(ambient + self.own)
        if colour != self.shown:  # a change recompiles the world's shader
            self.colour.default_value = colour + (1,)
            self.shown = colour


def _image(path):
    try:
        image = bpy.data.images.load(path)
    except RuntimeError:
        image = None
    if image is None or not image.has_data and image.size[0] == 0:
        raise Unsupported(f"world_image: Blender cannot read {path}; use an HDR or EXR file")
    return image


def _material(params):
    """The face's colour, by Lambert's law or as the base colour of the Principled BSDF."""
    material = bpy.data.materials.new("solid")
    material.use_nodes = True
    tree = material.node_tree
    tree.nodes.clear()
    colour = tree.nodes.new("ShaderNodeAttribute")
    colour.attribute_name = "colour"
    if params["metallic"] == 0 and params["specular"] == 0:
        shader = tree.nodes.new("ShaderNodeBsdfDiffuse")
        base = shader.inputs["Color"]
    else:
        shader = tree.nodes.new("ShaderNodeBsdfPrincipled")
        base = shader.inputs["Base Color"]
        shader.inputs["Roughness"].default_value = params["roughness"]
        shader.inputs["Metallic"].default_value = params["metallic"]
        # The input's names up to 3.6 and since 4.0.
        specular = shader.inputs.get("Specular") or shader.inputs["Specular IOR Level"]
        specular.default_value = params["specular"]
    tree.links.new(colour.outputs["Color"], base)
    output = tree.nodes.new("ShaderNodeOutputMaterial")
    tree.links.new(shader.outputs[0], output.inputs["Surface"])
    return material


def _lambert(job, quads):
    """The light at each corner according to docs/renderer_abi.md, without shadows: [quads, 4, 3]."""
    normal = numpy.cross(quads[:, 1] - quads[:, 0], quads[:, 2] - quads[:, 0])
    normal /= numpy.sqrt((normal * normal).sum(axis=1, keepdims=True))
    total = numpy.zeros(quads.shape)
    for light in job.lights:
        rgb = numpy.array(light.rgb)
        if light.kind == "ambient":
            total += rgb
            continue
        if light.kind == "directional":
            towards, fall_off = -numpy.array([[light.vec]]), 1
        else:
            towards = numpy.array(light.vec) - quads
            fall_off = (towards * towards).sum(axis=2, keepdims=True)
        with numpy.errstate(divide="ignore", invalid="ignore"):
            towards = towards / numpy.sqrt((towards * towards).sum(axis=2, keepdims=True))
            cosine = numpy.maximum((towards * normal[:, None]).sum(axis=2, keepdims=True), 0)
            total += numpy.nan_to_num(rgb / math.pi * cosine / fall_off)
    return total


def _quads_that_fit():
    """Blender exits when it runs out of memory, so jobs that may need too much must be refused."""
    return max(0, _memory_limit() - MEMORY_AT_START) // MEMORY_OF_QUAD


def _memory_limit():
    limit = resource.getrlimit(resource.RLIMIT_DATA)[0]
    return 1 << 60 if limit == resource.RLIM_INFINITY else limit
