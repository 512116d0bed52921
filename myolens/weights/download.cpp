#include "myolens/weights/download.h"

#include <cstdio>
#include <curl/curl.h>
#include <exception>
#include <memory>

#include "myolens/base/error.h"

namespace myolens {
namespace fs = std::filesystem;
namespace {

constexpr long kHttpPartialContent = 206;
constexpr long kHttpRangeNotSatisfiable = 416;
constexpr long kSlowBytesPerSecond = 1000;
constexpr long kRedirectLimit = 5;
constexpr uint64_t kProgressUnitBytes = uint64_t{1} << 20;

struct CurlCleaner {
  void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
};
struct FileCloser {
  void operator()(std::FILE* file) const { std::fclose(file); }
};

// libcurl wants this before the first thread; a function-local static does it once.
void start_curl() {
  static const CURLcode kStarted = curl_global_init(CURL_GLOBAL_DEFAULT);
  if (kStarted != CURLE_OK) throw Error(ErrorCode::kInternal, "libcurl cannot be started");
}

enum class Outcome {
  kDone,
  kStartAgain,  // what lies in the part is of no use
};

// One request. Exceptions must not cross libcurl: they wait in `failure_`.
class Transfer {
 public:
  Transfer(const std::string& url, const fs::path& part, const DownloadOptions& options,
           Progress& progress)
      : url_(url), part_(part), options_(options), progress_(progress) {
    start_curl();
    curl_.reset(curl_easy_init());
    std::error_code none;
    if (fs::exists(part_, none)) resumed_from_ = fs::file_size(part_, none);
    file_.reset(std::fopen(part_.c_str(), "ab"));
    if (!curl_ || !file_)
      throw Error(ErrorCode::kWriteFailed,
                  "cannot write " + part_.string() + "; check permissions");
  }

  Outcome run() {
    set_options();
    const CURLcode code = curl_easy_perform(curl_.get());
    if (begun_) progress_.end();
    const bool flushed = std::fflush(file_.get()) == 0;
    if (failure_) std::rethrow_exception(failure_);
    if (code == CURLE_HTTP_RETURNED_ERROR && status() == kHttpRangeNotSatisfiable)
      return Outcome::kStartAgain;
    if (code != CURLE_OK) fail(code);
    if (!flushed) fail_write();
    return Outcome::kDone;
  }

  bool resumed() const { return resumed_from_ > 0; }

 private:
  template <typename Value>
  void set(CURLoption option, Value value) {
    if (curl_easy_setopt(curl_.get(), option, value) != CURLE_OK)
      throw Error(ErrorCode::kInternal, "libcurl lacks option " + std::to_string(option));
  }

  void set_options() {
    set(CURLOPT_URL, url_.c_str());
    set(CURLOPT_PROTOCOLS_STR, options_.allow_http ? "https,http" : "https");
    set(CURLOPT_REDIR_PROTOCOLS_STR, "https");
    set(CURLOPT_FOLLOWLOCATION, 1L);
    set(CURLOPT_MAXREDIRS, kRedirectLimit);
    set(CURLOPT_FAILONERROR, 1L);
    set(CURLOPT_NOSIGNAL, 1L);
    set(CURLOPT_USERAGENT, "myolens/" MYOLENS_VERSION);
    set(CURLOPT_CONNECTTIMEOUT, static_cast<long>(options_.connect_timeout.count()));
    set(CURLOPT_LOW_SPEED_LIMIT, kSlowBytesPerSecond);
    set(CURLOPT_LOW_SPEED_TIME, static_cast<long>(options_.stall_timeout.count()));
    range_ = std::to_string(resumed_from_) + "-";
    if (resumed()) set(CURLOPT_RANGE, range_.c_str());
    set(CURLOPT_WRITEFUNCTION, &Transfer::write);
    set(CURLOPT_WRITEDATA, static_cast<void*>(this));
    set(CURLOPT_NOPROGRESS, 0L);
    set(CURLOPT_XFERINFOFUNCTION, &Transfer::tick);
    set(CURLOPT_XFERINFODATA, static_cast<void*>(this));
  }

  long status() const {
    long status = 0;
    curl_easy_getinfo(curl_.get(), CURLINFO_RESPONSE_CODE, &status);
    return status;
  }

  // Called at the first bytes of the body, when the headers are known.
  void begin() {
    begun_ = true;
    if (status() != kHttpPartialContent && resumed()) {
      file_.reset(std::freopen(part_.c_str(), "wb", file_.release()));
      if (!file_) fail_write();
      resumed_from_ = 0;
    }
    written_ = resumed_from_;
    curl_off_t length = -1;
    curl_easy_getinfo(curl_.get(), CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, &length);
    if (length > 0) expected_ = resumed_from_ + static_cast<uint64_t>(length);
    check_limit(expected_);
    progress_.begin("downloading " + url_.substr(url_.rfind('/') + 1) + " (MiB)",
                    (expected_ + kProgressUnitBytes - 1) / kProgressUnitBytes);
    progress_.advance(written_ / kProgressUnitBytes);
  }

