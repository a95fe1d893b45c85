"""Turns a Python function into a renderer for iggan: one file, standard library only.

    import iggan_renderer

    def render(job):
        return pixels            # [height][width][4], linear, premultiplied RGBA

    iggan_renderer.serve(render, id="com.example.mine")

NumPy is used if it is installed: voxels are then arrays, and render may return an array. iggan
runs the script so that it finds this module; docs/process_renderer.md describes the protocol.
"""
import array
import json
import math
import mmap
import os
import sys
import traceback

try:
    import numpy
except ImportError:  # voxels are then memoryviews
    numpy = None

PROTOCOL = 1
_MISSING_NUMPY = (
    f"NumPy, which {sys.executable} does not have: {sys.executable} -m pip install numpy, or name "
    "another Python in the script's first line, e.g. #!/usr/bin/python3 with Debian's python3-numpy")


def require_numpy():
    """Returns NumPy. If it is missing, ends the program and says what to install."""
    if numpy is None:
        sys.exit("this renderer needs " + _MISSING_NUMPY)
    return numpy


class Unsupported(Exception):
    """Raise this in render for a job that the renderer does not support, or in prepare for
    parameters that it does not accept: iggan then reports only the text of the exception."""


class Camera:
    """to_world: four rows of four numbers. It looks along its -Z, +X is right, +Y is up."""

    def __init__(self, message):
        self.kind = message["kind"]  # "perspective" or "orthographic"
        self.to_world = _rows(message["to_world"])
        self.yfov = message["yfov"]  # perspective: full vertical angle, radians
        self.ymag = message["ymag"]  # orthographic: half the height, world units
        self.znear, self.zfar = message["znear"], message["zfar"]


class Light:
    """kind: "ambient", "directional" (vec: direction of travel), "point" (vec: position)."""

    def __init__(self, message):
        self.kind, self.rgb = message["kind"], message["rgb"]
        self.vec = message.get("vec")


class Job:
    """One picture to render.

    width, height    pixels
    occupancy        uint8 [nz][ny][nx], 1: solid; voxel (i, j, k) fills [i, i+1] x [j, j+1] x [k, k+1]
    albedo           uint8 [nz][ny][nx][3], sRGB-encoded; or None
    default_albedo   three linear numbers, used without albedo
    grid_to_world    four rows of four numbers: from voxels to the world
    camera, lights   Camera, list of Light
    seed             seed of this job's random numbers
    params           all parameters of the renderer, including defaults
    threads          how many threads render may use
    """

    def __init__(self, message, memory, params, threads):
        grid = message["grid"]
        nx, ny, nz = grid["size"]
        self.number = message["job"]
        self.width, self.height = message["width"], message["height"]
        self.occupancy = _voxels(memory, grid["occupancy"], (nz, ny, nx))
        self.albedo = None
        if grid["albedo"] is not None:
            self.albedo = _voxels(memory, grid["albedo"], (nz, ny, nx, 3))
        self.default_albedo = grid["default_albedo"]
        self.grid_to_world = _rows(grid["to_world"])
        self.camera = Camera(message["camera"])
        self.lights = [Light(light) for light in message["lights"]]
        self.seed = message["seed"]
        self.params, self.threads = params, threads


