package org.mailmig.cli;

import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import org.mailmig.directory.ForwarderList;
import org.mailmig.report.Words;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code forwarders}: which of our forwarders stand, and why. */
@Command(
        name = "forwarders",
        sortOptions = false,
        description = {
            "Lists the forwarders that mailmig set and that still stand, with what the directory says now.",
            "Works while run or serve runs."
        })
final class ForwardersCommand extends CommandWithOptions {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm").withZone(ZoneId.systemDefault());

    @Option(names = "--clear-stale", description = "Clear those under which nothing is left to be done.")
    boolean clearStale;

    @Override
    int execute() {
        try (OpenLedger open = OpenLedger.of(configuration())) {
            open.context().start();
            ForwarderList forwarders = ForwarderList.of(open.context());
            if (clearStale) {
                List<String> cleared = forwarders.clearStale(false);
                cleared.forEach(text -> out().println(Words.printable(text)));
                out().println(cleared.size() + " cleared.");
            }
            List<ForwarderList.Line> lines = forwarders.list();
            lines.forEach(this::line);
            if (lines.isEmpty()) {
                out().println("No forwarder of ours stands.");
            }
        }
        return Exit.DONE;
    }

    private void line(ForwarderList.Line line) {
        String value = line.stamp().value();
        String now = line.now().equals(List.of(value))
                ? "stands"
                : line.now().isEmpty() ? "is gone from the directory" : "is now " + String.join(", ", line.now());
        out().println(Words.printable(
                line.stamp().account() + "  " + line.stamp().dn() + "  "
                        + line.stamp().attribute() + "=" + value + "  since "
                        + TIME.format(line.stamp().since()) + "  " + now
                        + "; " + (line.stale() ? "stale: " : "") + line.why()));
    }
}
