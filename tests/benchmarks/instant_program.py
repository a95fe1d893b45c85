#!/usr/bin/env python3
"""Returns the same picture immediately, to measure the cost of the protocol."""
import numpy

import iggan_renderer

pictures = {}


def render(job):
    size = (job.height, job.width, 4)
    if size not in pictures:
        pictures[size] = numpy.full(size, 0.5, numpy.float32)
    return pictures[size]


iggan_renderer.serve(render, id="org.iggan.example.instant", license="BSD-3-Clause", determinism="bitwise")
