#include "myolens/weights/download.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "myolens/base/checksum.h"
#include "tests/support/error_matcher.h"
#include "tests/support/loopback_server.h"
#include "tests/support/temporary_folder.h"

namespace myolens {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

constexpr size_t kBytes = 3'000'000;
constexpr size_t kCut = 1'234'567;

std::string sound_content() {
  std::string content(kBytes, '\0');
  for (size_t i = 0; i < content.size(); ++i) content[i] = static_cast<char>(i * i >> 7);
  return content;
}

class DownloadTest : public testing::Test {
 protected:
  DownloadTest() {
    ::setenv("no_proxy", "127.0.0.1", 1);
    options_.allow_http = true;
    options_.check = [this](const fs::path& file) {
      if (md5_hex_of_file(file) != md5_)
        throw Error(ErrorCode::kChecksumMismatch, file.string() + " is another file");
    };
  }
  void download(const LoopbackServer& server) {
    SilentProgress progress;
    download_file(server.url() + "/net.h5", target_, options_, progress);
  }
  HttpReply sound_reply(const HttpRequest& request) const {
    return reply_with_ranges(request, content_);
  }
  void expect_sound_file() const {
    EXPECT_TRUE(read_text_file(target_) == content_);
    EXPECT_FALSE(fs::exists(part_));
  }
  void expect_nothing() const {
    EXPECT_FALSE(fs::exists(target_));
    EXPECT_FALSE(fs::exists(part_));
  }

