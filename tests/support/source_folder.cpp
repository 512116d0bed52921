#include "tests/support/source_folder.h"

namespace myolens {

std::filesystem::path source_folder() { return MYOLENS_SOURCE_DIR; }

}  // namespace myolens
