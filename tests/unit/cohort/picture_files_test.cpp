#include "myolens/cohort/picture_files.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include "myolens/imaging/codec.h"
#include "tests/support/error_matcher.h"
#include "tests/support/temporary_folder.h"

namespace myolens {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::ElementsAre;
using testing::Field;
using testing::HasSubstr;
using testing::IsEmpty;

auto left_out(const fs::path& file, const std::string& reason) {
  return AllOf(Field(&LeftOut::file, file), Field(&LeftOut::reason, HasSubstr(reason)));
}

class FoundPictures : public testing::Test {
 protected:
  void write_picture(const fs::path& name) {
    write_file(folder_ / name, encode_png(Image(2, 2, 3)));
  }

  TemporaryFolder folder_;
};

TEST_F(FoundPictures, AreToldByContentWhateverTheName) {
  write_picture("IM000001");
  write_picture("a.dat");
  folder_.write("dicom/1.2.840.1", std::string(128, '\0') + "DICM\x02");
  const PictureFiles found = find_pictures(folder_.path());
  EXPECT_THAT(found.pictures,
              ElementsAre(folder_ / "IM000001", folder_ / "a.dat", folder_ / "dicom/1.2.840.1"));
  EXPECT_THAT(found.left_out, IsEmpty());
}

TEST_F(FoundPictures, IncludeDamagedOnesSoThatTheyAreRefusedByName) {
  folder_.write("empty.PNG", "");
  folder_.write("page.tiff", "<html>");
  EXPECT_EQ(find_pictures(folder_.path()).pictures.size(), 2U);
  EXPECT_TRUE(is_picture_file(folder_ / "page.tiff"));
}

TEST_F(FoundPictures, LeaveOutTheRestWithTheReason) {
  folder_.write("DICOMDIR", std::string(128, '\0') + "DICM");
  folder_.write("empty", "");
  folder_.write("notes.txt", "notes");
  folder_.write(".hidden.png", "");
  folder_.write(".hidden/a.png", "");
  fs::create_symlink(folder_ / "nowhere", folder_ / "link");
  ASSERT_EQ(::mkfifo((folder_ / "pipe").c_str(), 0600), 0);
  const PictureFiles found = find_pictures(folder_.path());
  EXPECT_THAT(found.pictures, IsEmpty());
  EXPECT_THAT(found.left_out, ElementsAre(left_out(folder_ / "DICOMDIR", "list of DICOM files"),
                                          left_out(folder_ / "empty", "empty"),
                                          left_out(folder_ / "notes.txt", "no picture"),
                                          left_out(folder_ / "pipe", "no regular file")));
  ASSERT_EQ(found.unreadable.size(), 1U);
  EXPECT_THAT(found.unreadable[0], left_out(folder_ / "link", "a link to nothing"));
  EXPECT_FALSE(is_picture_file(folder_ / "notes.txt"));
}

TEST_F(FoundPictures, AreFoundThroughLinksOnce) {
  const TemporaryFolder elsewhere;
  write_file(elsewhere / "sub/1.png", encode_png(Image(2, 2, 3)));
  write_picture("CAD/2.png");
  fs::create_directory_symlink(elsewhere.path(), folder_ / "a_far");
  fs::create_directory_symlink(elsewhere / "sub", folder_ / "b_again");
  fs::create_directory_symlink(folder_ / "CAD", folder_ / "c_inside");
  fs::create_directory_symlink(folder_.path(), folder_ / "d_round");
  fs::create_directory_symlink(folder_.path().parent_path(), folder_ / "e_above");
  const PictureFiles found = find_pictures(folder_.path());
  EXPECT_THAT(found.pictures, ElementsAre(folder_ / "CAD/2.png", folder_ / "a_far/sub/1.png"));
  EXPECT_THAT(found.left_out,
              ElementsAre(left_out(folder_ / "b_again", "read already"),
                          left_out(folder_ / "c_inside", "read already"),
                          left_out(folder_ / "d_round", "a link to a folder that holds this one"),
                          left_out(folder_ / "e_above", "a link to a folder that holds this one")));
}

TEST_F(FoundPictures, MayLieBehindALinkThatCannotBeFollowed) {
  fs::create_symlink("round", folder_ / "round");
  const PictureFiles found = find_pictures(folder_.path());
  ASSERT_EQ(found.unreadable.size(), 1U);
  EXPECT_THAT(found.unreadable[0], left_out(folder_ / "round", "cannot be followed"));
}

TEST_F(FoundPictures, OfNoFolderAreAnError) {
  EXPECT_THAT([&] { find_pictures(folder_ / "none"); },
              FailsWith(ErrorCode::kReadFailed, HasSubstr("cannot list")));
}

}  // namespace
}  // namespace myolens
