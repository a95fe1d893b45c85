"""Runs inside Blender and handles iggan's jobs. The launcher, blender_renderer, starts it."""
import os
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
sys.path += [folder for folder in os.environ.get("IGGAN_MODULES", "").split(":")
             if os.path.isfile(os.path.join(folder, "iggan_renderer.py"))][:1]

import bpy

try:
    import numpy
except ImportError:
    sys.exit("Blender's Python has no NumPy: install the package python3-numpy")
try:
    import iggan_renderer
except ImportError:
    sys.exit("This is a renderer for iggan, which runs it. Try:\n  iggan renderers check blender")

import engines
import parameters
import scene

drawer = None


def prepare(params):
    global drawer
    parameters.check(params)
    drawer = engines.Workbench() if params["engine"] == "workbench" else engines.Cycles()
    drawer.prepare(scene.Scene(params, baked=drawer.baked), params)


def render(job):
    return drawer.render(job)


def leave_no_folder():
    """Blender removes its temporary folder only when it exits, but this process may be killed."""
    try:
        os.rmdir(bpy.app.tempdir)
    except OSError:
        pass


leave_no_folder()
os.chdir(os.environ.get("IGGAN_FOLDER", "."))
if getattr(bpy.app, "online_access", False):  # since 4.2; off after --factory-startup
    sys.exit("Blender may go online, which no renderer needs")
iggan_renderer.serve(
    render,
    id="org.iggan.blender",
    name="Blender (Cycles, Workbench)",
    vendor="Blender Foundation",
    version=bpy.app.version_string,
    license="GPL-3.0-or-later",  # Blender's, a separate program; these scripts are iggan's
    params=parameters.SCHEMA,
    prepare=prepare,
    determinism="bitwise",
    max_grid_edge=256,
)
