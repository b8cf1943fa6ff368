// SPDX-License-Identifier: Apache-2.0
package org.mailmig.world;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Merge cases as rows {@code message | source | ledger | target | afterwards}.
 *
 * <pre>
 *   message     its name; two rows of one name are twins, A' shares A's headers and has another body
 *   ledger      as the source had it at the last pass, which paired it; - it was not there
 *   source      as the source has it now; target: as its owner has it now; afterwards: the target as a merge must leave it
 *   place       - nowhere, * in INBOX, b:* in the folder Box; flags after the star: S F A D (deleted) T (draft) K (a keyword)
 * </pre>
 */
public final class MergeTable {
    private static final Map<Character, String> FLAGS =
            Map.of('S', "\\Seen", 'F', "\\Flagged", 'A', "\\Answered", 'D', "\\Deleted", 'T', "\\Draft", 'K', "Key");

    /** Where a message is, with which flags. */
    public record Place(String folder, List<String> flags) {
        static Place of(String text) {
            if (text.equals("-")) {
                return null;
            }
            List<String> flags = text.substring(text.indexOf('*') + 1)
                    .chars()
                    .mapToObj(letter -> FLAGS.get((char) letter))
                    .toList();
            return new Place(text.startsWith("b:") ? "Box" : "INBOX", flags);
        }
    }

    private record Row(String message, Place source, Place ledger, Place target, List<Place> afterwards) {}

    private final List<Row> rows = new ArrayList<>();

    public MergeTable(String text) {
        text.lines().filter(line -> !line.isBlank()).forEach(line -> {
            List<String> cells =
                    Arrays.stream(line.split("\\|")).map(String::strip).toList();
            if (cells.size() != 5) {
                throw new AssertionError("Not five cells: " + line);
            }
            List<Place> afterwards = Arrays.stream(cells.get(4).split(" +"))
                    .map(Place::of)
                    .filter(place -> place != null)
                    .toList();
            rows.add(new Row(
                    cells.get(0), Place.of(cells.get(1)), Place.of(cells.get(2)), Place.of(cells.get(3)), afterwards));
        });
    }

    /** What the source held at the last pass. */
    public void before(Mailbox source) {
        source.create("Box");
        rows.stream().filter(row -> row.ledger != null).forEach(row -> source.append(mail(row, row.ledger)));
    }

    /** What happened since on both sides; the target holds what the last pass copied. */
    public void since(Mailbox source, Mailbox target) {
        change(source, row -> row.source);
        change(target, row -> row.target);
    }

    private interface Side {
        Place of(Row row);
    }

    private void change(Mailbox mailbox, Side side) {
        Map<String, Integer> uids = new TreeMap<>();
        List<Row> fresh = new ArrayList<>();
        for (Row row : rows) {
            Place now = side.of(row);
            if (row.ledger == null) {
                fresh.add(row);
                continue;
            }
            String folder = row.ledger.folder();
            String uid = String.valueOf(uids.merge(folder, 1, Integer::sum));
            if (now == null) {
                mailbox.remove(folder, uid);
                continue;
            }
            if (!now.flags().equals(row.ledger.flags())) {
                mailbox.store(folder, uid, "FLAGS", now.flags().toArray(String[]::new));
            }
            if (!now.folder().equals(folder)) {
                mailbox.move(folder, uid, now.folder());
            }
        }
        fresh.stream().filter(row -> side.of(row) != null).forEach(row -> mailbox.append(mail(row, side.of(row))));
    }

    private static Mail mail(Row row, Place place) {
        String name = row.message.replace("'", "");
        return Mail.of(name, row.message.contains("'") ? "another body" : "body of " + name)
                .in(place.folder())
                .flagged(place.flags().toArray(String[]::new));
    }

    /** The expected target, sorted, in the format of {@link #shown}. */
    public List<String> expected() {
        List<String> all = new ArrayList<>();
        for (Row row : rows) {
            for (Place place : row.afterwards) {
                all.add(place.folder() + " " + row.message.replace("'", "") + " "
                        + mail(row, place).octets().length + " " + new TreeSet<>(place.flags()));
            }
        }
        return all.stream().sorted().toList();
    }

    public static List<String> shown(Snapshot snapshot) {
        List<String> all = new ArrayList<>();
        snapshot.folders().forEach((folder, each) -> each.messages()
                .forEach(message -> all.add(folder + " " + message.subject() + " " + message.size() + " "
                        + new TreeSet<>(message.flags()))));
        return all.stream().sorted().toList();
    }
}
