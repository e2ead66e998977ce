package org.smtpward.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** The word that somebody probably meant. */
final class NearestWord {
    private NearestWord() {}

    /** The known word with the fewest slips from {@code typed}, if these are few enough to be slips. */
    static Optional<String> to(String typed, Collection<String> known) {
        int fewEnough = Math.max(2, typed.length() / 3);
        return known.stream()
                .filter(word -> distance(typed, word) <= fewEnough)
                .min(Comparator.comparingInt(word -> distance(typed, word)));
    }

    /** Levenshtein: letters to insert, delete or replace. Keeps one row of the table. */
    static int distance(String from, String to) {
        int[] row = new int[to.length() + 1];
        for (int column = 0; column < row.length; column++) {
            row[column] = column;
        }
        for (int i = 1; i <= from.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j < row.length; j++) {
                int replaced = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[to.length()];
    }
}
