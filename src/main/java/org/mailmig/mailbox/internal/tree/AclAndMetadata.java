// SPDX-License-Identifier: Apache-2.0
package org.mailmig.mailbox.internal.tree;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.mailmig.imap.ImapConnection;
import org.mailmig.imap.ReadOnlyConnection;
import org.mailmig.imap.model.AclGrant;
import org.mailmig.imap.model.FolderExtras;
import org.mailmig.ledger.wave.EventKind;
import org.mailmig.mailbox.internal.connection.WireErrors;
import org.mailmig.mailbox.internal.folders.FolderPair;
import org.mailmig.mailbox.internal.state.CopyPassResult;
import org.mailmig.mailbox.internal.state.StepContext;

/**
 * Copies the ACLs and annotations of a clone's folders, if both sides support them. One round trip reads some thirty folders of the
 * source; the target is read and changed only if there is something to copy.
 */
public final class AclAndMetadata {
    private static final FolderExtras NONE = new FolderExtras(List.of(), Map.of(), "", 0);

    private final StepContext work;
    private final Map<String, FolderPair> pairs = new LinkedHashMap<>();

    public AclAndMetadata(StepContext work, CopyPassResult pass) {
        this.work = work;
        pass.reached().forEach(folder -> pairs.put(folder.pair().source().rawName(), folder.pair()));
    }

    public void carry() {
        String what = "account " + work.account().getAccount() + ", copying rights and annotations";
        WireErrors.on(what, () -> work.session()
                .source()
                .with(source -> work.session().target().with(target -> {
                    reportUnsupported(source, target);
                    if (target.offersAcl() || target.offersMetadata()) {
                        carry(source, target);
                    }
                    return null;
                })));
    }

    private void reportUnsupported(ReadOnlyConnection source, ImapConnection target) {
        if (source.offersAcl() && !target.offersAcl()) {
            work.note(
                    EventKind.NOT_KEPT,
                    "rights of others on folders: the target does not support them (no ACL, RFC 4314)");
        }
        if (source.offersMetadata() && !target.offersMetadata()) {
            work.note(
                    EventKind.NOT_KEPT,
                    "annotations of folders: the target does not support them (no METADATA, RFC 5464)");
        }
    }

    private void carry(ReadOnlyConnection source, ImapConnection target) throws IOException {
        boolean acl = source.offersAcl() && target.offersAcl();
        boolean metadata = source.offersMetadata() && target.offersMetadata();
        List<String> asked = new ArrayList<>(pairs.keySet());
        if (metadata) {
            asked.add("");
        }
        if (!acl && !metadata) {
            return;
        }
        Map<String, FolderExtras> here = source.extras(asked, acl, metadata);
        report(here);
        AclCopy rights = new AclCopy(work, neighbours(), source.offeredRights());
        Annotations annotations = new Annotations(work);
        Map<String, List<AclGrant>> grants = new LinkedHashMap<>();
        Map<String, Map<String, String>> entries = new LinkedHashMap<>();
        here.forEach((raw, extras) -> {
            FolderPair pair = pairs.get(raw);
            List<AclGrant> some =
                    pair == null ? List.of() : rights.wanted(pair, extras.grants(), target.offeredRights());
            Map<String, String> values = annotations.wanted(name(raw), raw, extras);
            if (!some.isEmpty() || !values.isEmpty()) {
                grants.put(raw, some);
                entries.put(raw, values);
            }
        });
        if (grants.isEmpty()) {
            rights.reportLost();
            return;
        }
        Map<String, FolderExtras> there =
                target.extras(grants.keySet().stream().map(this::targetRaw).toList(), acl, metadata);
        for (String raw : grants.keySet()) {
            FolderExtras standing = there.getOrDefault(targetRaw(raw), NONE);
            annotations.set(name(raw), targetRaw(raw), entries.get(raw), standing, target);
            if (!grants.get(raw).isEmpty()) {
                rights.set(pairs.get(raw), grants.get(raw), standing, target);
            }
        }
        rights.reportLost();
    }

    private void report(Map<String, FolderExtras> here) {
        FolderWarnings hidden = new FolderWarnings();
        here.forEach((raw, extras) -> {
            if (!extras.refused().isEmpty()) {
                hidden.add(name(raw), "the source does not show its rights or annotations: " + extras.refused());
            }
        });
        hidden.sentences().forEach(work::warn);
    }

    private AclIdentifierMap neighbours() {
        return new AclIdentifierMap(work.ledger(), work.account().getRow());
    }

    private String name(String raw) {
        return raw.isEmpty() ? "the mailbox" : "folder " + pairs.get(raw);
    }

    private String targetRaw(String raw) {
        return raw.isEmpty() ? "" : pairs.get(raw).targetRaw();
    }
}
