// SPDX-License-Identifier: Apache-2.0
#include "testing/script.h"

#include <gtest/gtest.h>

#include "testing/golden.h"

namespace meshctl::testing {
namespace {

ScriptPlace Here() { return {::testing::TempDir(), {{"PATH", "/usr/bin:/bin"}, {"GREETING", "hi"}}}; }

TEST(RunScript, ComesBackUnchangedWhenItPasses) {
  std::string script =
      "Prose, then a command:\n"
      "\n"
      "    $ printf 'one\\n\\ntwo\\n'; echo oops >&2; exit 3\n"
      "    one\n"
      "\n"
      "    two\n"
      "    ! oops\n"
      "    [3]\n"
      "\n"
      "    $ echo $GREETING at 127.0.0.1:4711\n"
      "    hi at 127.0.0.1:PORT\n"
      "\n"
      "The end.\n";
  EXPECT_TRUE(SameText(script, RunScript(script, Here())));
}

TEST(RunScript, ShowsWhatReallyHappened) {
  EXPECT_EQ(RunScript("    $ echo new\n    old\n    [1]\n", Here()), "    $ echo new\n    new\n");
}

}  // namespace
}  // namespace meshctl::testing
