// The rules of docs/architecture.md, held against every source file.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <regex>

#include "tests/support/source_folder.h"
#include "tests/unit/layers/layer_table.h"
#include "tests/unit/layers/source_tree.h"

namespace myolens {
namespace {

using testing::IsEmpty;

constexpr size_t kMaximalLines = 400;

const std::filesystem::path kRepository = source_folder();

const std::vector<SourceFile>& sources() {
  static const std::vector<SourceFile> kSources = source_files(kRepository);
  return kSources;
}

bool may_use(const std::string& user, const std::string& used) {
  const auto upper = tier_of(user);
  const auto lower = tier_of(used);
  return user == used || (upper && lower && *lower < *upper);
}

TEST(Layers, AreReadFromTheTree) {
  EXPECT_GT(sources().size(), 20U);
  EXPECT_TRUE(declared_links(kRepository)["imaging"].contains("base"));
}

TEST(Layers, KnowEveryFolder) {
  for (const SourceFile& file : sources()) {
    EXPECT_TRUE(tier_of(file.folder)) << file.path << " lies in a folder without a tier";
  }
}

TEST(Layers, ArrowsOfIncludesPointDown) {
  std::vector<std::string> faults;
  for (const SourceFile& file : sources()) {
    for (const std::string& header : file.quoted_headers) {
      if (!may_use(file.folder, folder_of(header))) {
        faults.push_back(file.path.string() + " includes " + header);
      }
    }
  }
  EXPECT_THAT(faults, IsEmpty());
}

TEST(Layers, ArrowsOfLinksPointDown) {
  std::vector<std::string> faults;
  for (const auto& [folder, links] : declared_links(kRepository)) {
    for (const std::string& link : links) {
      if (!may_use(folder, link)) faults.push_back(folder + " links " + link);
    }
  }
  EXPECT_THAT(faults, IsEmpty());
}

TEST(Layers, LinkWhatTheyInclude) {
  std::vector<std::string> faults;
  auto links = declared_links(kRepository);
  for (const SourceFile& file : sources()) {
    if (file.folder == "apps") continue;
    for (const std::string& header : file.quoted_headers) {
      const std::string used = folder_of(header);
      if (used != file.folder && !links[file.folder].contains(used)) {
        faults.push_back(file.path.string() + " includes " + header + " without LINKS " + used);
      }
    }
  }
  EXPECT_THAT(faults, IsEmpty());
}

TEST(Layers, TouchEachThirdPartyLibraryInOneFolderOnly) {
  std::vector<std::string> faults;
  for (const SourceFile& file : sources()) {
    for (const std::string& header : file.angle_headers) {
      const Owner owner = owner_of(header);
      if (owner.origin == Origin::kUnknown) {
        faults.push_back(file.path.string() + " includes <" + header + ">, which has no owner");
      } else if (owner.origin == Origin::kOneFolder && owner.folder != file.folder) {
        faults.push_back(file.path.string() + " includes <" + header + ">, which is for " +
                         owner.folder);
      }
    }
  }
  EXPECT_THAT(faults, IsEmpty());
}

TEST(Libraries, NeitherPrintNorExit) {
  static const std::regex kForbidden(
      R"(\b(std::)?(cout|cerr|clog|printf|fprintf|puts|exit|_Exit|abort|quick_exit)\b\s*(\(|<<))");
  std::vector<std::string> faults;
  for (const SourceFile& file : sources()) {
    if (file.folder == "apps") continue;
    for (const std::string& line : file.lines) {
      if (std::regex_search(line, kForbidden)) faults.push_back(file.path.string() + ": " + line);
    }
  }
  EXPECT_THAT(faults, IsEmpty());
}

TEST(SourceFiles, StayShortAndAreNamedAfterWhatTheyDo) {
  for (const SourceFile& file : sources()) {
    EXPECT_LE(file.lines.size(), kMaximalLines) << file.path;
    const std::string stem = file.path.stem().string();
    EXPECT_EQ(stem.find("util"), std::string::npos) << file.path;
    EXPECT_EQ(stem.find("helper"), std::string::npos) << file.path;
  }
}

}  // namespace
}  // namespace myolens
