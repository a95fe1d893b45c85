#include <support/catch.h>

#include <sstream>

#include <iggan/console/display_width.h>
#include <iggan/console/table.h>

using namespace iggan;

namespace {

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

}  // namespace

TEST_CASE("a table aligns words left and numbers right", "[base]") {
  Table table({"renderer", "voxels", "images/s"});
  table.add({"raster", "64^3", "905"});
  table.add({"org.iggan.embree", "128^3", "-"});
  CHECK(lines_of(table.text(Colour::off)) ==
        std::vector<std::string>{"renderer          voxels  images/s",
                                 "raster              64^3       905",
                                 "org.iggan.embree   128^3         -"});
}

TEST_CASE("a column with a word in it is left-aligned", "[base]") {
  Table table({"seed", "state"});
  table.add({"0", "3"});
  table.add({"12", "failed"});
  CHECK(lines_of(table.text(Colour::off)) ==
        std::vector<std::string>{"seed  state", "   0  3", "  12  failed"});
}

TEST_CASE("groups of columns have a bar between them, and missing cells are empty", "[base]") {
  Table table({"set", "n"});
  table.add_group({"IoU"});
  table.add({"train", "7", "0.25"});
  table.add({"mean shape", "1"});
  CHECK(lines_of(table.text(Colour::off)) == std::vector<std::string>{"set         n |  IoU",
                                                                      "train       7 | 0.25",
                                                                      "mean shape  1 |"});
}

TEST_CASE("column widths follow the characters as displayed, not their bytes", "[base]") {
  CHECK(display_width("Fréchet") == 7);
  CHECK(display_width("e\xCC\x81") == 1);  // e and a combining acute
  CHECK(display_width("椅子") == 4);
  CHECK(display_width("\xFF") == 1);
  CHECK(display_width("\xE6\xA4") == 2);  // a truncated character
  CHECK(cut_to_width("椅子", 3) == "椅");
  CHECK(cut_to_width("Fréchet", 3) == "Fré");
  Table table({"", ""});
  table.add({"é", "x"});
  table.add({"椅子", "y"});
  table.add({"abcd", "z"});
  CHECK(lines_of(table.text(Colour::off)) ==
        std::vector<std::string>{"é     x", "椅子  y", "abcd  z"});
}

TEST_CASE("marks, emoji and wide letters of all planes have the widths that Unicode gives them",
          "[base]") {
  CHECK(display_width("n\u0303u\u0308") == 2);  // marks of Latin letters
  CHECK(display_width("ก\u0E34") == 1);         // of Thai, and of Hindi below
  CHECK(display_width("न\u0941") == 1);
  CHECK(display_width("⌚✅") == 4);        // emoji outside the emoji blocks
  CHECK(display_width("🛋🪑") == 3);  // a couch, narrow by itself, and a chair
  CHECK(display_width("🫨") == 2);
  CHECK(display_width("👍\U0001F3FD") == 4);  // with a skin tone: drawn as one glyph or two
  CHECK(display_width("ソファー") == 8);
  CHECK(display_width("ｿﾌｧ") == 3);  // half-width letters
  CHECK(display_width("소파") == 4);
  CHECK(display_width("\U00020BB7") == 2);  // a rare Chinese character, used in names
  CHECK(display_width("█░±–…") == 5);
  CHECK(cut_to_width("n\u0303u", 1) == "n\u0303");  // a mark stays with its letter
  CHECK(cut_to_width("⌚⌚", 3) == "⌚");
}

TEST_CASE("colour does not change the alignment, and can be switched off", "[base]") {
  Table table({"check", "what"});
  table.add({{"pass", Paint::green}, "geometry"});
  table.add({{"timeout", Paint::red}, "colour"});
  std::string coloured = table.text(Colour::on);
  CHECK(coloured.find("\033[1mcheck\033[0m") != std::string::npos);
  CHECK(coloured.find("\033[32mpass\033[0m     geometry") != std::string::npos);
  for (std::size_t at; (at = coloured.find('\033')) != std::string::npos;)
    coloured.erase(at, coloured.find('m', at) - at + 1);
  CHECK(coloured == table.text(Colour::off));
}

TEST_CASE("rows printed one by one line up with later ones", "[base]") {
  Table table({"", ""});
  table.make_room_for({"timeout", "geometry.axes"});
  table.add({"pass", "colour"});
  CHECK(table.last_row(Colour::off) == "pass     colour\n");
  table.add({"timeout", "geometry.axes"});
  CHECK(table.last_row(Colour::off) == "timeout  geometry.axes\n");
}

TEST_CASE("numbers are distinguished from words", "[base]") {
  for (const char* number : {"0", "-3", "+0.5", "12.5%", "64^3", "7/9", "1h 02m", "90m", "1e-05",
                             "inf", "nan", "0.3 ± 0.1"})
    CHECK(reads_as_number(number));
  for (const char* word : {"", "-", "train", "v2", "0-broken", "2nd place", "--out"})
    CHECK_FALSE(reads_as_number(word));
}

TEST_CASE("untrusted text can send only colours to a terminal", "[base]") {
  using iggan::without_commands;
  CHECK(without_commands("so\tfa\n\xc3\xa9 \x1b[1;31mred\x1b[0m") ==
        "so\tfa\n\xc3\xa9 \x1b[1;31mred\x1b[0m");
  CHECK(without_commands("a\x1b]0;title\x07z") == "a\\x1b]0;title\\x07z");
  CHECK(without_commands("a\x1b[2J\r\x7f") == "a\\x1b[2J\\x0d\\x7f");
  CHECK(without_commands("\xc2\x9b"
                         "2J \xc2\xa0") == "\\x9b2J \xc2\xa0");
  for (const char* cut : {"\x1b", "\x1b[", "\x1b[1;"})
    CHECK(without_commands(cut) == "\\x1b" + std::string(cut).substr(1));
  CHECK(without_commands("\xc2") == "\xc2");
}
