"""The parameters that a user may set."""
import os

from iggan_renderer import Unsupported

SCHEMA = {
    "engine": {"type": "string", "enum": ["cycles", "workbench"], "default": "cycles",
               "description": "cycles traces paths; workbench is fast: faces by Lambert's law, one "
                              "sample per pixel, no shadows"},
    "samples": {"type": "integer", "minimum": 1, "maximum": 4096, "default": 16,
                "description": "paths per pixel"},
    "bounces": {"type": "integer", "minimum": 0, "maximum": 64, "default": 4,
                "description": "number of bounces of indirect light"},
    "shadows": {"type": "boolean", "default": True,
                "description": "whether directional and point lights cast shadows"},
    "roughness": {"type": "number", "minimum": 0, "maximum": 1, "default": 0.5,
                  "description": "how blurred the reflections of specular and metallic are (Principled BSDF)"},
    "metallic": {"type": "number", "minimum": 0, "maximum": 1, "default": 0,
                 "description": "0: like plastic, 1: like metal (Principled BSDF)"},
    "specular": {"type": "number", "minimum": 0, "maximum": 1, "default": 0,
                 "description": "highlights on top of the colour (Principled BSDF); 0.5 is usual; "
                                "0, with metallic 0, is Lambert's law"},
    "light_radius": {"type": "number", "minimum": 0, "maximum": 10, "default": 0,
                     "description": "radius of each lamp, for soft shadows: in world units, or for a "
                                    "directional light as if it were one unit away"},
    "area_lights": {"type": "boolean", "default": False,
                    "description": "point lights are squares, 2 light_radius wide, that face the "
                                   "centre of the grid"},
    "world_colour": {"type": "array", "items": {"type": "number", "minimum": 0, "maximum": 1e6},
                     "minItems": 3, "maxItems": 3, "default": [0, 0, 0],
                     "description": "linear R, G, B of light from all around, besides the scene's "
                                    "ambient light"},
    "world_image": {"type": "string", "default": "",
                    "description": "file of an equirectangular panorama of light from all around, "
                                   "HDR or EXR; its centre is in the direction -Z"},
    "world_strength": {"type": "number", "minimum": 0, "maximum": 1e6, "default": 1,
                       "description": "factor on world_image"},
}

CYCLES_ALONE = ["samples", "bounces", "roughness", "metallic", "specular", "light_radius",
                "area_lights", "world_image", "world_strength"]


def check(params):
    """Checks what the schema cannot. Raises Unsupported with the parameter, its value and advice."""
    if params["world_image"] and not os.path.isfile(params["world_image"]):
        raise Unsupported(f'world_image: there is no file {os.path.abspath(params["world_image"])}')
    if params["area_lights"] and params["light_radius"] == 0:
        raise Unsupported("area_lights needs a light_radius above 0")
    if params["engine"] == "workbench":
        for name in CYCLES_ALONE:
            if params[name] != SCHEMA[name]["default"]:
                raise Unsupported(f"{name} is {params[name]}: the engine workbench does not use it; "
                                  "leave it out, or set engine to cycles")
