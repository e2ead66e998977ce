package org.smtpward.bench.contender;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * nginx as a mail proxy: ends STARTTLS, asks its auth_http once a session (here itself), then copies octets. It connects to the
 * backend at the first RCPT, answers what came before itself, and looks at nothing that comes later.
 */
public record Nginx() implements Contender {
    private static final List<String> MODULES =
            List.of("/usr/lib/nginx/modules", "/usr/lib64/nginx/modules", "/usr/share/nginx/modules");

    @Override
    public String name() {
        return "nginx";
    }

    @Override
    public Optional<String> missing() {
        return Contender.missing("nginx", "nginx libnginx-mod-mail");
    }

    @Override
    public List<String> command(Place place) {
        Path config = place.write("nginx.conf", configuration(place));
        return List.of(
                Contender.find("nginx").orElseThrow().toString(),
                "-p",
                place.directory().toString(),
                "-c",
                config.toString(),
                "-e",
                place.directory().resolve("error.log").toString());
    }

    private static String configuration(Place place) {
        var kernel = (UnixOperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        boolean root = "root".equals(System.getProperty("user.name"));
        return """
                %s
                %s
                daemon off;
                worker_processes auto;
                pid nginx.pid;
                error_log error.log error;
                events { worker_connections %d; }
                http {
                  access_log off;
                  keepalive_requests 1000000;
                  client_body_temp_path body;
                  proxy_temp_path proxy;
                  fastcgi_temp_path fastcgi;
                  uwsgi_temp_path uwsgi;
                  scgi_temp_path scgi;
                  server {
                    listen 127.0.0.1:%d backlog=4096;
                    location = /auth {
                      add_header Auth-Status OK;
                      add_header Auth-Server 127.0.0.1;
                      add_header Auth-Port %d;
                      return 204;
                    }
                  }
                }
                mail {
                  server_name proxy.example;
                  auth_http 127.0.0.1:%d/auth;
                  timeout 600s;
                  server {
                    listen 127.0.0.1:%d backlog=4096;
                    protocol smtp;
                    smtp_auth none;
                    smtp_capabilities ENHANCEDSTATUSCODES PIPELINING 8BITMIME SIZE DSN;
                    xclient off;
                    proxy_smtp_auth off;
                    proxy_buffer 16k;
                    starttls on;
                    ssl_protocols TLSv1.2 TLSv1.3;
                    ssl_certificate %s;
                    ssl_certificate_key %s;
                    ssl_session_cache shared:mail:10m;
                  }
                }
                """.formatted(
                mailModule().map(module -> "load_module " + module + ";").orElse(""),
                // Its workers may read nothing then, so the master does.
                root ? "user nobody " + groupOfNobody() + ";" : "",
                kernel.getMaxFileDescriptorCount(),
                place.spare(),
                place.sink(),
                place.spare(),
                place.port(),
                place.identity().chain(),
                place.identity().key());
    }

    /** Where it is a file of its own and not within the program. */
    private static Optional<Path> mailModule() {
        return MODULES.stream()
                .map(directory -> Path.of(directory, "ngx_mail_module.so"))
                .filter(Files::isReadable)
                .findFirst();
    }

    private static String groupOfNobody() {
        try (Stream<String> groups = Files.lines(Path.of("/etc/group"))) {
            return groups.anyMatch(line -> line.startsWith("nogroup:")) ? "nogroup" : "nobody";
        } catch (java.io.IOException e) {
            return "nobody";
        }
    }
}
