#include "jobs/sqlite/sqlite_queue.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/files.h"

namespace musicgen::jobs {
namespace {

TEST(Smoke, Works) {
  ScratchFolder folder(std::filesystem::temp_directory_path());
  SqliteQueue queue({.file = folder.path() / "queue.sqlite"});
  auto jobs = queue.add({{"generate", "composer", parse_json(R"({"a":1.5})"), "", Seconds(0)},
                         {"x", "", nullptr, "", Seconds(0)}},
                        "", "");
  EXPECT_EQ(jobs[1].queue_position, 2);
  auto lease = queue.claim("w", {"Composer"}, "");
  ASSERT_TRUE(lease);
  EXPECT_EQ(queue.heartbeat(*lease, 50, "drums", 3), Signal::go_on);
  EXPECT_EQ(queue.get(jobs[0].id).progress, 50);
  EXPECT_TRUE(queue.complete(*lease, parse_json("{}")));
  EXPECT_EQ(queue.changes_since(0, 10).size(), 2u);
  EXPECT_EQ(queue.list({}).items[0].kind, "x");
}

}  // namespace
}  // namespace musicgen::jobs
