// SPDX-License-Identifier: Apache-2.0
// One walk for all rules about destinations, so that none forgets the mirrors.
#include "analyze/rules/routes/destinations.h"

namespace meshctl::analyze {

std::vector<WrittenDestination> DestinationsOf(const model::VirtualService& vs) {
  std::vector<WrittenDestination> all;
  for (const model::HttpRoute& route : vs.http) {
    for (const model::HttpDestination& target : route.route)
      all.push_back({&target.destination, "destination"});
    if (route.mirror) all.push_back({&*route.mirror, "mirror"});
    for (const model::Mirror& mirror : route.mirrors) all.push_back({&mirror.destination, "mirror"});
  }
  for (const auto* routes : {&vs.tls, &vs.tcp}) {
    for (const model::L4Route& route : *routes) {
      for (const model::L4Destination& target : route.route)
        all.push_back({&target.destination, "destination"});
    }
  }
  return all;
}

}  // namespace meshctl::analyze
