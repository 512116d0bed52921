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
  // Options of `app` that were given, and with `default_also` those that have a default.
  std::string to_config(const CLI::App* app, bool default_also, bool write_description,
                        std::string prefix) const override;

  // Errors: Error with kBadFormat, naming the line.
  std::vector<CLI::ConfigItem> from_config(std::istream& input) const override;
};

}  // namespace myolens
