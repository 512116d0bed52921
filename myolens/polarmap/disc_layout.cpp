#include "myolens/polarmap/disc_layout.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <functional>
#include <set>
#include <toml++/toml.h>
#include <utility>

#include "myolens/base/error.h"
#include "myolens/base/file.h"
#include "myolens/base/utf8.h"
#include "myolens/imaging/canvas.h"
#include "myolens/imaging/codec.h"
#include "myolens/polarmap/disc_finder.h"

namespace myolens {
namespace {

constexpr size_t kLargestFileBytes = size_t{64} << 10;
constexpr size_t kMostDiscs = 64;
constexpr double kShapeTolerance = 0.005;  // of width over height
constexpr double kSquareTolerance = 0.02;  // of a box's width
constexpr double kSamePlace = 0.1;         // of the radius

[[noreturn]] void refuse(ErrorCode code, const std::string& origin, const toml::node* node,
                         const std::string& what) {
  std::string place = origin;
  if (node != nullptr) place += ", line " + std::to_string(node->source().begin.line);
  throw Error(code, place + ": " + what);
}

// toml++ 3.3 runs past the end of a switch when it meets a letter such as "ß" where it has not
// recognised a string or a comment, so it is given ASCII alone: letters in strings as escapes, for
// which single quotes become double ones, and those in comments as question marks. Strings over
// several lines would hide the place of a fault, and a layout needs none.
class AsciiToml {
 public:
  AsciiToml(std::string_view text, std::string_view origin) : text_(text), origin_(origin) {
    constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
    if (text_.starts_with(kByteOrderMark)) text_.remove_prefix(kByteOrderMark.size());
  }

  std::string write() {
    while (!text_.empty()) {
      const CodePoint code = first_code_point(text_);
      if (code.bytes == 0) refuse_line("the text is not UTF-8");
      const char letter = text_[0];
      if (letter == '\n') {
        inside_ = 0;
        ++line_;
        ascii_ += letter;
      } else if (inside_ == 0) {
        write_outside(code);
      } else if (letter == inside_ && !after_backslash_ && inside_ != '#') {
        inside_ = 0;
        ascii_ += '"';
      } else {
        write_inside(code);
      }
      after_backslash_ = letter == '\\' && inside_ == '"' && !after_backslash_;
      text_.remove_prefix(code.bytes);
    }
    return std::move(ascii_);
  }

 private:
  [[noreturn]] void refuse_line(const char* what) const {
    throw Error(ErrorCode::kBadFormat,
                std::string(origin_) + ", line " + std::to_string(line_) + ": " + what);
  }

  void write_outside(CodePoint code) {
    if (code.bytes > 1 || text_.starts_with(R"(""")") || text_.starts_with("\'\'\'")) {
      refuse_line("expected plain letters, or a name in quotes on one line");
    }
    const char letter = text_[0];
    if (letter == '"' || letter == '\'' || letter == '#') inside_ = letter;
    ascii_ += letter == '\'' ? '"' : letter;
  }

  void write_inside(CodePoint code) {
    const char letter = text_[0];
    if (code.bytes > 1 && (inside_ == '#' || after_backslash_)) {
      ascii_ += '?';
    } else if (code.bytes > 1) {
      std::array<char, 16> escape{};
      std::snprintf(escape.data(), escape.size(), "\\U%08X", static_cast<unsigned>(code.value));
      ascii_ += escape.data();
    } else {
      if (inside_ == '\'' && (letter == '"' || letter == '\\')) ascii_ += '\\';
      ascii_ += letter;
    }
  }

