package org.smtpward.packaging.helm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.fabric8.kubernetes.api.model.PodSpec;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.smtpward.packaging.helm.PodSecurity.Profile;
import org.yaml.snakeyaml.Yaml;

/** {@link PodSecurity} lets a safe pod in, and sees each thing that makes it unsafe. */
class PodSecurityTest {
    private static final String SAFE = """
        securityContext: { fsGroup: 1 }
        initContainers: [ { name: i, securityContext: &safe {
          runAsNonRoot: true, runAsUser: 1, allowPrivilegeEscalation: false,
          capabilities: { drop: [ALL], add: [NET_BIND_SERVICE] }, seccompProfile: { type: RuntimeDefault } } } ]
        containers: [ { name: c, ports: [ { containerPort: 1 } ], securityContext: *safe } ]
        volumes: [ { name: v, emptyDir: {} } ]
        """;

    @Test
    void aSafePodGetsIn() {
        assertThat(PodSecurity.violations(pod(SAFE), Profile.RESTRICTED)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        fsGroup: 1 }                    | fsGroup: 1 }\\nhostNetwork: true | hostNetwork          | BASELINE
        fsGroup: 1 }                    | fsGroup: 1 }\\nhostPID: true     | hostPID              | BASELINE
        fsGroup: 1 }                    | fsGroup: 1 }\\nhostIPC: true     | hostIPC              | BASELINE
        fsGroup: 1                      | sysctls: [ { name: a, value: b } ]| sysctls             | BASELINE
        emptyDir: {}                    | hostPath: { path: / }            | volume v: hostPath   | BASELINE
        emptyDir: {}                    | nfs: { path: /, server: a }      | volume v: type       | RESTRICTED
        containerPort: 1                | hostPort: 1                      | c: hostPort          | BASELINE
        runAsNonRoot: true              | privileged: true, runAsNonRoot: true | i: privileged    | BASELINE
        runAsNonRoot: true, runAsUser: 1| runAsUser: 1                     | c: runAsNonRoot      | RESTRICTED
        runAsUser: 1                    | runAsUser: 0                     | i: runAsUser         | RESTRICTED
        allowPrivilegeEscalation: false,|                                  | c: allowPrivilegeEscalation | RESTRICTED
        drop: [ALL]                     | drop: [CHOWN]                    | c: capabilities are not dropped | RESTRICTED
        NET_BIND_SERVICE                | CHOWN                            | c: capability CHOWN  | RESTRICTED
        NET_BIND_SERVICE                | NET_RAW                          | i: capability NET_RAW| BASELINE
        RuntimeDefault                  | Unconfined                       | c: seccompProfile    | BASELINE
        ', seccompProfile: { type: RuntimeDefault }' |                     | c: seccompProfile is not set | RESTRICTED
        """)
    void anUnsafeOneIsToldWhy(String safe, String unsafe, String violation, Profile profile) {
        assertThat(SAFE).contains(safe);
        PodSpec pod = pod(SAFE.replace(safe, unsafe == null ? "" : unsafe.replace("\\n", "\n")));
        assertThat(PodSecurity.violations(pod, profile)).contains(violation);
        assertThat(PodSecurity.violations(pod, Profile.RESTRICTED)).contains(violation);
        if (profile == Profile.RESTRICTED) {
            assertThat(PodSecurity.violations(pod, Profile.BASELINE)).isEmpty();
        }
    }

    private static PodSpec pod(String yaml) {
        Map<?, ?> fields = new Yaml().load(yaml);
        return new JsonMapper().convertValue(fields, PodSpec.class);
    }
}
