// Who may use whom: the drawing in docs/architecture.md, as a table.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace myolens {

// Folders from the bottom to the top. A folder may include those of lower tiers, never those of its
// own or of a higher one.
const std::vector<std::vector<std::string>>& tiers();

// Tier of a folder, or nothing for one that the table does not know.
std::optional<size_t> tier_of(const std::string& folder);

// Who may include a header in <>.
enum class Origin { kSystem, kAnyFolder, kOneFolder, kUnknown };
struct Owner {
  Origin origin = Origin::kUnknown;
  std::string folder;  // with kOneFolder
};
Owner owner_of(std::string_view header);

}  // namespace myolens