  std::string_view text_;
  std::string_view origin_;
  std::string ascii_;
  size_t line_ = 1;
  char inside_ = 0;  // the quote of a string, or # for a comment
  bool after_backslash_ = false;
};

template <size_t count>
std::array<double, count> numbers(const toml::node& node, const std::string& origin) {
  std::array<double, count> values{};
  const toml::array* array = node.as_array();
  if (array == nullptr || array->size() != count) {
    refuse(ErrorCode::kBadFormat, origin, &node,
           "expected " + std::to_string(count) + " numbers in brackets");
  }
  for (size_t i = 0; i < count; ++i) {
    const auto value = (*array)[i].template value<double>();
    if (!value || !std::isfinite(*value)) {
      refuse(ErrorCode::kBadFormat, origin, &node, "expected numbers in the brackets");
    }
    values[i] = *value;
  }
  return values;
}

double shape_of(Size size) { return static_cast<double>(size.width) / size.height; }

void require_known_keys(const toml::table& table, std::initializer_list<std::string_view> known,
                        const std::string& origin) {
  for (const auto& [key, node] : table) {
    if (std::ranges::find(known, key.str()) != known.end()) continue;
    refuse(ErrorCode::kBadFormat, origin, &node, "unknown key " + std::string(key.str()));
  }
}

void set_box(LayoutDisc& disc, const toml::node& node, Size screen, const std::string& origin) {
  const auto box = numbers<4>(node, origin);
  const double width = (box[2] - box[0]) * screen.width;
  const double height = (box[3] - box[1]) * screen.height;
  if (!(width > 0) || std::abs(width - height) > kSquareTolerance * width) {
    refuse(
        ErrorCode::kBadData, origin, &node,
        "a box around a circle is as high as it is wide in pixels; give left, top, right, bottom");
  }
  disc.x = (box[0] + box[2]) / 2;
  disc.y = (box[1] + box[3]) / 2;
  disc.radius = (width + height) / 4 / screen.width;
}

LayoutDisc parse_disc(const toml::node& node, Size screen, const std::string& origin) {
  const toml::table* table = node.as_table();
  if (table == nullptr) refuse(ErrorCode::kBadFormat, origin, &node, "expected [[disc]]");
  require_known_keys(*table, {"name", "centre", "radius", "box"}, origin);
  LayoutDisc disc;
  disc.name = (*table)["name"].value_or(std::string());
  if (disc.name.empty()) refuse(ErrorCode::kBadFormat, origin, table, "a disc needs a name");
  const toml::node* centre = table->get("centre");
  const toml::node* radius = table->get("radius");
  if (const toml::node* box = table->get("box"); box != nullptr && !centre && !radius) {
    set_box(disc, *box, screen, origin);
  } else if (box == nullptr && centre && radius) {
    const auto place = numbers<2>(*centre, origin);
    disc.x = place[0];
    disc.y = place[1];
    disc.radius = radius->value<double>().value_or(0);
  } else {
    refuse(ErrorCode::kBadFormat, origin, table, "a disc needs centre and radius, or box");
  }
  const bool on_screen =
      disc.x > 0 && disc.x < 1 && disc.y > 0 && disc.y < 1 && disc.radius > 0 && disc.radius < 1;
  if (!on_screen) {
    refuse(ErrorCode::kBadData, origin, table,
           "the circle of " + disc.name + " lies off the screen; give shares between 0 and 1");
  }
  return disc;
}

DiscLayout parsed(const toml::table& table, const std::string& origin) {
  require_known_keys(table, {"screen", "disc"}, origin);
  const toml::node* screen = table.get("screen");
  if (screen == nullptr) {
    refuse(ErrorCode::kBadFormat, origin, &table, "screen = [width, height] is missing");
  }
  const auto size = numbers<2>(*screen, origin);
  if (!(std::min(size[0], size[1]) >= 1) || !(std::max(size[0], size[1]) <= kMaximalSideInPixels)) {
    refuse(ErrorCode::kBadData, origin, screen, "the screen's width and height are in pixels");
  }
  DiscLayout layout;
  layout.screen = {static_cast<int>(size[0]), static_cast<int>(size[1])};
  const toml::array* discs = table["disc"].as_array();
  if (discs == nullptr || discs->empty() || discs->size() > kMostDiscs) {
    refuse(ErrorCode::kBadData, origin, &table,
           "expected 1 to " + std::to_string(kMostDiscs) + " entries [[disc]]");
  }
  std::set<std::string> names;
  for (const toml::node& node : *discs) {
    layout.discs.push_back(parse_disc(node, layout.screen, origin));
    if (!names.insert(layout.discs.back().name).second) {
      refuse(ErrorCode::kBadData, origin, &node, "two discs are named " + layout.discs.back().name);
    }
  }
  return layout;
}

std::string share_text(double share) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%.6f", share);
  return text.data();
}

// A basic string of TOML 1.0.
std::string quoted(const std::string& name) {
  std::string text = "\"";
  for (const char c : name) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) continue;
    if (c == '"' || c == '\\') text += '\\';
    text += c;
  }
  return text + "\"";
}

double median(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

// Circles of different screens at one place, in shares of the screen.
struct Place {
  std::vector<double> x, y, radius;

  bool holds(const LayoutDisc& disc, double shape) const {
    const double reach = kSamePlace * radius.front();
    return std::hypot(disc.x - x.front(), (disc.y - y.front()) / shape) <= reach &&
           std::abs(disc.radius - radius.front()) <= reach;
  }
  void add(const LayoutDisc& disc) {
    x.push_back(disc.x);
    y.push_back(disc.y);
    radius.push_back(disc.radius);
  }
};

}  // namespace

