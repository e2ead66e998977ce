package org.smtpward.sendmail;

/**
 * A milter: {@code Xname, S=unix:/run/name.sock, F=T}.
 *
 * @param line of the file
 * @param name as InputMailFilters has it
 * @param socket its address, as written; empty: none
 */
public record Milter(int line, String name, String socket) {
    static Milter parse(CfLine line) {
        String[] fields = line.argument().split(",", -1);
        String socket = "";
        for (int i = 1; i < fields.length; i++) {
            String field = fields[i].strip();
            if (field.length() > 1 && (field.charAt(0) == 'S' || field.charAt(0) == 's')) {
                socket = field.substring(field.indexOf('=') + 1).strip();
            }
        }
        return new Milter(line.number(), fields[0].strip(), socket);
    }
}
