// SPDX-License-Identifier: Apache-2.0
// Privileges of pods and containers: settings that contradict each other or belong to another system.
#include <fmt/core.h>

#include <initializer_list>
#include <string_view>

#include "validate/kubernetes/kubernetes.h"
#include "validate/kubernetes/pod.h"
#include "validate/kubernetes/values.h"

namespace meshctl::validate::kubernetes {
namespace {

constinit const Rule kPrivilegedWithoutEscalation = {
    .code = "KUBE0260",
    .name = "privileged-without-escalation",
    .summary = "a privileged container, or one with CAP_SYS_ADMIN, can always gain privileges"};
constinit const Rule kLocalProfile = {
    .code = "KUBE0261",
    .name = "bad-local-profile",
    .summary = "`Localhost` names a profile on the node in `localhostProfile`; the other types take none"};
constinit const Rule kUnmaskedProcMount = {
    .code = "KUBE0262",
    .name = "unmasked-proc-mount",
    .summary = "the whole of /proc is shown only to pods with user namespaces of their own"};
constinit const Rule kUserNamespaceConflict = {
    .code = "KUBE0263",
    .name = "user-namespace-conflict",
    .summary = "a pod with users of its own cannot share other namespaces or raw devices with the node"};
constinit const Rule kSharedProcessNamespace = {
    .code = "KUBE0264",
    .name = "shared-process-namespace-conflict",
    .summary = "a pod uses the processes of the node, or shares its own between its containers"};
constinit const Rule kDuplicateSysctl = {
    .code = "KUBE0265", .name = "duplicate-sysctl", .summary = "a kernel parameter is set once"};
constinit const Rule kSysctlOfHost = {
    .code = "KUBE0266",
    .name = "sysctl-of-host",
    .summary = "a pod in the node's network or IPC namespace would change kernel parameters of the node"};
constinit const Rule kFieldOfOtherSystem = {
    .code = "KUBE0267",
    .name = "field-of-other-system",
    .summary = "with `os.name` set, settings of the other operating system are refused"};
constinit const Rule kHostProcessWithoutHostNetwork = {
    .code = "KUBE0268",
    .name = "host-process-without-host-network",
    .summary = "Windows containers that run as processes of the node use the network of the node"};

constexpr const Rule* kRules[] = {
    &kPrivilegedWithoutEscalation,  &kLocalProfile,    &kUnmaskedProcMount, &kUserNamespaceConflict,
    &kSharedProcessNamespace,       &kDuplicateSysctl, &kSysctlOfHost,      &kFieldOfOtherSystem,
    &kHostProcessWithoutHostNetwork};

void CheckEscalation(const yaml::Node& context, Verdict& verdict) {
  const yaml::Node& escalation = context.Get("allowPrivilegeEscalation");
  if (!IsFalse(escalation)) return;
  const yaml::Node& privileged = context.Get("privileged");
  if (IsTrue(privileged)) {
    verdict.At(kPrivilegedWithoutEscalation, escalation,
               fmt::format("{} is false, but the container is privileged", verdict.Path(escalation)),
               {.label = "cannot be kept",
                .help = "remove one of them",
                .secondary = {{privileged.span(), "privileged"}}});
  }
  for (const yaml::Node& capability : context.Get("capabilities").Get("add").items()) {
    if (capability.string() != "CAP_SYS_ADMIN") continue;
    verdict.At(kPrivilegedWithoutEscalation, escalation,
               fmt::format("{} is false, but the container has CAP_SYS_ADMIN", verdict.Path(escalation)),
               {.label = "cannot be kept",
                .help = "remove one of them",
                .secondary = {{capability.span(), "can do anything"}}});
  }
}

void CheckProfile(const yaml::Node& profile, Verdict& verdict) {
  const std::string_view type = profile.Get("type").string();
  const yaml::Node& local = profile.Get("localhostProfile");
  if (type == "Localhost" && !Given(local)) {
    verdict.AtKey(
        kLocalProfile, profile, "type",
        fmt::format("{} is `Localhost`, but names no profile", verdict.Path(profile.Get("type"))),
        {.label = "needs `localhostProfile`", .help = "set `localhostProfile`, or use `RuntimeDefault`"});
  } else if (!type.empty() && type != "Localhost" && Given(local)) {
    Unwanted(kLocalProfile, profile, "localhostProfile", fmt::format("the type is `{}`", type), verdict,
             "remove it, or use `type: Localhost`");
  }
}

void CheckContext(const Pod& pod, const yaml::Node& context, Verdict& verdict) {
  if (!Given(context)) return;
  CheckEscalation(context, verdict);
  CheckProfile(context.Get("seccompProfile"), verdict);
  CheckProfile(context.Get("appArmorProfile"), verdict);
  const yaml::Node& proc = context.Get("procMount");
  if (proc.string() == "Unmasked" && !IsFalse(pod.spec.Get("hostUsers"))) {
    verdict.At(kUnmaskedProcMount, proc,
               fmt::format("{} is `Unmasked` in a pod with the node's users", verdict.Path(proc)),
               {.label = "needs `hostUsers: false`", .help = "set `hostUsers: false` in the pod's spec"});
  }
}

void CheckNamespaces(const Pod& pod, Verdict& verdict) {
  if (IsTrue(pod.spec.Get("shareProcessNamespace")) && IsTrue(pod.spec.Get("hostPID"))) {
    Unwanted(kSharedProcessNamespace, pod.spec, "shareProcessNamespace", "`hostPID` is set too", verdict,
             "remove one of them");
  }
  if (!IsFalse(pod.spec.Get("hostUsers"))) return;
  for (const char* shared : {"hostNetwork", "hostPID", "hostIPC"}) {
    if (!IsTrue(pod.spec.Get(shared))) continue;
    Unwanted(kUserNamespaceConflict, pod.spec, shared, "`hostUsers` is false", verdict, "remove one of them");
  }
  pod.ForEachContainer([&](const yaml::Node& container) {
    if (container.Get("volumeDevices").size() == 0) return;
    Unwanted(kUserNamespaceConflict, container, "volumeDevices", "`hostUsers` is false", verdict);
  });
}

void CheckSysctls(const Pod& pod, Verdict& verdict) {
  const auto sysctls = pod.security().Get("sysctls").items();
  ForEachDuplicate(sysctls, ByText("name"), [&](const yaml::Node& first, const yaml::Node& again) {
    Repeated(kDuplicateSysctl, first.Get("name"), again.Get("name"), verdict, "remove one of them");
  });
  for (const yaml::Node& sysctl : sysctls) {
    const yaml::Node& name = sysctl.Get("name");
    const std::string_view text = name.string();
    const bool network = text.starts_with("net.");
    const bool ipc = text == "kernel.sem" || text.starts_with("kernel.shm") ||
                     text.starts_with("kernel.msg") || text.starts_with("fs.mqueue.");
    const std::string_view shared = network ? "hostNetwork" : "hostIPC";
    if ((!network && !ipc) || !IsTrue(pod.spec.Get(shared))) continue;
    verdict.At(kSysctlOfHost, name,
               fmt::format("{} is a parameter of the node, as the pod has `{}`", verdict.Path(name), shared),
               {.label = "would change the node",
                .secondary = {{pod.spec.Get(shared).span(), "shared with the node"}}});
  }
}

void RefuseFields(const yaml::Node& parent, std::initializer_list<std::string_view> fields,
                  std::string_view system, Verdict& verdict) {
  for (const std::string_view field : fields) {
    const yaml::Node& value = parent.Get(field);
    if (!Given(value) || (value.is_list() && value.size() == 0)) continue;
    if (field.starts_with("host") && field != "hostUsers" && !IsTrue(value)) continue;
    Unwanted(kFieldOfOtherSystem, parent, field, fmt::format("`os.name` is `{}`", system), verdict);
  }
}

void CheckSystem(const Pod& pod, Verdict& verdict) {
  const std::string_view system = pod.spec.Get("os").Get("name").string();
  if (system == "linux") {
    RefuseFields(pod.security(), {"windowsOptions"}, system, verdict);
    pod.ForEachContainer([&](const yaml::Node& container) {
      RefuseFields(container.Get("securityContext"), {"windowsOptions"}, system, verdict);
    });
  } else if (system == "windows") {
    RefuseFields(pod.spec, {"hostUsers", "hostPID", "hostIPC", "shareProcessNamespace", "resources"}, system,
                 verdict);
    RefuseFields(
        pod.security(),
        {"appArmorProfile", "seLinuxOptions", "seccompProfile", "fsGroup", "fsGroupChangePolicy", "sysctls",
         "runAsUser", "runAsGroup", "supplementalGroups", "supplementalGroupsPolicy", "seLinuxChangePolicy"},
        system, verdict);
    pod.ForEachContainer([&](const yaml::Node& container) {
      RefuseFields(
          container.Get("securityContext"),
          {"appArmorProfile", "seLinuxOptions", "seccompProfile", "capabilities", "readOnlyRootFilesystem",
           "privileged", "allowPrivilegeEscalation", "procMount", "runAsUser", "runAsGroup"},
          system, verdict);
    });
  }
}

void CheckHostProcess(const Pod& pod, Verdict& verdict) {
  if (IsTrue(pod.spec.Get("hostNetwork"))) return;
  const auto check = [&](const yaml::Node& context) {
    const yaml::Node& process = context.Get("windowsOptions").Get("hostProcess");
    if (!IsTrue(process)) return;
    verdict.At(kHostProcessWithoutHostNetwork, process,
               fmt::format("{} is true, but the pod has a network of its own", verdict.Path(process)),
               {.label = "needs `hostNetwork: true`"});
  };
  check(pod.security());
  pod.ForEachContainer([&](const yaml::Node& container) { check(container.Get("securityContext")); });
}

void CheckObject(const Object& object, Verdict& verdict) { CheckSecurity(PodOf(object), verdict); }

}  // namespace

constinit const Code kSecurityContextCode = {Authority::kApiServer, "", "Pod", kRules, CheckObject};

void CheckSecurity(const Pod& pod, Verdict& verdict) {
  CheckSystem(pod, verdict);
  CheckNamespaces(pod, verdict);
  CheckSysctls(pod, verdict);
  CheckProfile(pod.security().Get("seccompProfile"), verdict);
  CheckProfile(pod.security().Get("appArmorProfile"), verdict);
  CheckHostProcess(pod, verdict);
  pod.ForEachContainer(
      [&](const yaml::Node& container) { CheckContext(pod, container.Get("securityContext"), verdict); });
}

}  // namespace meshctl::validate::kubernetes
