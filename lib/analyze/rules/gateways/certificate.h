// SPDX-License-Identifier: Apache-2.0
// X.509 certificates, as far as a gateway has to be able to use them.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

namespace meshctl::analyze {

/// What keeps a gateway from using a certificate at a time, as the end of a sentence (`expired on
/// 2023-03-14`); empty when nothing does. Like istiod this reads the first PEM block, whatever its label.
std::string FaultOfCertificate(std::string_view pem, std::chrono::system_clock::time_point now);

}  // namespace meshctl::analyze
