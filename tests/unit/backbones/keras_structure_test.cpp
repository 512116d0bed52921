// Names, types, settings, order, shapes and counts of every layer against the lists of Keras.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "myolens/backbones/catalogue.h"
#include "myolens/base/file.h"
#include "tests/support/reference_structure.h"
#include "tests/support/source_folder.h"

namespace myolens {
namespace {

class KerasStructure : public testing::TestWithParam<Backbone> {};

TEST_P(KerasStructure, IsEqualLayerByLayer) {
  const std::filesystem::path file =
      source_folder() / "tests/data/keras" / (std::string(GetParam().keras_name) + ".json");
  const auto reference = parse_network_reference(nlohmann::json::parse(read_text_file(file)));
  const StructureDifferences differences = structure_differences(reference);
  EXPECT_THAT(differences.layers, testing::IsEmpty());
  EXPECT_THAT(differences.counts, testing::IsEmpty());
}

INSTANTIATE_TEST_SUITE_P(Catalogue, KerasStructure, testing::ValuesIn(backbone_catalogue()),
                         [](const auto& test) { return std::string(test.param.keras_name); });

}  // namespace
}  // namespace myolens