  void take(const char* bytes, size_t count) {
    if (!begun_) begin();
    check_limit(written_ + count);
    if (std::fwrite(bytes, 1, count, file_.get()) != count) fail_write();
    const uint64_t before = written_ / kProgressUnitBytes;
    written_ += count;
    progress_.advance(written_ / kProgressUnitBytes - before);
  }

  void check_limit(uint64_t bytes) const {
    if (bytes <= options_.limit_bytes) return;
    throw Error(ErrorCode::kLimitExceeded, url_ + " has more than " +
                                               std::to_string(options_.limit_bytes) +
                                               " bytes, too many for a weight file");
  }

  static size_t write(char* bytes, size_t size, size_t count, void* self) {
    auto* transfer = static_cast<Transfer*>(self);
    try {
      transfer->take(bytes, size * count);
      return size * count;
    } catch (...) {
      transfer->failure_ = std::current_exception();
      return 0;
    }
  }

  // Also called while nothing arrives, so that Ctrl-C is heard.
  static int tick(void* self, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
    auto* transfer = static_cast<Transfer*>(self);
    try {
      if (!transfer->failure_) transfer->progress_.advance(0);
      return 0;
    } catch (...) {
      transfer->failure_ = std::current_exception();
      return 1;
    }
  }

  [[noreturn]] void fail_write() const {
    throw Error(ErrorCode::kWriteFailed,
                "cannot write " + part_.string() + "; check free space and permissions");
  }

  [[noreturn]] void fail(CURLcode code) const {
    std::string reason = curl_easy_strerror(code);
    if (code == CURLE_HTTP_RETURNED_ERROR) {
      reason = "the server answered " + std::to_string(status());
    } else if (code == CURLE_UNSUPPORTED_PROTOCOL && status() / 100 == 3) {
      reason = "the server redirects to an address that is not HTTPS";
    } else if (code == CURLE_UNSUPPORTED_PROTOCOL) {
      reason = "only HTTPS is allowed here";
    } else if (code == CURLE_PARTIAL_FILE) {
      reason = "the connection ended after " + std::to_string(written_) + " of " +
               std::to_string(expected_) + " bytes";
    }
    throw Error(ErrorCode::kUnavailable, "cannot download " + url_ + ": " + reason);
  }

  const std::string& url_;
  const fs::path& part_;
  const DownloadOptions& options_;
  Progress& progress_;
  std::unique_ptr<CURL, CurlCleaner> curl_;
  std::unique_ptr<std::FILE, FileCloser> file_;
  std::string range_;
  uint64_t resumed_from_ = 0;
  uint64_t written_ = 0;
  uint64_t expected_ = 0;  // 0 when the server does not say
  bool begun_ = false;
  std::exception_ptr failure_;
};

// Removes a part that no later call could use.
class PartGuard {
 public:
  PartGuard(const fs::path& part, bool resumable) : part_(part), resumable_(resumable) {}
  ~PartGuard() {
    std::error_code ignored;
    if (!resumable_ || fs::file_size(part_, ignored) == 0) fs::remove(part_, ignored);
  }
  PartGuard(const PartGuard&) = delete;
  PartGuard& operator=(const PartGuard&) = delete;
  void discard() {
    std::error_code ignored;
    fs::remove(part_, ignored);
  }

 private:
  const fs::path& part_;
  const bool resumable_;
};

// True when the part is whole and sound.
bool fetch_part(const std::string& url, const fs::path& part, const DownloadOptions& options,
                PartGuard& guard, Progress& progress) {
  Transfer transfer(url, part, options, progress);
  try {
    if (transfer.run() == Outcome::kStartAgain) {
      guard.discard();
      return false;
    }
    if (options.check) options.check(part);
    return true;
  } catch (const Error& error) {
    if (error.code() == ErrorCode::kUnavailable) throw;
    guard.discard();
    if (error.code() == ErrorCode::kChecksumMismatch && transfer.resumed()) return false;
    throw;
  }
}

}  // namespace

void download_file(const std::string& url, const fs::path& target, const DownloadOptions& options,
                   Progress& progress) {
  const fs::path part = target.string() + ".part";
  std::error_code error;
  fs::create_directories(target.parent_path(), error);
  PartGuard guard(part, static_cast<bool>(options.check));
  if (!options.check) guard.discard();
  if (!fetch_part(url, part, options, guard, progress) &&
      !fetch_part(url, part, options, guard, progress)) {
    throw Error(ErrorCode::kUnavailable,
                "cannot download " + url + ": the server refuses to send it");
  }
  fs::rename(part, target, error);
  if (error)
    throw Error(ErrorCode::kWriteFailed,
                "cannot write " + target.string() + ": " + error.message());
}

}  // namespace myolens