  const std::string content_ = sound_content();
  const std::string md5_ =
      md5_hex(std::span(reinterpret_cast<const uint8_t*>(content_.data()), content_.size()));
  TemporaryFolder folder_;
  const fs::path target_ = folder_ / "downloads/net.h5";
  const fs::path part_ = folder_ / "downloads/net.h5.part";
  DownloadOptions options_;
};

TEST_F(DownloadTest, BringsTheWholeFile) {
  const LoopbackServer server([&](const HttpRequest& request) { return sound_reply(request); });
  download(server);
  expect_sound_file();
}

TEST_F(DownloadTest, GoesOnWhereTheConnectionEnded) {
  bool cut = true;
  const LoopbackServer server([&](const HttpRequest& request) {
    HttpReply reply = sound_reply(request);
    if (std::exchange(cut, false)) {
      reply.claimed_length = kBytes;
      reply.body.resize(kCut);
    }
    return reply;
  });
  EXPECT_THAT([&] { download(server); },
              FailsWith(ErrorCode::kUnavailable, HasSubstr("ended after 1234567 of 3000000")));
  EXPECT_FALSE(fs::exists(target_));
  EXPECT_EQ(fs::file_size(part_), kCut);

  download(server);
  expect_sound_file();
  EXPECT_EQ(server.requests().at(1).range_from, kCut);
}

TEST_F(DownloadTest, StartsAgainWhenTheServerIgnoresRanges) {
  write_file(part_, std::string_view(content_).substr(0, kCut));
  const LoopbackServer server([&](const HttpRequest& request) {
    return sound_reply({request.path, {}});
  });
  download(server);
  expect_sound_file();
}

TEST_F(DownloadTest, StartsAgainWhenThePartBelongsToAnotherFile) {
  write_file(part_, std::string(kCut, 'x'));
  const LoopbackServer server([&](const HttpRequest& request) { return sound_reply(request); });
  download(server);
  expect_sound_file();
  EXPECT_EQ(server.requests().size(), 2U);
}

TEST_F(DownloadTest, StartsAgainWhenThePartIsTooLong) {
  write_file(part_, std::string(kBytes + 1, 'x'));
  const LoopbackServer server([&](const HttpRequest& request) { return sound_reply(request); });
  download(server);
  expect_sound_file();
}

TEST_F(DownloadTest, ResumesNothingThatItCannotCheck) {
  options_.check = {};
  write_file(part_, std::string(kCut, 'x'));
  const LoopbackServer server([&](const HttpRequest& request) { return sound_reply(request); });
  download(server);
  expect_sound_file();
  EXPECT_FALSE(server.requests().at(0).range_from);
}

TEST_F(DownloadTest, KeepsNothingOfAFileThatFailsItsCheck) {
  const LoopbackServer server([](const HttpRequest&) {
    return HttpReply{.status = 200, .headers = {}, .body = "<html>", .claimed_length = {}};
  });
  EXPECT_THAT([&] { download(server); },
              FailsWith(ErrorCode::kChecksumMismatch, HasSubstr("another file")));
  expect_nothing();
}

TEST_F(DownloadTest, SaysThatAFileIsNotThere) {
  const LoopbackServer server([](const HttpRequest&) {
    return HttpReply{.status = 404, .headers = {}, .body = "<html>", .claimed_length = {}};
  });
  EXPECT_THAT([&] { download(server); },
              FailsWith(ErrorCode::kUnavailable, HasSubstr("answered 404")));
  expect_nothing();
}

TEST_F(DownloadTest, FollowsNoRedirectToPlainHttp) {
  const LoopbackServer server([](const HttpRequest&) {
    return HttpReply{.status = 302,
                     .headers = {"Location: http://127.0.0.1:1/net.h5"},
                     .body = "",
                     .claimed_length = {}};
  });
  EXPECT_THAT([&] { download(server); },
              FailsWith(ErrorCode::kUnavailable, HasSubstr("not HTTPS")));
  EXPECT_EQ(server.requests().size(), 1U);
  expect_nothing();
}

TEST_F(DownloadTest, RefusesPlainHttpUnlessItIsAllowed) {
  options_.allow_http = false;
  const LoopbackServer server([&](const HttpRequest& request) { return sound_reply(request); });
  EXPECT_THAT([&] { download(server); },
              FailsWith(ErrorCode::kUnavailable, HasSubstr("only HTTPS")));
  EXPECT_TRUE(server.requests().empty());
  expect_nothing();
}

TEST_F(DownloadTest, StopsAtTheLimit) {
  options_.limit_bytes = kBytes - 1;
  const LoopbackServer server([&](const HttpRequest& request) { return sound_reply(request); });
  EXPECT_THAT([&] { download(server); },
              FailsWith(ErrorCode::kLimitExceeded, HasSubstr("2999999 bytes")));
  expect_nothing();
}

TEST_F(DownloadTest, GivesUpOnAServerThatSaysNothing) {
  options_.stall_timeout = std::chrono::seconds(1);
  const LoopbackServer server([](const HttpRequest&) {
    std::this_thread::sleep_for(std::chrono::milliseconds(1800));
    return HttpReply{};
  });
  EXPECT_THAT([&] { download(server); }, FailsWith(ErrorCode::kUnavailable, HasSubstr("/net.h5")));
  expect_nothing();
}

TEST_F(DownloadTest, SaysThatNobodyAnswers) {
  SilentProgress progress;
  EXPECT_THAT([&] { download_file("http://127.0.0.1:1/net.h5", target_, options_, progress); },
              FailsWith(ErrorCode::kUnavailable, HasSubstr("http://127.0.0.1:1/net.h5")));
  expect_nothing();
}

// Stands for Ctrl-C, which the program reports by an exception out of a progress call.
class Stopping final : public Progress {
 public:
  struct Stopped {};
  void begin(std::string_view, size_t) override {}
  void advance(size_t count) override {
    if (count > 0) throw Stopped();
  }
  void end() override {}
  void note(std::string_view) override {}
};

TEST_F(DownloadTest, StopsWhenTheProgressStops) {
  const LoopbackServer server([&](const HttpRequest& request) { return sound_reply(request); });
  Stopping progress;
  EXPECT_THROW(download_file(server.url() + "/net.h5", target_, options_, progress),
               Stopping::Stopped);
  EXPECT_FALSE(fs::exists(target_));
  EXPECT_TRUE(fs::exists(part_));
}

}  // namespace
}  // namespace myolens
