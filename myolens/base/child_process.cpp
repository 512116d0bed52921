#include "myolens/base/child_process.h"

#include <csignal>
#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

namespace myolens {
namespace {

constexpr std::chrono::milliseconds kPause{20};

// Nothing when it could not be started.
std::optional<pid_t> start(const std::vector<std::string>& arguments) {
  std::vector<char*> pointers;
  for (const std::string& argument : arguments)
    pointers.push_back(const_cast<char*>(argument.c_str()));
  pointers.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  for (const int descriptor : {STDOUT_FILENO, STDERR_FILENO})
    posix_spawn_file_actions_addopen(&actions, descriptor, "/dev/null", O_WRONLY, 0);
  pid_t child = 0;
  const int failed = posix_spawnp(&child, pointers[0], &actions, nullptr, pointers.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  return failed == 0 ? std::optional(child) : std::nullopt;
}

}  // namespace

int run_silently(const std::vector<std::string>& arguments,
                 std::optional<std::chrono::seconds> limit) {
  const std::optional<pid_t> child = start(arguments);
  if (!child) return -1;
  const auto begun = std::chrono::steady_clock::now();
  int status = 0;
  pid_t ended = 0;
  while ((ended = waitpid(*child, &status, limit ? WNOHANG : 0)) == 0) {
    if (std::chrono::steady_clock::now() - begun > *limit) {
      kill(*child, SIGKILL);
      waitpid(*child, &status, 0);
      return -1;
    }
    std::this_thread::sleep_for(kPause);
  }
  return ended == *child && WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

}  // namespace myolens
