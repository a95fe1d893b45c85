#!/usr/bin/env python3
"""Pictures per second of Blender through iggan, compared with Blender without it.

    blender_throughput.py IGGAN SHAPES COUNT ROUNDS

IGGAN   the command
SHAPES  a folder of `iggan dataset shapes --size 32`
COUNT   pictures of a run: 64 x 64, 8 samples, one lamp, the range of views of `iggan dataset render`
ROUNDS  how often the three runs are repeated in turn

    iggan   `iggan dataset render --threads 2`, two workers
    plain   two Blender processes with one thread each, and a script written for this task alone
    direct  the same processes with iggan's own scripts, but without iggan: no protocol, no pool

Each run is timed from start to end, including Blender's start and the reading of the shapes.
"""
import json
import math
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time

PROCESSES, SIZE, SAMPLES = 2, 64, 8
HERE = os.path.abspath(__file__)
SCRIPTS = os.path.join(os.path.dirname(HERE), "..", "..", "plugins", "blender_renderer", "blender")
LIGHTS = [("ambient", 0.15, (0, 0, -1)), ("directional", 2.6, (0.5, -0.6, -0.65))]


def pose(number):
    """Camera to world, by rows: azimuth by the golden angle, elevation 15 to 50 degrees, distance 2."""
    azimuth, elevation = math.radians(137.5 * number), math.radians(15 + 35 * (number % 7) / 6)
    back = [math.cos(elevation) * math.sin(azimuth), math.sin(elevation),
            math.cos(elevation) * math.cos(azimuth)]
    right = [math.cos(azimuth), 0, -math.sin(azimuth)]
    up = [back[1] * right[2] - back[2] * right[1], back[2] * right[0] - back[0] * right[2],
          back[0] * right[1] - back[1] * right[0]]
    return [[right[i], up[i], back[i], 2 * back[i]] for i in range(3)] + [[0, 0, 0, 1]]


def turned(vector, rows):
    """Takes a direction from the camera's frame to the world."""
    return [sum(row[i] * vector[i] for i in range(3)) for row in rows[:3]]


def read_binvox(path):
    import numpy
    with open(path, "rb") as file:
        size = None
        for line in iter(file.readline, b"data\n"):
            if line.startswith(b"dim"):
                size = [int(word) for word in line.split()[1:]]
        runs = numpy.frombuffer(file.read(), numpy.uint8).reshape(-1, 2)
    voxels = numpy.repeat(runs[:, 0], runs[:, 1]).reshape(size)  # x, z, y
    return numpy.ascontiguousarray(voxels.transpose(1, 2, 0))    # z, y, x


class Plain:
    """A script written for this task alone: one quad per face, the picture through a file."""

    def __init__(self):
        import bpy
        bpy.ops.wm.read_homefile(use_empty=True, use_factory_startup=True)
        self.scene = scene = bpy.context.scene
        scene.render.engine = "CYCLES"
        scene.cycles.samples = SAMPLES
        scene.cycles.use_adaptive_sampling = scene.cycles.use_denoising = False
        scene.cycles.max_bounces = 4
        scene.render.resolution_x = scene.render.resolution_y = SIZE
        scene.render.film_transparent = True
        scene.render.image_settings.file_format = "OPEN_EXR"
        scene.render.image_settings.color_depth = "32"
        scene.render.image_settings.exr_codec = "NONE"
        scene.render.use_persistent_data = True
        self.path = f"/dev/shm/blender_throughput_{os.getpid()}.exr"
        scene.render.filepath = self.path
        self.mesh = bpy.data.meshes.new("solid")
        material = bpy.data.materials.new("gray")
        material.use_nodes = True
        material.node_tree.nodes["Principled BSDF"].inputs["Base Color"].default_value = [0.8] * 3 + [1]
        self.mesh.materials.append(material)
        scene.collection.objects.link(bpy.data.objects.new("solid", self.mesh))
        camera = bpy.data.cameras.new("camera")
        camera.sensor_fit, camera.angle = "VERTICAL", math.radians(35)
        self.eye = scene.camera = bpy.data.objects.new("camera", camera)
        sun = bpy.data.lights.new("sun", "SUN")
        sun.energy, sun.angle = LIGHTS[1][1], 0
        self.sun = bpy.data.objects.new("sun", sun)
        for thing in (self.eye, self.sun):
            scene.collection.objects.link(thing)
        scene.world = bpy.data.worlds.new("world")
        scene.world.use_nodes = True
        scene.world.node_tree.nodes["Background"].inputs["Color"].default_value = [LIGHTS[0][1]] * 3 + [1]

    def draw(self, voxels, number):
        import bpy
        import mathutils
        import numpy
        solid = numpy.pad(voxels != 0, 1)
        corners = []
        for axis in range(3):
            for side in (0, 1):
                seen = solid & ~numpy.roll(solid, 1 - 2 * side, axis)
                places = numpy.stack(numpy.nonzero(seen), axis=1) - 1
                square = numpy.zeros((4, 3), int)
                square[:, axis] = side
                square[:, (axis + 1) % 3], square[:, (axis + 2) % 3] = (0, 1, 1, 0), (0, 0, 1, 1)
                corners.append(places[:, None] + square)
        corners = numpy.concatenate(corners)[..., ::-1] / max(voxels.shape) - 0.5
        mesh, count = self.mesh, len(corners)
        mesh.clear_geometry()
        mesh.vertices.add(4 * count)
        mesh.vertices.foreach_set("co", corners.astype(numpy.float32).ravel())
        mesh.loops.add(4 * count)
        mesh.loops.foreach_set("vertex_index", numpy.arange(4 * count, dtype=numpy.int32))
        mesh.polygons.add(count)
        mesh.polygons.foreach_set("loop_start", numpy.arange(0, 4 * count, 4, dtype=numpy.int32))
        if not bpy.types.MeshPolygon.bl_rna.properties["loop_total"].is_readonly:
            mesh.polygons.foreach_set("loop_total", numpy.full(count, 4, numpy.int32))
        mesh.update_tag()
        rows = pose(number)
        self.eye.matrix_world = mathutils.Matrix(rows)
        way = mathutils.Vector(turned(LIGHTS[1][2], rows))
        self.sun.matrix_world = way.to_track_quat("-Z", "Y").to_matrix().to_4x4()
        self.scene.cycles.seed = number
        self.scene.update_tag()
        bpy.ops.render.render(write_still=True)
        with open(self.path, "rb") as file:
            return file.read()


