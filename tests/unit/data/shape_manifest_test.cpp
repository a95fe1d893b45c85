#include <cmath>

#include <support/catch.h>

#include <iggan/base/error.h>
#include <iggan/base/files.h>
#include <iggan/config/json_file.h>
#include <iggan/data/shape_manifest.h>
#include <iggan/formats/binvox.h>

#include "support/boxes.h"
#include "support/temp_dir.h"

using iggan::ShapeStatus;
using iggan::Split;
using iggan::config::Json;

namespace {

/// As iggan 0.1.0 wrote it: a model of a catalogue, a variant of it, and a model that failed.
const char* const kManifest = R"({
  "format_version": 1,
  "tool_version": "0.1.0",
  "created": "2026-11-29T10:03:02Z",
  "resolution": 8,
  "parameters": {
    "inputs": [
      "test.sh3f"
    ],
    "categories": {
      "sofa": "sofa|couch",
      "any": ""
    },
    "exclude": "",
    "curated_exclude": true,
    "size": 8,
    "margin": 1,
    "yaw_degrees": 0.0,
    "augment": 1,
    "seed": 18446744073709551615,
    "split": [
      80,
      10,
      10
    ],
    "split_seed": 0
  },
  "counts": {
    "models": 1,
    "shapes": 2,
    "variants": 1,
    "failed": 1,
    "train": 2,
    "val": 0,
    "test": 0,
    "categories": {
      "sofa": 2
    }
  },
  "items": [
    {
      "id": "test-sofa",
      "category": "sofa",
      "subcategory": "Living room",
      "name": "Corner sofa",
      "status": "ok",
      "split": "train",
      "file": "shapes/test-sofa.binvox",
      "sha256": "SHA256",
      "size": 8,
      "occupied": 8,
      "quality": {
        "fill": 0.015625,
        "components": 1,
        "largest_fraction": 1.0,
        "voids": 0,
        "sealed_gain": null
      },
      "mesh": {
        "triangles": 57968,
        "components": 15,
        "watertight": false
      },
      "warnings": [
        "sealing gaps made the solid 20 % larger"
      ],
      "source": {
        "archive": "test.sh3f",
        "archive_sha256": "7ef093fe",
        "entry": "sofa/sofa.obj",
        "catalogue": "SweetHome3D#Test",
        "catalogue_version": "1.8",
        "catalogue_id": "Test#sofa"
      },
      "licence": {
        "spdx": "CC0-1.0",
        "text": "Public domain",
        "url": "https://creativecommons.org/publicdomain/zero/1.0/",
        "licence_file": "licences/test-sofa.txt"
      },
      "creator": "Ann",
      "dims_cm": [
        233.7,
        80.0,
        143.6
      ],
      "transform": {
        "rotation": [
          1.0,
          0.0,
          0.0,
          0.0,
          1.0,
          0.0,
          0.0,
          0.0,
          1.0
        ],
        "yaw_degrees": 0.0
      }
    },
    {
      "id": "test-sofa-v001",
      "category": "sofa",
      "subcategory": "Living room",
      "name": "Corner sofa",
      "status": "ok",
      "variant_of": "test-sofa",
      "augmentation": {
        "axis_scale": [
          0.9885013617942214,
          1.0608408195190246,
          1.1866243725965122
        ],
        "y": {
          "knot": 0.35197567800443197,
          "shift": 0.0475323479152146
        },
        "z": {
          "knot": 0.4303923794050646,
          "shift": 0.06668126733689779
        },
        "x": {
          "knot": 0.3600872760095734,
          "shift": 0.013948141951101223
        },
        "taper": 0.007512033467539009
      },
      "split": "train",
      "file": "shapes/test-sofa.binvox",
      "sha256": "SHA256",
      "size": 8,
      "occupied": 8,
      "quality": {
        "fill": 0.015625,
        "components": 1,
        "largest_fraction": 1.0,
        "voids": 0,
        "sealed_gain": 0.0
      },
      "mesh": {
        "triangles": 57968,
        "components": 15,
        "watertight": false
      },
      "warnings": []
    },
    {
      "id": "test-broken",
      "category": "sofa",
      "subcategory": "",
      "name": "Broken sofa",
      "status": "failed",
      "reason": "test.sh3f: cannot be read",
      "source": {
        "entry": "sofa/broken.obj"
      },
      "licence": {
        "spdx": "NOASSERTION",
        "text": "",
        "url": "",
        "licence_file": ""
      },
      "creator": "",
      "transform": {
        "rotation": [
          0.0,
          0.0,
          1.0,
          0.0,
          1.0,
          0.0,
          -1.0,
          0.0,
          0.0
        ],
        "yaw_degrees": 90.0
      }
    }
  ]
}
)";