DiscLayout parse_layout(std::string_view text, const std::string& origin) {
  if (text.size() > kLargestFileBytes) {
    throw Error(ErrorCode::kLimitExceeded, origin + ": a layout has at most 64 KiB");
  }
  const std::string ascii = AsciiToml(text, origin).write();
  try {
    return parsed(toml::parse(ascii), origin);
  } catch (const toml::parse_error& error) {
    throw Error(ErrorCode::kBadFormat, origin + ", line " +
                                           std::to_string(error.source().begin.line) + ": " +
                                           std::string(error.description()));
  }
}

DiscLayout read_layout(const std::filesystem::path& file) {
  return parse_layout(read_text_file(file, kLargestFileBytes), file.string());
}

std::string layout_text(const DiscLayout& layout) {
  std::string text =
      "# Polar maps on a screen, in shares of it: x and radius of the width, y of the height.\n"
      "screen = [" +
      std::to_string(layout.screen.width) + ", " + std::to_string(layout.screen.height) + "]\n";
  for (const LayoutDisc& disc : layout.discs) {
    text += "\n[[disc]]\nname = " + quoted(disc.name) + "\ncentre = [" + share_text(disc.x) + ", " +
            share_text(disc.y) + "]\nradius = " + share_text(disc.radius) + "\n";
  }
  return text;
}

Disc disc_on_screen(const DiscLayout& layout, const LayoutDisc& disc, Size size,
                    const std::string& origin) {
  const double shape = shape_of(layout.screen);
  if (size.height < 1 || std::abs(shape_of(size) - shape) > kShapeTolerance * shape) {
    throw Error(ErrorCode::kBadData,
                origin + " has " + std::to_string(size.width) + " x " +
                    std::to_string(size.height) + " pixels, the layout is for screens of " +
                    std::to_string(layout.screen.width) + " x " +
                    std::to_string(layout.screen.height) + "; use a layout of its own");
  }
  return {disc.x * size.width, disc.y * size.height, disc.radius * size.width};
}

DiscLayout shared_layout(const std::vector<FoundDiscs>& screens) {
  if (screens.empty()) throw Error(ErrorCode::kBadData, "a layout needs at least one screen");
  DiscLayout layout{screens.front().screen, {}};
  const double shape = shape_of(layout.screen);
  std::vector<Place> places;
  for (const FoundDiscs& found : screens) {
    disc_on_screen(layout, {}, found.screen, found.origin);
    for (const Disc& disc : found.discs) {
      const LayoutDisc share{"", disc.centre_x / found.screen.width,
                             disc.centre_y / found.screen.height, disc.radius / found.screen.width};
      auto place =
          std::ranges::find_if(places, [&](const Place& p) { return p.holds(share, shape); });
      if (place == places.end()) place = places.insert(places.end(), Place{});
      place->add(share);
    }
  }
  std::erase_if(places, [&](const Place& place) { return 2 * place.x.size() < screens.size(); });
  if (places.empty()) {
    throw Error(ErrorCode::kBadData,
                "no polar map stands at one place on half of the screens; do they come from one "
                "program with one layout?");
  }
  std::vector<Disc> discs;
  for (const Place& place : places) {
    discs.push_back(disc_on_screen(
        layout, {"", median(place.x), median(place.y), median(place.radius)}, layout.screen, ""));
  }
  sort_for_reading(discs);
  for (const Disc& disc : discs) {
    layout.discs.push_back(
        {std::to_string(layout.discs.size() + 1), disc.centre_x / layout.screen.width,
         disc.centre_y / layout.screen.height, disc.radius / layout.screen.width});
  }
  return layout;
}

Image drawn_layout(const Image& screen, const DiscLayout& layout, const std::string& origin) {
  constexpr Rgb kColour{255, 0, 255};
  Canvas canvas(screen);
  for (const LayoutDisc& entry : layout.discs) {
    const Disc disc = disc_on_screen(layout, entry, {screen.width, screen.height}, origin);
    canvas.circle(disc.centre_x, disc.centre_y, disc.radius, kColour, 2);
    canvas.text(disc.centre_x - disc.radius / 2, disc.centre_y, entry.name,
                {.size_pixels = std::max(disc.radius / 5, 12.0), .colour = kColour, .bold = true});
  }
  return canvas.image();
}

}  // namespace myolens
