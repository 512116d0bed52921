#include "myolens/report/flag_meanings.h"

#include <algorithm>
#include <array>

namespace myolens {

namespace {

struct KnownFlag {
  std::string_view name;
  FlagMeaning meaning;
};

constexpr std::array<KnownFlag, 10> kKnownFlags{{
    {"text left",
     {FlagWeight::kFault,
      "Colours that do not belong to the map remain: look for letters, numbers and lines on it"}},
    {"unusual texture",
     {FlagWeight::kFault,
      "So much stands out that nothing was removed: text may be left, or it is no polar map"}},
    {"uncertain circle",
     {FlagWeight::kCheck,
      "Another circle may fit as well: compare it with the map's edge; a layout file makes it "
      "exact"}},
    {"clipped disc", {FlagWeight::kCheck, "Part of the circle lies off the screen"}},
    {"tiny disc",
     {FlagWeight::kCheck, "The radius is below 56 pixels, few for a network to look at"}},
    {"low contrast",
     {FlagWeight::kCheck, "Dark and bright end of the map are less than 25 of 255 levels apart"}},
    {"unusual colours",
     {FlagWeight::kCheck, "No known colour scale fits: text is harder to tell from the map"}},
    {"uncertain scale",
     {FlagWeight::kCheck, "The colours can be read along two scales: the uptake may be wrong"}},
    {"much filled",
     {FlagWeight::kCheck,
      "More than 40 % of the disc was under text or lines and was filled in: compare it with the "
      "screen (small discs with segment lines do this)"}},
    {"text removed",
     {FlagWeight::kNote,
      "Letters, numbers or lines inside the circle were filled in from their surroundings"}},
}};

}  // namespace

FlagMeaning flag_meaning(std::string_view flag) {
  const auto* const known = std::ranges::find(kKnownFlags, flag, &KnownFlag::name);
  return known == kKnownFlags.end() ? FlagMeaning{} : known->meaning;
}

}  // namespace myolens
