// The options of one sub-command, from the command line and a TOML file.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "apps/myolens/command.h"

namespace myolens {

struct CommonOptions {
  bool json = false;
  bool quiet = false;
  uint64_t seed = 1;
  size_t threads = 1;
};

struct CommandLine {
  CommonOptions common;
  std::string settings;  // effective options as TOML
  std::string help;      // not empty when help was asked for; then there is no job to run
  Job job;
};

// `arguments` without the program's and the command's name. Options on the command line override
// those of --config. Errors: kInvalidArgument with the nearest option, kNotFound for the file of
// --config.
CommandLine read_command_line(const Command& command, const std::vector<std::string>& arguments);

}  // namespace myolens
