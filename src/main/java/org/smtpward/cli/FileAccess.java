package org.smtpward.cli;

import java.nio.file.Files;
import java.nio.file.Path;

/** Access of a user to files. Modes, owners, groups, ACLs and all directories above count. */
interface FileAccess {
    /** That of the user who runs this program. */
    FileAccess OWN = new FileAccess() {
        @Override
        public boolean isReadable(Path file) {
            return Files.isReadable(file);
        }

        @Override
        public boolean isWritable(Path file) {
            return Files.isWritable(file);
        }

        @Override
        public boolean isSearchable(Path directory) {
            return Files.isExecutable(directory);
        }
    };

    boolean isReadable(Path file);

    boolean isWritable(Path file);

    /** Whether files in {@code directory} can be reached. */
    boolean isSearchable(Path directory);
}