class Direct:
    """iggan's scripts, called as iggan_renderer calls them."""

    def __init__(self):
        sys.path[:0] = [SCRIPTS, os.path.join(SCRIPTS, "..", "..", "..", "python")]
        import engines
        import parameters
        import scene
        self.params = {key: value["default"] for key, value in parameters.SCHEMA.items()}
        self.params["samples"] = SAMPLES
        self.engine = engines.Cycles()
        self.engine.prepare(scene.Scene(self.params, baked=False), self.params)

    def draw(self, voxels, number):
        import iggan_renderer
        rows = pose(number)
        column_major = lambda matrix: [row[column] for column in range(4) for row in matrix]
        nz, ny, nx = voxels.shape
        edge = max(voxels.shape)
        to_world = [[1 / edge if i == j else 0 for j in range(3)] + [-(nx, ny, nz)[i] / edge / 2]
                    for i in range(3)] + [[0, 0, 0, 1]]
        message = {
            "job": number, "width": SIZE, "height": SIZE, "seed": number,
            "grid": {"size": [nx, ny, nz], "occupancy": 0, "albedo": None,
                     "default_albedo": [0.8] * 3, "to_world": column_major(to_world)},
            "camera": {"kind": "perspective", "yfov": math.radians(35), "ymag": 1, "znear": 0.01,
                       "zfar": 100, "to_world": column_major(rows)},
            "lights": [{"kind": kind, "rgb": [rgb] * 3, "vec": turned(vec, rows)}
                       for kind, rgb, vec in LIGHTS]}
        return self.engine.render(iggan_renderer.Job(message, voxels.tobytes(), self.params, 1))


def inside(way, first, step, count, *shapes):
    drawer = Plain() if way == "plain" else Direct()
    voxels = [read_binvox(path) for path in shapes]
    for number in range(int(first), int(count), int(step)):
        drawer.draw(voxels[number % len(voxels)], number)
    path = getattr(drawer, "path", "")
    if path and os.path.exists(path):
        os.remove(path)


class Pace:
    """Pictures of a run per second from start to end, and per second of processor time."""

    def __init__(self, pictures, commands):
        def used():
            spent = resource.getrusage(resource.RUSAGE_CHILDREN)
            return spent.ru_utime + spent.ru_stime
        before, start = used(), time.monotonic()
        with tempfile.TemporaryFile() as words:
            children = [subprocess.Popen(command, stdout=words, stderr=words) for command in commands]
            if any([child.wait() != 0 for child in children]):
                words.seek(0)
                sys.exit(words.read().decode()[-2000:] + "\nfailed: " + " ".join(commands[0]))
        self.by_clock = pictures / (time.monotonic() - start)
        self.by_processor = pictures / (used() - before)


def runs(iggan, shapes, count, out):
    with open(os.path.join(shapes, "manifest.json"), encoding="utf-8") as manifest:
        files = [os.path.join(shapes, item["file"]) for item in json.load(manifest)["items"]
                 if item["split"] == "train"]
    views = max(1, count // len(files))
    pictures = views * len(files)
    yield "iggan", pictures, [[
        iggan, "dataset", "render", "--shapes", shapes, "--out", out, "--renderer", "blender",
        "--params", json.dumps({"samples": SAMPLES}), "--size", str(SIZE), "--channels", "3",
        "--views-per-shape", str(views), "--lights", "camera", "--threads", str(PROCESSES)]]
    for way in ("plain", "direct"):
        yield way, pictures, [
            [os.environ.get("IGGAN_BLENDER", "blender"), "--background", "--factory-startup", "-noaudio",
             "--threads", "1", "--python-exit-code", "1", "--python", HERE, "--", way, str(first),
             str(PROCESSES), str(pictures)] + files for first in range(PROCESSES)]


def main(iggan, shapes, count, rounds):
    paces = {}
    for number in range(int(rounds)):
        print(f"round {number + 1}, load {os.getloadavg()[0]:.1f}:", end="", flush=True)
        with tempfile.TemporaryDirectory() as folder:
            for way, pictures, commands in runs(iggan, shapes, int(count), os.path.join(folder, "set")):
                pace = Pace(pictures, commands)
                paces.setdefault(way, []).append(pace)
                print(f"  {way} {pace.by_clock:.1f}/s", end="", flush=True)
        print()
    for what, unit in (("by_clock", "second"), ("by_processor", "second of processor time")):
        middle = {way: statistics.median(getattr(pace, what) for pace in all_of)
                  for way, all_of in paces.items()}
        print(f"median pictures per {unit}: " + ", ".join(f"{way} {value:.1f}" for way, value in middle.items()) +
              f"; iggan has {100 * middle['iggan'] / middle['plain']:.0f} % of plain, "
              f"{100 * middle['iggan'] / middle['direct']:.0f} % of direct")


if "--" in sys.argv:
    inside(*sys.argv[sys.argv.index("--") + 1:])
elif len(sys.argv) == 5:
    main(*sys.argv[1:])
else:
    sys.exit(__doc__)
