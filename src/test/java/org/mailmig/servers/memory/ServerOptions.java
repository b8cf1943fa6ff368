// SPDX-License-Identifier: Apache-2.0
package org.mailmig.servers.memory;

import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * What a server offers, its limits, its rules for folder names, and answers that a test sets.
 *
 * @param <S> the server, for chains of calls
 */
abstract class ServerOptions<S> extends LoopbackServer {
    final Folders folders = new Folders();
    final Answers answers = new Answers();
    final Availability availability = new Availability();
    private volatile String offered = "LITERAL+ UIDPLUS";
    private volatile String namespaces;
    private volatile String inbox = "INBOX";
    private volatile String permanentFlags = "\\Answered \\Flagged \\Deleted \\Seen \\Draft \\*";
    private volatile int mostLine = Integer.MAX_VALUE;
    private volatile Runnable before = () -> {};

    abstract S self();

    /** Capabilities other than IMAP4rev1, in place of LITERAL+ and UIDPLUS. */
    public S offers(String names) {
        offered = names;
        return self();
    }

    final boolean has(String capability) {
        return List.of(offered.split(" ")).contains(capability);
    }

    /** NAMESPACE and SPECIAL-USE are offered if a test has set namespaces and roles. */
    final String capabilities() {
        return "IMAP4rev1 " + offered + (namespaces == null ? "" : " NAMESPACE")
                + (folders.hasRoles() ? " SPECIAL-USE" : "");
    }

    /** What NAMESPACE answers, for example {@code (("" "/")) NIL (("Public/" "/"))}. */
    public S namespaces(String answer) {
        namespaces = answer;
        return self();
    }

    final String namespaces() {
        return namespaces == null ? "((\"\" \"" + folders.separator() + "\")) NIL NIL" : namespaces;
    }

    public S separator(char other) {
        folders.separator(other);
        return self();
    }

    /** What the server makes of a name. */
    public S spells(UnaryOperator<String> how) {
        folders.spells(how);
        return self();
    }

    /** LIST shows INBOX in this case. */
    public S listsInboxAs(String name) {
        inbox = name;
        return self();
    }

    final String listed(String name) {
        return name.equals("INBOX") ? inbox : name;
    }

    /** LIST shows the folders in the opposite order from now on. */
    public S reversed() {
        folders.reverse();
        return self();
    }

    /** A name above others never becomes a folder, as in GreenMail: CREATE says that it exists, without a code. */
    public S namesStayNames() {
        folders.namesStayNames();
        return self();
    }

    public S permanentFlags(String flags) {
        permanentFlags = flags;
        return self();
    }

    final String permanentFlags() {
        return permanentFlags;
    }

    /** As long as this many connections are logged in, further logins are refused, as Dovecot does it. */
    public S admits(int connections) {
        availability.admits(connections);
        return self();
    }

    /** A line that is longer, without its literals, is BAD at once, and what follows it is executed. */
    public S mostLine(int bytes) {
        mostLine = bytes;
        return self();
    }

    final int mostLine() {
        return mostLine;
    }

    /** Answers each command whose {@link Command#line} matches: {@code NO ...} or {@code BAD ...}; {@code null} ends that. */
    public S answers(String pattern, String answer) {
        answers.to(pattern, answer);
        return self();
    }

    /**
     * What is answered instead of executing the command: all lines, where {@code T} is the tag; {@code ""} is silence; {@code
     * null} executes it.
     */
    public S answers(Function<Command, String> instead) {
        answers.by(instead);
        return self();
    }

    /** The same for a line that ends in a literal which waits. */
    public S beforeLiteral(Function<String, String> instead) {
        answers.beforeLiteral(instead);
        return self();
    }

    /** Runs before each command is answered. */
    public S before(Runnable work) {
        before = work;
        return self();
    }

    final void beforeCommand() {
        before.run();
    }

    /**
     * At this command, counted from now on over all connections, the server goes away: it closes all connections, and new ones at once.
     *
     * @param executes whether the command is executed before, and only its response is lost
     */
    public S goesAwayAt(int command, boolean executes) {
        availability.goesAwayAt(command, executes);
        return self();
    }

    /** The end of what {@link #goesAwayAt} began or would have begun. */
    public void returns() {
        availability.stays();
        comeBack();
    }
}
