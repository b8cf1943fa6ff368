package org.mailmig;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;

/**
 * What a control file says of one account, checked and with defaults applied. Holds no secret. Empty lists and nulls mean
 * "not given".
 *
 * @param line the line of the control (or accounts) file, counted from 1
 * @param sourceUser login of the source mailbox
 * @param targetUser login of the target mailbox
 * @param address SMTP address by which the target's directory entry is matched
 * @param mode clone or merge
 * @param forwardAddress local part (or whole address) at which new mail reaches the source while the forwarder stands
 * @param dn the target's directory entry, if the operator names it
 * @param sourceServer a name of the configuration ({@code source} by default)
 * @param targetServer a name of the configuration ({@code target} by default)
 * @param folderInclude source folders to take (all where empty); {@code *} and {@code %} as in LIST (RFC 9051, 6.3.9)
 * @param folderExclude source folders to leave out
 * @param targetFolder folder of the target under which the source is merged
 * @param since copy only messages that arrived at or after this instant (merge only)
 * @param until copy only messages that arrived at or before this instant (merge only)
 * @param subjects leave out messages whose normalised subject begins with one of these (merge only)
 * @param sid security identifier of the target user's account, {@code S-1-5-21-…}
 * @param sidOnly the entry is matched by {@code sid} alone
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Row(
        int line,
        String sourceUser,
        String targetUser,
        String address,
        Mode mode,
        String forwardAddress,
        String dn,
        String sourceServer,
        String targetServer,
        List<String> folderInclude,
        List<String> folderExclude,
        String targetFolder,
        Instant since,
        Instant until,
        List<String> subjects,
        String sid,
        boolean sidOnly) {

    public Row {
        folderInclude = folderInclude == null ? List.of() : List.copyOf(folderInclude);
        folderExclude = folderExclude == null ? List.of() : List.copyOf(folderExclude);
        subjects = subjects == null ? List.of() : List.copyOf(subjects);
    }

    /** A row without a security identifier. */
    public Row(
            int line,
            String sourceUser,
            String targetUser,
            String address,
            Mode mode,
            String forwardAddress,
            String dn,
            String sourceServer,
            String targetServer,
            List<String> folderInclude,
            List<String> folderExclude,
            String targetFolder,
            Instant since,
            Instant until,
            List<String> subjects) {
        this(
                line,
                sourceUser,
                targetUser,
                address,
                mode,
                forwardAddress,
                dn,
                sourceServer,
                targetServer,
                folderInclude,
                folderExclude,
                targetFolder,
                since,
                until,
                subjects,
                null,
                false);
    }

    /** The same row with another entry. */
    public Row withDn(String entry) {
        return with(entry, sid);
    }

    /** The same row with a security identifier. */
    public Row withSid(String found) {
        return with(dn, found);
    }

    private Row with(String entry, String identifier) {
        return new Row(
                line,
                sourceUser,
                targetUser,
                address,
                mode,
                forwardAddress,
                entry,
                sourceServer,
                targetServer,
                folderInclude,
                folderExclude,
                targetFolder,
                since,
                until,
                subjects,
                identifier,
                sidOnly);
    }

    /** The account's name in reports and commands: the source user as written in the control file. */
    public String account() {
        return sourceUser;
    }
}
