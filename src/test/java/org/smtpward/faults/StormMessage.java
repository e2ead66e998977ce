package org.smtpward.faults;

/**
 * A message whose envelope says which it is, so that a backend can tell whether it has got all of it.
 *
 * @param message its number
 * @param attempt how often it has been sent before
 */
record StormMessage(int message, int attempt) {
    private static final int LONGEST = 40;

    static StormMessage ofSender(String command) {
        String[] numbers = command.substring(command.indexOf('<') + 1, command.indexOf('@'))
                .split("-", -1);
        return new StormMessage(Integer.parseInt(numbers[0]), Integer.parseInt(numbers[1]));
    }

    String sender() {
        return "MAIL FROM:<" + message + '-' + attempt + "@client.example>";
    }

    /** Mail data without its end, dots stuffed. */
    String text() {
        return "Message-ID: <" + message + "@client.example>\r\n\r\n"
                + ("line of " + message + "\r\n..\r\n").repeat(1 + message % LONGEST) + "end of " + message + "\r\n";
    }
}
