#!/usr/bin/env python3
"""Walks the rays of all pixels through the voxels at once, in NumPy: flat Lambert shading."""
import numpy as np

import iggan_renderer


def first_hits(job):
    """For each pixel: the depth, the voxel and the face (0, 1, 2: its axis, 3: cut) that it sees."""
    origin, direction = (a.reshape(-1, 3) for a in iggan_renderer.rays(job))
    solid = job.occupancy.transpose(2, 1, 0)  # [x][y][z]
    size, up = np.array(solid.shape), direction > 0
    with np.errstate(divide="ignore", invalid="ignore"):
        time = lambda plane: np.where(direction == 0, np.inf, (plane - origin) / direction)
        enter = np.where(direction == 0, -np.inf, np.minimum(time(0 * size), time(size)))
        depth, axis = enter.max(axis=1), enter.argmax(axis=1)
        axis[depth <= job.camera.znear] = 3  # the ray begins inside the grid
        depth = np.maximum(depth, job.camera.znear)
        # The cell in which the walk begins, and when the ray leaves it, by axis.
        cell = np.floor(origin + depth[:, None] * direction).astype(int)
        rows = np.nonzero(axis < 3)[0]  # rounding must not put these off the grid
        cell[rows, axis[rows]] = np.where(up[rows, axis[rows]], 0, size[axis[rows]] - 1)
        leave = time(cell + up)
        far = np.full(len(depth), job.camera.zfar)
    inside = lambda c: ((c >= 0) & (c < size)).all(axis=1)
    found = np.zeros(len(depth), bool)
    active = np.nonzero(inside(cell) & (depth <= far))[0]
    while active.size:
        hit = solid[tuple(cell[active].T)] != 0
        found[active[hit]] = True
        active = active[~hit]
        step = leave[active].argmin(axis=1)
        axis[active], depth[active] = step, leave[active, step]
        cell[active, step] += np.where(up[active, step], 1, -1)
        active = active[inside(cell[active]) & (depth[active] <= far[active])]
        crossed = axis[active]
        plane = cell[active, crossed] + up[active, crossed]
        leave[active, crossed] = ((plane - origin[active, crossed]) / direction[active, crossed])
    at = origin + depth[:, None] * direction
    return found, cell, axis, np.where(up, -1.0, 1.0), at


def render(job):
    found, cell, axis, side, at = first_hits(job)
    cell, axis, side, at = cell[found], axis[found], side[found], at[found]
    grid = np.array(job.grid_to_world)
    faces = np.linalg.inv(grid[:3, :3])  # its rows are across the faces
    normals = np.vstack([faces, np.array(job.camera.to_world)[:3, 2]])
    normals /= np.linalg.norm(normals, axis=1, keepdims=True)
    normal = normals[axis]
    normal[axis < 3] *= side[np.arange(len(axis)), np.minimum(axis, 2)][axis < 3, None]
    world = (at[:, None, :] * grid[:3, :3]).sum(axis=2) + grid[:3, 3]
    albedo = np.broadcast_to(job.default_albedo, (len(cell), 3))
    if job.albedo is not None:
        encoded = job.albedo[tuple(cell.T[::-1])] / 255
        albedo = np.where(encoded <= 0.04045, encoded / 12.92, ((encoded + 0.055) / 1.055) ** 2.4)
    light = np.zeros((len(cell), 3))
    for lamp in job.lights:
        if lamp.kind == "ambient":
            light += lamp.rgb
            continue
        towards = np.array(lamp.vec) - world if lamp.kind == "point" else -np.array([lamp.vec])
        length = np.sqrt((towards * towards).sum(axis=1, keepdims=True))
        cosine = np.maximum((normal * towards).sum(axis=1, keepdims=True) / length, 0)
        light += np.array(lamp.rgb) / np.pi * cosine / (length**2 if lamp.kind == "point" else 1)
    pixels = np.zeros((job.height * job.width, 4))
    pixels[found] = np.hstack([np.nan_to_num(albedo * light * job.params["brightness"]),
                               np.ones((len(cell), 1))])
    return pixels.reshape(job.height, job.width, 4)


iggan_renderer.serve(
    render, id="org.iggan.example.marcher", name="NumPy ray marcher", vendor="iggan",
    version="1.0", license="BSD-3-Clause", determinism="bitwise", lambert=True,
    params={"brightness": {"type": "number", "minimum": 0, "maximum": 10, "default": 1,
                           "description": "factor on every colour"}})
