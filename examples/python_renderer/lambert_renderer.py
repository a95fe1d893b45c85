#!/usr/bin/env python3
"""A renderer in Python: flat Lambert shading of what the pixels see, with optional depth fog.

    iggan renderers check ./lambert_renderer.py
    iggan dataset render --renderer ./lambert_renderer.py --params '{"fog": 0.4}' ...
"""
import iggan_renderer

np = iggan_renderer.require_numpy()


def light_of(lamp, hits):
    """What one lamp adds for albedo 1, [hits, 3]; docs/renderer_abi.md has the units."""
    rgb = np.array(lamp.rgb)
    if lamp.kind == "ambient":
        return np.broadcast_to(rgb, hits.normal.shape)
    if lamp.kind == "directional":
        towards, fall_off = -np.array([lamp.vec]), 1  # vec is the direction of travel
    else:
        towards = np.array(lamp.vec) - hits.point
        fall_off = (towards * towards).sum(axis=1, keepdims=True)
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        towards = towards / np.sqrt((towards * towards).sum(axis=1, keepdims=True))
        cosine = np.maximum((hits.normal * towards).sum(axis=1, keepdims=True), 0)
        return np.nan_to_num(rgb / np.pi * cosine / fall_off)


def render(job):
    hits = iggan_renderer.first_hits(job)
    light = np.zeros(hits.normal.shape)
    for lamp in job.lights:
        light += light_of(lamp, hits)
    colour = hits.albedo() * light
    if job.params["fog"] > 0:
        clear = np.exp(-job.params["fog"] * hits.depth)[:, None]
        colour = colour * clear + 0.5 * (1 - clear)
    return hits.picture(colour)


iggan_renderer.serve(
    render,
    id="org.iggan.example.lambert",
    name="Lambert in Python",
    vendor="iggan",
    version="1.0",
    license="BSD-3-Clause",
    determinism="bitwise",
    lambert=True,  # with fog 0, which is the default
    params={
        "fog": {"type": "number", "minimum": 0, "maximum": 100, "default": 0,
                "description": "how strongly colours fade to gray for each unit of depth"},
    },
)
