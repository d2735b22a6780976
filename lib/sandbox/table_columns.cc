// SPDX-License-Identifier: Apache-2.0
// The columns of built-in kinds as kube-apiserver 1.36 has them (pkg/printers/internalversion), kind by kind.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <map>

#include "sandbox/selector.h"
#include "sandbox/table.h"
#include "sandbox/workloads.h"

namespace meshctl::sandbox {
namespace {

constexpr auto kWide = TableColumn::Shown::kWide;
constexpr const char* kNone = "<none>";
constexpr const char* kUnset = "<unset>";

Json OrNone(std::string text) { return text.empty() ? Json(kNone) : Json(std::move(text)); }

Json Age(const Json& object, std::time_t now) {
  return AgeOf(TextAt(object, {"metadata", "creationTimestamp"}), now);
}
Json CreatedAt(const Json& object, std::time_t /*now*/) {
  return TextAt(object, {"metadata", "creationTimestamp"});
}

// The names or images of the containers of a template, with commas.
std::string Containers(const Json& object, const char* field) {
  std::vector<std::string> texts;
  const Json containers = ValueOr(object, {"spec", "template", "spec", "containers"}, Json::array());
  for (const Json& container : containers) texts.push_back(TextAt(container, {field}));
  return fmt::format("{}", fmt::join(texts, ","));
}
Json ContainerNames(const Json& object, std::time_t /*now*/) { return Containers(object, "name"); }
Json Images(const Json& object, std::time_t /*now*/) { return Containers(object, "image"); }
Json LabelSelector(const Json& object, std::time_t /*now*/) {
  const Json* selector = ValueAt(object, {"spec", "selector"});
  return OrNone(selector ? Selector::OfLabelSelector(*selector).ToString() : "");
}

// The text or number at a path.
template <const char* Parent, const char* Field>
Json Text(const Json& object, std::time_t /*now*/) {
  return TextAt(object, {Parent, Field});
}
template <const char* Parent, const char* Field>
Json Number(const Json& object, std::time_t /*now*/) {
  return NumberAt(object, {Parent, Field}, 0);
}
constexpr char kSpec[] = "spec", kStatus[] = "status", kReplicas[] = "replicas", kReady[] = "readyReplicas",
               kUpdated[] = "updatedReplicas", kAvailable[] = "availableReplicas", kPhase[] = "phase";
constexpr char kDesiredNodes[] = "desiredNumberScheduled", kCurrentNodes[] = "currentNumberScheduled",
               kReadyNodes[] = "numberReady", kUpdatedNodes[] = "updatedNumberScheduled",
               kAvailableNodes[] = "numberAvailable", kDisruptions[] = "disruptionsAllowed";

Json ReadyOfReplicas(const Json& object, std::time_t /*now*/) {
  return fmt::format("{}/{}", NumberAt(object, {"status", "readyReplicas"}, 0),
                     NumberAt(object, {"spec", "replicas"}, 1));
}

Json NodeSelector(const Json& object, std::time_t /*now*/) {
  const Json* labels = ValueAt(object, {"spec", "template", "spec", "nodeSelector"});
  return OrNone(labels ? Selector::OfMap(*labels).ToString() : "");
}

// ---- Pods

Json PodReady(const Json& pod, std::time_t /*now*/) {
  const Json statuses = ValueOr(pod, {"status", "containerStatuses"}, Json::array());
  const auto ready = std::ranges::count_if(statuses, [](const Json& s) { return s.value("ready", false); });
  return fmt::format("{}/{}", ready, ValueOr(pod, {"spec", "containers"}, Json::array()).size());
}

Json PodStatus(const Json& pod, std::time_t /*now*/) {
  if (!TextAt(pod, {"metadata", "deletionTimestamp"}).empty()) return "Terminating";
  std::string reason = TextAt(pod, {"status", "reason"});
  if (reason.empty()) reason = TextAt(pod, {"status", "phase"});
  const Json statuses = ValueOr(pod, {"status", "containerStatuses"}, Json::array());
  for (auto at = statuses.rbegin(); at != statuses.rend(); ++at) {
    for (const char* state : {"waiting", "terminated"}) {
      if (std::string why = TextAt(*at, {"state", state, "reason"}); !why.empty()) reason = std::move(why);
    }
  }
  return reason;
}

Json PodRestarts(const Json& pod, std::time_t now) {
  std::int64_t restarts = 0;
  std::string last;
  const Json statuses = ValueOr(pod, {"status", "containerStatuses"}, Json::array());
  for (const Json& status : statuses) {
    restarts += NumberAt(status, {"restartCount"}, 0);
    last = std::max(last, TextAt(status, {"lastState", "terminated", "finishedAt"}));
  }
  if (restarts == 0 || last.empty()) return std::to_string(restarts);
  return fmt::format("{} ({} ago)", restarts, AgeOf(last, now));
}

Json PodAddress(const Json& pod, std::time_t /*now*/) { return OrNone(TextAt(pod, {"status", "podIP"})); }
Json PodNode(const Json& pod, std::time_t /*now*/) { return OrNone(TextAt(pod, {"spec", "nodeName"})); }
Json NoneEver(const Json& /*object*/, std::time_t /*now*/) { return kNone; }

// ---- Services and what is behind them

Json ExternalAddress(const Json& service, std::time_t /*now*/) {
  const std::string type = TextAt(service, {"spec", "type"});
  if (type == "ExternalName") return TextAt(service, {"spec", "externalName"});
  std::vector<std::string> addresses;
  const Json ingress = ValueOr(service, {"status", "loadBalancer", "ingress"}, Json::array());
  for (const Json& entry : ingress) {
    const std::string address = TextAt(entry, {"ip"});
    addresses.push_back(address.empty() ? TextAt(entry, {"hostname"}) : address);
  }
  const Json given = ValueOr(service, {"spec", "externalIPs"}, Json::array());
  for (const Json& address : given)
    addresses.push_back(address.is_string() ? address.get<std::string>() : "");
  if (addresses.empty()) return type == "LoadBalancer" ? "<pending>" : kNone;
  return fmt::format("{}", fmt::join(addresses, ","));
}

Json ServicePorts(const Json& service, std::time_t /*now*/) {
  std::vector<std::string> texts;
  const Json ports = ValueOr(service, {"spec", "ports"}, Json::array());
  for (const Json& port : ports) {
    const std::int64_t node = NumberAt(port, {"nodePort"}, 0);
    texts.push_back(fmt::format("{}{}/{}", NumberAt(port, {"port"}, 0),
                                node > 0 ? fmt::format(":{}", node) : "", TextAt(port, {"protocol"})));
  }
  return OrNone(fmt::format("{}", fmt::join(texts, ",")));
}

Json ServiceAddress(const Json& service, std::time_t /*now*/) {
  return OrNone(TextAt(service, {"spec", "clusterIP"}));
}
Json ServiceType(const Json& service, std::time_t /*now*/) { return TextAt(service, {"spec", "type"}); }
Json ServiceSelector(const Json& service, std::time_t /*now*/) {
  const Json* labels = ValueAt(service, {"spec", "selector"});
  return OrNone(labels ? Selector::OfMap(*labels).ToString() : "");
}

constexpr std::size_t kMostShown = 3;

// The first three of a list, and how many more there are.
Json Shortened(const std::vector<std::string>& texts, const char* otherwise) {
  if (texts.empty()) return otherwise;
  const std::vector<std::string> first(
      texts.begin(), texts.begin() + static_cast<std::ptrdiff_t>(std::min(texts.size(), kMostShown)));
  std::string out = fmt::format("{}", fmt::join(first, ","));
  if (texts.size() > kMostShown) out += fmt::format(" + {} more...", texts.size() - kMostShown);
  return out;
}

Json SliceType(const Json& slice, std::time_t /*now*/) { return TextAt(slice, {"addressType"}); }
Json SlicePorts(const Json& slice, std::time_t /*now*/) {
  std::vector<std::string> texts;
  const Json ports = ValueOr(slice, {"ports"}, Json::array());
  for (const Json& port : ports) texts.push_back(std::to_string(NumberAt(port, {"port"}, 0)));
  return Shortened(texts, kUnset);
}
Json SliceEndpoints(const Json& slice, std::time_t /*now*/) {
  std::vector<std::string> texts;
  const Json endpoints = ValueOr(slice, {"endpoints"}, Json::array());
  for (const Json& endpoint : endpoints) {
    const Json addresses = ValueOr(endpoint, {"addresses"}, Json::array());
    for (const Json& address : addresses)
      texts.push_back(address.is_string() ? address.get<std::string>() : "");
  }
  return Shortened(texts, kUnset);
}

// ---- Configuration and access

Json CountData(const Json& object, std::time_t /*now*/) {
  std::size_t count = 0;
  for (const char* field : {"data", "binaryData"}) {
    if (const Json* values = ValueAt(object, {field}); values && values->is_object()) count += values->size();
  }
  return std::to_string(count);
}
Json SecretType(const Json& secret, std::time_t /*now*/) { return TextAt(secret, {"type"}); }
Json RoleReference(const Json& binding, std::time_t /*now*/) {
  return fmt::format("{}/{}", TextAt(binding, {"roleRef", "kind"}), TextAt(binding, {"roleRef", "name"}));
}

template <const char* Kind>
Json Subjects(const Json& binding, std::time_t /*now*/) {
  std::vector<std::string> names;
  const Json subjects = ValueOr(binding, {"subjects"}, Json::array());
  for (const Json& subject : subjects) {
    if (TextAt(subject, {"kind"}) != Kind) continue;
    const std::string name_space = TextAt(subject, {"namespace"});
    names.push_back((name_space.empty() ? "" : name_space + "/") + TextAt(subject, {"name"}));
  }
  return fmt::format("{}", fmt::join(names, ", "));
}
constexpr char kUser[] = "User", kGroup[] = "Group", kServiceAccount[] = "ServiceAccount";

Json QuotaRequests(const Json& quota, std::time_t /*now*/) {
  std::vector<std::string> texts;
  const Json hard = ValueOr(quota, {"status", "hard"}, Json::object());
  for (const auto& [name, value] : hard.items()) {
    if (name.starts_with("limits.")) continue;
    const std::string used = TextAt(quota, {"status", "used", name});
    texts.push_back(
        fmt::format("{}: {}/{}", name, used, value.is_string() ? value.get<std::string>() : value.dump()));
  }
  return fmt::format("{}", fmt::join(texts, ", "));
}
Json Empty(const Json& /*object*/, std::time_t /*now*/) { return ""; }

// ---- Events

Json LastSeen(const Json& event, std::time_t now) { return AgeOf(TextAt(event, {"lastTimestamp"}), now); }
Json FirstSeen(const Json& event, std::time_t now) { return AgeOf(TextAt(event, {"firstTimestamp"}), now); }
Json EventType(const Json& event, std::time_t /*now*/) { return TextAt(event, {"type"}); }
Json EventReason(const Json& event, std::time_t /*now*/) { return TextAt(event, {"reason"}); }
Json EventMessage(const Json& event, std::time_t /*now*/) { return TextAt(event, {"message"}); }
Json EventCount(const Json& event, std::time_t /*now*/) { return NumberAt(event, {"count"}, 1); }
Json EventSource(const Json& event, std::time_t /*now*/) { return TextAt(event, {"source", "component"}); }
Json EventField(const Json& event, std::time_t /*now*/) {
  return TextAt(event, {"involvedObject", "fieldPath"});
}
Json EventName(const Json& event, std::time_t /*now*/) { return TextAt(event, {"metadata", "name"}); }
Json EventObject(const Json& event, std::time_t /*now*/) {
  std::string kind = TextAt(event, {"involvedObject", "kind"});
  for (char& c : kind) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return kind + "/" + TextAt(event, {"involvedObject", "name"});
}

// ---- Jobs and limits

Json JobStatus(const Json& job, std::time_t /*now*/) {
  const Json conditions = ValueOr(job, {"status", "conditions"}, Json::array());
  for (const char* type : {"Complete", "Failed", "Suspended"}) {
    for (const Json& condition : conditions) {
      if (TextAt(condition, {"type"}) == type && TextAt(condition, {"status"}) == "True") return type;
    }
  }
  return "Running";
}
Json JobCompletions(const Json& job, std::time_t /*now*/) {
  return fmt::format("{}/{}", NumberAt(job, {"status", "succeeded"}, 0),
                     NumberAt(job, {"spec", "completions"}, 1));
}
Json JobDuration(const Json& job, std::time_t now) {
  const std::string start = TextAt(job, {"status", "startTime"});
  if (start.empty()) return "";
  const std::string end = TextAt(job, {"status", "completionTime"});
  return ShortDuration((end.empty() ? now : ParseTime(end)) - ParseTime(start));
}
template <const char* Field>
Json BudgetBound(const Json& budget, std::time_t /*now*/) {
  const Json* value = ValueAt(budget, {"spec", Field});
  if (!value) return "N/A";
  return value->is_string() ? *value : Json(value->dump());
}
constexpr char kMin[] = "minAvailable", kMax[] = "maxUnavailable";

Json CountWebhooks(const Json& object, std::time_t /*now*/) {
  return ValueOr(object, {"webhooks"}, Json::array()).size();
}
Json LeaseHolder(const Json& lease, std::time_t /*now*/) { return TextAt(lease, {"spec", "holderIdentity"}); }
Json PodSelector(const Json& policy, std::time_t /*now*/) {
  const Json* selector = ValueAt(policy, {"spec", "podSelector"});
  return OrNone(selector ? Selector::OfLabelSelector(*selector).ToString() : "");
}

Json NodeStatus(const Json& node, std::time_t /*now*/) { return IsReadyPod(node) ? "Ready" : "NotReady"; }
Json NodeVersion(const Json& node, std::time_t /*now*/) {
  return TextAt(node, {"status", "nodeInfo", "kubeletVersion"});
}

const TableColumn kAge{"Age", "string", Age};
const TableColumn kContainers{"Containers", "string", ContainerNames, kWide};
const TableColumn kImages{"Images", "string", Images, kWide};
const TableColumn kSelector{"Selector", "string", LabelSelector, kWide};

using Table = std::map<GroupResource, std::vector<TableColumn>>;

void AddCore(Table& table) {
  table[{"", "configmaps"}] = {{"Data", "string", CountData}, kAge};
  table[{"", "events"}] = {
      {"Last Seen", "string", LastSeen},          {"Type", "string", EventType},
      {"Reason", "string", EventReason},          {"Object", "string", EventObject},
      {"Subobject", "string", EventField, kWide}, {"Source", "string", EventSource, kWide},
      {"Message", "string", EventMessage},        {"First Seen", "string", FirstSeen, kWide},
      {"Count", "string", EventCount, kWide},     {"Name", "string", EventName, kWide}};
  table[{"", "namespaces"}] = {{"Status", "string", Text<kStatus, kPhase>}, kAge};
  table[{"", "nodes"}] = {{"Status", "string", NodeStatus},
                          {"Roles", "string", NoneEver},
                          kAge,
                          {"Version", "string", NodeVersion}};
  table[{"", "pods"}] = {{"Ready", "string", PodReady},
                         {"Status", "string", PodStatus},
                         {"Restarts", "string", PodRestarts},
                         kAge,
                         {"IP", "string", PodAddress, kWide},
                         {"Node", "string", PodNode, kWide},
                         {"Nominated Node", "string", NoneEver, kWide},
                         {"Readiness Gates", "string", NoneEver, kWide}};
  table[{"", "resourcequotas"}] = {{"Request", "string", QuotaRequests}, {"Limit", "string", Empty}, kAge};
  table[{"", "secrets"}] = {{"Type", "string", SecretType}, {"Data", "string", CountData}, kAge};
  table[{"", "serviceaccounts"}] = {kAge};
  table[{"", "services"}] = {{"Type", "string", ServiceType},
                             {"Cluster-IP", "string", ServiceAddress},
                             {"External-IP", "string", ExternalAddress},
                             {"Port(s)", "string", ServicePorts},
                             kAge,
                             {"Selector", "string", ServiceSelector, kWide}};
}

void AddWorkloads(Table& table) {
  table[{"apps", "daemonsets"}] = {{"Desired", "integer", Number<kStatus, kDesiredNodes>},
                                   {"Current", "integer", Number<kStatus, kCurrentNodes>},
                                   {"Ready", "integer", Number<kStatus, kReadyNodes>},
                                   {"Up-to-date", "integer", Number<kStatus, kUpdatedNodes>},
                                   {"Available", "integer", Number<kStatus, kAvailableNodes>},
                                   {"Node Selector", "string", NodeSelector},
                                   kAge,
                                   kContainers,
                                   kImages,
                                   kSelector};
  table[{"apps", "deployments"}] = {{"Ready", "string", ReadyOfReplicas},
                                    {"Up-to-date", "string", Number<kStatus, kUpdated>},
                                    {"Available", "string", Number<kStatus, kAvailable>},
                                    kAge,
                                    kContainers,
                                    kImages,
                                    kSelector};
  table[{"apps", "replicasets"}] = {{"Desired", "integer", Number<kSpec, kReplicas>},
                                    {"Current", "integer", Number<kStatus, kReplicas>},
                                    {"Ready", "integer", Number<kStatus, kReady>},
                                    kAge,
                                    kContainers,
                                    kImages,
                                    kSelector};
  table[{"apps", "statefulsets"}] = {{"Ready", "string", ReadyOfReplicas}, kAge, kContainers, kImages};
  table[{"batch", "jobs"}] = {{"Status", "string", JobStatus},
                              {"Completions", "string", JobCompletions},
                              {"Duration", "string", JobDuration},
                              kAge,
                              kContainers,
                              kImages,
                              kSelector};
}

void AddOthers(Table& table) {
  table[{"discovery.k8s.io", "endpointslices"}] = {{"AddressType", "string", SliceType},
                                                   {"Ports", "string", SlicePorts},
                                                   {"Endpoints", "string", SliceEndpoints},
                                                   kAge};
  table[{"networking.k8s.io", "networkpolicies"}] = {{"Pod-Selector", "string", PodSelector}, kAge};
  table[{"policy", "poddisruptionbudgets"}] = {
      {"Min Available", "string", BudgetBound<kMin>},
      {"Max Unavailable", "string", BudgetBound<kMax>},
      {"Allowed Disruptions", "integer", Number<kStatus, kDisruptions>},
      kAge};
  for (const char* plural : {"rolebindings", "clusterrolebindings"}) {
    table[{"rbac.authorization.k8s.io", plural}] = {
        {"Role", "string", RoleReference},
        kAge,
        {"Users", "string", Subjects<kUser>, kWide},
        {"Groups", "string", Subjects<kGroup>, kWide},
        {"ServiceAccounts", "string", Subjects<kServiceAccount>, kWide}};
  }
  for (const char* plural : {"mutatingwebhookconfigurations", "validatingwebhookconfigurations"}) {
    table[{"admissionregistration.k8s.io", plural}] = {{"Webhooks", "integer", CountWebhooks}, kAge};
  }
  table[{"coordination.k8s.io", "leases"}] = {{"Holder", "string", LeaseHolder}, kAge};
}

}  // namespace

const std::vector<TableColumn>& ColumnsOfBuiltIn(const GroupResource& resource) {
  static const Table kTable = [] {
    Table table;
    AddCore(table);
    AddWorkloads(table);
    AddOthers(table);
    return table;
  }();
  static const std::vector<TableColumn> kOther = {{"Created At", "date", CreatedAt}};
  auto found = kTable.find(resource);
  return found == kTable.end() ? kOther : found->second;
}

}  // namespace meshctl::sandbox
