#include "tests/support/loopback_server.h"

#include <netinet/in.h>
#include <regex>
#include <stdexcept>
#include <sys/socket.h>
#include <unistd.h>

namespace myolens {
namespace {

std::string read_head(int connection) {
  std::string head;
  char block[1024];
  while (head.find("\r\n\r\n") == std::string::npos) {
    const ssize_t count = ::read(connection, block, sizeof block);
    if (count <= 0) break;
    head.append(block, static_cast<size_t>(count));
  }
  return head;
}

HttpRequest parse(const std::string& head) {
  HttpRequest request;
  std::smatch match;
  if (std::regex_search(head, match, std::regex("^GET (\\S+)"))) request.path = match[1];
  const std::regex range("\r\nRange: bytes=(\\d+)-\r\n", std::regex::icase);
  if (std::regex_search(head, match, range)) request.range_from = std::stoull(match[1]);
  return request;
}

void write_all(int connection, std::string_view text) {
  while (!text.empty()) {
    const ssize_t count = ::send(connection, text.data(), text.size(), MSG_NOSIGNAL);
    if (count <= 0) return;
    text.remove_prefix(static_cast<size_t>(count));
  }
}

}  // namespace

LoopbackServer::LoopbackServer(Handler handler) : handler_(std::move(handler)) {
  listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  auto* generic = reinterpret_cast<sockaddr*>(&address);
  if (::bind(listener_, generic, size) != 0 || ::listen(listener_, 8) != 0 ||
      ::getsockname(listener_, generic, &size) != 0) {
    throw std::runtime_error("no loopback interface");
  }
  port_ = ntohs(address.sin_port);
  thread_ = std::thread([this] { serve(); });
}

LoopbackServer::~LoopbackServer() {
  ::shutdown(listener_, SHUT_RDWR);
  thread_.join();
  ::close(listener_);
}

std::vector<HttpRequest> LoopbackServer::requests() const {
  const std::lock_guard lock(mutex_);
  return requests_;
}

void LoopbackServer::serve() {
  while (true) {
    const int connection = ::accept(listener_, nullptr, nullptr);
    if (connection < 0) return;
    answer(connection);
    ::close(connection);
  }
}

void LoopbackServer::answer(int connection) {
  const HttpRequest request = parse(read_head(connection));
  {
    const std::lock_guard lock(mutex_);
    requests_.push_back(request);
  }
  const HttpReply reply = handler_(request);
  std::string head = "HTTP/1.1 " + std::to_string(reply.status) + " Reply\r\nConnection: close\r\n";
  head += "Content-Length: " + std::to_string(reply.claimed_length.value_or(reply.body.size()));
  for (const std::string& header : reply.headers) head += "\r\n" + header;
  write_all(connection, head + "\r\n\r\n");
  write_all(connection, reply.body);
}

HttpReply reply_with_ranges(const HttpRequest& request, const std::string& body) {
  if (!request.range_from)
    return {.status = 200, .headers = {}, .body = body, .claimed_length = {}};
  const uint64_t from = *request.range_from;
  if (from >= body.size()) return {.status = 416, .headers = {}, .body = "", .claimed_length = {}};
  return {.status = 206,
          .headers = {"Content-Range: bytes " + std::to_string(from) + "-" +
                      std::to_string(body.size() - 1) + "/" + std::to_string(body.size())},
          .body = body.substr(from),
          .claimed_length = {}};
}

}  // namespace myolens
