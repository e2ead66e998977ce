import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValue;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * Makes the manual page smtpward.conf(5) of reference.conf: each key with its default and its comment. Run by
 * packaging/release from source:
 *
 * <pre>java -cp smtpward.jar ConfigurationPage.java OUTPUT</pre>
 */
final class ConfigurationPage {
    private static final String HEAD = """
            .Dd January 1, 2026
            .Dt SMTPWARD.CONF 5
            .Os
            .Sh NAME
            .Nm smtpward.conf
            .Nd configuration of smtpward
            .Sh DESCRIPTION
            .Nm
            says what
            .Xr smtpward 8
            does, in HOCON, of which JSON is a part:
            .Bd -literal -offset indent
            smtpward {
              backend.address = "127.0.0.1:2525"
              policy { mode = monitor }
            }
            .Ed
            .Pp
            What stands in it wins over the defaults below; an unknown key is an error.
            .Dl smtpward check
            looks for mistakes,
            .Dl smtpward print\\-config
            shows what is in force and where it comes from.
            .Pp
            Times have a unit: 500ms, 30s, 5m, 1h.
            Sizes are octets and count the line end, CR LF.
            Any key can also be set by a variable of the environment, where one underscore stands for a dot and two for a dash:
            .Ev CONFIG_FORCE_smtpward_limits_bad__commands .
            .Pp
            A changed file counts within a few seconds, or at once by
            .Dv SIGHUP ,
            for new sessions; all of it, or, if anything in it is wrong, nothing.
            Fixed until a restart are the keys of proxy, listeners, backend.address, backend.ipv6\\-address,
            backend.source.mode, shared, events and admin.
            .Sh KEYS
            All stand below
            .Sy smtpward .
            """;
    private static final String FOOT = """
            .Sh FILES
            .Bl -tag -width Ds
            .It Pa /etc/smtpward/smtpward.conf
            .El
            .Sh SEE ALSO
            .Xr smtpward 8
            """;

    private final StringBuilder page = new StringBuilder();

    private ConfigurationPage() {}

    public static void main(String[] arguments) throws IOException {
        Config reference = ConfigFactory.parseResources("reference.conf");
        var writer = new ConfigurationPage();
        writer.page.append(HEAD);
        writer.section("", reference.getConfig("smtpward").root());
        writer.page.append(FOOT);
        Files.writeString(Path.of(arguments[0]), writer.page, StandardCharsets.US_ASCII);
    }

    /** In the order of the file. */
    private void section(String before, ConfigObject section) {
        section.entrySet().stream()
                .sorted(Comparator.comparingInt(
                        entry -> entry.getValue().origin().lineNumber()))
                .forEach(entry -> key(before + entry.getKey(), entry));
    }

    private void key(String path, Map.Entry<String, ConfigValue> entry) {
        ConfigValue value = entry.getValue();
        boolean top = !path.contains(".") && value instanceof ConfigObject;
        if (top) {
            page.append(".Ss ").append(escape(path)).append('\n');
        } else {
            page.append(".Pp\n.Sy ").append(escape(path)).append('\n');
            if (!(value instanceof ConfigObject)) {
                page.append("=\n").append(escape(rendered(value))).append('\n');
            }
            page.append(".Pp\n");
        }
        comment(value.origin().comments());
        if (value instanceof ConfigObject inner) {
            section(path + ".", inner);
        }
    }

    /** With blanks, so that a long list can go on in the next line. */
    private static String rendered(ConfigValue value) {
        ConfigRenderOptions options = ConfigRenderOptions.defaults()
                .setOriginComments(false)
                .setComments(false)
                .setFormatted(false)
                .setJson(false);
        return value.render(options).replace(",", ", ");
    }

    /** Lines that are set in stay as they are: lists and tables. */
    private void comment(List<String> lines) {
        boolean literal = false;
        for (String line : lines) {
            boolean setIn = line.startsWith("  ");
            if (setIn != literal) {
                page.append(setIn ? ".Bd -literal\n" : ".Ed\n.Pp\n");
                literal = setIn;
            }
            // In running text each sentence begins a line, as mdoc(7) wants it.
            for (String part : literal
                    ? List.of(line.stripTrailing())
                    : List.of(line.strip().split("(?<=[.?!)]) +"))) {
                page.append(escape(part)).append('\n');
            }
        }
        if (literal) {
            page.append(".Ed\n");
        }
    }

    /** A text line of mdoc(7): no escape, no macro, and a dash is one that can be copied. */
    private static String escape(String text) {
        String safe = text.replace("\\", "\\e")
                .replace("-", "\\-")
                .replace("`", "\\(ga")
                .replace("'", "\\(aq")
                .replace("\u00a7", "\\(sc");
        return safe.startsWith(".") ? "\\&" + safe : safe;
    }
}
