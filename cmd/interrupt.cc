// SPDX-License-Identifier: Apache-2.0
// The handler only sets a flag; SA_RESETHAND gives the second signal its usual effect.
#include "cmd/interrupt.h"

namespace meshctl::cmd {
namespace {

volatile std::sig_atomic_t g_asked = 0;

extern "C" void Remember(int) { g_asked = 1; }

}  // namespace

Interrupt::Interrupt() {
  g_asked = 0;
  struct sigaction action{};
  action.sa_handler = Remember;
  action.sa_flags = static_cast<int>(SA_RESETHAND);
  sigemptyset(&action.sa_mask);
  sigaction(SIGINT, &action, &on_int_);
  sigaction(SIGTERM, &action, &on_term_);
}

Interrupt::~Interrupt() {
  sigaction(SIGINT, &on_int_, nullptr);
  sigaction(SIGTERM, &on_term_, nullptr);
}

bool Interrupt::asked() const { return g_asked != 0; }

}  // namespace meshctl::cmd
