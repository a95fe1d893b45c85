#pragma once
#include <cstring>
#include <filesystem>
#include <string>

#include <fmt/format.h>

#include <iggan/base/files.h>
#include <iggan/geometry/triangle_mesh.h>

#include "support/catalogue_file.h"

/// One mesh in several file formats, each written by hand. If z is up, the front is -y.
inline iggan::TriangleMesh with_z_up(iggan::TriangleMesh mesh) {
  for (auto& p : mesh.positions) p = {p[0], -p[2], p[1]};
  return mesh;
}

inline std::string off_text(const iggan::TriangleMesh& mesh) {
  std::string text = fmt::format("OFF\n{} {} 0\n", mesh.positions.size(), mesh.triangles.size());
  for (const auto& p : mesh.positions) text += fmt::format("{} {} {}\n", p[0], p[1], p[2]);
  for (const auto& t : mesh.triangles) text += fmt::format("3 {} {} {}\n", t[0], t[1], t[2]);
  return text;
}

/// Every point has the colour that `colour(position)` gives, as three sRGB bytes.
template <class Colour>
std::string ply_text(const iggan::TriangleMesh& mesh, const Colour& colour) {
  std::string text = fmt::format(
      "ply\nformat ascii 1.0\nelement vertex {}\nproperty float x\nproperty float y\n"
      "property float z\nproperty uchar red\nproperty uchar green\nproperty uchar blue\n"
      "element face {}\nproperty list uchar int vertex_indices\nend_header\n",
      mesh.positions.size(), mesh.triangles.size());
  for (const auto& p : mesh.positions) {
    const iggan::SrgbBytes c = colour(p);
    text += fmt::format("{} {} {} {} {} {}\n", p[0], p[1], p[2], c[0], c[1], c[2]);
  }
  for (const auto& t : mesh.triangles) text += fmt::format("3 {} {} {}\n", t[0], t[1], t[2]);
  return text;
}

inline std::string stl_text(const iggan::TriangleMesh& mesh) {
  std::string text = "solid test\n";
  for (const auto& t : mesh.triangles) {
    text += "facet normal 0 0 0\nouter loop\n";
    for (const auto point : t) {
      const auto& p = mesh.positions[point];
      text += fmt::format("vertex {} {} {}\n", p[0], p[1], p[2]);
    }
    text += "endloop\nendfacet\n";
  }
  return text + "endsolid test\n";
}

template <class Number>
void append_bytes(std::string& bytes, Number number) {
  char raw[sizeof(Number)];
  std::memcpy(raw, &number, sizeof raw);  // assumes a little-endian machine
  bytes.append(raw, sizeof raw);
}

/// Positions, then 32-bit indices.
inline std::string gltf_buffer(const iggan::TriangleMesh& mesh) {
  std::string bytes;
  for (const auto& p : mesh.positions)
    for (const float value : p) append_bytes(bytes, value);
  for (const auto& t : mesh.triangles)
    for (const std::uint32_t index : t) append_bytes(bytes, index);
  return bytes;
}

/// @param uri    of the buffer; empty for a .glb.
/// @param node   members of the node that has the mesh, e.g. a transform.
/// @param extra  members of the document, e.g. materials, of which the mesh gets number 0.
inline std::string gltf_text(const iggan::TriangleMesh& mesh, const std::string& uri,
                             const std::string& node = "", const std::string& extra = "") {
  const std::size_t points = mesh.positions.size(), corners = 3 * mesh.triangles.size();
  return fmt::format(
      R"({{"asset":{{"version":"2.0"}},"scene":0,"scenes":[{{"nodes":[0]}}],)"
      R"("nodes":[{{"mesh":0{}}}],"meshes":[{{"primitives":[{{"attributes":{{"POSITION":0}},)"
      R"("indices":1{}}}]}}],"accessors":[{{"bufferView":0,"componentType":5126,"count":{},)"
      R"("type":"VEC3","min":[-9,-9,-9],"max":[9,9,9]}},{{"bufferView":1,"componentType":5125,)"
      R"("count":{},"type":"SCALAR"}}],"bufferViews":[{{"buffer":0,"byteLength":{}}},)"
      R"({{"buffer":0,"byteOffset":{},"byteLength":{}}}],"buffers":[{{"byteLength":{}{}}}]{}}})",
      node.empty() ? "" : "," + node, extra.empty() ? "" : ",\"material\":0", points, corners,
      12 * points, 12 * points, 4 * corners, 12 * points + 4 * corners,
      uri.empty() ? "" : ",\"uri\":\"" + uri + "\"", extra.empty() ? "" : "," + extra);
}

inline std::string glb_bytes(std::string json, std::string buffer) {
  json.resize((json.size() + 3) / 4 * 4, ' ');
  buffer.resize((buffer.size() + 3) / 4 * 4, '\0');
  std::string bytes = "glTF";
  append_bytes(bytes, std::uint32_t{2});
  append_bytes(bytes, static_cast<std::uint32_t>(12 + 8 + json.size() + 8 + buffer.size()));
  append_bytes(bytes, static_cast<std::uint32_t>(json.size()));
  bytes += "JSON" + json;
  append_bytes(bytes, static_cast<std::uint32_t>(buffer.size()));
  return bytes + std::string("BIN\0", 4) + buffer;
}

/// @param colour  "#rrggbb".
inline void write_3mf(const std::filesystem::path& path, const iggan::TriangleMesh& mesh,
                      const std::string& colour) {
  std::string model =
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?><model unit=\"millimeter\" xmlns=\"http://"
      "schemas.microsoft.com/3dmanufacturing/core/2015/02\"><resources><basematerials id=\"2\">"
      "<base name=\"paint\" displaycolor=\"" +
      colour +
      "\"/></basematerials><object id=\"1\" type=\"model\" pid=\"2\" pindex=\"0\"><mesh><vertices>";
  for (const auto& p : mesh.positions)
    model += fmt::format(R"(<vertex x="{}" y="{}" z="{}"/>)", p[0], p[1], p[2]);
  model += "</vertices><triangles>";
  for (const auto& t : mesh.triangles)
    model += fmt::format(R"(<triangle v1="{}" v2="{}" v3="{}"/>)", t[0], t[1], t[2]);
  model += "</triangles></mesh></object></resources><build><item objectid=\"1\"/></build></model>";
  write_zip(
      path,
      {{"[Content_Types].xml",
        "<?xml version=\"1.0\"?><Types xmlns=\"http://schemas.openxmlformats.org/package/2006/"
        "content-types\"><Default Extension=\"model\" ContentType=\"application/"
        "vnd.ms-package.3dmanufacturing-3dmodel+xml\"/></Types>"},
       {"_rels/.rels",
        "<?xml version=\"1.0\"?><Relationships xmlns=\"http://schemas.openxmlformats.org/"
        "package/2006/relationships\"><Relationship Target=\"/3D/3dmodel.model\" Id=\"r\" "
        "Type=\"http://schemas.microsoft.com/3dmanufacturing/2013/01/3dmodel\"/>"
        "</Relationships>"},
       {"3D/3dmodel.model", model}});
}
