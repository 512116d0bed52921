#include "tests/program/running_program.h"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdexcept>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

namespace myolens {
namespace {

// Children inherit the limit; this process has its own back at once.
class FileSizeLimit {
 public:
  explicit FileSizeLimit(std::optional<size_t> bytes) {
    ::getrlimit(RLIMIT_FSIZE, &before_);
    struct rlimit limit = before_;
    if (bytes) limit.rlim_cur = *bytes;
    ::setrlimit(RLIMIT_FSIZE, &limit);
  }
  ~FileSizeLimit() { ::setrlimit(RLIMIT_FSIZE, &before_); }
  FileSizeLimit(const FileSizeLimit&) = delete;
  FileSizeLimit& operator=(const FileSizeLimit&) = delete;

 private:
  struct rlimit before_ {};
};

// The program keeps its own files, such as the key for pseudonyms, here and not with the user's.
std::vector<std::string> environment() {
  static const TemporaryFolder configuration;
  std::vector<std::string> variables;
  for (char** variable = environ; *variable; ++variable) {
    if (!std::string_view(*variable).starts_with("XDG_CONFIG_HOME=")) {
      variables.emplace_back(*variable);
    }
  }
  variables.push_back("XDG_CONFIG_HOME=" + configuration.path().string());
  return variables;
}

std::vector<char*> pointers_to(std::vector<std::string>& words) {
  std::vector<char*> pointers;
  for (std::string& word : words) pointers.push_back(word.data());
  pointers.push_back(nullptr);
  return pointers;
}

}  // namespace

RunningProgram::RunningProgram(const std::vector<std::string>& arguments,
                               const RunSettings& settings) {
  std::vector<std::string> words{MYOLENS_PROGRAM};
  words.insert(words.end(), arguments.begin(), arguments.end());
  const std::vector<char*> argv = pointers_to(words);
  std::vector<std::string> variables = environment();

  const std::string out =
      settings.standard_output.empty() ? (folder_ / "out").string() : settings.standard_output;
  posix_spawn_file_actions_t actions;
  ::posix_spawn_file_actions_init(&actions);
  const int flags = O_WRONLY | O_CREAT | O_TRUNC;
  ::posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  ::posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, out.c_str(), flags, 0600);
  ::posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, (folder_ / "err").c_str(), flags,
                                     0600);
  const FileSizeLimit limit(settings.file_size_limit_bytes);
  const int error = ::posix_spawn(&process_, argv[0], &actions, nullptr, argv.data(),
                                  pointers_to(variables).data());
  ::posix_spawn_file_actions_destroy(&actions);
  if (error != 0) throw std::runtime_error("cannot start " MYOLENS_PROGRAM);
}

void RunningProgram::send(int signal) const { ::kill(process_, signal); }

bool RunningProgram::is_over() const {
  siginfo_t info{};
  return ::waitid(P_PID, static_cast<id_t>(process_), &info, WEXITED | WNOHANG | WNOWAIT) == 0 &&
         info.si_pid == process_;
}

RunResult RunningProgram::wait() {
  int status = 0;
  ::waitpid(process_, &status, 0);
  RunResult result;
  if (WIFEXITED(status)) result.exit_code = WEXITSTATUS(status);
  if (WIFSIGNALED(status)) result.signal = WTERMSIG(status);
  if (std::filesystem::exists(folder_ / "out")) result.out = read_text_file(folder_ / "out");
  result.err = read_text_file(folder_ / "err");
  return result;
}

}  // namespace myolens
