package org.smtpward.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code print-config}: the whole configuration, with origins, and nothing lost. */
class EffectiveConfigurationTest {
    private static final Map<String, String> ENVIRONMENT =
            Map.of("CONFIG_FORCE_smtpward_limits_connections", "77", "ADMIN", "off", "VERB", "XVRB");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "smtpward.listeners = [ { name = a, address = \"h:1\", tls = off }\n"
                        + "{ tls = off, name = b, address = \"h:2\" } ]",
                "smtpward.tls.certificates = [ { chain = \"C:\\\\a \\\"b\\\".crt\", key = \"ü #//\\u0001.key\" } ]",
                "smtpward { admin.address = ${?ADMIN}, commands.extra = [ ${VERB}, XABC ] }",
                "smtpward { policy { mode = off, rules.foreign-protocol.mode = enforce }, limits.drain = 1.5 minutes }",
            })
    void readAgainItGivesTheSame(String file) throws ConfigurationException {
        EffectiveConfiguration first = Reading.effective(file, ENVIRONMENT);
        EffectiveConfiguration second = Reading.effective(first.toHocon(), Map.of());
        assertThat(second.configuration()).isEqualTo(first.configuration());
    }

    @Test
    void everyValueHasItsOrigin() throws ConfigurationException {
        String hocon = Reading.effective("""
                smtpward {
                  policy.mode = monitor
                  policy.rules.alpn.mode = off
                  admin.address = ${?ADMIN}
                  listeners = [
                    { name = smtp, address = "127.0.0.1:0"
                      tls = starttls }
                  ]
                }
                """, ENVIRONMENT).toHocon();
        assertThat(hocon).isEqualTo("""
            smtpward {
              proxy {
                hostname = ""                                           # reference.conf
                event-loops = 0                                         # reference.conf
              }
              listeners = [
                {
                  address = "127.0.0.1:0"                               # smtpward.conf:6
                  name = "smtp"                                         # smtpward.conf:6
                  tls = "starttls"                                      # smtpward.conf:7
                }
              ]
              backend {
                address = "127.0.0.1:2525"                              # reference.conf
                ipv6-address = ""                                       # reference.conf
                tls = "mirror"                                          # reference.conf
                tls-options {
                  min-version = "1.0"                                   # reference.conf
                  ciphers = []                                          # reference.conf
                  verify = "none"                                       # reference.conf
                  ca = ""                                               # reference.conf
                  pins = []                                             # reference.conf
                  server-name = ""                                      # reference.conf
                }
                source {
                  mode = "fixed"                                        # reference.conf
                  address = "127.25.25.25"                              # reference.conf
                  classes = []                                          # reference.conf
                  local-clients = "as-before"                           # reference.conf
                  trace = "off"                                         # reference.conf
                  allow-relay = false                                   # reference.conf
                  probe {
                    addresses = ["192.0.2.1","2001:db8::1"]             # reference.conf
                    local-recipient = "postmaster"                      # reference.conf
                    patience = "30s"                                    # reference.conf
                    interval = "5s"                                     # reference.conf
                    every = "1h"                                        # reference.conf
                  }
                }
              }
              network {
                packet-filter = "auto"                                  # reference.conf
                mark = 2525                                             # reference.conf
                table = 2525                                            # reference.conf
                priority = 2525                                         # reference.conf
              }
              tls {
                certificates = []                                       # reference.conf
                names = []                                              # reference.conf
                min-version = "1.2"                                     # reference.conf
                ciphers = ["ECDHE-ECDSA-AES128-GCM-SHA256","ECDHE-RSA-AES128-GCM-SHA256","ECDHE-ECDSA-AES256-GCM-SHA384","ECDHE-RSA-AES256-GCM-SHA384","ECDHE-ECDSA-CHACHA20-POLY1305","ECDHE-RSA-CHACHA20-POLY1305"]  # reference.conf
                alpn = ["smtp","esmtp"]                                 # reference.conf
                client-certificates {
                  mode = "off"                                          # reference.conf
                  ca = ""                                               # reference.conf
                }
              }
              policy {
                mode = "monitor"                                        # smtpward.conf:2
                rules {
                  alpn {
                    mode = "off"                                        # smtpward.conf:3
                  }
                  bare-newline {
                    commands = "normalize"                              # reference.conf
                    data = "normalize"                                  # reference.conf
                  }
                }
                custom = []                                             # reference.conf
              }
              commands {
                extra = []                                              # reference.conf
              }
              ehlo {
                hide = []                                               # reference.conf
              }
              rewrite {
                tls-403 = "known"                                       # reference.conf
              }
              limits {
                connections = "77"                                      # env CONFIG_FORCE_smtpward_limits_connections
                connections-per-address = 1000                          # reference.conf
                connection-rate = 200                                   # reference.conf
                exempt-networks = ["127.0.0.0/8","::1"]                 # reference.conf
                tls-handshakes = 2000                                   # reference.conf
                bad-commands = 5                                        # reference.conf
                commands = 100000                                       # reference.conf
                transactions = 10000                                    # reference.conf
                command-line = 512                                      # reference.conf
                extension-octets = 1024                                 # reference.conf
                auth-line = 12287                                       # reference.conf
                reply-line = 16384                                      # reference.conf
                reply-lines = 5000                                      # reference.conf
                reply-octets = 1048576                                  # reference.conf
                outstanding-commands = 1000                             # reference.conf
                backend-connect = "10s"                                 # reference.conf
                backend-greeting = "5m"                                 # reference.conf
                backend-reply = "1h"                                    # reference.conf
                client-idle = "1h"                                      # reference.conf
                client-data = "1h"                                      # reference.conf
                data-rate = 1                                           # reference.conf
                tls-handshake = "30s"                                   # reference.conf
                proxy-header = "10s"                                    # reference.conf
                drain = "30s"                                           # reference.conf
              }
              shared {
                redis {
                  address = ""                                          # reference.conf
                  user = ""                                             # reference.conf
                  password-file = ""                                    # reference.conf
                  ca = ""                                               # reference.conf
                  database = 0                                          # reference.conf
                  prefix = "smtpward"                                   # reference.conf
                  patience = "1s"                                       # reference.conf
                }
                interval = "1s"                                         # reference.conf
                max-bans = 10000                                        # reference.conf
              }
              events {
                log = "stdout"                                          # reference.conf
                format = "ecs"                                          # reference.conf
                messages = "off"                                        # reference.conf
                file {
                  path = "/var/log/smtpward/events.json"                # reference.conf
                  max-octets = 100000000                                # reference.conf
                  keep = 5                                              # reference.conf
                }
                syslog {
                  address = "unix:/dev/log"                             # reference.conf
                  facility = "mail"                                     # reference.conf
                  app-name = "smtpward"                                 # reference.conf
                }
              }
              admin {
                address = "off"                                         # env ADMIN
                password-file = ""                                      # reference.conf
                metrics = "password"                                    # reference.conf
                watchers = 20                                           # reference.conf
                tls {
                  chain = ""                                            # reference.conf
                  key = ""                                              # reference.conf
                }
              }
            }
            """);
    }

    /** A list that came from the environment key by key is shown as such, and is still a list. */
    @Test
    void aListFromTheEnvironment() throws ConfigurationException {
        EffectiveConfiguration first = Reading.effective(
                "", Map.of("CONFIG_FORCE_smtpward_tls_alpn_0", "a", "CONFIG_FORCE_smtpward_tls_alpn_1", "b"));
        assertThat(first.toHocon()).contains("# env CONFIG_FORCE_smtpward_tls_alpn_1\n");
        assertThat(Reading.ofText(first.toHocon())).isEqualTo(first.configuration());
    }
}
