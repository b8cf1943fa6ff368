// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox.internal.scripts;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.mailmig.ScriptAction;
import org.mailmig.imap.error.CommandRefusedException;
import org.mailmig.imap.text.ServerText;
import org.mailmig.ledger.copy.ScriptState;
import org.mailmig.mailbox.internal.message.MessageHashes;
import org.mailmig.mailbox.internal.state.StepContext;
import org.mailmig.managesieve.ListedScript;
import org.mailmig.managesieve.ReadOnlySieve;
import org.mailmig.sieve.Commented;
import org.mailmig.sieve.Rewrite;
import org.mailmig.sieve.Script;
import org.mailmig.sieve.SieveSyntaxException;

/** Reads all scripts of the source, translates them for the target, and decides where each goes. Writes nothing. */
final class ScriptReader {
    private final StepContext work;
    private final ReadOnlySieve source;
    private final ReadOnlySieve target;
    private final ScriptFolderMap folders;
    private final Map<String, byte[]> originals = new LinkedHashMap<>();
    private final Map<String, String> hashesAtTarget = new HashMap<>();
    private Set<String> namesAtTarget;

    ScriptReader(StepContext work) throws IOException {
        this.work = work;
        this.source = work.session().sieve().source().connection();
        this.target = work.session().sieve().target().connection();
        this.folders = new ScriptFolderMap(work.session());
    }

    /** Returns the scripts; included ones come before those that include them. */
    List<SourceScript> scripts() throws IOException {
        List<ListedScript> listed = new ArrayList<>();
        for (ListedScript script : source.list()) {
            work.checkNotStopping();
            try {
                originals.put(script.name(), source.get(script.name()));
                listed.add(script);
            } catch (CommandRefusedException e) {
                if (e.passing()) {
                    throw e;
                }
                work.warn("script " + ServerText.shown(script.name()) + " was not copied: " + e.getMessage());
            }
        }
        namesAtTarget = target.list().stream().map(ListedScript::name).collect(Collectors.toSet());
        Map<String, ScriptState> known = work
                .ledger()
                .scripts()
                .of(work.account().getMailbox())
                .stream()
                .collect(Collectors.toMap(ScriptState::source, state -> state));
        Map<String, String> renamed = Map.of();
        while (true) {
            List<SourceScript> scripts = new ArrayList<>();
            for (ListedScript script : listed) {
                scripts.add(script(script, known.get(script.name()), renamed));
            }
            Map<String, String> now = renamed(scripts);
            if (renamed.keySet().containsAll(now.keySet())) {
                scripts.sort(Comparator.comparing(script ->
                        script.parsed() != null && !script.parsed().includes().isEmpty()));
                return scripts;
            }
            now.putAll(renamed); // terminates, because each round names at least one more
            renamed = now;
        }
    }

    private static Map<String, String> renamed(List<SourceScript> scripts) {
        Map<String, String> renamed = new HashMap<>();
        scripts.stream()
                .filter(script -> !script.name().equals(script.choice().target()))
                .forEach(script -> renamed.put(script.name(), script.choice().target()));
        return renamed;
    }

    private SourceScript script(ListedScript listed, ScriptState known, Map<String, String> renamed)
            throws IOException {
        byte[] text = originals.get(listed.name());
        Set<String> notes = new LinkedHashSet<>();
        Script parsed = null;
        boolean runs = true;
        try {
            parsed = Script.parse(text);
            Rewrite.Result rewritten = Rewrite.of(parsed, folders, renamed);
            text = rewritten.text();
            notes.addAll(rewritten.notes());
            new ScriptWarnings(work, target.capabilities()).add(parsed, notes);
            runs = target.capabilities().missing(parsed.required()).isEmpty();
        } catch (SieveSyntaxException e) {
            runs = folders.keepsNames();
            notes.add("it cannot be read as Sieve (" + e.getMessage() + "), so the folder names in it are unchanged");
        }
        ScriptDecision choice =
                ScriptDecision.of(listed.name(), sha256(text), sha256(Commented.of(text)), known, this::hashAtTarget);
        if (choice.action() == ScriptAction.GONE && work.settings().flag("mailmig.merge.restore-missing")) {
            choice = new ScriptDecision(choice.target(), ScriptAction.COPIED, null);
        }
        if (choice.note() != null) {
            notes.add(choice.note());
        }
        return new SourceScript(listed, parsed, text, choice, notes, runs);
    }

    private String hashAtTarget(String name) throws IOException {
        if (!namesAtTarget.contains(name)) {
            return null;
        }
        if (!hashesAtTarget.containsKey(name)) {
            hashesAtTarget.put(name, sha256(target.get(name)));
        }
        return hashesAtTarget.get(name);
    }

    /** Hashes the script without CRs and trailing blanks, which servers may add or remove. */
    static String sha256(byte[] script) {
        String text = new String(script, StandardCharsets.ISO_8859_1).replace("\r", "");
        MessageDigest digest = MessageHashes.sha256();
        digest.update(text.stripTrailing().getBytes(StandardCharsets.ISO_8859_1));
        return MessageHashes.hex(digest);
    }
}
