package org.mailmig.mailbox;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.mailmig.imap.ListedFolder;

/**
 * One account's hold on its two servers while an exchange carries it down the line: connections, the folder listings, and
 * what the last pass listed and wrote, for verify. Used by one exchange; its sides may be used by several threads.
 */
final class Session implements AutoCloseable {
    final Side source;
    final Side target;
    /** What the last copy pass listed and wrote; {@code null} before one was made in this session. */
    Pass pass;

    private Listing listing;

    Session(Side source, Side target) {
        this.source = source;
        this.target = target;
    }

    /** Both sides' folders at one moment. */
    record Listing(List<ListedFolder> source, List<ListedFolder> target, FolderNames names) {}

    /** Lists both sides anew, at the same time. */
    Listing list(String account) {
        List<ListedFolder> targetFolders = new ArrayList<>();
        FutureTask<FolderNamesEnd> target = new FutureTask<>(() -> end(target(), targetFolders));
        Thread thread = new Thread(target, "mailmig-list-" + account);
        thread.setDaemon(true);
        thread.start();
        List<ListedFolder> sourceFolders = new ArrayList<>();
        FolderNamesEnd from = end(source, sourceFolders);
        FolderNamesEnd to = joined(target);
        listing = new Listing(
                sourceFolders, targetFolders, new FolderNames(from.prefix, from.separator, to.prefix, to.separator));
        return listing;
    }

    /** The listing that the check of this same exchange made, or a new one: taken once. */
    Listing takeListing(String account) {
        Listing taken = listing == null ? list(account) : listing;
        listing = null;
        return taken;
    }

    private Side target() {
        return target;
    }

    private record FolderNamesEnd(String prefix, char separator) {}

    private static FolderNamesEnd end(Side side, List<ListedFolder> into) {
        return Faults.on(
                "listing the folders of " + side.who(),
                () -> side.with(connection -> {
                    into.addAll(connection.list());
                    return new FolderNamesEnd(connection.personalPrefix(), connection.separator());
                }));
    }

    private static <T> T joined(FutureTask<T> task) {
        try {
            return task.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new org.mailmig.StoppingException("interrupted while folders were listed");
        }
    }

    @Override
    public void close() {
        source.close();
        target.close();
    }
}
