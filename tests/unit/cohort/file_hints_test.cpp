#include "myolens/cohort/file_hints.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/temporary_folder.h"

namespace myolens {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(Composition, IsSeenThroughInWholeAndInPart) {
  EXPECT_TRUE(same_but_for_composition("Jos\xC3\xA9.png", "Jose\xCC\x81.png"));
  // LATIN SMALL LETTER E WITH CIRCUMFLEX AND TILDE: one, two and three characters
  EXPECT_TRUE(same_but_for_composition("Nguy\xE1\xBB\x85n", "Nguye\xCC\x82\xCC\x83n"));
  EXPECT_TRUE(same_but_for_composition("Nguy\xE1\xBB\x85n", "Nguy\xC3\xAA\xCC\x83n"));
  EXPECT_TRUE(same_but_for_composition("abc", "abc"));
  EXPECT_FALSE(same_but_for_composition("Jose.png", "Jose\xCC\x81.png"));
  EXPECT_FALSE(same_but_for_composition("Jos\xC3\xA9.png", "Jos\xC3\xA8.png"));
  EXPECT_FALSE(same_but_for_composition("abc", "abcd"));
  EXPECT_FALSE(same_but_for_composition("", "a"));
}

TEST(FileHints, SayWhatIsNear) {
  const TemporaryFolder folder;
  folder.write("stress.png", "1");
  folder.write("Jose\xCC\x81.png", "1");
  FileHints hints;
  EXPECT_THAT(hints.explain(folder / "stres.png"), HasSubstr("did you mean \"stress.png\"?"));
  EXPECT_THAT(hints.explain(folder / "Jos\xC3\xA9.png"), HasSubstr("NFC or NFD"));
  EXPECT_THAT(hints.explain(folder / "Jos\xE9.png"), HasSubstr("not UTF-8"));
  EXPECT_THAT(hints.explain(folder / "C:\\screens\\9.png"), HasSubstr("a path of Windows"));
  EXPECT_THAT(hints.explain(folder.path()), HasSubstr("no regular file"));
  EXPECT_THAT(hints.explain(folder / "none/x.png"), HasSubstr("does not exist"));
}

TEST(FileHints, AreGivenForTheFirstFilesOnly) {
  const TemporaryFolder folder;
  folder.write("a.png", "1");
  FileHints hints;
  for (int i = 0; i < 50; ++i) EXPECT_THAT(hints.explain(folder / "b.png"), HasSubstr("a.png"));
  EXPECT_THAT(hints.explain(folder / "b.png"), Not(HasSubstr("a.png")));
}

}  // namespace
}  // namespace myolens
