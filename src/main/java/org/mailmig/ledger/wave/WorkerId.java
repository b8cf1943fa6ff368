// SPDX-License-Identifier: Apache-2.0
package org.mailmig.ledger.wave;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * A process's name in leases: host, process id, and further numbers, since process ids are reused.
 *
 * @param host where it runs
 * @param pid process id there
 * @param started its start in milliseconds, or 0 if the system does not report it
 * @param life unique to this opening of the ledger
 */
public record WorkerId(String host, long pid, long started, String life) {
    /** This process. */
    public static WorkerId here() {
        return here(hostName());
    }

    /** This process, on a host of this name. */
    public static WorkerId here(String host) {
        long pid = ProcessHandle.current().pid();
        return new WorkerId(host, pid, started(pid), UUID.randomUUID().toString());
    }

    @Override
    public String toString() {
        return host + "/" + pid + "/" + started + "/" + life;
    }

    /** Returns whether the process of this name is on this host, so that the operating system can be asked about it. */
    public boolean isNeighbour(String name) {
        String[] parts = name.split("/");
        return parts.length == 4 && parts[0].equals(host);
    }

    /** Returns whether the process of this name on this host is gone. */
    public boolean isGone(String name) {
        String[] parts = name.split("/");
        long other = Long.parseLong(parts[1]);
        boolean alive = ProcessHandle.of(other).map(ProcessHandle::isAlive).orElse(false);
        return !alive || started(other) != Long.parseLong(parts[2]);
    }

    private static long started(long pid) {
        Optional<Instant> start =
                ProcessHandle.of(pid).flatMap(handle -> handle.info().startInstant());
        return start.map(Instant::toEpochMilli).orElse(0L);
    }

    /**
     * The host name in worker ids. Processes with the same name can query each other's process ids; containers that share a host name get a
     * suffix each.
     */
    private static String hostName() {
        String name;
        try {
            name = InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            name = "localhost";
        }
        try {
            return name + "+"
                    + Files.readSymbolicLink(Path.of("/proc/self/ns/pid"))
                            .toString()
                            .replaceAll("\\D", "");
        } catch (IOException | UnsupportedOperationException e) {
            return name; // not Linux: no such containers
        }
    }
}