def rays(job):
    """The rays through pixel centres, in the grid's space, where a voxel is a unit cube.

    origin + t * direction is the point at depth t along the camera's -Z, in world units. A renderer
    shows what is between job.camera.znear and job.camera.zfar.
    Returns (origins, directions): float64 [height, width, 3] with NumPy, lists of rows without.
    """
    camera, pose = job.camera, job.camera.to_world
    columns = [[row[c] for row in job.grid_to_world[:3]] for c in range(4)]
    inverse = _inverse(columns[:3])
    to_grid = lambda v: [sum(r * x for r, x in zip(row, v)) for row in inverse]
    axis = lambda c: [row[c] for row in pose[:3]]
    perspective = camera.kind == "perspective"
    half = math.tan(camera.yfov / 2) if perspective else camera.ymag
    pixel = 2 * half / job.height  # pixels are square
    right = [pixel * x for x in to_grid(axis(0))]
    up = [pixel * x for x in to_grid(axis(1))]
    ahead = [-x for x in to_grid(axis(2))]
    eye = to_grid([p - o for p, o in zip(axis(3), columns[3])])
    if numpy is not None:
        x = numpy.arange(job.width)[None, :, None] + 0.5 - job.width / 2
        y = job.height / 2 - numpy.arange(job.height)[:, None, None] - 0.5
        aside = x * numpy.array(right) + y * numpy.array(up)
        eye, ahead = numpy.broadcast_to(eye, aside.shape), numpy.broadcast_to(ahead, aside.shape)
        return (eye, ahead + aside) if perspective else (eye + aside, ahead)
    origins, directions = [], []
    for y in range(job.height):
        v = job.height / 2 - y - 0.5
        aside = [[(x + 0.5 - job.width / 2) * r + v * u for r, u in zip(right, up)]
                 for x in range(job.width)]
        moved = lambda start: [[s + a for s, a in zip(start, one)] for one in aside]
        origins.append([eye] * job.width if perspective else moved(eye))
        directions.append(moved(ahead) if perspective else [ahead] * job.width)
    return origins, directions


class Hits:
    """What the pixels see: arrays with an entry for each pixel that sees a voxel, in row order.

    mask     bool [height, width]: whether a pixel sees a voxel
    depth    float64 [hits]: along the camera's -Z, world units
    voxel    int [hits, 3]: i, j, k; job.occupancy[k, j, i] is solid
    normal   float64 [hits, 3]: of the face, world space, outward; of a cut, towards the camera
    point    float64 [hits, 3]: where the ray hits the voxel, world space
    """

    def albedo(self):
        """Linear colour, float64 [hits, 3]."""
        if self.job.albedo is None:
            return numpy.broadcast_to(self.job.default_albedo, self.voxel.shape)
        i, j, k = self.voxel.T
        encoded = self.job.albedo[k, j, i] / 255
        return numpy.where(encoded <= 0.04045, encoded / 12.92, ((encoded + 0.055) / 1.055) ** 2.4)

    def picture(self, rgb):
        """The pixels: these colours where something is seen, transparent elsewhere."""
        pixels = numpy.zeros(self.mask.shape + (4,))
        pixels[self.mask, :3] = rgb
        pixels[self.mask, 3] = 1
        return pixels


def first_hits(job):
    """Returns the Hits of all rays, which it walks at once, voxel by voxel. Needs NumPy."""
    if numpy is None:
        raise ImportError("first_hits needs " + _MISSING_NUMPY)
    origin, direction = (a.reshape(-1, 3) for a in rays(job))
    solid = job.occupancy.transpose(2, 1, 0)  # [i][j][k]
    size, up = numpy.array(solid.shape), direction > 0
    near, far = job.camera.znear, job.camera.zfar
    with numpy.errstate(divide="ignore", invalid="ignore"):
        def time(plane, missed):
            return numpy.where(direction == 0, missed, (plane - origin) / direction)
        enter = numpy.minimum(time(0, -math.inf), time(size, -math.inf))
        depth, axis = enter.max(axis=1), enter.argmax(axis=1)
        axis[depth <= near] = 3  # no face has been crossed: the ray starts in the grid
        depth = numpy.maximum(depth, near)
        voxel = numpy.floor(origin + depth[:, None] * direction).astype(int)
        rows = numpy.nonzero(axis < 3)[0]  # rounding must not put these outside the grid
        voxel[rows, axis[rows]] = numpy.where(up[rows, axis[rows]], 0, size[axis[rows]] - 1)
        leave = time(voxel + up, math.inf)
    found = numpy.zeros(len(depth), bool)
    active = numpy.arange(len(depth))
    while True:
        inside = ((voxel[active] >= 0) & (voxel[active] < size)).all(axis=1)
        active = active[inside & (depth[active] <= far)]
        if active.size == 0:
            break
        hit = solid[tuple(voxel[active].T)] != 0
        found[active[hit]] = True
        active = active[~hit]
        step = leave[active].argmin(axis=1)
        axis[active], depth[active] = step, leave[active, step]
        voxel[active, step] += numpy.where(up[active, step], 1, -1)
        plane = voxel[active, step] + up[active, step]
        leave[active, step] = (plane - origin[active, step]) / direction[active, step]
    return _hits(job, found, depth, voxel, axis, up, origin + depth[:, None] * direction)


