#include "tests/unit/report/page_checks.h"

#include <gtest/gtest.h>
#include <regex>
#include <set>
#include <vector>

namespace myolens::test {

size_t count(const std::string& text, const std::string& part) {
  size_t found = 0;
  for (size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++found;
  return found;
}

void expect_balanced_tags(const std::string& page) {
  const std::set<std::string> void_tags{"meta", "img", "br"};
  const std::regex tag("<(/?)([a-zA-Z][a-zA-Z0-9]*)[^>]*?(/?)>");
  std::vector<std::string> open;
  const size_t start = page.find("<html");
  const std::string document = start == std::string::npos ? page : page.substr(start);
  for (std::sregex_iterator it(document.begin(), document.end(), tag), end; it != end; ++it) {
    const std::string name = (*it)[2];
    if (void_tags.contains(name) || (*it)[3].length() > 0) continue;
    if ((*it)[1].length() == 0) {
      open.push_back(name);
      continue;
    }
    ASSERT_FALSE(open.empty()) << "</" << name << "> closes nothing";
    ASSERT_EQ(open.back(), name) << "at " << it->position();
    open.pop_back();
  }
  EXPECT_TRUE(open.empty());
}

void expect_dark_colours(const std::string& page) {
  std::set<std::string> colours;
  const std::regex colour("(stroke|fill)=\"#[0-9a-f]+\"");
  for (std::sregex_iterator it(page.begin(), page.end(), colour), end; it != end; ++it)
    colours.insert(it->str());
  EXPECT_FALSE(colours.empty());
  for (const std::string& used : colours)
    EXPECT_NE(page.find("svg [" + used + "] {"), std::string::npos) << used;
}

}  // namespace myolens::test
