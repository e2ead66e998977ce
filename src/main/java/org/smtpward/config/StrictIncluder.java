package org.smtpward.config;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigIncludeContext;
import com.typesafe.config.ConfigIncluder;
import com.typesafe.config.ConfigIncluderFile;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigParseable;
import java.io.File;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * {@code include} of a file that must be there. By itself the library skips one that is not, without a word.
 *
 * @param reads hears of each file before it is read
 */
record StrictIncluder(Consumer<Path> reads) implements ConfigIncluder, ConfigIncluderFile {
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
