#include "apps/myolens/overview.h"

#include <algorithm>

namespace myolens {
namespace {

constexpr size_t kNameColumns = 14;

std::vector<std::string> groups_of(const std::vector<Command>& commands) {
  std::vector<std::string> groups;
  for (const Command& command : commands) {
    if (std::ranges::find(groups, command.group) == groups.end()) groups.push_back(command.group);
  }
  return groups;
}

}  // namespace

std::string overview(const std::vector<Command>& commands) {
  std::string text =
      "Myolens " MYOLENS_VERSION
      ": trains, judges and explains CAD classifiers on cardiac SPECT polar maps.\n" +
      std::string(kNotice) + "\n\nUsage: myolens COMMAND [OPTIONS] ARGUMENTS\n";
  for (const std::string& group : groups_of(commands)) {
    text += "\n" + group + ":\n";
    for (const Command& command : commands) {
      if (command.group != group) continue;
      std::string name = command.name;
      name.resize(std::max(kNameColumns, name.size() + 1), ' ');
      text += "  " + name + command.summary + "\n";
    }
  }
  return text +
         "\nmyolens COMMAND --help shows the options of a command and an example.\n"
         "myolens --version shows the version.\n"
         "Exit codes: 0 done, 1 failed, 2 wrong usage, 3 bad input, 4 result refused.\n";
}

}  // namespace myolens
