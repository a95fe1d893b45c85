"""The surface of a solid of voxels as quads, computed with arrays only: no loop over voxels.

A quad has four corners, [quads, 4, 3], counter-clockwise as seen from outside, and a voxel,
[quads], as an index into job.occupancy.ravel().
"""
import numpy

# Linear values of sRGB-encoded bytes.
_encoded = numpy.arange(256) / 255
LINEAR = numpy.where(_encoded <= 0.04045, _encoded / 12.92,
                     ((_encoded + 0.055) / 1.055) ** 2.4).astype(numpy.float32)


def surface(job, joined):
    """The exposed faces in the grid's space. joined: merges faces of one colour into rectangles."""
    colours = None
    if joined and job.albedo is not None:
        colours = job.albedo.reshape(-1, 3) @ numpy.array([1, 1 << 8, 1 << 16])
    parts = [_across(axis, job.occupancy != 0, colours, joined) for axis in range(3)]
    return tuple(numpy.concatenate(part) for part in zip(*parts))


def _across(axis, solid, colours, joined):
    """The faces perpendicular to an axis of [nz][ny][nx]."""
    along = 2 if axis < 2 else 1
    order = (axis, 3 - axis - along, along)
    turned = solid.transpose(order)
    planes, rows, length = turned.shape
    padded = numpy.zeros((planes + 2, rows, length), bool)
    padded[1:-1] = turned
    place = numpy.flatnonzero(padded[1:] != padded[:-1])  # positions of faces, in order
    outward = padded.ravel()[place]  # the normal points along the axis
    line, start = numpy.divmod(place, length)
    plane, row = numpy.divmod(line, rows)
    steps = numpy.array([solid.shape[1] * solid.shape[2], solid.shape[2], 1])[list(order)]
    owner = (plane - outward) * steps[0] + row * steps[1] + start * steps[2]
    end, last_row = start + 1, row + 1
    if joined and len(place) > 0:
        # Faces are merged if their solid side and their colour are equal.
        kind = outward if colours is None else 2 * colours[owner] + outward
        first, last = _runs(place, start, kind)
        row, start, plane, owner, kind = (a[first] for a in (row, start, plane, owner, kind))
        end = end[last]
        # Runs with the same start and end, in consecutive rows.
        place = ((plane * length + start) * (length + 1) + end) * rows + row
        turn = numpy.argsort(place)
        first, last = _runs(place[turn], row[turn], kind[turn])
        first, last = turn[first], turn[last]
        start, end, plane, owner, outward = (a[first] for a in (start, end, plane, owner, kind % 2))
        row, last_row = row[first], row[last] + 1
    quads = numpy.empty((len(plane), 4, 3))
    quads[..., 2 - order[0]] = plane[:, None]
    quads[..., 2 - order[1]] = numpy.stack([row, row, last_row, last_row], axis=1)
    # (x, y, z) are columns 2, 1, 0; for axis y, the order of the axes has the opposite handedness.
    forward = (outward != 0) != (axis == 1)
    low, high = numpy.where(forward, start, end), numpy.where(forward, end, start)
    quads[..., 2 - order[2]] = numpy.stack([low, high, high, low], axis=1)
    return quads, owner


def _runs(place, within, kind):
    """First and last index of each run of consecutive faces of one kind; `within` is 0 at a line's start."""
    broken = (place[1:] != place[:-1] + 1) | (within[1:] == 0) | (kind[1:] != kind[:-1])
    breaks = numpy.flatnonzero(broken)
    return numpy.append(0, breaks + 1), numpy.append(breaks, len(place) - 1)


def cut(job, matrix, origin, ahead, depth):
    """A plane's cut through the solid, in world space: quads that cover the part of the plane inside it.

    matrix, origin   from the grid to the world
    ahead, depth     the plane: points p with p . ahead = depth
    """
    nz, ny, nx = job.occupancy.shape
    slope = ahead @ matrix
    base = ahead @ origin - depth
    k, j, i = numpy.meshgrid(numpy.arange(nz), numpy.arange(ny), numpy.arange(nx), indexing="ij",
                             sparse=True)
    height = base + slope[0] * i + slope[1] * j + slope[2] * k
    lowest, highest = numpy.minimum(slope, 0).sum(), numpy.maximum(slope, 0).sum()
    hit = (job.occupancy != 0) & (height + lowest < 0) & (height + highest > 0)
    owner = numpy.flatnonzero(hit).astype(numpy.int32)
    if owner.size == 0:
        return numpy.empty((0, 4, 3)), owner
    cell = numpy.stack(numpy.nonzero(hit), axis=1)[:, ::-1].astype(float)
    # The plane's points on the twelve edges of each cell.
    unit = numpy.array([[x, y, z] for z in (0, 1) for y in (0, 1) for x in (0, 1)], float)
    edges = [(a, b) for a in range(8) for b in range(a) if ((a ^ b) & ((a ^ b) - 1)) == 0]
    a, b = (unit[[edge[side] for edge in edges]] for side in (0, 1))
    at_a = height[hit][:, None] + a @ slope
    at_b = height[hit][:, None] + b @ slope
    crossed = (at_a < 0) != (at_b < 0)
    with numpy.errstate(divide="ignore", invalid="ignore"):
        share = numpy.where(crossed, at_a / (at_a - at_b), 0)
    points = cell[:, None] + a + share[..., None] * (b - a)
    points = points @ matrix.T + origin
    # Sorted by angle around their centre, as seen from in front of the plane.
    count = crossed.sum(axis=1)
    centre = (points * crossed[..., None]).sum(axis=1) / count[:, None]
    side = numpy.cross(ahead, [1, 0, 0] if abs(ahead[0]) < 0.7 else [0, 1, 0])
    offset = points - centre[:, None]
    angle = numpy.arctan2(offset @ side, offset @ numpy.cross(ahead, side))
    turn = numpy.argsort(numpy.where(crossed, angle, numpy.inf), axis=1)
    rows = numpy.arange(len(owner))[:, None]

    def polygon(corners):
        return points[rows, turn[rows, numpy.minimum(corners, count[:, None] - 1)]]
    # Three to six corners: two quads, the second only for more than four.
    more = count > 4
    return (numpy.concatenate([polygon([0, 1, 2, 3]), polygon([0, 3, 4, 5])[more]]),
            numpy.concatenate([owner, owner[more]]))
