// SPDX-License-Identifier: Apache-2.0
package org.mailmig;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.mailmig.text.FolderPattern;

/**
 * One account's row of a control file, validated and with defaults applied. Contains no secret. Empty lists and nulls mean "not given".
 *
 * @param line the line of the control (or accounts) file, counted from 1
 * @param sourceUser login of the source mailbox
 * @param targetUser login of the target mailbox
 * @param address SMTP address by which the target's directory entry is matched
 * @param mode clone or merge
 * @param forwardAddress local part (or whole address) at which the source receives new mail while the forwarder is set
 * @param dn the DN of the target's directory entry, if given
 * @param sourceServer a name of the configuration ({@code source} by default)
 * @param targetServer a name of the configuration ({@code target} by default)
 * @param folderInclude source folders to copy (empty: all); {@code *} and {@code %} as in LIST (RFC 9051, 6.3.9)
 * @param folderExclude source folders to leave out
 * @param targetFolder folder of the target into which the source is merged
 * @param since copy only messages that arrived at or after this instant (merge only)
 * @param until copy only messages that arrived at or before this instant (merge only)
 * @param subjects leave out messages whose normalised subject begins with one of these (merge only)
 * @param sizeMin copy only messages of at least this many bytes; {@code null}: no limit (merge only)
 * @param sizeMax copy only messages of at most this many bytes; {@code null}: no limit (merge only)
 * @param folderMap source folder to target folder, each as displayed to the user; subfolders follow (merge only)
 * @param sid security identifier of the target user's account, {@code S-1-5-21-…}
 * @param sidOnly match the entry by {@code sid} alone
 * @param forwardDomain a domain given with the command, into which the row may be forwarded in addition to the configured ones; {@code
 *     null} for none
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record ControlRow(
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
        Long sizeMin,
        Long sizeMax,
        Map<String, String> folderMap,
        String sid,
        boolean sidOnly,
        String forwardDomain) {

    @JsonCreator
    public ControlRow {
        folderInclude = folderInclude == null ? List.of() : List.copyOf(folderInclude);
        folderExclude = folderExclude == null ? List.of() : List.copyOf(folderExclude);
        subjects = subjects == null ? List.of() : List.copyOf(subjects);
        folderMap = folderMap == null ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(folderMap));
    }

    /** A row with only the two users; the servers are {@code source} and {@code target}. */
    public static Builder of(int line, String sourceUser, String targetUser, Mode mode) {
        Builder builder = new Builder();
        builder.line = line;
        builder.sourceUser = sourceUser;
        builder.targetUser = targetUser;
        builder.mode = mode;
        return builder;
    }

    /** Returns a builder with the values of this row. */
    public Builder toBuilder() {
        return of(line, sourceUser, targetUser, mode)
                .address(address)
                .forwardAddress(forwardAddress)
                .dn(dn)
                .servers(sourceServer, targetServer)
                .folders(folderInclude, folderExclude)
                .targetFolder(targetFolder)
                .arrived(since, until)
                .subjects(subjects)
                .sizes(sizeMin, sizeMax)
                .folderMap(folderMap)
                .sid(sid, sidOnly)
                .forwardDomain(forwardDomain);
    }

    /** Returns whether a filter leaves out messages of the selected folders. */
    public boolean filtersMessages() {
        return since != null || until != null || !subjects.isEmpty() || sizeMin != null || sizeMax != null;
    }

    /** Returns whether all new mail in the source's INBOX is copied. */
    public boolean takesNewMail() {
        boolean included = folderInclude.isEmpty() || folderInclude.stream().anyMatch(ControlRow::isInbox);
        boolean excluded = folderExclude.stream().anyMatch(ControlRow::isInbox);
        boolean filtered = until != null || !subjects.isEmpty() || sizeMin != null || sizeMax != null;
        return included && !excluded && !filtered;
    }

    private static boolean isInbox(String pattern) {
        return FolderPattern.matches(pattern, "INBOX", '/');
    }

    /** The account's name in reports and commands: the source user as written in the control file. */
    public String account() {
        return sourceUser;
    }

    /** The local part of a login: before {@code @}, after {@code \}. */
    public static String localPart(String user) {
        String name = user.substring(user.lastIndexOf('\\') + 1);
        int at = name.lastIndexOf('@');
        return at < 0 ? name : name.substring(0, at);
    }

    /** Builds a row. The columns are described at {@link ControlRow}; columns not set are empty. */
    public static final class Builder {
        private int line;
        private String sourceUser;
        private String targetUser;
        private String address;
        private Mode mode;
        private String forwardAddress;
        private String dn;
        private String sourceServer = "source";
        private String targetServer = "target";
        private List<String> folderInclude;
        private List<String> folderExclude;
        private String targetFolder;
        private Instant since;
        private Instant until;
        private List<String> subjects;
        private Long sizeMin;
        private Long sizeMax;
        private Map<String, String> folderMap;
        private String sid;
        private boolean sidOnly;
        private String forwardDomain;

        private Builder() {}

        public Builder address(String smtpAddress) {
            address = smtpAddress;
            return this;
        }

        public Builder forwardAddress(String localPartOrAddress) {
            forwardAddress = localPartOrAddress;
            return this;
        }

        public Builder dn(String entry) {
            dn = entry;
            return this;
        }

        public Builder servers(String source, String target) {
            sourceServer = source;
            targetServer = target;
            return this;
        }

        public Builder folders(List<String> include, List<String> exclude) {
            folderInclude = include;
            folderExclude = exclude;
            return this;
        }

        public Builder targetFolder(String folder) {
            targetFolder = folder;
            return this;
        }

        public Builder arrived(Instant from, Instant to) {
            since = from;
            until = to;
            return this;
        }

        public Builder subjects(List<String> prefixes) {
            subjects = prefixes;
            return this;
        }

        public Builder sizes(Long least, Long most) {
            sizeMin = least;
            sizeMax = most;
            return this;
        }

        public Builder folderMap(Map<String, String> targetBySource) {
            folderMap = targetBySource;
            return this;
        }

        public Builder sid(String identifier, boolean alone) {
            sid = identifier;
            sidOnly = alone;
            return this;
        }

        public Builder forwardDomain(String domain) {
            forwardDomain = domain;
            return this;
        }

        public ControlRow build() {
            return new ControlRow(
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
                    sizeMin,
                    sizeMax,
                    folderMap,
                    sid,
                    sidOnly,
                    forwardDomain);
        }
    }
}
