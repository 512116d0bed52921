// A web server on the loopback interface that answers as a test tells it to.
#pragma once

#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

namespace myolens {

struct HttpRequest {
  std::string path;                    // "/file.h5"
  std::optional<uint64_t> range_from;  // of "Range: bytes=N-"
};

struct HttpReply {
  int status = 200;
  std::vector<std::string> headers;
  std::string body;
  std::optional<uint64_t> claimed_length;  // differs from the body's when the line breaks off
};

class LoopbackServer {
 public:
  using Handler = std::function<HttpReply(const HttpRequest&)>;

  explicit LoopbackServer(Handler handler);
  ~LoopbackServer();
  LoopbackServer(const LoopbackServer&) = delete;
  LoopbackServer& operator=(const LoopbackServer&) = delete;

  std::string url() const { return "http://127.0.0.1:" + std::to_string(port_); }
  std::vector<HttpRequest> requests() const;

 private:
  void serve();
  void answer(int connection);

  Handler handler_;
  int listener_ = -1;
  uint16_t port_ = 0;
  mutable std::mutex mutex_;
  std::vector<HttpRequest> requests_;
  std::thread thread_;
};

// Sends `body`, from the middle when that is asked for.
HttpReply reply_with_ranges(const HttpRequest& request, const std::string& body);

}  // namespace myolens