def _hits(job, found, depth, voxel, axis, up, at):
    grid, pose = numpy.array(job.grid_to_world), numpy.array(job.camera.to_world)
    hits = Hits()
    hits.job, hits.mask = job, found.reshape(job.height, job.width)
    hits.depth, hits.voxel, axis = depth[found], voxel[found], axis[found]
    # The rows of the inverse matrix are normal to the faces; a cut faces the camera.
    normals = numpy.vstack([_inverse(grid[:3, :3].T.tolist()), pose[:3, 2]])
    normals /= numpy.sqrt((normals * normals).sum(axis=1, keepdims=True))
    side = numpy.where(up[found, numpy.minimum(axis, 2)] & (axis < 3), -1.0, 1.0)
    hits.normal = normals[axis] * side[:, None]
    hits.point = (at[found][:, None, :] * grid[:3, :3]).sum(axis=2) + grid[:3, 3]
    return hits


def serve(render, id, name=None, version="1", vendor="unknown", license="NOASSERTION",
          params=None, prepare=None, determinism="none", max_abs_error=0.0, lambert=False,
          max_width=4096, max_height=4096, max_grid_edge=256, max_lights=64, max_workers=0):
    """Handles iggan's jobs until iggan ends.

    render         called with a Job; returns [height][width][4] linear premultiplied RGBA: an array
                   of floats, nested lists, or a buffer of float32. 1.0 is white, not 255
    id             reverse-DNS: "com.example.mine"
    params         {name: schema}, each with "type", "default" and perhaps "minimum", "maximum",
                   "enum", "items", "description"
    prepare        called once with the parameters, before the first job; may raise
    determinism    "none", "near" (within max_abs_error * max(1, |sample|)) or "bitwise"
    lambert        whether pictures with default parameters obey the Lambert promise
    max_width, max_height, max_grid_edge, max_lights
                   what render supports: pixels, voxels, lights; at least 256, 256, 64 and 4
    max_workers    maximum number of processes that iggan may run at a time; 0: one for each thread
    """
    facts = {
        "protocol": PROTOCOL, "id": id, "name": name or id, "version": version, "vendor": vendor,
        "license": license, "formats": ["f32_linear_rgba"], "determinism": determinism,
        "max_abs_error": max_abs_error, "features": ["lambert"] if lambert else [],
        "max_width": max_width, "max_height": max_height, "max_grid_edge": max_grid_edge,
        "max_lights": max_lights, "max_workers": max_workers,
        "params_schema": {"type": "object", "additionalProperties": False,
                          "properties": params or {}},
    }
    if "IGGAN_RENDERER_SOCKET" not in os.environ:
        sys.exit("This is a renderer for iggan, which runs it. Try:\n"
                 "  iggan renderers check " + os.path.abspath(sys.argv[0]))
    sys.stdout.reconfigure(line_buffering=True)  # output goes to iggan's log
    _Server(render, prepare).run(facts)


class _Server:
    def __init__(self, render, prepare):
        self.render, self.prepare = render, prepare
        self.params, self.threads = {}, 1
        self.file = int(os.environ["IGGAN_RENDERER_MEMORY"])
        socket = int(os.environ["IGGAN_RENDERER_SOCKET"])
        self.input, self.output = os.fdopen(socket, "rb"), os.fdopen(os.dup(socket), "wb")
        os.set_inheritable(self.file, False)
        os.set_inheritable(socket, False)
        self.memory = None

    def send(self, message):
        self.output.write(json.dumps(message).encode() + b"\n")
        self.output.flush()

    def run(self, facts):
        self.send(facts)
        for line in self.input:
            message = json.loads(line)
            answer = self.create if "create" in message else self.draw
            try:
                reply = answer(message)
            except MemoryError as error:
                reply = {"error": str(error) or "out of memory", "kind": "memory"}
            except Exception as error:
                reply = {"error": _words(error)}
                if "create" in message and isinstance(error, Unsupported):
                    reply["kind"] = "parameters"
            if "job" in message:
                reply["job"] = message["job"]
            sys.stdout.flush()  # also text without a final newline
            try:
                self.send(reply)
            except BrokenPipeError:
                break
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(0)  # iggan is gone: nothing is left to save

    def create(self, message):
        self.params = message["create"]["params"]
        self.threads = message["create"]["threads"]
        if self.prepare is not None:
            self.prepare(self.params)
        return {}

    def draw(self, message):
        if self.memory is None or len(self.memory) < message["memory"]:
            self.memory = memoryview(mmap.mmap(self.file, message["memory"]))
        job = Job(message, self.memory, self.params, self.threads)
        size = 16 * job.width * job.height
        _store(self.render(job), self.memory[message["pixels"]:message["pixels"] + size], job)
        return {}


