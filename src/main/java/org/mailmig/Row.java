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
        List<String> subjects) {

    public Row {
        folderInclude = folderInclude == null ? List.of() : List.copyOf(folderInclude);
        folderExclude = folderExclude == null ? List.of() : List.copyOf(folderExclude);
        subjects = subjects == null ? List.of() : List.copyOf(subjects);
    }

    /** The account's name in reports and commands: the source user as written in the control file. */
    public String account() {
        return sourceUser;
    }

    /** A login's local part: before {@code @}, after {@code \}. */
    public static String localPart(String user) {
        String name = user.substring(user.lastIndexOf('\\') + 1);
        int at = name.lastIndexOf('@');
        return at < 0 ? name : name.substring(0, at);
    }
}