struct StoredSet {
  TempDir dir;
  std::string text = kManifest;
  StoredSet() {
    std::filesystem::create_directories(dir / "shapes");
    const auto file = dir / "shapes/test-sofa.binvox";
    iggan::write_binvox(file, box(8, {2, 2, 2}, {4, 4, 4}));
    const std::string word = "SHA256", sha256 = iggan::sha256_of_file(file);
    for (std::size_t at; (at = text.find(word)) != std::string::npos;)
      text.replace(at, word.size(), sha256);
    write(text);
  }

  void write(const std::string& manifest) const {
    iggan::write_text_atomically(dir / "manifest.json", manifest);
  }
  [[nodiscard]] Json json() const { return iggan::config::parse_json(text, "manifest"); }

  /// The error if one value of the set is changed; empty if the set can still be read. An error
  /// that is not a DataError, or does not name the file, does not count.
  [[nodiscard]] std::string refusal(const std::string& pointer, const Json& value) const {
    Json changed = json();
    changed[Json::json_pointer(pointer)] = value;
    write(changed.dump());
    return refusal();
  }
  [[nodiscard]] std::string refusal() const {
    try {
      (void)iggan::summarize_shape_set(dir.path);
      (void)iggan::load_shape_set(dir.path);
    } catch (const iggan::DataError& error) {
      CHECK_THAT(error.what(), Contains(dir.path.string()));
      return error.what();
    }
    return "";
  }
  /// The same with one key of an object removed.
  [[nodiscard]] std::string refusal_without(const std::string& object,
                                            const std::string& key) const {
    Json changed = json();
    changed[Json::json_pointer(object)].erase(key);
    write(changed.dump());
    return refusal();
  }
};

/// Pointers to every value below and at `json`.
void list_pointers(const Json& json, const std::string& at, std::vector<std::string>& out) {
  out.push_back(at);
  for (const auto& item : json.items())
    if (json.is_structured()) list_pointers(item.value(), at + "/" + item.key(), out);
}

}  // namespace

TEST_CASE_METHOD(StoredSet,
                 "a manifest of the previous version is read, and written back unchanged",
                 "[data][manifest]") {
  const auto manifest = iggan::read_shape_manifest(dir.path);
  CHECK(manifest.resolution == 8);
  CHECK(manifest.parameters->seed == 18446744073709551615ull);
  CHECK(manifest.parameters->categories.back().first == "any");
  REQUIRE(manifest.items.size() == 3);
  CHECK(manifest.items[0].source->catalogue_id == "Test#sofa");
  CHECK(std::isnan(manifest.items[0].quality->sealed_gain));
  CHECK(manifest.items[1].variant_of == "test-sofa");
  CHECK(manifest.items[1].augmentation->z.knot == 0.4303923794050646);
  CHECK(manifest.items[2].status == ShapeStatus::failed);
  CHECK(manifest.items[2].reason == "test.sh3f: cannot be read");

  iggan::write_shape_manifest(dir / "shapes", manifest);
  CHECK(iggan::read_text(dir / "shapes/manifest.json") == text);

  const auto set = iggan::load_shape_set(dir.path);
  REQUIRE(set.shapes.size() == 2);
  CHECK(set.shapes[1].source_model == "test-sofa");
  CHECK(set.shapes[1].split == Split::train);
  CHECK(iggan::summarize_shape_set(dir.path).training_shapes == 2);
}

TEST_CASE_METHOD(StoredSet, "a set must have the keys that loading needs, and may lack the others",
                 "[data][manifest]") {
  for (const char* key : {"format_version", "resolution", "items"})
    CHECK_THAT(refusal_without("", key), Contains(std::string(key) + " is missing"));
  for (const char* key : {"id", "category", "status", "split", "file", "sha256"})
    CHECK_THAT(refusal_without("/items/1", key),
               Contains("items[1]." + std::string(key) + " is missing"));
  CHECK_THAT(refusal_without("/items/0/quality", "fill"),
             Contains("items[0].quality.fill is missing"));
  for (const char* key : {"tool_version", "created", "parameters", "counts"})
    CHECK(refusal_without("", key).empty());
  CHECK(refusal_without("/parameters", "split_seed").empty());  // sets from before that option
  for (const char* key : {"name", "quality", "mesh", "warnings", "source", "transform"})
    CHECK(refusal_without("/items/0", key).empty());
  CHECK_THAT(refusal("/items", Json::array()), Contains("holds no shape"));
}

