// SPDX-License-Identifier: Apache-2.0
package org.mailmig.sieve;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.mailmig.sieve.Node.Text;
import org.mailmig.sieve.Script.Mention;

/** Rewrites a script for the target: only the strings that name something different there are replaced. */
public final class Rewrite {
    /**
     * The rewritten script.
     *
     * @param text its bytes for the target
     * @param notes texts about what could not be mapped or needs attention
     */
    public record Result(byte[] text, Set<String> notes) {}

    private final Script script;
    private final FolderMap folders;
    private final Map<String, String> scripts;
    private final Variables variables;
    private final Map<Integer, Edit> edits = new TreeMap<>(Comparator.reverseOrder());
    private final Set<String> notes = new LinkedHashSet<>();

    private record Edit(Text text, String value) {}

    private Rewrite(Script script, FolderMap folders, Map<String, String> scripts) {
        this.script = script;
        this.folders = folders;
        this.scripts = scripts;
        this.variables = new Variables(script.required());
    }

    /**
     * @param scripts names of the user's scripts that are different in the target
     * @throws IOException if the server did not respond to a query for a mailbox id
     */
    public static Result of(Script script, FolderMap folders, Map<String, String> scripts) throws IOException {
        Rewrite rewrite = new Rewrite(script, folders, scripts);
        for (Mention mention : script.mentions()) {
            rewrite.mention(mention);
        }
        if (script.asksImapFolder() && !folders.keepsNames()) {
            rewrite.notes.add("it compares \"imap.mailbox\" with names of folders, which are left as they are");
        }
        return new Result(rewrite.text(), rewrite.notes);
    }

    private void mention(Mention mention) throws IOException {
        String raw = variables.decoded(mention.text().value());
        String value = new String(raw.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
        if (variables.isDynamic(value)) {
            dynamic(mention, value);
            return;
        }
        switch (mention.what()) {
            case FOLDER -> folder(mention, value);
            case MAILBOX_ID -> mailboxId(mention.text(), value);
            case SCRIPT -> replace(mention.text(), value, scripts.getOrDefault(value, value));
            case GLOBAL_SCRIPT -> notes.add("it includes the server's own script \"" + value
                    + "\", which the target must have under this name");
            case REDIRECT -> {}
        }
    }

    private void dynamic(Mention mention, String value) {
        switch (mention.what()) {
            case FOLDER -> {
                if (!folders.keepsNames()) {
                    notes.add(mention.command() + " names the folder \"" + value
                            + "\", which is built at run time and cannot be mapped");
                }
            }
            case MAILBOX_ID, SCRIPT, GLOBAL_SCRIPT -> notes.add(
                    mention.command() + " uses \"" + value + "\", which is built at run time and cannot be mapped");
            case REDIRECT -> {}
        }
    }

    private void folder(Mention mention, String value) {
        if (value.isEmpty()) {
            return; // the server's own annotations (RFC 5490, 4)
        }
        FolderMap.Place place = folders.folder(value);
        boolean makesDo = mention.creates() || mention.command().equals("mailboxexists"); // it works without the folder
        if (!place.copied() && !makesDo) {
            notes.add(mention.command() + " names the folder \"" + value
                    + "\", which is not among those copied; the target's script names \"" + place.name()
                    + "\", which must be made there first");
        }
        replace(mention.text(), value, place.name());
    }

    private void mailboxId(Text text, String value) throws IOException {
        Optional<String> id = folders.mailboxId(value);
        if (id.isEmpty()) {
            notes.add("the folder with the mailbox id \"" + value
                    + "\" is not known at the target; the name given with it decides");
        }
        replace(text, value, id.orElse(value));
    }

    private void replace(Text text, String value, String other) {
        if (other.equals(value)) {
            return;
        }
        if (variables.isMistakable(other)) {
            notes.add("\"" + value + "\" is \"" + other
                    + "\" in the target, which this script would interpret as a variable; it was left unchanged");
            return;
        }
        edits.put(text.from(), new Edit(text, other));
    }

    private byte[] text() {
        StringBuilder text = new StringBuilder(script.source());
        edits.values().forEach(edit -> text.replace(edit.text.from(), edit.text.to(), quoted(edit.value)));
        return text.toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    /** One char per byte. A multi-line string becomes a quoted one; its line end was the token's end. */
    private static String quoted(String value) {
        String raw = new String(value.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
        return '"' + raw.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
