// Options in a TOML file (toml.io): KEY = VALUE lines with strings, numbers, booleans and arrays of
// them. CLI11's own reader ends a string at a # and knows no escapes.
#pragma once

#include <CLI/CLI.hpp>
#include <istream>
#include <string>
#include <vector>

namespace myolens {

class SettingsFile final : public CLI::Config {
 public:
  // Of the options of `app`, which must outlive it, and of its action that is being run.
  explicit SettingsFile(const CLI::App& app) : app_(app) {}

  // Options of `app` that were given, and with `default_also` those that have a default.
  std::string to_config(const CLI::App* app, bool default_also, bool write_description,
                        std::string prefix) const override;

  // Errors: Error naming the line, with kBadFormat, or kInvalidArgument for a name that is no
  // option (the nearest is named) or one for the command line only.
  std::vector<CLI::ConfigItem> from_config(std::istream& input) const override;

 private:
  const CLI::App& app_;
};

}  // namespace myolens
