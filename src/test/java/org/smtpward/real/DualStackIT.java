package org.smtpward.real;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.smtpward.lab.NetworkHost;
import org.smtpward.lab.NetworkHost.Output;
import org.smtpward.lab.RealParts;

/** Listeners for both families on machines that differ in IPv6; the admin side has the same sockets. */
@RealParts
class DualStackIT {
    private static final String CONNECT = """
            import socket, sys
            s = socket.create_connection((sys.argv[1], int(sys.argv[2])), 30)
            s.settimeout(30)
            print(s.recv(3).decode())
            """;

    /** Has the kernel say of IPv6 sockets what one without IPv6 says, by seccomp(2), to the program that follows. */
    private static final String WITHOUT_IPV6 = """
            import ctypes, os, platform, struct, sys
            number = {'x86_64': 41, 'aarch64': 198}[platform.machine()]
            def op(code, jt, jf, k): return struct.pack('HBBI', code, jt, jf, k)
            LOAD, EQUAL, RETURN = 0x20, 0x15, 0x06
            code = (op(LOAD, 0, 0, 0) + op(EQUAL, 0, 3, number) + op(LOAD, 0, 0, 16) + op(EQUAL, 0, 1, 10)
                    + op(RETURN, 0, 0, 0x00050000 | 97) + op(RETURN, 0, 0, 0x7fff0000))
            buffer = ctypes.create_string_buffer(code)
            program = struct.pack('HxxxxxxP', len(code) // 8, ctypes.addressof(buffer))
            libc = ctypes.CDLL(None, use_errno=True)
            assert libc.prctl(38, 1, 0, 0, 0) == 0
            assert libc.prctl(22, 2, ctypes.c_char_p(program), 0, 0) == 0
            os.execvp(sys.argv[1], sys.argv[1:])
            """;

    @TempDir
    private Path directory;

    private NetworkHost host;

    @BeforeEach
    void start() {
        host = NetworkHost.create();
    }

    @AfterEach
    void stop() {
        host.close();
    }

    /** The kernel's default for new sockets, which a site may change, is not ours. */
    @Test
    void bothFamiliesWhateverTheKernelsDefaultIs() throws Exception {
        host.sysctl("net.ipv6.bindv6only", "1");
        try (Program program = Program.startIn(host, List.of(), "run", "--config", config("[::]:2526", ""))) {
            program.awaitListening();
            assertThat(program.output()).contains("address=[::]:2526 families=ipv4+ipv6");
            assertThat(greeting("127.0.0.1", 2526)).isEqualTo("421");
            assertThat(greeting("::1", 2526)).isEqualTo("421");
            assertThat(tryGreeting("127.0.0.1", 9126)).as("admin").contains("HTT");
        }
    }

    @Test
    void oneFamilyWhereTheAddressSaysSo() throws Exception {
        try (Program program = Program.startIn(host, List.of(), "run", "--config", config("0.0.0.0:2526", ""))) {
            program.awaitListening();
            assertThat(greeting("127.0.0.1", 2526)).isEqualTo("421");
            assertThat(tryGreeting("::1", 2526)).contains("ConnectionRefusedError");
        }
        try (Program program =
                Program.startIn(host, List.of(), "run", "--config", config("[::]:2526", "ipv6-only = on"))) {
            program.awaitListening();
            assertThat(greeting("::1", 2526)).isEqualTo("421");
            assertThat(tryGreeting("127.0.0.1", 2526)).contains("ConnectionRefusedError");
        }
    }

    /** The default has to start there, too. */
    @Test
    void withoutIpv6InTheKernelItIsEveryIpv4Address() throws Exception {
        try (Program program = Program.startIn(
                host, List.of("python3", "-c", WITHOUT_IPV6), "run", "--config", config("[::]:2526", ""))) {
            program.awaitListening();
            assertThat(program.output())
                    .contains("event=listen-address for=\"listener smtp\" configured=[::]:2526 address=0.0.0.0:2526")
                    .contains("the kernel has no IPv6");
            assertThat(greeting("127.0.0.1", 2526)).isEqualTo("421");
        }
    }

    private String greeting(String address, int port) {
        Output output = host.tryRun("python3", "-c", CONNECT, address, Integer.toString(port));
        assertThat(output.exitCode()).as(output.text()).isZero();
        return output.text().strip();
    }

    private String tryGreeting(String address, int port) {
        return port == 9126
                ? host.tryRun("curl", "-s", "-i", "--max-time", "30", "http://%s:%d/livez".formatted(address, port))
                        .text()
                : host.tryRun("python3", "-c", CONNECT, address, Integer.toString(port))
                        .text();
    }

    private String config(String address, String more) throws Exception {
        return Files.writeString(directory.resolve("test.conf"), """
                smtpward {
                  listeners = [ { name = smtp, address = "%s", tls = off, %s } ]
                  backend.address = "127.0.0.1:9"
                  admin.address = "[::]:9126"
                }
                """.formatted(address, more))
                .toString();
    }
}
