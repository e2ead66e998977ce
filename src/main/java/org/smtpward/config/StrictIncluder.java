package org.smtpward.config;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigIncludeContext;
import com.typesafe.config.ConfigIncluder;
import com.typesafe.config.ConfigIncluderClasspath;
import com.typesafe.config.ConfigIncluderFile;
import com.typesafe.config.ConfigIncluderURL;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigParseable;
import java.io.File;
import java.net.URL;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * {@code include} of a file that must be there. By itself the library skips one that is not, without a word, and fetches what
 * {@code url(...)} names, from the network, too.
 *
 * @param reads hears of each file before it is read
 */
record StrictIncluder(Consumer<Path> reads)
        implements ConfigIncluder, ConfigIncluderFile, ConfigIncluderURL, ConfigIncluderClasspath {
    /** Relative to the file that includes. */
    @Override
    public ConfigObject include(ConfigIncludeContext context, String what) {
        ConfigParseable included = Optional.ofNullable(context.relativeTo(what))
                .filter(StrictIncluder::isFile)
                .orElseThrow(() -> new ConfigException.Generic("include \"" + what + "\": no such file"));
        reads.accept(Path.of(included.origin().filename()));
        return included.parse(context.parseOptions().setAllowMissing(false));
    }

    /** {@code include file("...")}: the same. */
    @Override
    public ConfigObject includeFile(ConfigIncludeContext context, File what) {
        return include(context, what.getPath());
    }

    @Override
    public ConfigObject includeURL(ConfigIncludeContext context, URL what) {
        throw new ConfigException.Generic("include url(\"" + what + "\"): only files can be included");
    }

    @Override
    public ConfigObject includeResources(ConfigIncludeContext context, String what) {
        throw new ConfigException.Generic("include classpath(\"" + what + "\"): only files can be included");
    }

    @Override
    public ConfigIncluder withFallback(ConfigIncluder fallback) {
        return this;
    }

    /** When there is no such file the library offers a resource of the program instead. */
    private static boolean isFile(ConfigParseable included) {
        return Optional.ofNullable(included.origin().filename())
                .filter(name -> new File(name).isFile())
                .isPresent();
    }
}