TEST_CASE_METHOD(StoredSet, "wrong values are refused with file and key", "[data][manifest]") {
  CHECK_THAT(refusal("/resolution", "32"), Contains("resolution: expected an integer, got \"32\""));
  CHECK_THAT(refusal("/resolution", 0), Contains("resolution"));
  CHECK_THAT(refusal("/resolution", 18446744073709551615ull), Contains("resolution"));
  CHECK_THAT(refusal("/resolution", 4294967304ull), Contains("resolution"));  // 2^32 + 8
  CHECK_THAT(refusal("/format_version", 4294967297ull), Contains("version is 4294967297"));
  CHECK_THAT(refusal("/format_version", "1"), Contains("format_version: expected an integer"));
  CHECK_THAT(refusal("/items/0/split", "vol"),
             Contains("items[0].split") && Contains("did you mean val?"));
  CHECK_THAT(refusal("/items/2/status", "fine"), Contains("items[2].status"));
  CHECK_THAT(refusal("/items", Json::object()), Contains("items: expected an array"));
  CHECK_THAT(refusal("/items/1", 5), Contains("items[1]: expected an object"));
  CHECK_THAT(refusal("/counts/train", 1e300), Contains("counts.train"));
  CHECK_THAT(refusal("/items/0/occupied", -1), Contains("items[0].occupied"));
  const std::string deep = std::string(200000, '[') + std::string(200000, ']');
  write(R"({"format_version": 1, "resolution": )" + deep + R"(, "created": "", "items": []})");
  CHECK_THAT(refusal(), Contains("200001 levels"));
  write("[]");
  CHECK_THAT(refusal(), Contains("format_version is missing"));
  write("");
  CHECK_FALSE(refusal().empty());
}

TEST_CASE_METHOD(StoredSet, "a key of a newer version is refused in one line that names the writer",
                 "[data][manifest]") {
  Json changed = json();
  changed["tool_version"] = "0.9.0";
  changed["items"][1]["colour"] = "red";
  write(changed.dump());
  const std::string line = refusal();
  CHECK_THAT(line, Contains("manifest.json (written by iggan 0.9.0)") &&
                       Contains("items[1].colour") && !Contains("\n"));
}

TEST_CASE_METHOD(StoredSet, "a shape's file stays inside the set's folder", "[data][manifest]") {
  for (const std::string file :
       {"../../etc/passwd", "/etc/passwd", "..", ".", "", "shapes/../../set/shape.binvox",
        "shapes/..", "./", "a/../..", "shapes/../../../../etc/passwd"}) {
    INFO(file);
    CHECK_THAT(refusal("/items/0/file", file), Contains("items[0].file") && Contains("outside"));
  }
  CHECK_THAT(refusal("/items/0/file", std::string("shapes/test-sofa.binvox\0x", 25)),
             Contains("outside"));
  CHECK(refusal("/items/0/file", "./shapes/../shapes/test-sofa.binvox").empty());
  CHECK_THAT(refusal("/items/0/file", "..shapes/absent"), Contains("cannot read"));
  CHECK_THAT(refusal("/items/0/file", "shapes"), Contains("cannot read"));
  CHECK(refusal("/items/2/file", "../x").empty());  // the file of a failed item is never opened
}

TEST_CASE_METHOD(StoredSet, "a changed value or a truncation is at worst refused",
                 "[data][manifest]") {
  std::vector<std::string> pointers;
  list_pointers(json(), "", pointers);
  CHECK(pointers.size() > 120);
  const Json values[] = {nullptr,
                         true,
                         -1,
                         0.5,
                         1e308,
                         18446744073709551615ull,
                         "x",
                         Json::array(),
                         Json::object(),
                         Json::array({Json::array()}),
                         Json::object({{"x", Json::object()}})};
  int refused = 0;
  for (const std::string& pointer : pointers)
    for (const Json& value : values) refused += !refusal(pointer, value).empty();
  CHECK(refused > 600);
  for (std::size_t cut = 0; cut + 2 < text.size(); cut += 7) {
    write(text.substr(0, cut));
    CHECK_FALSE(refusal().empty());
  }
}
