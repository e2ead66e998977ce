package org.smtpward.packaging.helm;

import io.fabric8.kubernetes.api.model.Capabilities;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.PodSecurityContext;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.SeccompProfile;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.Volume;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What of a pod goes against the pod security standards of Kubernetes, field by field:
 * https://kubernetes.io/docs/concepts/security/pod-security-standards. A profile contains those before it.
 */
final class PodSecurity {
    enum Profile {
        BASELINE,
        RESTRICTED
    }

    private static final Set<String> BASELINE_CAPABILITIES = Set.of(
            "AUDIT_WRITE",
            "CHOWN",
            "DAC_OVERRIDE",
            "FOWNER",
            "FSETID",
            "KILL",
            "MKNOD",
            "NET_BIND_SERVICE",
            "SETFCAP",
            "SETGID",
            "SETPCAP",
            "SETUID",
            "SYS_CHROOT");

    private final List<String> violations = new ArrayList<>();
    private final Profile profile;
    private final PodSecurityContext pod;

    private PodSecurity(Profile profile, PodSecurityContext pod) {
        this.profile = profile;
        this.pod = pod;
    }

    /** A line for each; none if {@code profile} lets the pod in. */
    static List<String> violations(PodSpec spec, Profile profile) {
        var security = new PodSecurity(
                profile, Objects.requireNonNullElseGet(spec.getSecurityContext(), PodSecurityContext::new));
        security.checkPod(spec);
        Stream.concat(spec.getInitContainers().stream(), spec.getContainers().stream())
                .forEach(security::check);
        return security.violations;
    }

    private void checkPod(PodSpec spec) {
        refuse(isTrue(spec.getHostNetwork()), "hostNetwork");
        refuse(isTrue(spec.getHostPID()), "hostPID");
        refuse(isTrue(spec.getHostIPC()), "hostIPC");
        refuse(pod.getSysctls() != null && !pod.getSysctls().isEmpty(), "sysctls");
        refuse(pod.getSeLinuxOptions() != null, "seLinuxOptions");
        refuse(!spec.getEphemeralContainers().isEmpty(), "ephemeralContainers");
        for (Volume volume : spec.getVolumes()) {
            refuse(volume.getHostPath() != null, "volume " + volume.getName() + ": hostPath");
            refuse(profile == Profile.RESTRICTED && !isHarmless(volume), "volume " + volume.getName() + ": type");
        }
    }

    private static boolean isHarmless(Volume volume) {
        return Stream.of(
                        volume.getConfigMap(),
                        volume.getSecret(),
                        volume.getEmptyDir(),
                        volume.getProjected(),
                        volume.getPersistentVolumeClaim(),
                        volume.getDownwardAPI(),
                        volume.getCsi(),
                        volume.getEphemeral())
                .anyMatch(Objects::nonNull);
    }

    private void check(Container container) {
        String name = container.getName();
        SecurityContext context = Objects.requireNonNullElseGet(container.getSecurityContext(), SecurityContext::new);
        for (ContainerPort port : container.getPorts()) {
            refuse(port.getHostPort() != null && port.getHostPort() != 0, name + ": hostPort");
        }
        refuse(isTrue(context.getPrivileged()), name + ": privileged");
        refuse(context.getProcMount() != null, name + ": procMount");
        refuse(context.getSeLinuxOptions() != null, name + ": seLinuxOptions");
        SeccompProfile seccomp =
                context.getSeccompProfile() != null ? context.getSeccompProfile() : pod.getSeccompProfile();
        refuse(seccomp != null && seccomp.getType().equals("Unconfined"), name + ": seccompProfile");
        Capabilities capabilities = Objects.requireNonNullElseGet(context.getCapabilities(), Capabilities::new);
        Set<String> granted = profile == Profile.RESTRICTED ? Set.of("NET_BIND_SERVICE") : BASELINE_CAPABILITIES;
        capabilities.getAdd().stream()
                .filter(capability -> !granted.contains(capability))
                .forEach(capability -> violations.add(name + ": capability " + capability));
        if (profile == Profile.RESTRICTED) {
            checkRestricted(name, context, capabilities, seccomp);
        }
    }

    private void checkRestricted(
            String name, SecurityContext context, Capabilities capabilities, SeccompProfile seccomp) {
        refuse(!capabilities.getDrop().contains("ALL"), name + ": capabilities are not dropped");
        refuse(!Boolean.FALSE.equals(context.getAllowPrivilegeEscalation()), name + ": allowPrivilegeEscalation");
        Boolean nonRoot = context.getRunAsNonRoot() != null ? context.getRunAsNonRoot() : pod.getRunAsNonRoot();
        refuse(!isTrue(nonRoot), name + ": runAsNonRoot");
        Long user = context.getRunAsUser() != null ? context.getRunAsUser() : pod.getRunAsUser();
        refuse(user != null && user == 0, name + ": runAsUser");
        refuse(seccomp == null, name + ": seccompProfile is not set");
    }

    private static boolean isTrue(Boolean flag) {
        return Boolean.TRUE.equals(flag);
    }

    private void refuse(boolean violated, String what) {
        if (violated) {
            violations.add(what);
        }
    }
}