_LARGEST = 3.4028234663852886e38  # of float32


def _store(pixels, target, job):
    """Copies what render returned to the memory that iggan reads. A sample that float32 cannot
    hold becomes the largest float32, since even very bright light is finite; iggan refuses NaN."""
    if pixels is None:
        raise TypeError("render returned None; it must return the pixels")
    if numpy is not None and not isinstance(pixels, (bytes, bytearray)):
        nested = isinstance(pixels, (list, tuple))  # may contain integers, such as 0 and 1
        pixels = numpy.asarray(pixels)
        if pixels.dtype.kind in ("ub" if nested else "iub"):
            raise TypeError(_not_linear(pixels.dtype))
        wanted = (job.height, job.width, 4)
        if pixels.size != job.height * job.width * 4 or pixels.ndim == 3 and pixels.shape != wanted:
            raise ValueError(f"render returned an array of shape {pixels.shape}, not {wanted}")
        numpy.clip(pixels.ravel(), -_LARGEST, _LARGEST, numpy.frombuffer(target, numpy.float32),
                   casting="same_kind")
        return
    if isinstance(pixels, (bytes, bytearray, memoryview, array.array)):
        buffer = memoryview(pixels)
        # A buffer of bytes may contain float32 numbers.
        if buffer.format[-1] != "f" and (buffer.itemsize > 1 or 4 * buffer.nbytes == len(target)):
            raise TypeError(_not_linear(f"a buffer of format {buffer.format}"))
    else:
        buffer = memoryview(_flat(pixels))
    if buffer.nbytes != len(target):
        raise ValueError(f"render returned {buffer.nbytes // 4} numbers, not {len(target) // 4}")
    target[:] = buffer.cast("B")
    samples = target.cast("f")
    if math.inf in samples or -math.inf in samples:
        for i, sample in enumerate(samples):
            if math.isinf(sample):
                samples[i] = math.copysign(_LARGEST, sample)


def _flat(rows):
    flat = array.array("f")
    for row in rows:
        for pixel in row:
            flat.extend(pixel)
    return flat


def _not_linear(kind):
    return f"render returned {kind}; return linear floats: 1.0 is white, not 255"


def _words(error):
    """The error and the lines of the user's code that raised it."""
    if isinstance(error, Unsupported):
        return str(error)
    frames = [frame for frame in traceback.extract_tb(error.__traceback__)
              if frame.filename != __file__]
    where = "".join(f"; line {frame.lineno} of {os.path.basename(frame.filename)}: {frame.line}"
                    for frame in frames[-2:])
    return f"{type(error).__name__}: {error}{where}"


def _voxels(memory, at, shape):
    if numpy is not None:
        array_of = numpy.frombuffer(memory, numpy.uint8, math.prod(shape), at).reshape(shape)
        array_of.flags.writeable = False
        return array_of
    return memory[at:at + math.prod(shape)].cast("B", shape)


def _rows(column_major):
    return [list(column_major[row::4]) for row in range(4)]


def _inverse(columns):
    """The rows of the inverse of the matrix with these three columns."""
    def cross(a, b):
        return [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]]
    rows = [cross(columns[(i + 1) % 3], columns[(i + 2) % 3]) for i in range(3)]
    scale = 1 / sum(x * y for x, y in zip(columns[0], rows[0]))
    return [[scale * x for x in row] for row in rows]
