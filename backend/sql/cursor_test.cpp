#include "sql/cursor.h"

#include <gtest/gtest.h>

#include "base/error.h"

namespace musicgen::sql {
namespace {

TEST(Cursor, BringsBackEveryDigitAndEveryCharacter) {
  const std::string cursor =
      write_cursor({"-title", 9007199254740993, 82.123456789012345, "ä🎵\"'"});
  const auto parts = read_cursor(cursor, "tirt");
  EXPECT_EQ(parts[0].text(), "-title");
  EXPECT_EQ(parts[1].integer(), 9007199254740993);
  EXPECT_EQ(parts[2].real(), 82.123456789012345);
  EXPECT_EQ(parts[3].text(), "ä🎵\"'");
}

TEST(Cursor, RefusesWhatItDidNotWrite) {
  const std::string good = write_cursor({"a", 1});
  const std::string no_number = "5b2261222c22697a225d";  // ["a","iz"]
  for (const std::string& text :
       {std::string(""), std::string("zz"), std::string("5b"), good.substr(2), good + "00",
        write_cursor({"a"}), write_cursor({"a", "b"}), write_cursor({"a", 1.5}), no_number}) {
    try {
      read_cursor(text, "ti");
      ADD_FAILURE() << text;
    } catch (const InvalidParameter& error) {
      EXPECT_EQ(error.field(), "/cursor");
    }
  }
}

}  // namespace
}  // namespace musicgen::sql
