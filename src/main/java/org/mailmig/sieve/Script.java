// SPDX-License-Identifier: Apache-2.0
package org.mailmig.sieve;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.mailmig.sieve.Node.Text;

/** A parsed script: its requirements and the names in it. Immutable. */
public final class Script {
    /** The kinds of names in strings. */
    enum Names {
        FOLDER,
        MAILBOX_ID,
        SCRIPT,
        GLOBAL_SCRIPT,
        REDIRECT
    }

    /** A string that names something. */
    record Mention(Names what, String command, Text text, boolean creates) {}

    private final String source;
    private final Set<String> required = new TreeSet<>();
    private final List<Mention> mentions = new ArrayList<>();
    private boolean asksImapFolder;

    private Script(String source, List<Node> commands) {
        this.source = source;
        commands.forEach(command -> command.each(this::visit));
    }

    /** @throws SieveSyntaxException naming the line, if the script is not valid Sieve */
    public static Script parse(byte[] octets) throws SieveSyntaxException {
        String source = new String(octets, StandardCharsets.ISO_8859_1);
        return new Script(source, Parser.parse(source));
    }

    private void visit(Node node) {
        switch (node.name()) {
            case "require" -> node.fromEnd(0).forEach(text -> required.add(utf8(text)));
            case "fileinto" -> {
                // RFC 5228, 4.1; :copy (RFC 3894), :create (RFC 5490) and :flags (RFC 5232) precede the name
                mention(Names.FOLDER, node, node.fromEnd(0));
                mention(Names.MAILBOX_ID, node, node.behind("mailboxid")); // RFC 9042, 4
            }
            case "mailboxexists" -> mention(Names.FOLDER, node, node.fromEnd(0)); // RFC 5490, 3.1
            case "metadata" -> mention(Names.FOLDER, node, node.fromEnd(2)); // RFC 5490, 3.3
            case "metadataexists" -> mention(Names.FOLDER, node, node.fromEnd(1)); // RFC 5490, 3.4
            case "specialuse_exists" -> mention(Names.FOLDER, node, node.fromEnd(1)); // RFC 8579, 3
            case "mailboxidexists" -> mention(Names.MAILBOX_ID, node, node.fromEnd(0)); // RFC 9042, 5
            case "include" -> mention( // RFC 6609, 3.2
                    node.has("global") ? Names.GLOBAL_SCRIPT : Names.SCRIPT, node, node.fromEnd(0));
            case "redirect" -> mention(Names.REDIRECT, node, node.fromEnd(0));
            case "environment" -> asksImapFolder |= node.arguments().stream() // RFC 6785, 5.1
                    .flatMap(argument -> argument.texts().stream())
                    .anyMatch(text -> text.value().equalsIgnoreCase("imap.mailbox"));
            default -> {}
        }
        mention(Names.FOLDER, node, node.behind("fcc")); // vacation and notify, RFC 8580
    }

    private void mention(Names what, Node node, List<Text> texts) {
        texts.forEach(text -> mentions.add(new Mention(what, node.name(), text, node.has("create"))));
    }

    /** Extensions that the script requires (RFC 5228, 3.2). */
    public Set<String> required() {
        return Set.copyOf(required);
    }

    /** Names of the user's own scripts that this one includes (RFC 6609). */
    public Set<String> includes() {
        return named(Names.SCRIPT);
    }

    /** Names of scripts of the whole server that this one includes. */
    public Set<String> includesGlobal() {
        return named(Names.GLOBAL_SCRIPT);
    }

    /** Addresses to which mail is redirected, as written. */
    public Set<String> redirects() {
        return named(Names.REDIRECT);
    }

    /** The number of redirect commands. */
    public long redirectCount() {
        return mentions.stream()
                .filter(mention -> mention.what == Names.REDIRECT)
                .count();
    }

    /** Returns whether it compares the folder that contains a message (RFC 6785). Such names are data and cannot be found as names. */
    public boolean asksImapFolder() {
        return asksImapFolder;
    }

    private Set<String> named(Names what) {
        Set<String> names = new LinkedHashSet<>();
        mentions.stream().filter(mention -> mention.what == what).forEach(mention -> names.add(utf8(mention.text)));
        return names;
    }

    List<Mention> mentions() {
        return mentions;
    }

    /** One char per byte. */
    String source() {
        return source;
    }

    static String utf8(Text text) {
        return new String(text.value().getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }
}
